"""Shorten texts to the room that there is, those that are written from right to left too."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

_END_OF_SENTENCE = re.compile(r"[.!?][”“)]?(?=\s)")
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


def whole_sentences(text: str, fits: Callable[[str], bool]) -> str:
    """Return as many whole sentences of a text as fit, with dots if there are more.

    The first one is kept also where it is too long.
    """
    if fits(text):
        return text
    parts = [f"{text[: end.end()]} …" for end in _END_OF_SENTENCE.finditer(text)]
    return next(filter(fits, reversed(parts)), parts[0] if parts else text)


def runs_to_the_left(text: str) -> bool:
    """Tell whether a text is written from right to left, by the first letter that tells."""
    kinds = (unicodedata.bidirectional(character) for character in text)
    return next((kind in {"R", "AL"} for kind in kinds if kind in {"L", "R", "AL"}), False)
