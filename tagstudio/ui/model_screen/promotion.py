"""Promote a version: past the gate, or because the user insists."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from tagstudio.engine.evaluation.gate import Verdict
from tagstudio.ui.background import model_jobs
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.text.message_translation import translated


def use_version(workspace: Workspace, name: str, parent: QWidget) -> None:
    """Measure a version, then make it the active one; ask first if the gate holds it back."""

    def on_verdict(verdict: Verdict) -> None:
        if verdict.passed:
            model_jobs.promote_version(workspace, name, force=False)
        else:
            _ask(workspace, name, translated(verdict.reason), parent)

    model_jobs.check_gate(workspace, name, on_verdict)


def _ask(workspace: Workspace, name: str, reason: str, parent: QWidget) -> None:
    box = QMessageBox(QMessageBox.Icon.Question, "TagStudio", reason, parent=parent)
    text = QCoreApplication.translate(
        "promotion", "Use {name} all the same? You can go back at any time."
    )
    box.setInformativeText(text.format(name=name))
    agree = QCoreApplication.translate("promotion", "Use it")
    use = box.addButton(agree, QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    use.clicked.connect(lambda: model_jobs.promote_version(workspace, name, force=True))
    box.finished.connect(box.deleteLater)
    box.open()
