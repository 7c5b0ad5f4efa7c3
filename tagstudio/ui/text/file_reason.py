"""Why something is so of a file, beside its name: the reason first, without the path again."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import QCoreApplication

from tagstudio.audio.files.regular_file import shown
from tagstudio.core.messages import Message
from tagstudio.ui.text.message_translation import translated


def reason_beside(path: str, message: Message | str) -> str:
    """Return a message on the file at `path` for a cell that has the file's name beside it.

    For a path that begins the sentence stands “The file”; one that only leads it with a colon is
    left out, and one further on is cut down to the file's name.
    """
    sentence, whole = translated(message), shown(path)
    rest = sentence.removeprefix(whole)
    if rest != sentence and rest[:1] == " ":
        subject = QCoreApplication.translate("file_reason", "The file")
        return subject + rest.replace(whole, PurePath(whole).name)
    rest = rest.lstrip(" :,–").replace(whole, PurePath(whole).name)
    return rest[:1].upper() + rest[1:]
