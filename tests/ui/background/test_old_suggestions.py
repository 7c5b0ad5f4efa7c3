"""The line that marks suggestions as an older version's, in a library that has two."""

import threading

import pytest

from tagstudio.cli.app import main
from tagstudio.core.progress import Progress
from tagstudio.engine.plugins.installed_models import model_to_set
from tagstudio.library.db.database import open_library
from tagstudio.library.models import promotions
from tagstudio.library.models.models import RegisteredModel, RegisteredTag, register
from tagstudio.library.models.suggestions import Scored, store
from tagstudio.ui.background import workspace as workspace_module
from tagstudio.ui.background.old_suggestions import OldSuggestions
from tagstudio.ui.library_screen.screen import LibraryScreen
from tagstudio.ui.review_screen.screen import ReviewScreen


@pytest.fixture
def newer(workspace) -> int:
    """A version that was put to use and has suggested nothing yet."""
    tags = tuple(RegisteredTag(name, "genre", 0.1, 0.5) for name in ("jazz", "Rock", "tango"))
    with workspace.library.write() as connection:
        model = RegisteredModel("crnn-v2", "1" * 64, tags, "", "crnn")
        return register(connection, "crnn_tagger", model)


def use(workspace, model_id: int) -> None:
    with workspace.library.write() as connection:
        promotions.record_promotion(connection, "forced", model_id, "so that it is in use")
    workspace.tell("models")


def suggest(workspace, model_id: int, *track_ids: int) -> None:
    with workspace.library.write() as connection:
        store(connection, model_id, [Scored(id, (0.9, 0.1, 0.8)) for id in track_ids])
    workspace.tell("suggestions")


@pytest.mark.parametrize("screen", [LibraryScreen, ReviewScreen])
def test_suggestions_are_marked_as_the_old_ones_until_they_are_replaced(
    workspace, newer, shown, screen
):
    page = shown(screen(workspace))
    note = page.findChild(OldSuggestions)
    assert not note.isVisibleTo(page)
    use(workspace, newer)
    assert workspace.shown_model().name == "crnn"
    assert note.isVisibleTo(page)
    assert "still those of crnn. crnn-v2 is in use" in note.text.text()
    suggest(workspace, newer, 1, 2)
    assert workspace.shown_model().name == "crnn"
    suggest(workspace, newer, 3)
    assert workspace.shown_model().name == "crnn-v2"
    assert workspace.replaced_by() is None
    assert not note.isVisibleTo(page)


def test_thresholds_are_set_for_the_model_in_use_and_outlive_the_stand_in(workspace, newer):
    use(workspace, newer)
    suggest(workspace, newer, 1, 2)
    assert workspace.shown_model().name == "crnn"
    assert workspace.used_model().name == "crnn-v2"
    workspace.library.close()  # the command line takes the lock
    assert main(["--library", str(workspace.library.path), "thresholds", "set", "jazz", "0.7"]) == 0
    path = workspace.library.path
    with open_library(path, writing=False) as library, library.read() as connection:
        model = model_to_set(connection, "")
        set_by_user = {tag.name: tag.threshold for tag in model.tags if tag.user_rule}
    assert model.name == "crnn-v2"
    assert set_by_user == {"jazz": 0.7}


def test_a_model_of_the_settings_has_no_stand_in(workspace, newer):
    use(workspace, newer)
    workspace.settings = workspace.settings.__class__(model="crnn-v2")
    workspace.tell("settings")
    assert workspace.shown_model().name == "crnn-v2"
    assert workspace.replaced_by() is None


def test_while_suggestions_are_replaced_nobody_asks_again_how_many_are_left(
    workspace, newer, qtbot, monkeypatch
):
    use(workspace, newer)
    assert workspace.shown_model().name == "crnn"
    asked, told, goes_on = [], [], threading.Event()
    monkeypatch.setattr(workspace_module, "stand_in", lambda *_: asked.append(1))
    workspace.changed.connect(lambda changed: told.append(changed.topic))

    def job():
        yield Progress(1, 2)
        assert goes_on.wait(60)

    workspace.run("Suggesting", "suggest", job, changes="suggestions")
    qtbot.waitUntil(lambda: workspace.jobs.of_kind("suggest").state == "running")
    workspace._tell_progress()
    assert told[-1] == "suggestions"  # the views look again
    assert workspace.shown_model().name == "crnn"
    assert not asked
    goes_on.set()
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    assert workspace.shown_model().name == "crnn-v2"
    assert asked
