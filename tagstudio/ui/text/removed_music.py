"""What is said of a library without tracks whose folders were removed: they can be put back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from sqlalchemy import Connection

from tagstudio.library.tracks.folders import FolderState, folder_states, is_in
from tagstudio.ui.text.number_format import counted


def removed_with_tracks(connection: Connection) -> list[FolderState]:
    """Return the removed folders; each has tracks that were removed with it."""
    return [one for one in folder_states(connection) if one.removed_at is not None]


def removed_heading() -> str:
    """Return the heading above what is said of them."""
    return QCoreApplication.translate("NoMusic", "The music was removed")


def removed_text(removed: Sequence[FolderState]) -> str:
    """Return what is kept of these folders, and that to put them back brings all back."""
    text = QCoreApplication.translate(
        "NoMusic",
        "What belongs to the removed folder is kept: tracks {tracks}, answers {answers}. Put it"
        " back, and all is as it was.",
    )
    if len(removed) > 1:
        text = QCoreApplication.translate(
            "NoMusic",
            "What belongs to the {n} removed folders is kept: tracks {tracks}, answers {answers}."
            " Put them back, and all is as it was. Settings > Folders puts back one alone.",
        )
    outermost = [one for one in removed if not _is_within_another(one, removed)]
    return text.format(
        n=counted(len(removed)),
        tracks=counted(sum(one.tracks for one in outermost)),
        answers=counted(sum(one.answers for one in outermost)),
    )


def _is_within_another(folder: FolderState, others: Sequence[FolderState]) -> bool:
    """Tell whether a folder lies in one of the others, whose numbers count its tracks too."""
    return any(one.path != folder.path and is_in(folder.path, one.path) for one in others)
