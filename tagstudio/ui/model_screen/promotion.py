"""Promote a version: past the gate, or because the user insists."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from tagstudio.learning.verdict import Outcome
from tagstudio.library.models.judgements import Judgement
from tagstudio.ui.background import model_jobs
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.text.message_translation import translated


def use_version(workspace: Workspace, name: str, parent: QWidget) -> None:
    """Judge a version, then make it the active one; ask first if the gate holds it back."""

    def on_verdict(judgement: Judgement) -> None:
        if judgement.outcome == Outcome.NOT_BETTER:
            _ask(workspace, name, translated(judgement.reason), parent)
        else:
            model_jobs.promote_version(workspace, name, force=False)

    model_jobs.check_gate(workspace, name, on_verdict)


def _ask(workspace: Workspace, name: str, reason: str, parent: QWidget) -> None:
    box = QMessageBox(QMessageBox.Icon.Question, "TagStudio", reason, parent=parent)
    text = QCoreApplication.translate(
        "promotion", "Use {name} all the same? You can go back at any time."
    )
    box.setInformativeText(text.format(name=name))
    agree = QCoreApplication.translate("promotion", "Use it")
    use = box.addButton(agree, QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    use.clicked.connect(lambda: model_jobs.promote_version(workspace, name, force=True))
    box.finished.connect(box.deleteLater)
    box.open()
