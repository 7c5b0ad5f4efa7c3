"""A button can be pressed exactly where the menu's entry and the key of its action work."""

from PySide6.QtWidgets import QAbstractButton

from tagstudio.ui.base.actions import SPECS
from tagstudio.ui.shell.main_window import MainWindow


def test_each_button_that_has_an_action_is_greyed_as_that_is(open_pages):
    pages = open_pages(width=1280, height=800)
    faults, seen = set(), set()
    for page, shown in pages.all():
        if not isinstance(shown, MainWindow):
            continue
        by_text = actions_of(pages)
        for button in shown.findChildren(QAbstractButton):
            action = by_text.get(plain(button.text()))
            if action is None or not button.isVisibleTo(shown):
                continue
            seen.add(action.objectName())
            if action.isEnabled() != button.isEnabled():
                faults.add(f"{page}: “{button.text()}” {button.isEnabled()}, {action.isEnabled()}")
    assert not faults, "\n".join(sorted(faults))
    assert {"accept_album", "accept_rest", "finish", "train", "show_review"} <= seen


def actions_of(pages):
    """Return the actions that hold on the page that is shown, by their texts."""
    actions = pages.workspace.actions
    held = [one for one in SPECS if not one.screens or actions._screen in one.screens]
    return {plain(actions[one.id].text()): actions[one.id] for one in held}


def plain(text: str) -> str:
    return text.rstrip("…").replace("&", "")
