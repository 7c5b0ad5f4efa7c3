"""The line that says whose suggestions are shown while another version has yet to replace them."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from tagstudio.engine.jobs.library_specs import SuggestJob
from tagstudio.ui.background.model_jobs import renew_suggestions
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.theme import GRID


class OldSuggestions(QWidget):
    """Shown while the suggestions of an older version stand in; its button goes on replacing."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.text = QLabel(wordWrap=True)
        self.text.setProperty("role", "quiet")
        self.go_on = QPushButton(self.tr("Go on"))
        self.go_on.clicked.connect(lambda: renew_suggestions(workspace))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID // 2, 2 * GRID, GRID // 2)
        layout.setSpacing(GRID)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.go_on)
        # Methods, not lambdas: their connections end with the widget.
        workspace.changed.connect(self._look)
        workspace.jobs.started.connect(self._look)
        workspace.jobs.ended.connect(self._look)
        self._look()

    def _look(self, *_: object) -> None:
        used, shown = self._workspace.replaced_by(), self._workspace.shown_model()
        is_running = self._workspace.jobs.of_kind(SuggestJob.kind) is not None
        self.setVisible(used is not None and shown is not None)
        self.go_on.setVisible(not is_running)
        if used is None or shown is None:
            return
        text = self.tr(
            "These suggestions are still those of {old}. {new} is in use, and has to listen to some"
            " of the tracks again."
        )
        if is_running:
            text = self.tr(
                "These suggestions are still those of {old}, until {new} has suggested for all of"
                " the tracks."
            )
        self.text.setText(text.format(old=shown.name, new=used.name))
