"""The look of the lists of completions: rows with the room that those of a menu have."""

from __future__ import annotations

from PySide6.QtWidgets import QCompleter, QStyledItemDelegate


def dress_completions(completer: QCompleter) -> None:
    """Give the rows of a completer's list room.

    Qt's own rows are as low as their letters, and its delegate takes no room from the style sheet.
    """
    popup = completer.popup()
    assert popup is not None  # made when it is asked for
    popup.setObjectName("completions")
    popup.setItemDelegate(QStyledItemDelegate(popup))
