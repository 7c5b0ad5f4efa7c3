"""The About box: version, licence, and the licences of the packages below the program."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, metadata, requires
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

import tagstudio
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.widgets.dialog import Dialog


class About(Dialog):
    """Version and licence, and those of the packages below."""

    handbook_page = "getting-started"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About TagStudio"))
        self.resize(640, 520)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        title = QLabel(f"TagStudio {tagstudio.__version__}")
        title.setProperty("role", "title")
        layout.addWidget(title)
        text = self.tr(
            "Tags a music collection, learns from your answers, and proves that it learned."
            " Everything stays on this machine. Licence: MIT. Python {python}."
        )
        description = QLabel(text.format(python=platform.python_version()))
        description.setWordWrap(True)
        layout.addWidget(description)
        layout.addWidget(QLabel(self.tr("Built on:")))
        layout.addWidget(self._table(), 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)

    def _table(self) -> QTableWidget:
        found = licences()
        table = QTableWidget(len(found), 3)
        table.setAccessibleName(self.tr("Licences"))
        table.setHorizontalHeaderLabels(
            [self.tr("Package"), self.tr("Version"), self.tr("Licence")]
        )
        table.verticalHeader().hide()
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        table.setColumnWidth(0, 20 * GRID)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        for row, texts in enumerate(found):
            for column, text in enumerate(texts):
                table.setItem(row, column, QTableWidgetItem(text))
        return table


def licences() -> list[tuple[str, str, str]]:
    """Return name, version and licence of the packages that the program needs, by name."""
    names = {
        _name(requirement)
        for requirement in requires("tagstudio") or ()
        if "extra ==" not in requirement
    }
    found = []
    for name in sorted(names, key=str.lower):
        try:
            facts = metadata(name)
        except PackageNotFoundError:
            continue
        found.append((facts["Name"], facts["Version"], _licence(facts.json)))
    return found


def _name(requirement: str) -> str:
    return next(
        requirement[:end]
        for end in range(1, len(requirement) + 1)
        if end == len(requirement) or not (requirement[end].isalnum() or requirement[end] in "-_.")
    )


def _licence(facts: dict[str, Any]) -> str:
    """Return the licence of a package: its expression, classifiers, or text."""
    classifiers = [
        classifier.rpartition("::")[2].strip()
        for classifier in facts.get("classifier", ())
        if classifier.startswith("License ::")
    ]
    licence = facts.get("license_expression") or ", ".join(classifiers)
    return str(licence or next(iter(facts.get("license", "").strip().splitlines()), "?"))
