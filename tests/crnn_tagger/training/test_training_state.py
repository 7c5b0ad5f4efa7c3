import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import safetensors.torch
import torch
from crnn_tagger.training import training_state
from crnn_tagger.training.training_state import (
    FOLDER,
    forget_abandoned,
    forget_state,
    load_state,
    save_state,
    state_path,
)

KEY, OTHER = "a1" * 32, "b2" * 32
PLUGINS = Path(training_state.__file__).parents[2]
SAVE_FOREVER = """
import sys
from pathlib import Path
import torch
from crnn_tagger.training.training_state import save_state, state_path
while True:
    path = state_path(Path(sys.argv[1]), sys.argv[2], "head")
    save_state(path, {"weights": torch.zeros(3_000_000)}, {})
    print("saved", flush=True)
"""


def saved(cache: Path, key: str) -> Path:
    path = state_path(cache, key, "head")
    save_state(path, {"weights": torch.ones(3)}, {"epoch": 2})
    return path


def test_temporary_files_of_killed_saves_are_removed_with_the_state(tmp_path: Path) -> None:
    other = saved(tmp_path, OTHER)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(PLUGINS), *sys.path])}
    command = [sys.executable, "-c", SAVE_FOREVER, str(tmp_path), KEY]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as child:
        assert child.stdout is not None
        child.stdout.readline()
        while not list((tmp_path / FOLDER).glob("*.tmp")):
            time.sleep(0.0005)
        child.kill()  # in the middle of saving, most often
    assert load_state(state_path(tmp_path, KEY, "head")) is not None
    (tmp_path / FOLDER / f".{KEY[:40]}.{'0' * 32}.tmp").write_bytes(b"cut off")  # in any case
    forget_state(tmp_path, KEY)
    assert list((tmp_path / FOLDER).iterdir()) == [other]
    assert load_state(other) is not None


def test_a_training_interrupted_a_month_ago_is_removed(tmp_path: Path) -> None:
    old, young = saved(tmp_path, KEY), saved(tmp_path, OTHER)
    month = training_state.ABANDONED_SECONDS
    os.utime(old, (0, time.time() - month - 60))
    os.utime(young, (0, time.time() - month + 60))
    forget_abandoned(tmp_path)
    assert list((tmp_path / FOLDER).iterdir()) == [young]
    forget_abandoned(tmp_path / "nothing there")


def test_a_state_comes_back_to_the_last_bit(tmp_path: Path) -> None:
    tensors = {"weight": torch.randn(3, 4), "losses": torch.tensor([0.1], dtype=torch.float64)}
    facts: dict[str, Any] = {"epoch": 3, "rate_scale": 0.1 + 0.2}
    save_state(tmp_path / "state", tensors, facts)
    found = load_state(tmp_path / "state")
    assert found is not None and found[1] == facts
    assert all(torch.equal(found[0][name], tensor) for name, tensor in tensors.items())
    assert load_state(tmp_path / "none") is None


def test_a_state_of_an_older_layout_counts_as_none(tmp_path: Path) -> None:
    older = safetensors.torch.save({"weight": torch.zeros(2)}, {"state": '{"epoch": 3}'})
    (tmp_path / "state").write_bytes(older)
    assert load_state(tmp_path / "state") is None
