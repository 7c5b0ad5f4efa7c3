import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import run
from tagstudio.engine.plugins.installed_models import (
    InstalledModel,
    choose_model,
    install,
    register_installed,
    shown_model,
    suggesting_model,
    verify,
)
from tagstudio.library.db.database import open_library
from tagstudio.library.models import suggestions
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack


@pytest.fixture
def model(trouble_model: InstalledModel) -> InstalledModel:
    return trouble_model


def test_without_a_model_the_sentence_says_how_to_get_one():
    with pytest.raises(TagStudioError, match="tagstudio models install msd-crnn"):
        choose_model([], "")


def test_a_model_that_is_not_there_is_named_with_those_that_are(model):
    assert choose_model([model], "").info.name == "trouble"
    with pytest.raises(TagStudioError, match=r"No model 'nope' is installed; there are: trouble\."):
        choose_model([model], "nope")


def test_the_shown_model_is_the_named_or_the_preferred_one(tmp_path, model):
    with open_library(tmp_path / "my.db", writing=True) as library:
        with library.read() as connection:
            assert shown_model(connection, "") is None
            with pytest.raises(TagStudioError, match="suggest --model trouble"):
                shown_model(connection, "trouble")
            with pytest.raises(TagStudioError, match="No model has suggested anything yet"):
                suggesting_model(connection, "")
        with library.write() as connection:
            folder = tracks.folder_id(connection, "/music")
            [id] = tracks.add_tracks(connection, folder, [NewTrack("/music/1.mp3", 1, 1)])
            registered = register_installed(connection, model)
            scores = (0.1,) * len(registered.tags)
            suggestions.store(connection, registered.id, [Scored(id, scores)])
        with library.read() as connection:
            assert shown_model(connection, "").name == "trouble"
            assert shown_model(connection, "trouble").name == "trouble"
            assert suggesting_model(connection, "").name == "trouble"


def test_install_and_verify_go_through_the_plugin(trouble, tmp_path):
    assert run(install("trouble", None)).info.name == "trouble"
    with pytest.raises(TagStudioError, match="no model 'nope' to install; there are:"):
        run(install("nope", None))
    assert ("weights", True) in [(c.name, c.passed) for c in run(verify(tmp_path))]
