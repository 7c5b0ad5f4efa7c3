"""Enter in a line or a box agrees to nothing, in any dialog: it is for the part in focus."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QDialog, QLineEdit, QPushButton

from tagstudio.ui.base.tab_order import tab_stops


def test_enter_in_a_line_or_box_presses_no_button(open_pages):
    faults, seen = [], 0
    for name, dialog in open_pages().dialogs():
        pressed = presses_of(dialog)
        for part in tab_stops(dialog):
            if not isinstance(part, QComboBox | QLineEdit):
                continue
            seen += 1
            part.setFocus(Qt.FocusReason.TabFocusReason)
            QTest.keyClick(part, Qt.Key.Key_Return)
            if isinstance(part, QComboBox):
                part.hidePopup()
            if pressed or not dialog.isVisible():
                faults.append(f"{name}: {type(part).__name__} “{part.accessibleName()}” {pressed}")
                break
    assert not faults, "\n".join(faults)
    assert seen > 15


def presses_of(dialog: QDialog) -> list[str]:
    """Return what holds the texts of the buttons that are pressed from now on."""
    pressed: list[str] = []
    for button in dialog.findChildren(QPushButton):
        button.clicked.connect(lambda *_, button=button: pressed.append(button.text()))
    return pressed


def test_the_button_that_agrees_is_drawn_as_the_one_that_enter_presses(qtbot, open_pages):
    """Also in a preview, whose button comes when it is known what there is to do."""
    faults, seen = [], 0
    for name, dialog in open_pages().dialogs():
        agree = getattr(dialog, "agree", None)
        if agree is None or agree.isHidden():
            continue
        seen += 1
        for view in dialog.findChildren(QAbstractItemView):
            if view.isVisible():  # a button in focus is drawn so itself
                view.setFocus(Qt.FocusReason.TabFocusReason)
                qtbot.wait(1)
        if not agree.isDefault() and not isinstance(dialog.focusWidget(), QPushButton):
            faults.append(name)
    assert not faults, "\n".join(faults)
    assert seen > 5
