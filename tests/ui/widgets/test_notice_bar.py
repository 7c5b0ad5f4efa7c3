from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tagstudio.ui.widgets.notice_bar import NoticeBar, NoticeButton


def test_a_pressed_button_acts_and_the_bar_goes(workspace, shown, qtbot):
    pressed, bar = [], NoticeBar(workspace.theme, "failure")
    whole = QWidget()
    QVBoxLayout(whole).addWidget(bar)
    shown(whole)
    assert bar.isHidden()
    bar.show_notice("It <failed>.", [NoticeButton("Again", lambda: pressed.append("again"))])
    assert (bar.isVisible(), bar.text.text()) == (True, "It <failed>.")
    assert bar.text.textFormat() == Qt.TextFormat.PlainText
    qtbot.mouseClick(bar.buttons[0], Qt.MouseButton.LeftButton)
    assert (pressed, bar.isHidden()) == (["again"], True)


def test_what_the_action_of_a_button_shows_stays(workspace, shown):
    bar = NoticeBar(workspace.theme)
    shown(bar)
    bar.show_notice("First", [NoticeButton("Go on", lambda: bar.show_notice("Second", []))])
    bar.buttons[0].click()
    assert (bar.isVisible(), bar.text.text(), bar.buttons) == (True, "Second", [])
