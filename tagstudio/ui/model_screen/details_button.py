"""The button that shows the figures behind a verdict."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPushButton, QWidget


class DetailsButton(QPushButton):
    """Shows and hides a label with figures, which are hidden at first."""

    def __init__(self, figures: QLabel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(self.tr("Details"))
        self.setToolTip(self.tr("The figures behind this, for those who want them"))
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.toggled.connect(figures.setVisible)
        figures.hide()
