"""The line under the table on a track that cannot be heard: why, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget
from sqlalchemy import Connection

from tagstudio.core.messages import Message
from tagstudio.library.models.models import Model
from tagstudio.library.views.browse import rows_of
from tagstudio.ui.background import library_jobs
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.icons import icon
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.text.file_reason import reason_beside

ICON_SIZE = 16


@dataclass(frozen=True)
class Trouble:
    """A track that cannot be heard: its file is missing, else `why` it failed."""

    path: str
    why: Message | None


def read_trouble(connection: Connection, model: Model | None, track_id: int) -> Trouble | None:
    """Return what is wrong with a track, None for nothing."""
    for row in rows_of(connection, model, [track_id]):
        if row.state == "missing":
            return Trouble(row.path, None)
        if row.failure_message is not None:
            return Trouble(row.path, row.failure_message)
    return None


class TroubleLine(QWidget):
    """Hidden unless the one track that is selected cannot be heard.

    `again` is the button that does something about it; who shows the line gives it a place.
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.trouble: Trouble | None = None
        self._icon = QLabel()
        self.text = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.again = QPushButton()
        self.again.clicked.connect(self._try_again)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self._icon)
        row.addWidget(self.text, 1)
        workspace.theme.changed.connect(self._colour)
        self._colour()
        self.show_trouble(None)

    def show_trouble(self, trouble: Trouble | None) -> None:
        """Say what is wrong with the selected track; None: nothing, or several are selected."""
        self.trouble = trouble
        self.setVisible(trouble is not None)
        self.again.setVisible(trouble is not None)
        if trouble is None:
            return
        if trouble.why is None:
            self.text.setText(
                self.tr(
                    "The file is gone. Its answers are kept. If its drive is not connected, connect"
                    " it and scan again. If its folder was moved or renamed, add that under its"
                    " new name: the track is found again by its sound. To take tracks off the list,"
                    " remove their folder (Settings, Folders)."
                )
            )
            self.again.setText(self.tr("Scan folders again"))
        else:
            self.text.setText(reason_beside(trouble.path, trouble.why))
            self.again.setText(self.tr("Try again"))
        self.text.setAccessibleName(self.text.text())

    def _try_again(self) -> None:
        if self.trouble is None:
            return
        if self.trouble.why is None:
            self._workspace.actions["rescan"].trigger()
        else:
            library_jobs.try_again(self._workspace, [self.trouble.path])

    def _colour(self) -> None:
        colour = self._workspace.theme.colours.warning
        self._icon.setPixmap(icon("failed", colour).pixmap(ICON_SIZE, ICON_SIZE))
