"""Grey out what somebody's role in a library of several does not let them do, and say why.

The server refuses it in any case, and the sentence is the same: this only says so before. Of a
library file nothing is refused.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from tagstudio.library.db.library import Library
from tagstudio.library.db.rights import Right
from tagstudio.ui.base.actions import Actions
from tagstudio.ui.text.message_translation import translated

NUMBERS = range(10)
NEEDED: dict[Right, tuple[str, ...]] = {
    Right.ANSWER: (
        "yes",
        "no",
        *(f"toggle_{number}" for number in NUMBERS),
        "finish",
        "accept_rest",
        "accept_album",
        "remove_part",
        "add_tag",
        "mark_reviewed",
        "mark_unreviewed",
        "undo",
        "redo",
        "same_answers",
        "set_artist",
        "edit_facts",
        "double_tempo",
        "halve_tempo",
        "save_search",
        "import_labels",
        "labels_from_files",
    ),
    Right.SCAN: ("rescan", "suggest", "measure", "try_failed"),
    Right.MANAGE_FOLDERS: ("add_folder",),
    Right.MANAGE_TAGS: ("manage_tags",),
    Right.PROMOTE: ("train", "promote", "rollback", "import_version", "merge_library"),
}


def hold_to_rights(library: Library, actions: Actions) -> None:
    """Grey out the actions that are not let."""
    for right, ids in NEEDED.items():
        if why := refusal(library, right):
            for id in ids:
                actions.refuse(id, why)


def grey_out(library: Library, right: Right, *widgets: QWidget) -> bool:
    """Grey out parts of the window where a right is missing; return whether it is."""
    why = refusal(library, right)
    for widget in widgets:
        if why:
            widget.setEnabled(False)
            widget.setToolTip(why)
    return bool(why)


def refusal(library: Library, right: Right) -> str:
    """Return why something is not let, in the user's language, "": it is."""
    found = library.refusal(right)
    return "" if found is None else translated(found)
