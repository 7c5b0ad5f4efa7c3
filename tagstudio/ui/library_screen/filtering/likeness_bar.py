"""The bar that says which track the like of is looked for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton
from sqlalchemy import Connection

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.artists.shown_names import names_of
from tagstudio.library.search.like import track_at
from tagstudio.library.views.browse import rows_of
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.widgets.elided_label import ElidedLabel


def read_name(connection: Connection, path: str) -> tuple[int, str, str] | None:
    """Return id, title and artist of the track at a path, None where there is none."""
    try:
        track_id = track_at(connection, path)
    except TagStudioError:
        return None
    rows = rows_of(connection, None, [track_id])
    names = names_of(connection, rows)[track_id]
    return track_id, names.title, names.artist


class LikenessBar(QFrame):
    """Hidden while the like of no track is looked for, or of one whose sound is not known yet.

    `track_id` is that of the track, or None.
    """

    same_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.setObjectName("notice_bar")
        self._workspace = workspace
        self._path: str | None = None
        self._is_found = False
        self.track_id: int | None = None
        self.text = ElidedLabel()
        self.same = QPushButton(self.tr("Same answers…"))
        self.same.setToolTip(self.tr("Give the selected tracks the answers of this track"))
        self.back = QPushButton()
        self.same.clicked.connect(self.same_wanted)
        self.back.clicked.connect(self.back_wanted)
        self.name_way_back("")
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        row.setSpacing(GRID)
        row.addWidget(self.text, 1)
        row.addWidget(self.same)
        row.addWidget(self.back)
        self.hide()

    def show_like(self, path: str | None) -> None:
        """Say that the like of the track at `path` is looked for; with None hide."""
        if path == self._path:
            return
        self._path, self.track_id = path, None
        self.hide()
        if path is not None:
            self._workspace.ask(
                lambda connection: read_name(connection, path),
                self._show,
                owner=self,
                topic="likeness",
            )

    def name_way_back(self, query: str) -> None:
        """Say where the way back leads: to the tracks of a search, or with "" to all."""
        self.back.setText(self.tr("Back to the search") if query else self.tr("Show all tracks"))
        self.back.setToolTip(query)

    def set_found(self, is_found: bool) -> None:
        """Take in whether the tracks like it could be found."""
        self._is_found = is_found
        self.setVisible(is_found and self.track_id is not None)

    def _show(self, found: tuple[int, str, str] | None) -> None:
        if found is None or self._path is None:
            return
        self.track_id, title, artist = found
        if artist:
            text = self.tr("Most like “{title}” by {artist}").format(title=title, artist=artist)
        else:
            text = self.tr("Most like “{title}”").format(title=title)
        self.text.setText(text)
        self.text.setAccessibleName(text)
        self.setVisible(self._is_found)
