"""The button that shows what only some want to see: figures behind a verdict, options."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget


class DetailsButton(QPushButton):
    """Shows and hides a widget, which is hidden at first."""

    def __init__(
        self, details: QWidget, parent: QWidget | None = None, *, text: str = "", tip: str = ""
    ) -> None:
        super().__init__(parent)
        self.setText(text or self.tr("Details"))
        self.setToolTip(tip or self.tr("The figures behind this, for those who want them"))
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.toggled.connect(details.setVisible)
        details.hide()
