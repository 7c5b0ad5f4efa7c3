"""The parts of a settings page: a title, explanations, rows of a form."""

from __future__ import annotations

import os

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tagstudio.ui.base.theme import GRID

WIDTH = 760  # px; longer lines are hard to read
NAME_WIDTH = 18 * GRID
FIELD_WIDTH = 37 * GRID


class FormPage(QScrollArea):
    """A page that scrolls; `body` takes its parts from top to bottom.

    `width`: of its widest part, in px, where that is no text.
    """

    def __init__(self, title: str, explanation: str = "", width: int = WIDTH) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it scrolls to the field that has the focus
        inner = QWidget()
        inner.setMaximumWidth(width + 6 * GRID)
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 3 * GRID)
        self.body.setSpacing(2 * GRID)
        heading = QLabel(title)
        heading.setProperty("role", "title")
        self.body.addWidget(heading)
        if explanation:
            self.body.addWidget(quiet(explanation))
        self.setWidget(inner)


def quiet(text: str) -> QLabel:
    """Return an explanation in secondary colour that wraps."""
    label = QLabel(text, wordWrap=True)
    label.setProperty("role", "quiet")
    return label


def breakable(path: object) -> str:
    """Return a path, or a text with one, that a label may break behind each folder."""
    return str(path).replace(os.sep, f"{os.sep}\u200b")


def form() -> QFormLayout:
    """Return an empty form on the grid."""
    made = QFormLayout()
    made.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    made.setHorizontalSpacing(3 * GRID)
    made.setVerticalSpacing(2 * GRID)
    made.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    return made


def add_row(to: QFormLayout, title: str, field: QWidget, help: str = "") -> None:
    """Add a field with its name, for the screen reader too, and a help text below it."""
    name_field(field, title)
    field.setFixedWidth(FIELD_WIDTH)
    if isinstance(field, QAbstractSpinBox):  # its line edit takes no padding from the style sheet
        field.lineEdit().setTextMargins(GRID - 2, 0, 0, 0)
    name = QLabel(title)
    name.setBuddy(field)
    name.setMinimumWidth(NAME_WIDTH)
    name.setFixedHeight(field.sizeHint().height())
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GRID // 2)
    column.addWidget(field)
    if help:
        column.addWidget(quiet(help))
    to.addRow(name, holder)


def name_buttons_in(edit: QLineEdit, name: str) -> None:
    """Name the buttons inside a line edit for the screen reader, such as the one that clears it."""
    for button in edit.findChildren(QAbstractButton):
        button.setAccessibleName(name)
        button.setToolTip(name)


def name_field(field: QWidget, name: str) -> None:
    """Name a field for the screen reader, and the line edit inside it."""
    for part in (field, *field.findChildren(QLineEdit)):
        part.setAccessibleName(name)
