"""The questions where a version for a colleague goes, and which file one came in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from tagstudio.engine.plugins.handed_versions import SUFFIX


def where_to(parent: QWidget, version: str) -> Path | None:
    """Ask for the file of a version; None: it is not to be written."""
    name, _ = QFileDialog.getSaveFileName(
        parent,
        QCoreApplication.translate("version_files", "Write {version} for a colleague").format(
            version=version
        ),
        str(Path.home() / f"{version}{SUFFIX}"),
        _kinds(),
    )
    return Path(name) if name else None


def which_file(parent: QWidget) -> Path | None:
    """Ask which file holds the version; None: no one."""
    title = QCoreApplication.translate("version_files", "Take over a version from a colleague")
    name, _ = QFileDialog.getOpenFileName(parent, title, str(Path.home()), _kinds())
    return Path(name) if name else None


def _kinds() -> str:
    kind = QCoreApplication.translate("version_files", "Versions of models")
    return f"{kind} (*{SUFFIX})"
