"""A dialog as all of the window are: no larger than it, and Tab goes through it as one reads."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QWidget

from tagstudio.ui.base.tab_order import ReadingOrder

HELP = "help"  # the action's id
FRAME = QSize(8, 40)  # px, about what a window manager adds


class Dialog(ReadingOrder, QDialog):
    """Keeps the size that it is given as far as its window and the screen have room for it.

    The window's key for help holds in it, too, and shows its page of the handbook.
    """

    handbook_page = ""  # the page about this dialog; "": that of the screen behind it

    def setVisible(self, visible: bool) -> None:
        """Take what room there is, before it is seen."""
        if visible and not self.isVisible():
            if not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
                self.adjustSize()
            self.resize(self.size().boundedTo(room_for(self)))
            self._take_over_help()
        super().setVisible(visible)

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
