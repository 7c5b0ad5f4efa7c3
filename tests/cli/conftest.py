import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tagstudio.cli.app import main
from tagstudio.core import paths

PLUGINS = Path(__file__).parent.parent / "plugins"


@pytest.fixture
def fake_tagger() -> str:
    """Install the fake tagger as a user would; return the name of its model."""
    shutil.copytree(PLUGINS / "fake_tagger", paths.user_plugins_folder() / "fake_tagger")
    return "loudness"


@pytest.fixture
def music(tmp_path) -> Path:
    """Three short tones: one loud, one quiet, one in between."""
    folder = tmp_path / "music"
    folder.mkdir()
    times = np.arange(8000) / 8000
    for name, peak in (("loud.wav", 0.9), ("middle.flac", 0.5), ("quiet.ogg", 0.1)):
        soundfile.write(folder / name, peak * np.sin(2 * np.pi * 440 * times), 8000)
    return folder


@pytest.fixture
def command(capsys, tmp_path) -> Callable[..., tuple[int, str, str]]:
    """Run one command on a library of this test; return exit status, stdout, stderr."""

    def call(*arguments: object) -> tuple[int, str, str]:
        status = main(["--library", str(tmp_path / "my.db"), *map(str, arguments)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call


@pytest.fixture
def tagstudio(command, music, fake_tagger) -> Callable[..., tuple[int, str, str]]:
    """Run one command on three tracks and their suggestions; return status, stdout, stderr."""
    assert command("scan", music)[0] == 0
    assert command("suggest", "--model", fake_tagger)[0] == 0
    return command
