"""The Library's page of a library without tracks: add a folder, or put back what was removed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection

from tagstudio.library.tracks.folders import FolderState, folder_states, is_in
from tagstudio.ui.background.folder_changes import add_folders
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.empty_state import EmptyState


def removed_with_tracks(connection: Connection) -> list[FolderState]:
    """Return the removed folders; each has tracks that were removed with it."""
    return [one for one in folder_states(connection) if one.removed_at is not None]


class NoMusic(EmptyState):
    """Asks for music; where folders were removed, putting them back comes first."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(
            workspace.theme,
            "library",
            self.tr("No music yet"),
            "",
            {
                "put_back": (self.tr("Put back"), "undo"),
                "add_folder": (self.tr("Add a folder"), "folder_add"),
                "demo": (self.tr("Open the demo library"), "demo"),
            },
        )
        self._workspace = workspace
        self._removed: list[FolderState] = []
        self.pressed.connect(self._on_pressed)
        self._show([])

    def look(self) -> None:
        """Look for removed folders."""
        self._workspace.ask(removed_with_tracks, self._show, owner=self, topic="removed")

    def _show(self, removed: list[FolderState]) -> None:
        self._removed = removed
        if not removed:
            self.heading.setText(self.tr("No music yet"))
            self.say(
                self.tr(
                    "Add a folder with music: nothing in it is changed. Or look around first in a"
                    " small library of pieces that TagStudio generates itself."
                ),
                without={"put_back"},
            )
            return
        self.heading.setText(self.tr("The music was removed"))
        text = self.tr(
            "What belongs to the removed folder is kept: tracks {tracks}, answers {answers}. Put it"
            " back, and all is as it was."
        )
        if len(removed) > 1:
            text = self.tr(
                "What belongs to the {n} removed folders is kept: tracks {tracks}, answers"
                " {answers}. Put them back, and all is as it was. Settings > Folders puts back one"
                " alone."
            )
        outermost = [one for one in removed if not _is_within_another(one, removed)]
        self.say(
            text.format(
                n=counted(len(removed)),
                tracks=counted(sum(one.tracks for one in outermost)),
                answers=counted(sum(one.answers for one in outermost)),
            ),
            without={"demo"},
        )

    def _on_pressed(self, name: str) -> None:
        if name == "put_back":
            add_folders(self._workspace, [Path(one.path) for one in self._removed])
        else:
            self._workspace.actions[name].trigger()


def _is_within_another(folder: FolderState, others: Sequence[FolderState]) -> bool:
    """Tell whether a folder lies in one of the others, whose numbers count its tracks too."""
    return any(one.path != folder.path and is_in(folder.path, one.path) for one in others)
