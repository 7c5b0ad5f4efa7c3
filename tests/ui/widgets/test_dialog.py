"""Enter is for the part in focus; the default button is pressed on purpose only."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPushButton, QSpinBox

from tagstudio.ui.widgets.combo import Combo
from tagstudio.ui.widgets.dialog import Dialog
from tagstudio.ui.widgets.row_table import RowColumn, RowTable, RowView

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


class Asking(Dialog):
    """One of each part that takes the focus, and a button that agrees."""

    def __init__(self) -> None:
        super().__init__()
        self.line, self.combo, self.typed = QLineEdit(), Combo(), Combo()
        self.typed.setEditable(True)
        self.number, self.tick = QSpinBox(), QCheckBox("Also")
        self.other = QPushButton("Something else", autoDefault=False)
        self.table = RowTable([RowColumn("Name", str)], self)
        self.view = RowView(self.table, "Names", wide=0)
        self.table.show_rows(["one", "two"])
        self.combo.addItems(["a", "b"])
        parts = (self.line, self.combo, self.typed, self.number, self.tick, self.other, self.view)
        self.lay_out([*((part, 0) for part in parts), (self.buttons_to_agree("Do it"), 0)])
        for part in parts:
            part.setAccessibleName("a part")
        for line in self.findChildren(QLineEdit):
            line.setAccessibleName("a part")


@pytest.fixture
def dialog(qtbot, shown) -> Asking:
    made = shown(Asking())
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_the_focus_begins_at_the_button_not_at_a_box(qtbot, shown):
    class Ticking(Dialog):
        def __init__(self) -> None:
            super().__init__()
            self.tick = QCheckBox("Also")
            self.lay_out([(self.tick, 0), (self.buttons_to_agree("Do it"), 0)])

    made = shown(Ticking())
    assert made.focusWidget() is made.agree
    qtbot.keyClick(made.focusWidget(), Key.Key_Return)
    assert (made.result(), made.tick.isChecked()) == (Dialog.DialogCode.Accepted, False)


def test_the_focus_begins_at_a_list_while_the_button_waits(shown):
    class Choosing(Dialog):
        def __init__(self) -> None:
            super().__init__()
            self.combo, self.table = Combo(), RowTable([RowColumn("Name", str)], self)
            self.combo.setAccessibleName("a part")
            self.view = RowView(self.table, "Names", wide=0)
            self.lay_out([(self.combo, 0), (self.view, 1), (self.buttons_to_agree("Do it"), 0)])
            self.agree.setEnabled(False)

    made = shown(Choosing())
    assert made.focusWidget() is made.view


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter])
@pytest.mark.parametrize("name", ["line", "typed", "number"])
def test_enter_ends_what_is_typed_and_agrees_to_nothing(qtbot, dialog, name, key):
    part = getattr(dialog, name)
    part.setFocus()
    qtbot.keyClick(part, key)
    assert dialog.isVisible()
    qtbot.keyClick(part, key, CONTROL)
    assert dialog.result() == Dialog.DialogCode.Accepted


def test_enter_opens_a_box_to_choose_from(qtbot, dialog):
    dialog.combo.setFocus()
    qtbot.keyClick(dialog.combo, Key.Key_Return)
    assert dialog.combo.view().isVisible()
    dialog.combo.hidePopup()
    assert dialog.isVisible()


def test_enter_ticks_a_box_and_presses_the_button_in_focus(qtbot, dialog):
    dialog.tick.setFocus()
    qtbot.keyClick(dialog.tick, Key.Key_Return)
    assert dialog.tick.isChecked()
    with qtbot.waitSignal(dialog.other.clicked):
        dialog.other.setFocus()
        qtbot.keyClick(dialog.other, Key.Key_Return)
    assert dialog.isVisible()
    dialog.cancel.setFocus()
    qtbot.keyClick(dialog.cancel, Key.Key_Return)
    assert dialog.result() == Dialog.DialogCode.Rejected


def test_enter_in_a_list_agrees(qtbot, dialog):
    dialog.view.setFocus()
    qtbot.keyClick(dialog.view, Key.Key_Return)
    assert dialog.result() == Dialog.DialogCode.Accepted
    assert not dialog.isVisible()


def test_enter_in_a_list_never_calls_off_what_could_not_be_agreed_to_at_first(qtbot, shown):
    """As in a preview, whose button waits until it is known what there is to do."""
    made = Asking()
    made.agree.hide()
    made.cancel.setFocus()
    shown(made).activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.agree.show()
    made.view.setFocus()
    qtbot.keyClick(made.view, Key.Key_Return)
    assert made.result() == Dialog.DialogCode.Accepted


def test_where_nothing_can_be_agreed_to_the_only_button_closes(dialog):
    before = dialog.cancel.text()
    dialog.say_nothing_to_do(True)
    assert (dialog.agree.isVisible(), dialog.cancel.text()) == (False, "Close")
    dialog.say_nothing_to_do(False)
    assert (dialog.agree.isVisible(), dialog.cancel.text()) == (True, before)
    assert QApplication.focusWidget() is not dialog.agree
