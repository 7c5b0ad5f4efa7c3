"""Plugins of API 1 and 2 suggest as before; they do not learn, and it is said why."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tagstudio.audio.containers.content_hash import content_hash
from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import run
from tagstudio.engine.plugins.installed_models import choose_model, installed_models
from tagstudio.engine.tagging.suggest import SuggestOptions, suggest
from tagstudio.engine.training.train import TrainSettings, train
from tagstudio.library.db.database import open_library
from tagstudio.library.search.query import ALL_TRACKS
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack

FAKE = Path(__file__).parents[2] / "plugins" / "fake_tagger"


@pytest.mark.parametrize("api", [1, 2])
def test_it_suggests_and_is_refused_for_learning(tmp_path, api):
    folder = shutil.copytree(FAKE, paths.user_plugins_folder() / "fake_tagger")
    manifest = folder / "MANIFEST.toml"
    manifest.write_text(manifest.read_text().replace("api = 3", f"api = {api}"))
    sound = tmp_path / "a.wav"
    soundfile.write(sound, np.full(90_000, 0.5, np.float32), 8000)
    with open_library(tmp_path / "my.db", writing=True) as library:
        with library.write() as connection:
            folder_id = tracks.folder_id(connection, str(tmp_path))
            status, content = sound.stat(), content_hash(str(sound))
            new = NewTrack(str(sound), status.st_size, status.st_mtime_ns, content_hash=content)
            tracks.add_tracks(connection, folder_id, [new])
        loudness = choose_model(installed_models(), "loudness")
        assert run(suggest(library, loudness, ALL_TRACKS, SuggestOptions())).suggested == 1
        with pytest.raises(TagStudioError, match="fake_tagger was written for an older") as refused:
            run(train(library, loudness, TrainSettings()))
        assert refused.value.message.key == "training.old-plugin"
