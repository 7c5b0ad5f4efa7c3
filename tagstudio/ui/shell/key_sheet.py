"""The key sheet: every action that has keys, by where it holds."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from tagstudio.ui.base.actions import SPECS, Actions, ActionSpec
from tagstudio.ui.base.key_names import key_entries
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.widgets.dialog import Dialog
from tagstudio.ui.widgets.flow_layout import FlowLayout


class KeySheet(Dialog):
    """Reads the keys as they are, the changed ones too."""

    handbook_page = "window"

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys"))
        self._actions = actions
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 3 * GRID, 2 * GRID, 2 * GRID)
        layout.setSpacing(2 * GRID)
        beside = QWidget()
        columns = FlowLayout(beside, spacing=4 * GRID)
        for title, specs in self._groups():
            column = self._column(title, specs)
            columns.addWidget(column)
            columns.setAlignment(column, Qt.AlignmentFlag.AlignTop)
        columns.setContentsMargins(GRID, GRID, GRID, GRID)
        scrolled = QScrollArea(widgetResizable=True)
        scrolled.setFrameShape(QScrollArea.Shape.NoFrame)
        scrolled.setAccessibleName(self.tr("Keys"))
        scrolled.setWidget(beside)
        layout.addWidget(scrolled, 1)
        note = QLabel(self.tr("Single letters are off while you type in a text field."))
        note.setProperty("role", "quiet")
        note.setWordWrap(True)
        layout.addWidget(note)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        room = layout.contentsMargins()
        chrome = self.sizeHint() - scrolled.sizeHint()
        self.resize(columns.sizeHint() + chrome + QSize(room.right(), 0))

    def _groups(self) -> list[tuple[str, list[ActionSpec]]]:
        with_keys = [spec for spec in SPECS if self._actions.keys_of(spec.id)]
        return [
            (self.tr("Everywhere"), [spec for spec in with_keys if not spec.screens]),
            (self.tr("Library"), [spec for spec in with_keys if "library" in spec.screens]),
            (self.tr("Review"), [spec for spec in with_keys if "review" in spec.screens]),
        ]

    def _column(self, title: str, specs: list[ActionSpec]) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        heading = QLabel(title)
        heading.setProperty("role", "heading")
        heading.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        column.setSpacing(GRID)
        column.addWidget(heading)
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID // 2)
        for row, (text, keys) in enumerate(key_entries(self._actions, specs)):
            held = QLabel(keys)
            held.setAlignment(Qt.AlignmentFlag.AlignRight)
            held.setProperty("role", "quiet")
            grid.addWidget(held, row, 0)
            grid.addWidget(QLabel(text), row, 1)
        column.addLayout(grid)
        column.addStretch(1)
        return whole
