"""Show a message in place of a track: why there is none, and a button for the next step."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from sqlalchemy import Connection

from tagstudio.library.models.models import Model
from tagstudio.library.search.query import ALL_TRACKS, parse
from tagstudio.library.views.browse import count
from tagstudio.ui.background import library_jobs
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.review_screen.view import ReviewView
from tagstudio.ui.text.number_format import counted


class EndPage(QObject):
    """Fills the view's message and acts on its button."""

    go_on_wanted = Signal()
    library_wanted = Signal()

    def __init__(self, workspace: Workspace, view: ReviewView) -> None:
        super().__init__(view)
        self._workspace = workspace
        self._view = view
        self._press: Callable[[], object] = self.go_on_wanted.emit
        view.message.button.clicked.connect(self._on_pressed)

    def show_all_seen(self) -> None:
        """Say that all tracks of the session are gone through."""
        self._press = self.go_on_wanted.emit
        self._view.show_message(
            self.tr("That was all of them"),
            self.tr("These tracks are reviewed. The next ones depend on your answers."),
            self.tr("Go on with the next tracks"),
        )

    def show_none(self) -> None:
        """Say why there is no track to go through."""
        model = self._workspace.shown_model()
        self._workspace.ask(
            lambda connection: _counts(connection, model),
            lambda counts: self._show_why(*counts),
            owner=self,
            topic="counts",
        )

    def _on_pressed(self) -> None:
        self._press()

    def _show_why(self, tracks: int, unscored: int) -> None:
        if not tracks:
            self._press = partial(library_jobs.ask_for_folder, self._view, self._workspace)
            title = self.tr("There are no tracks yet")
            text = self.tr("Add a folder with music, then let the model suggest tags for it.")
            self._view.show_message(title, text, self.tr("Add a folder"))
        elif unscored and self._workspace.jobs.of_kind("suggest") is not None:
            title = self.tr("The model is listening")
            text = self.tr("The first tracks come in a moment.")
            self._view.show_message(title, text, "")
        elif unscored:
            self._press = partial(library_jobs.suggest_tags, self._workspace)
            title = self.tr("Nothing is suggested yet")
            text = self.tr("The model has not analysed {tracks} of your tracks yet.")
            text = text.format(tracks=counted(unscored))
            self._view.show_message(title, text, self.tr("Suggest tags now"))
        else:
            self._press = self.library_wanted.emit
            title = self.tr("All is reviewed")
            text = self.tr("No track waits for an answer in this order.")
            self._view.show_message(title, text, self.tr("Show the library"))


def _counts(connection: Connection, model: Model | None) -> tuple[int, int]:
    """Return the number of tracks, and of those without suggestions of the model."""
    return count(connection, ALL_TRACKS, None), count(connection, parse("state:new"), model)
