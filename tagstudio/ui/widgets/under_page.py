"""A page that stands under another one, with the way back over it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from tagstudio.ui.base.theme import GRID


class UnderPage(QWidget):
    """Holds `page`, and a button over it that bears the title of the page `above`."""

    back = Signal()

    def __init__(self, page: QWidget, above: str) -> None:
        super().__init__()
        self.button = QToolButton()
        self.button.setText(f"‹ {above}")
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        said = self.tr("Back to the page {name}").format(name=above)
        self.button.setAccessibleName(said)
        self.button.setToolTip(said)
        self.button.clicked.connect(self.back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GRID, 0, 0)
        layout.setSpacing(0)
        row = QVBoxLayout()
        row.setContentsMargins(GRID + GRID // 2, 0, 2 * GRID, 0)  # its text below the title's
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(row)
        layout.addWidget(page, 1)
