"""The keys of actions in words, as the user's keyboard and language name them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

from tagstudio.ui.base.actions import Actions, ActionSpec, text_of

_ARROWS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}  # by Qt's portable names


def key_entries(actions: Actions, specs: Sequence[ActionSpec]) -> list[tuple[str, str]]:
    """Return text and keys of each action; the ten toggles and favourites as one each.

    Where both Enter keys do the same, that of the letters stands for both.
    """
    rows = {
        "toggle_": QCoreApplication.translate("actions", "Toggle suggestions 1 to 10"),
        "favourite_": QCoreApplication.translate("actions", "Favourite tags 1 to 10"),
    }
    ten = {start: [spec for spec in specs if spec.id.startswith(start)] for start in rows}
    entries = [
        (text_of(spec), one_of([*map(_with_arrow, _one_enter(actions.keys_of(spec.id)))]))
        for spec in specs
        if not spec.id.startswith(tuple(rows))
    ]
    for start, held in ten.items():
        if held:
            first, last = (" ".join(native_keys(actions, spec.id)) for spec in (held[0], held[-1]))
            entries.append((rows[start], f"{first} … {last}"))
    return entries


def native_keys(actions: Actions, id: str) -> list[str]:
    """Return the keys that an action has now, as the user's keyboard and language name them."""
    native = QKeySequence.SequenceFormat.NativeText
    return [QKeySequence(key).toString(native) for key in actions.keys_of(id)]


def one_of(keys: Sequence[str]) -> str:
    """Return "Y", or "PgDown or J": keys that do the same, and no sequence of them."""
    either = QCoreApplication.translate("help", "{one} or {other}")
    return reduce(lambda one, other: either.format(one=one, other=other), keys)


def _one_enter(keys: Sequence[str]) -> list[str]:
    """Return keys without the Enter of the digits, where that of the letters is among them."""
    return [
        key
        for key in keys
        if not key.endswith("Enter") or key.removesuffix("Enter") + "Return" not in keys
    ]


def _with_arrow(key: str) -> str:
    """Return a key as `native_keys` does, but for the arrows, whose names are long."""
    native, bare = QKeySequence.SequenceFormat.NativeText, key.rpartition("+")[2]
    text = QKeySequence(key).toString(native)
    if bare not in _ARROWS:
        return text
    return text.removesuffix(QKeySequence(bare).toString(native)) + _ARROWS[bare]
