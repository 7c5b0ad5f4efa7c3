from PySide6.QtCore import Qt

from tagstudio.ui.base.window_state import WindowState
from tagstudio.ui.settings_screen.appearance import AppearancePage


def test_the_language_is_chosen_for_the_next_start(qtbot, workspace, shown):
    page = shown(AppearancePage(workspace))
    offered = [page.language.itemText(row) for row in range(page.language.count())]
    assert offered == ["As the system", "English", "Deutsch"]
    assert page.language.currentData() == "system"
    page.language.setFocus()
    qtbot.keyClick(page.language, Qt.Key.Key_End)
    workspace.remembered.write()
    assert WindowState().language == "de"
    assert shown(AppearancePage(workspace)).language.currentText() == "Deutsch"
