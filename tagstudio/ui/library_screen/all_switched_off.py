"""The line that says why no tags are suggested: all vocabularies are switched off."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.change_event import Changed
from tagstudio.ui.base.theme import GRID


class AllSwitchedOff(QLabel):
    """Shown while the model has tags and none of them may be suggested."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.setWordWrap(True)
        self.setProperty("role", "quiet")
        self.setContentsMargins(2 * GRID, GRID // 2, 2 * GRID, GRID // 2)
        self.setText(
            self.tr(
                "All vocabularies of the model are switched off, so no tags are suggested. Switch"
                " one on under Settings, Vocabularies."
            )
        )
        workspace.changed.connect(self._look)
        self._look()

    def _look(self, changed: Changed | None = None) -> None:
        if changed is None or changed.topic in {"suggestions", "models", "settings"}:
            model = self._workspace.shown_model()
            self.setVisible(model is not None and bool(model.tags) and not model.offered_tags)
