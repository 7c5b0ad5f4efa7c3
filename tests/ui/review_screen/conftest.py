"""Twelve real files, scanned by the real engine, with suggestions and tag timelines of a tagger."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tagstudio.core import paths
from tagstudio.core.progress import run
from tagstudio.engine.plugins.installed_models import choose_model, installed_models
from tagstudio.engine.scanning.scan import scan
from tagstudio.engine.tagging.suggest import SuggestOptions, suggest
from tagstudio.library.db.database import open_library
from tagstudio.library.search.query import ALL_TRACKS
from tagstudio.ui.review_screen import answering

PLUGINS = Path(__file__).parents[2] / "plugins"
HZ = 8000


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    """Let a track be finished as soon as it comes; whoever tests the waiting undoes this."""
    for name in ("HABIT_SECONDS", "DOUBLE_SECONDS"):
        monkeypatch.setattr(answering, name, 0.0)


@pytest.fixture(scope="session")
def scored_library(tmp_path_factory):
    """The library file, made once."""
    folder = tmp_path_factory.mktemp("review")
    music, file = folder / "music", folder / "library.db"
    music.mkdir()
    for number in range(12):
        folk = "folk 0.4" if number % 3 == 0 else "folk 0.1"
        samples = np.random.default_rng(number).uniform(-0.5, 0.5, 3 * HZ)
        soundfile.write(music / f"{number:02} jazz 0.8 rock 0.6 {folk}.wav", samples, HZ)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TAGSTUDIO_HOME", str(folder / "home"))
        install_plugin()
        with open_library(file, writing=True) as library:
            run(scan(library, [music]))
            model = choose_model(installed_models(), "along")
            run(suggest(library, model, ALL_TRACKS, SuggestOptions()))
    return file


@pytest.fixture
def library(scored_library, tmp_path):
    """Tracks 1 to 12; above their thresholds: jazz and rock, in every third one folk besides."""
    install_plugin()
    file = shutil.copy(scored_library, tmp_path / "scored.db")
    with open_library(Path(file), writing=True) as library:
        yield library


def install_plugin():
    shutil.copytree(PLUGINS / "along_tagger", paths.user_plugins_folder() / "along_tagger")
