from collections import Counter

import pytest
from PySide6.QtGui import QKeySequence

from tagstudio.ui.base.actions import EVERYWHERE, SPECS, Actions
from tagstudio.ui.base.window_state import WindowState
from tagstudio.ui.shell.menus import MENUS


@pytest.fixture
def actions(qtbot) -> Actions:
    return Actions(WindowState())


def test_ids_are_unique_and_all_menus_are_of_known_actions():
    ids = [spec.id for spec in SPECS]
    assert len(ids) == len(set(ids))
    assert {id for _, held in MENUS for id in held} - {"-", "themes", "recent"} <= set(ids)


@pytest.mark.parametrize("screen", ["library", "review"])
def test_no_key_means_two_things_in_one_screen(screen):
    specs = [spec for spec in SPECS if not spec.screens or screen in spec.screens]
    counts = Counter(QKeySequence(key).toString() for spec in specs for key in spec.keys)
    assert [key for key, count in counts.items() if count > 1] == []


def test_an_action_does_what_the_shown_screen_bound(actions):
    done = []
    actions.bind(EVERYWHERE, {"next_track": lambda: done.append("everywhere")})
    actions.bind("review", {"next_track": lambda: done.append("review")})
    for screen in ("library", "review"):
        actions.show_screen(screen)
        actions["next_track"].trigger()
    assert done == ["everywhere", "review"]


def test_what_nobody_bound_is_disabled(actions):
    actions.bind("review", {"yes": lambda: None})
    actions.show_screen("library")
    assert not actions["yes"].isEnabled()
    actions.show_screen("review")
    assert actions["yes"].isEnabled()


def test_keys_are_rebound_remembered_and_put_back(actions):
    actions.rebind("yes", ["F2"])
    assert actions["yes"].shortcuts() == [QKeySequence("F2")]
    assert Actions(WindowState()).keys_of("yes") == ["F2"]
    actions.rebind("yes", None)
    assert actions.keys_of("yes") == ["Y"]


def test_keys_kept_under_an_action_s_former_id_still_hold(qtbot):
    remembered = WindowState()
    remembered.keys = {"heard_most": ["F2"], "mark_open": []}
    actions = Actions(remembered)
    assert actions["seek_to_peak"].shortcuts() == [QKeySequence("F2")]
    assert actions.keys_of("mark_unreviewed") == []
    actions.rebind("mark_unreviewed", None)
    assert remembered.keys == {"seek_to_peak": ["F2"]}


def test_a_key_that_is_taken_names_its_holders(actions):
    assert [spec.id for spec in actions.holders_of("N", "yes")] == ["no"]
    assert [spec.id for spec in actions.holders_of("Ctrl+Z", "yes")] == ["undo"]
    assert actions.holders_of("R", "yes") == []  # that is the library's


def test_a_key_that_was_saved_for_one_action_is_no_other_s_by_default(qtbot):
    remembered = WindowState()
    remembered.keys = {"skip": ["PgDown"], "play": ["Return", "Space"], "review_selected": ["L"]}
    actions = Actions(remembered)
    assert actions.keys_of("skip") == ["PgDown"]
    assert actions.keys_of("next_track") == ["J"]
    assert actions.keys_of("finish") == ["Enter"]
    assert actions.keys_of("loop") == ["L"]  # that one is the library's
    actions.rebind("skip", None)
    assert actions.keys_of("next_track") == ["PgDown", "J"]


@pytest.mark.parametrize("screen", ["library", "review"])
def test_in_german_j_says_yes_and_no_key_means_two_things(german, qtbot, screen):
    actions = Actions(WindowState())
    assert actions.keys_of("yes") == ["Y", "J"]
    assert actions.keys_of("next_track") == ["PgDown"]
    specs = [spec for spec in SPECS if not spec.screens or screen in spec.screens]
    counts = Counter(QKeySequence(k).toString() for spec in specs for k in actions.keys_of(spec.id))
    assert [key for key, count in counts.items() if count > 1] == []


def test_holding_a_key_down_gives_no_answers(actions):
    repeated = {action.objectName() for action in actions.all() if action.autoRepeat()}
    assert "seek_on" in repeated
    assert not repeated & {"yes", "no", "skip", "finish", "accept_rest", "toggle_1", "favourite_1"}
