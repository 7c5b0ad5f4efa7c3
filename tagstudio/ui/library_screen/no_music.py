"""The Library's page of a library without tracks: add a folder, or put back what was removed."""

from __future__ import annotations

from pathlib import Path

from tagstudio.library.tracks.folders import FolderState
from tagstudio.ui.background.folder_changes import add_folders
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.text.removed_music import removed_heading, removed_text, removed_with_tracks
from tagstudio.ui.widgets.empty_state import EmptyState


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
        self.heading.setText(removed_heading())
        self.say(removed_text(removed), without={"demo"})

    def _on_pressed(self, name: str) -> None:
        if name == "put_back":
            add_folders(self._workspace, [Path(one.path) for one in self._removed])
        else:
            self._workspace.actions[name].trigger()
