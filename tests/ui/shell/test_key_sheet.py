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
