"""Two processes on this machine, started as a user starts them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from crnn_tagger.from_scratch.data.mel_store import MelStore
from crnn_tagger.model.checkpoint import load

from tagstudio.core.paths import models_folder

ROOT = Path(__file__).parents[3]
REPORTING = """
import hashlib, sys
from pathlib import Path
from crnn_tagger.from_scratch import __main__
from crnn_tagger.training.distributed import leave
from crnn_tagger.training.trainer import Trainer

whole = Trainer.run
def run(self):
    yield from whole(self)
    state = [weight.detach().numpy().tobytes() for weight in self.model.parameters()]
    digest = hashlib.sha256(b"".join(state))
    Path(sys.argv[1], str(self.world.rank)).write_text(digest.hexdigest())

Trainer.run = run
leave(__main__.main(sys.argv[2:]))
"""


@pytest.fixture
def arguments(clips_file: Path, store: MelStore) -> list[str]:
    options = {
        "name": "together",
        "network": "k2c1",
        "size": "8,8,8,8,8",
        "store": str(store.folder),
        "device": "cpu",
        "epochs": "6",
        "batch": "8",
        "learning-rate": "0.02",
        "augment": "crop",
    }
    return [str(clips_file), *(part for name in options for part in (f"--{name}", options[name]))]


def start(command: list[str]) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join([str(ROOT / "plugins"), str(ROOT)])
    return subprocess.run(
        [sys.executable, "-m", *command],
        env={**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_two_processes_come_to_the_same_weights(tmp_path: Path, arguments: list[str]) -> None:
    script, found = tmp_path / "reporting.py", tmp_path / "found"
    script.write_text(REPORTING)
    found.mkdir()
    launch = ["torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    done = start([*launch, str(script), str(found), *arguments])
    assert done.returncode == 0, done.stdout + done.stderr
    digests = {path.name: path.read_text() for path in found.iterdir()}
    assert set(digests) == {"0", "1"}
    assert digests["0"] == digests["1"]
    lines = [line for line in done.stderr.splitlines() if line.startswith("epoch")]
    losses = [float(line.split("loss ")[1].split(",")[0]) for line in lines]
    assert len(losses) == 6
    assert losses[-1] < losses[0]
    assert done.stdout == "together is installed: k2c1 8,8,8,8,8, trained on 16 clips.\n"
    card = load(models_folder("crnn_tagger") / "together.safetensors").card
    assert card.metrics is not None and card.metrics["test"]["clips"] == 6
