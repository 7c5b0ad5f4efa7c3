"""A dialog as all of the window are: no larger than it, and Tab goes through it as one reads."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from tagstudio.ui.base.tab_order import ReadingOrder
from tagstudio.ui.base.theme import GRID

HELP = "help"  # the action's id
FRAME = QSize(8, 40)  # px, about what a window manager adds
ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class Dialog(ReadingOrder, QDialog):
    """Keeps the size that it is given as far as its window and the screen have room for it.

    The window's key for help holds in it, too, and shows its page of the handbook. Enter is for the
    part in focus: who opens a box or ends a line by it has not agreed to anything yet. The default
    button is pressed from itself and from a list, or from anywhere by Ctrl+Enter.
    """

    handbook_page = ""  # the page about this dialog; "": that of the screen behind it

    agree: QPushButton  # of a dialog that asks; `cancel` beside it calls off
    cancel: QPushButton

    def setVisible(self, visible: bool) -> None:
        """Take what room there is, before it is seen."""
        if visible and not self.isVisible():
            if not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
                self.adjustSize()
            self.resize(self.size().boundedTo(room_for(self)))
            self._take_over_help()
        super().setVisible(visible)
        if visible:
            self._begin()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give Enter to the part in focus; the rest as a dialog does."""
        focused = self.focusWidget()
        if event.key() not in ENTER:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._press_default()
        elif isinstance(focused, QComboBox):
            if not focused.isEditable():
                focused.showPopup()
        elif isinstance(focused, QAbstractButton) and not isinstance(focused, QRadioButton):
            focused.click()
        elif not isinstance(focused, QLineEdit | QAbstractSpinBox):
            self._press_default()

    def buttons_to_agree(self, agree: str) -> QDialogButtonBox:
        """Make the button `agree`, which accepts, and beside it `cancel`."""
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.cancel = buttons.button(QDialogButtonBox.StandardButton.Cancel)
        self._cancel_text = self.cancel.text()
        self.agree = buttons.addButton(agree, QDialogButtonBox.ButtonRole.AcceptRole)
        self.agree.setProperty("main", True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons

    def lay_out(self, parts: Sequence[tuple[QWidget | QLayout, int]]) -> QVBoxLayout:
        """Lay out the parts of the dialog from top to bottom, with their stretches."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(2 * GRID)
        for part, stretch in parts:
            if isinstance(part, QWidget):
                layout.addWidget(part, stretch)
            else:
                layout.addLayout(part, stretch)
        return layout

    def say_nothing_to_do(self, is_nothing: bool) -> None:
        """Where there is nothing to agree to, leave one button, which closes."""
        self.agree.setHidden(is_nothing)
        (self.cancel if is_nothing else self.agree).setDefault(True)
        self.cancel.setText(self.tr("Close") if is_nothing else self._cancel_text)

    def _begin(self) -> None:
        """Give the focus to the default button, or to a list while that one waits.

        A box that Qt gives it to, as the first part of all, would take an Enter that means yes, and
        the button that calls off would look like the one to press. A field that asks for a text
        keeps it.
        """
        if (default := self._default()) is not None:
            default.setDefault(False)  # one that was named before it lay in the dialog is not known
            default.setDefault(True)  # to it, and would not come back from a button in focus
        focused = self.focusWidget()
        is_cancel = focused is not None and focused is getattr(self, "cancel", None)
        if not is_cancel and not isinstance(focused, QComboBox | QCheckBox | None):
            return
        if is_cancel:
            default = self.agree
        lists = [one for one in self.findChildren(QAbstractItemView) if one.isVisible()]
        if default is not None and default.isEnabled() and default.isVisible():
            default.setFocus()
        elif lists:
            lists[0].setFocus()

    def _default(self) -> QPushButton | None:
        """Return the button that agrees, else the one that Qt takes for the default.

        Qt takes the first that it finds enabled, which in a preview that still looks for what there
        is to do is the one that calls off, and keeps to that.
        """
        agree: QPushButton | None = getattr(self, "agree", None)
        if agree is not None and agree.isVisible():
            return agree
        buttons = self.findChildren(QPushButton)
        return next((one for one in buttons if one.isDefault() and one.isVisible()), None)

    def _press_default(self) -> None:
        if (default := self._default()) is not None:
            default.click()  # which does nothing while it is disabled

    def _take_over_help(self) -> None:
        """Let the window's action hold here: a key of the window is none of its dialogs'."""
        parent = self.parentWidget()
        of_window = [] if parent is None else parent.window().actions()
        self.addActions([one for one in of_window if one.objectName() == HELP])


def room_for(dialog: QWidget) -> QSize:
    """Return the largest size of a dialog: that of its window, and less than the screen's."""
    room = dialog.screen().availableSize() - FRAME
    parent = dialog.parentWidget()
    return room if parent is None else room.boundedTo(parent.window().size())
