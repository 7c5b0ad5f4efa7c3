"""After a change of the model in use nothing read from the old one stays in the review."""

import shutil
from itertools import permutations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from tagstudio.core import paths
from tagstudio.core.progress import run
from tagstudio.core.settings import Settings
from tagstudio.engine.plugins.installed_models import choose_model, installed_models
from tagstudio.engine.tagging.suggest import SuggestOptions, suggest
from tagstudio.engine.tagging.tag_timeline import TagTimeline
from tagstudio.library.search.query import ALL_TRACKS
from tagstudio.ui.review_screen.sound.track_loader import Loaded
from tagstudio.ui.shell.main_window import MainWindow

from .conftest import PLUGINS

SMALL, LARGE = "along", "more"  # the second one has a tag more, of the user's own


@pytest.fixture
def library(library):
    """The twelve tracks, scored by a second model too, which knows the tag "mine"."""
    folder = paths.user_plugins_folder() / "more_tagger"
    shutil.copytree(PLUGINS / "along_tagger", folder)
    for file in folder.iterdir():
        if file.is_file():
            text = file.read_text().replace('"sad")', '"sad", "mine")').replace('"a" *', '"b" *')
            text = text.replace('"along"', '"more"').replace("along_tagger", "more_tagger")
            file.write_text(text)
    more = choose_model(installed_models(), LARGE)
    run(suggest(library, more, ALL_TRACKS, SuggestOptions()))
    return library


@pytest.fixture
def screen(qtbot, workspace, shown):
    workspace.use(Settings(model=SMALL))
    window = shown(MainWindow(workspace))
    window.review([1, 2, 3])
    screen = window.show_screen("review")
    qtbot.waitUntil(lambda: screen._current is not None)
    qtbot.waitUntil(lambda: screen.view.timeline.peak_seconds() is not None, timeout=20_000)
    return screen


def use(qtbot, screen, model, topic="settings"):
    """Put a model into use, as promoting, a trial, rolling back or the settings do."""
    workspace = screen._workspace
    workspace.settings = Settings(model=model)
    workspace.tell(topic)
    qtbot.waitUntil(lambda: screen._current.model.name == model)


def consistent(qtbot, screen):
    """Look at every tag; tell whether all that is shown is of one model."""
    review, timeline = screen._current, screen.view.timeline
    names = [tag.name for tag in review.model.tags]
    qtbot.waitUntil(lambda: timeline._tag_timeline is not None, timeout=20_000)
    assert timeline._tag_timeline.scores.shape[1] == len(names)
    assert screen._rows._model_name == review.model.name
    for place, row in enumerate(screen._rows.rows):
        screen._focus(place)
        known = row.tagging.tag in names
        assert row.column == (names.index(row.tagging.tag) if known else None)
        assert (timeline.peak_seconds() is not None) == known
    return True


@pytest.mark.parametrize("topic", ["models", "suggestions", "settings"])
@pytest.mark.parametrize("order", sorted(set(permutations((LARGE, SMALL, LARGE)))))
def test_every_order_of_models_leaves_one_picture(qtbot, screen, order, topic):
    for model in order:
        use(qtbot, screen, model, topic)
        screen._focus(len(screen._rows.rows) - 1)
        assert consistent(qtbot, screen)


def test_the_tag_that_only_the_old_model_knew_may_be_in_focus(qtbot, screen):
    use(qtbot, screen, LARGE)
    assert consistent(qtbot, screen)
    screen._focus(screen._rows.place_of("mine"))
    use(qtbot, screen, SMALL)
    assert screen._rows.place_of("mine") is None
    assert consistent(qtbot, screen)


def test_the_track_made_ready_ahead_is_made_ready_anew(qtbot, screen):
    qtbot.waitUntil(lambda: screen._next is not None)
    workspace = screen._workspace
    workspace.settings = Settings(model=LARGE)
    workspace.tell("models")
    qtbot.keyClick(screen.window(), Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: screen._current.track.id == 2)
    assert screen._current.model.name == LARGE
    assert consistent(qtbot, screen)


def test_what_was_read_by_the_old_model_and_comes_late_is_read_again(qtbot, screen):
    screen._next = None
    workspace = screen._workspace
    screen._look_ahead()  # by the old model
    screen._ask(2, screen._prepare, topic="next", later=True)
    workspace.settings = Settings(model=LARGE)
    workspace.tell("models")
    qtbot.waitUntil(lambda: screen._next is not None and screen._next.track.id == 2)
    assert screen._next.model.name == LARGE


def test_scores_of_the_old_model_that_come_late_are_not_drawn(qtbot, screen):
    use(qtbot, screen, LARGE)
    assert consistent(qtbot, screen)
    old = TagTimeline(np.zeros(1, np.float32), 8.0, np.ones((1, 5), np.float32))
    key = Loaded("tag timeline", screen._current.sound, "a" * 64)
    screen._playback.loader.loaded.emit(key, old, True)
    assert screen.view.timeline._tag_timeline is not old
    assert consistent(qtbot, screen)


def test_a_tag_of_the_user_s_own_comes_and_stays_while_the_track_is_shown(qtbot, screen):
    decisions = screen._workspace.decisions
    for model in (LARGE, SMALL):
        use(qtbot, screen, model)
        for state in ("yes", "unseen"):
            with qtbot.waitSignal(decisions.written):
                decisions.answer([1], "mine", state, new_tag=True)
            qtbot.waitUntil(lambda wanted=state: state_of(screen, "mine") == wanted)
            assert consistent(qtbot, screen) or model == SMALL  # which scores no such tag


def state_of(screen, tag):
    place = screen._rows.place_of(tag)
    return None if place is None else screen._rows.rows[place].tagging.state
