import pytest
from PySide6.QtWidgets import QLabel

from tagstudio.ui.base.actions import Actions
from tagstudio.ui.base.window_state import WindowState
from tagstudio.ui.shell.key_sheet import KeySheet


@pytest.fixture
def actions(qtbot) -> Actions:
    return Actions(WindowState())


def texts(actions: Actions, shown) -> list[str]:
    return [label.text() for label in shown(KeySheet(actions)).findChildren(QLabel)]


def test_the_ten_toggles_are_one_entry(actions, shown):
    found = texts(actions, shown)
    assert "Toggle suggestions 1 to 10" in found
    assert "1 … 0" in found


def test_it_shows_changed_keys_and_leaves_actions_without_keys_out(actions, shown):
    actions.rebind("skip", ["F2"])
    actions.rebind("yes", [])
    found = texts(actions, shown)
    assert "F2" in found
    assert "Yes" not in found


def test_two_keys_of_an_action_are_told_by_a_word(actions, shown):
    actions.rebind("yes", ["Y", "F9"])
    assert "Y or F9" in texts(actions, shown)


def test_review_comes_first_and_all_words_begin_at_one_place_of_their_column(actions, shown):
    sheet = shown(KeySheet(actions))
    sheet.resize(600, 500)  # a column below the other
    labels = sheet.findChildren(QLabel)
    headings = [one for one in labels if one.property("role") == "heading"]
    assert headings[0].text() == "Review"
    columns = [one.parentWidget() for one in headings]
    starts = {max(label.x() for label in column.findChildren(QLabel)) for column in columns}
    assert len(starts) == 1


def test_both_enter_keys_are_named_once(actions, shown):
    found = texts(actions, shown)
    assert "Return" in found and "Ctrl+Return" in found
    assert not [one for one in found if "Enter" in one]
    actions.rebind("finish", ["Enter"])
    assert "Enter" in texts(actions, shown)  # where it is the only one
