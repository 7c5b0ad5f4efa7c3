"""Escape closes each dialog in one press, wherever its focus is."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tagstudio.ui.base.tab_order import tab_stops


def test_escape_closes_each_dialog_in_one_press(open_pages):
    faults, seen = [], 0
    for name, dialog in open_pages().dialogs():
        stops = tab_stops(dialog)
        for part in (QApplication.focusWidget(), *stops):
            seen += 1
            dialog.show()
            part.setFocus(Qt.FocusReason.TabFocusReason)
            QTest.keyClick(part, Qt.Key.Key_Escape)
            if dialog.isVisible():
                faults.append(f"{name}: {type(part).__name__} “{part.accessibleName()}”")
    assert not faults, "\n".join(faults)
    assert seen > 50
