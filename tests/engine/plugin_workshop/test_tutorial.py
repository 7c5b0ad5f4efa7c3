"""docs/plugin-tutorial.md does what it says: its files are written, its commands run, in order."""

import os
import re
import shlex
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

REPOSITORY = Path(__file__).parents[3]
TEXT = (REPOSITORY / "docs" / "plugin-tutorial.md").read_text(encoding="utf-8")
STEP = re.compile(
    r"(?:^`(?P<file>[\w/.]+)`:\n\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.M | re.S
)
HZ, SECONDS, ARTISTS = 8000, 12, "ABCDEF"


def make_music(folder: Path) -> None:
    """Write tracks with a beat, called drum, and tracks without one, called hum."""
    folder.mkdir()
    times = np.arange(HZ * SECONDS) / HZ
    noise = np.random.default_rng(0).standard_normal(len(times))
    for number, artist in enumerate(ARTISTS):
        beats = np.exp(-20 * ((times * (90 + 15 * number) / 60) % 1))
        soundfile.write(folder / f"Artist {artist} - drum.wav", 0.2 * beats * noise, HZ)
        hum = 0.3 * np.sin(2 * np.pi * 55 * (number + 2) * times)
        soundfile.write(folder / f"Artist {artist} - hum.wav", hum, HZ)
    (folder / "Artist A - drum.wav").rename(folder / "drum.wav")


@pytest.fixture
def shell(tmp_path: Path):
    """Run one line of the page in a folder of its own, where `tagstudio` and `python` are ours."""
    commands = tmp_path / "commands"
    commands.mkdir()
    python = shlex.quote(sys.executable)
    for name, words in (("tagstudio", "-m tagstudio"), ("python", "")):
        script = commands / name
        script.write_text(f'#!/bin/sh\nexec {python} {words} "$@"\n')
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
    work = tmp_path / "work"
    work.mkdir()
    path = os.pathsep.join((str(REPOSITORY), str(REPOSITORY / "plugins")))
    own = {"PATH": f"{commands}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": path}

    def run(line: str) -> str:
        done = subprocess.run(
            line,
            shell=True,
            cwd=work,
            env={**os.environ, **own},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    run.folder = work
    return run


@pytest.mark.skipif(os.name != "posix", reason="the page is run by a shell")
def test_the_page_does_what_it_says(shell):
    make_music(shell.folder / "music")
    said = {}
    for step in STEP.finditer(TEXT):
        if step["kind"] == "sh":
            for line in step["text"].splitlines():
                said[line] = shell(line)
        else:
            assert step["file"], "a block that is no command has a file"
            (shell.folder / step["file"]).write_text(step["text"], encoding="utf-8")
    assert "FAILED" not in "".join(said.values())
    assert "danceable" in said["tagstudio plugins try music/drum.wav --model pulse"]
    found = said["tagstudio list tag:danceable --model pulse"]
    assert found.count("drum") >= len(ARTISTS) - 1
    assert "hum" not in found
    listed = shell("tagstudio plugins list")
    assert "pulse_tagger" in listed
    assert "pulse-v2" in listed


def test_the_page_is_one_page():
    assert len(TEXT.split()) < 1100


def test_the_page_shows_code_as_the_project_writes_it(tmp_path):
    [code] = [step["text"] for step in STEP.finditer(TEXT) if step["kind"] == "python"]
    (tmp_path / "plugin.py").write_text(code)
    ruff = [sys.executable, "-m", "ruff", "format", "--check", "--line-length", "100"]
    subprocess.run([*ruff, str(tmp_path / "plugin.py")], check=True)
