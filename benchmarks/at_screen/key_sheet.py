"""The program's own list of its keys, read from the screen as a person reads it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from at_screen.node import Node, plain

# What the keys are called on the sheet in German, and how the program spells them.
ENGLISH = {
    "Strg": "Ctrl",
    "Umschalt": "Shift",
    "Eingabe": "Return",
    "Zeilenumbruch": "Return",
    "Enter": "Return",
    "Leertaste": "space",
    "Space": "space",
    "Links": "Left",
    "Rechts": "Right",
    "Auf": "Up",
    "Hoch": "Up",
    "Runter": "Down",
    "Ab": "Down",
    "Bild auf": "PageUp",
    "Bild aufwärts": "PageUp",
    "Bild abwärts": "PageDown",
    "Bild ab": "PageDown",
    "Bild nach oben": "PageUp",
    "Bild nach unten": "PageDown",
    "PgUp": "PageUp",
    "PgDown": "PageDown",
    "Entf": "Delete",
    "Esc": "Escape",
}


def sheet_keys(dialog: Node) -> dict[str, list[str]]:
    """Return the keys of each action by its text; a key stands in the same row left of it."""
    labels = [n for n in dialog.walk() if n.role == "label" and n.name]
    found: dict[str, list[str]] = {}
    for text in labels:
        left = [n for n in labels if n.box[1] == text.box[1] and n.box[0] < text.box[0]]
        if left:
            nearest = max(left, key=lambda node: node.box[0])
            found.setdefault(plain(text.name), spelt(nearest.name))
    return found


def spelt(keys: str) -> list[str]:
    """Return the keys of a row ("Ctrl+Z or U"), spelt as the program spells them."""
    return [_english(key) for key in re.split(" or | oder ", keys) if key]


def _english(key: str) -> str:
    parts = key.replace("++", "+plus").split("+") if key != "+" else ["+"]
    return "+".join(ENGLISH.get(part.strip(), part.strip()) for part in parts)


def first_of(sheet: dict[str, list[str]], texts: Sequence[str]) -> str:
    """Return the key of the first action that the sheet has; KeyError where it has none."""
    for text in texts:
        keys = sheet.get(plain(text))
        if keys:
            return keys[0]
    raise KeyError(f"the key sheet has none of {list(texts)}, but {sorted(sheet)}")
