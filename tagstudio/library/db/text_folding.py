"""Fold text for comparison: the form in which it is searched and sorted."""

import unicodedata


def folded(text: str) -> str:
    """Return `text` without differences of case or of Unicode spelling, for comparing only."""
    if text.isascii():  # nearly all, and ten times as fast
        return text.replace("\0", " ").lower()
    return unicodedata.normalize("NFC", clean(text).casefold())


def clean(text: str) -> str:
    """Return `text` as the library can store it: no NUL, "?" for each lone surrogate."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
