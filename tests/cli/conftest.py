import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

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
