"""What the window does with an exception that nobody caught: the log, and one dialog at a time."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

import tagstudio
from tagstudio.core import paths
from tagstudio.core.program_log import log_file
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.text.message_translation import error_text
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.dialog import Dialog
from tagstudio.ui.widgets.form import breakable

_log = logging.getLogger(__name__)


class DefectDialog(Dialog):
    """Shows one defect with its details, which can be copied; says how many came after it."""

    handbook_page = "trouble"

    def __init__(self, details: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("TagStudio")
        self._further = 0
        heading = QLabel(self.tr("TagStudio ran into an error. Your answers are kept."))
        heading.setProperty("role", "heading")
        heading.setWordWrap(True)
        advice = self.tr(
            "You can go on. Please report it with the details, which are also in this file:\n{file}"
        )
        explanation = QLabel(advice.format(file=breakable(log_file())))
        explanation.setWordWrap(True)
        self.more = QLabel()
        self.more.hide()
        self.details = QPlainTextEdit(details)
        self.details.setReadOnly(True)
        self.details.setAccessibleName(self.tr("Details"))
        self.details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.copy = QPushButton(self.tr("Copy"))
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(details))
        folder = QPushButton(self.tr("Open log folder"))
        folder.clicked.connect(
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths.log_folder())))
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        for button in (self.copy, folder):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        for part in (heading, explanation, self.more, self.details, buttons):
            layout.addWidget(part)
        self.resize(80 * GRID, 50 * GRID)

    def count_another(self) -> None:
        """Say that one more defect came while this one was shown."""
        self._further += 1
        text = self.tr("Further errors since then, also in the log: {count}.")
        self.more.setText(text.format(count=counted(self._further)))
        self.more.show()


class Defects:
    """The handler of exceptions (`sys.excepthook`) while a window is open.

    An error of the disk is none of the program: it goes to `say` as a sentence.
    """

    def __init__(self, parent: QWidget, say: Callable[[str], object]) -> None:
        self._parent = parent
        self._say = say
        self.dialog: DefectDialog | None = None

    def report(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Say what went wrong, and live on: all answers are written."""
        traceback.print_exception(kind, error, trace)
        if issubclass(kind, KeyboardInterrupt):
            return
        if isinstance(error, OSError):
            _log.warning("%s", error)
            self._say(error_text(error))
            return
        _log.error("a defect", exc_info=(kind, error, trace))
        if self.dialog is not None:
            self.dialog.count_another()
            return
        lines = "".join(traceback.format_exception(kind, error, trace))
        self.dialog = DefectDialog(f"TagStudio {tagstudio.__version__}\n{lines}", self._parent)
        self.dialog.finished.connect(self._on_closed)
        self.dialog.open()

    def _on_closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None
