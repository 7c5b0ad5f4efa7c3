"""The page of the vocabularies: a tick holds at once, everywhere."""

import pytest
from PySide6.QtCore import Qt

from tagstudio.library.tags.vocabularies import list_vocabularies
from tagstudio.ui.settings_screen.vocabularies import VocabulariesPage


@pytest.fixture
def page(joint, workspace, shown, qtbot):
    made = shown(VocabulariesPage(workspace))
    qtbot.waitUntil(lambda: bool(made.boxes))
    return made


def off(workspace) -> list[str]:
    with workspace.library.read() as connection:
        return [one.name for one in list_vocabularies(connection) if not one.on]


def test_each_vocabulary_has_a_box_with_its_numbers(page):
    assert list(page.boxes) == ["last.fm", "MagnaTagATune"]
    assert all(box.isChecked() for box in page.boxes.values())
    said = page.boxes["last.fm"].accessibleDescription()
    assert said == "2 tags, 1 of them in this vocabulary alone."
    assert not page._none.isVisible()


def test_a_click_switches_off_and_on(page, workspace, qtbot):
    with qtbot.waitSignal(workspace.status_changed) as told:
        qtbot.mouseClick(page.boxes["MagnaTagATune"], Qt.MouseButton.LeftButton)
    assert told.args == ["MagnaTagATune is off. Your answers stay."]
    assert off(workspace) == ["MagnaTagATune"]
    page._switch("MagnaTagATune", on=True)
    qtbot.waitUntil(page.boxes["MagnaTagATune"].isChecked)
    workspace.decisions.undo()
    qtbot.waitUntil(lambda: off(workspace) == ["MagnaTagATune"])
    qtbot.waitUntil(lambda: not page.boxes["MagnaTagATune"].isChecked())
    qtbot.waitUntil(lambda: not workspace.shown_model().tags[2].offered)
    page.boxes["MagnaTagATune"].setFocus()
    with qtbot.waitSignal(workspace.status_changed):
        qtbot.keyClick(page.boxes["MagnaTagATune"], Qt.Key.Key_Space)
    assert off(workspace) == []


def test_without_a_vocabulary_it_says_where_they_come_from(workspace, shown, qtbot):
    page = shown(VocabulariesPage(workspace))
    qtbot.waitUntil(page._none.isVisible)
    assert not page.boxes


def test_nothing_is_said_to_be_missing_before_it_is_read(joint, workspace, qtbot):
    page = VocabulariesPage(workspace)
    assert not page._none.isVisibleTo(page)
    qtbot.waitUntil(lambda: bool(page.boxes))
