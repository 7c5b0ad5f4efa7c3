"""`suggest --ray auto`: a real Ray cluster on this machine; and what is refused before that."""

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tagstudio.core import paths
from tagstudio.library.db.database import open_library
from tagstudio.library.models import suggestions
from tagstudio.library.models.models import find_model

ROOT = Path(__file__).parents[2]
HZ = 16000
TRACKS = 8
ELSEWHERE = re.compile(r"sa_family=AF_INET6?(?!.*(?:127\.0\.0\.1|::1)).*")


def tagstudio(library: Path, *words: str, before: tuple[str, ...] = ()) -> tuple[int, str, str]:
    """Run a command of the program; return its exit status, stdout and stderr."""
    done = subprocess.run(
        [*before, sys.executable, "-m", "tagstudio", "--library", str(library), *words],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "plugins")])},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def music(tmp_path: Path, home: Path) -> Path:
    """A folder of short files, and a tagger that says how loud they are."""
    plugin = ROOT / "tests" / "plugins" / "fake_tagger"
    shutil.copytree(plugin, paths.user_plugins_folder() / "fake_tagger")
    folder = tmp_path / "music"
    folder.mkdir()
    for number in range(TRACKS):
        noise = np.random.default_rng(number).uniform(-0.1 * number, 0.1 * number, 2 * HZ)
        soundfile.write(folder / f"{number}.wav", noise, HZ)
    return folder


def scores(library: Path) -> dict[int, tuple[float, ...]]:
    with open_library(library, writing=False) as opened, opened.read() as connection:
        model = find_model(connection, "loudness")
        assert model is not None
        return suggestions.scores_of(connection, model, range(1, TRACKS + 1))


def left_running(home: Path) -> list[str]:
    """The programs that run on with the folders of this test."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(home).encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_text())
        except OSError:
            continue
    return found


@pytest.mark.skipif(find_spec("ray") is None, reason="needs Ray: pip install 'tagstudio[archive]'")
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes in /proc")
def test_a_cluster_on_this_machine_says_what_this_machine_says(music, home, tmp_path):
    alone, together = tmp_path / "alone.db", tmp_path / "together.db"
    suggest = ["suggest", "--model", "loudness", "--json"]
    for library in (alone, together):
        assert tagstudio(library, "scan", str(music))[0] == 0
    assert tagstudio(alone, *suggest)[0] == 0
    trace = tmp_path / "trace.txt"
    traced = ("strace", "-f", "--seccomp-bpf", "-qq", "--trace=connect", "-o", str(trace))
    can_trace = (
        subprocess.run([*traced, "true"], capture_output=True, check=False)
        if (shutil.which("strace"))
        else None
    )
    before = traced if can_trace and can_trace.returncode == 0 else ()
    on_ray = [*suggest, "--ray", "auto", "--ray-cpus", "1", "--path-map", f"/nowhere={music}"]
    for _ in range(3):  # Ray gives its processes 30 s, which a busy machine may not have for them
        status, out, err = tagstudio(together, *on_ray, before=before)
        if "cluster.not-started" not in out:
            break
    assert status == 0, err
    report = json.loads(out)  # one document: Ray prints nothing into it
    assert report["suggested"] == TRACKS
    assert report["problems"] == []
    [node] = report["nodes"]
    assert (node["heard"], node["failed"], node["left_out"]) == (TRACKS, 0, None)
    assert node["hearers"] == os.cpu_count()
    assert scores(together) == scores(alone)
    assert len(scores(together)) == TRACKS
    assert [line for line in err.splitlines() if "has not answered yet" not in line] == []
    assert left_running(home) == []
    if before:
        assert ELSEWHERE.findall(trace.read_text(errors="replace")) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--ray", "head"], "no address of a Ray cluster"),
        (["--ray", "ray://head:10001"], "no address of a Ray cluster"),
        (["--ray", "auto", "--path-map", "music=/mnt"], "no path map"),
        (["--ray", "auto", "--ray-batch", "tpu=1"], "no batch size"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_makes_no_library(home, tmp_path, words, said):
    library = tmp_path / "my.db"
    status, _, err = tagstudio(library, "suggest", *words)
    assert status == 1
    assert said in err
    assert not library.exists()


def test_options_of_a_cluster_need_one(home, tmp_path):
    status, _, err = tagstudio(tmp_path / "my.db", "suggest", "--path-map", "/a=/b")
    assert status == 2
    assert "--ray" in err
