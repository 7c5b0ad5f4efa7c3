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

KEYS = "keys"  # the name of a label that says which they are


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
        for column in self._columns():
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

    def _columns(self) -> list[QWidget]:
        """Return a column for each group; where one comes below another their words stand alike."""
        grids = [(title, QGridLayout(), specs) for title, specs in self._groups()]
        columns = [self._column(title, grid, specs) for title, grid, specs in grids]
        labels = [label for column in columns for label in column.findChildren(QLabel, KEYS)]
        widest = max(label.sizeHint().width() for label in labels)
        for _, grid, _ in grids:
            grid.setColumnMinimumWidth(0, widest)
        return columns

    def _groups(self) -> list[tuple[str, list[ActionSpec]]]:
        """Return the groups, first that whose keys are needed most: not all have room at once."""
        with_keys = [spec for spec in SPECS if self._actions.keys_of(spec.id)]
        return [
            (self.tr("Review"), [spec for spec in with_keys if "review" in spec.screens]),
            (self.tr("Everywhere"), [spec for spec in with_keys if not spec.screens]),
            (self.tr("Library"), [spec for spec in with_keys if "library" in spec.screens]),
        ]

    def _column(self, title: str, grid: QGridLayout, specs: list[ActionSpec]) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        heading = QLabel(title)
        heading.setProperty("role", "heading")
        heading.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        column.setSpacing(GRID)
        column.addWidget(heading)
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID // 2)
        for row, (text, keys) in enumerate(key_entries(self._actions, specs)):
            held = QLabel(keys)
            held.setObjectName(KEYS)
            held.setAlignment(Qt.AlignmentFlag.AlignRight)
            held.setProperty("role", "quiet")
            grid.addWidget(held, row, 0)
            grid.addWidget(QLabel(text), row, 1)
        column.addLayout(grid)
        column.addStretch(1)
        return whole
