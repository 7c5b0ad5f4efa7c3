"""Names of musical keys: one spelling of each, as TKEY of ID3 has them, and how else they are said.

A key is its tonic with the fewest signs, and an m for minor: C, F#m, Bb.
"""

import re

MAJOR_KEYS = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
MINOR_KEYS = ("Cm", "C#m", "Dm", "Ebm", "Em", "Fm", "F#m", "Gm", "G#m", "Am", "Bbm", "Bm")
KEYS = frozenset(MAJOR_KEYS + MINOR_KEYS)

_TONES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_SIGNS = {"": 0, "#": 1, "♯": 1, "b": -1, "♭": -1}
_MODES = {"": False, "maj": False, "major": False, "m": True, "min": True, "minor": True}
_NAME = re.compile(r"([A-Ga-g])([#♯b♭]?)[\s-]*(maj|major|m|min|minor|)", re.IGNORECASE)
_WHEEL = re.compile(r"(0?[1-9]|1[0-2])([ABab]|[dmDM])")  # Camelot's, and the Open Key's
_CAMELOT_ONE, _OPEN_KEY_ONE = 11, 0  # B and C: what the wheels have as 1 in major


def as_key(text: str) -> str | None:
    """Return the key that a text names, in the one spelling; None where it names none.

    "f# minor", "Gbm", Camelot's "11A" and the Open Key's "4m" are all F#m.
    """
    text = text.strip()
    if wheel := _WHEEL.fullmatch(text):
        return _of_wheel(int(wheel[1]), wheel[2])
    if name := _NAME.fullmatch(text):
        tonic = (_TONES[name[1].upper()] + _SIGNS[name[2].lower()]) % 12
        mode = name[3]
        is_minor = mode == "m" or (_MODES.get(mode.lower(), False) and mode != "M")
        return (MINOR_KEYS if is_minor else MAJOR_KEYS)[tonic]
    return None


def _of_wheel(number: int, letter: str) -> str:
    is_minor = letter in "AamM"
    first = _CAMELOT_ONE if letter in "ABab" else _OPEN_KEY_ONE
    major = (first + 7 * (number - 1)) % 12  # a step on the wheel is a fifth
    return MINOR_KEYS[(major - 3) % 12] if is_minor else MAJOR_KEYS[major]
