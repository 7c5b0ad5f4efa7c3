from PySide6.QtCore import Qt

from tagstudio.ui.shell.help_page import help_texts
from tagstudio.ui.shell.main_window import SCREENS


def test_every_page_has_its_help_and_the_key_shows_it(qtbot, window):
    assert list(help_texts()) == [screen.name for screen in SCREENS]
    for screen in SCREENS:
        window.show_screen(screen.name)
        window.activateWindow()
        qtbot.keyClick(window, Qt.Key.Key_F1)
        title, text = help_texts()[screen.name]
        shown = window._help.text.toPlainText()
        assert window._help.isVisible()
        assert title in shown and text.split("\n")[0] in shown


def test_help_leads_to_the_first_steps(qtbot, window):
    window.show_screen("jobs")
    window._workspace.actions["first_steps"].trigger()
    qtbot.waitUntil(window._first_steps.isVisible)
    assert window._page == "library"
