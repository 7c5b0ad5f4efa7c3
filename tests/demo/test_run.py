import numpy as np
import pytest
import soundfile

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import run
from tagstudio.demo import run as demo_module
from tagstudio.demo import write_pieces
from tagstudio.demo.run import demo, demo_folder
from tagstudio.engine.plugins.installed_models import InstalledModels
from tagstudio.engine.tagging.suggest import SuggestOptions
from tagstudio.library.db.database import open_library
from tagstudio.library.search.query import ALL_TRACKS
from tagstudio.library.views.browse import count


def two_noises(folder):
    folder.mkdir(parents=True)
    for number in range(2):
        noise = np.random.default_rng(number).uniform(-0.5, 0.5, 8000)
        soundfile.write(folder / f"{number}.wav", noise, 8000)


def test_the_pieces_are_made_scanned_and_scored(tmp_path, fake, monkeypatch):
    monkeypatch.setattr(write_pieces, "write_pieces", two_noises)
    with open_library(tmp_path / "my.db", writing=True) as library:
        made = run(demo(library, "loudness", SuggestOptions()))
        with library.read() as connection:
            assert count(connection, ALL_TRACKS, None) == made.report.suggested == 2
    assert made.model.info.name == "loudness"


def test_without_a_model_no_music_is_made(tmp_path, monkeypatch):
    monkeypatch.setattr(demo_module, "installed_models", InstalledModels)
    none = pytest.raises(TagStudioError, match="No model is installed")
    with open_library(tmp_path / "my.db", writing=True) as library, none:
        run(demo(library, "", SuggestOptions()))
    assert not demo_folder().exists()
