"""Shorten texts to the room that there is, those that are written from right to left too."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

_RIGHT_TO_LEFT_MARK = "\u200f"  # seen by nobody; it takes the dots to the end of the text


def elided(metrics: QFontMetrics, text: str, width: int) -> str:
    """Return as much of a text as `width` px have room for, with dots at its end if it is less.

    In a line from left to right, dots behind Arabic or Hebrew letters would stand at their right,
    where the text begins.
    """
    shortened = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
    if shortened != text and runs_to_the_left(text):
        return shortened + _RIGHT_TO_LEFT_MARK
    return shortened


def runs_to_the_left(text: str) -> bool:
    """Tell whether a text is written from right to left, by the first letter that tells."""
    kinds = (unicodedata.bidirectional(character) for character in text)
    return next((kind in {"R", "AL"} for kind in kinds if kind in {"L", "R", "AL"}), False)
