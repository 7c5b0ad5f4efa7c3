"""What changed when one went back to a version, and the way forward again in the same place."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from tagstudio.ui.base.announce import announce
from tagstudio.ui.base.theme import GRID


class WayBack(QFrame):
    """A line that stays until another version comes into use.

    `wanted` is emitted with the name of the version that was left, and `changes_wanted` to see what
    differs.
    """

    wanted = Signal(str)
    changes_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self._left = self._active = ""
        self._is_in_use = False  # as far as the page has read
        self.text = QLabel(wordWrap=True)
        self.changes = QPushButton(self.tr("What changes"))
        self.changes.clicked.connect(lambda: self.changes_wanted.emit(self._left))
        self.again = QPushButton()
        self.again.clicked.connect(lambda: self.wanted.emit(self._left))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        layout.setSpacing(GRID)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.changes)
        layout.addWidget(self.again)
        self.hide()

    def show_way(self, left: str, active: str) -> None:
        """Say which version is in use again, in place of the one that was left."""
        self._left, self._active, self._is_in_use = left, active, False
        text = self.tr(
            "{active} is in use again, in place of {left}: the suggestions are those of {active}"
            " again. Your answers stay."
        )
        self.text.setText(text.format(active=active, left=left))
        self.again.setText(self.tr("Use {left} again").format(left=left))
        self.show()
        announce(self, self.text.text())

    def follow(self, active: str) -> None:
        """Hide the line once another version is in use than the one that it tells of."""
        if active == self._active:
            self._is_in_use = True
        elif self._is_in_use:
            self.hide()
