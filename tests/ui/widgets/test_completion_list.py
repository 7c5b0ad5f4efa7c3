import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from tagstudio.ui.base.theme import GRID
from tagstudio.ui.library_screen.filtering.search_field import SearchField
from tagstudio.ui.review_screen.tag_entry import TagEntry
from tagstudio.ui.tag_manager.name_chips import NameChips


def search_field(workspace):
    made = SearchField(workspace.theme)
    made.set_tags(["jazz"])
    return made, made.edit, "tag:ja"


def tag_entry(workspace):
    made = TagEntry()
    made.complete_over(["jazz"])
    return made, made, "ja"


def name_chips(workspace):
    made = NameChips()
    made.setAccessibleName("Names")
    made.offer(["jazz"])
    return made, made.line, "ja"


@pytest.mark.parametrize("make", [search_field, tag_entry, name_chips])
def test_the_rows_of_a_list_of_completions_stand_clear_of_its_frame(qtbot, workspace, shown, make):
    made, line, typed = make(workspace)
    assert isinstance(line, QLineEdit)
    made.resize(400, 60)
    shown(made)
    line.setFocus()
    qtbot.keyClicks(line, typed)
    popup = line.completer().popup()
    qtbot.waitUntil(popup.isVisible)
    row = popup.visualRect(popup.model().index(0, popup.modelColumn()))
    assert row.height() >= popup.fontMetrics().height() + GRID - 1
    assert popup.viewport().rect().contains(row)
    qtbot.keyClick(popup, Qt.Key.Key_Escape)
    assert not popup.isVisible()
