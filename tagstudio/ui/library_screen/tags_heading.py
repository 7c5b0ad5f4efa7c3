"""The button beside the heading of the tags in the sidebar: how they are listed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget


class TagsHeading(QWidget):
    """`by_count` and `hide_empty` are the actions of its menu, on or off."""

    def __init__(self, by_count: bool, hides_empty: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        button = QToolButton()
        button.setText(self.tr("List") + " ▾")
        button.setAccessibleName(self.tr("How the tags are listed"))
        button.setToolTip(self.tr("How the tags are listed"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(button)
        self.by_count = menu.addAction(self.tr("Those with the most tracks first"))
        self.hide_empty = menu.addAction(self.tr("Hide those without tracks"))
        for action, on in ((self.by_count, by_count), (self.hide_empty, hides_empty)):
            action.setCheckable(True)
            action.setChecked(on)
        button.setMenu(menu)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addStretch(1)
        layout.addWidget(button)
