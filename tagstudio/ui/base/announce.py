"""Tell a screen reader what is shown without having the focus: the status line, a notice."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(shown_by: QWidget, sentence: str) -> None:
    """Let a screen reader say a sentence, once it has said what it is at."""
    if sentence:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(shown_by, sentence))
