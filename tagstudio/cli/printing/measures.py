"""Tempo, key and loudness in words, for tables."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tagstudio.library.views.browse import TrackRow

HEADINGS = ("Tempo", "Key", "Loudness")


def tempo_text(row: "TrackRow") -> str:
    """Return "120", "120 or 60, unsure", or "" for a tempo that is not known."""
    from tagstudio.library.tracks.measurements import is_sure

    if row.bpm is None:
        return ""
    if is_sure(row.bpm_confidence):
        return f"{row.bpm:.0f}"
    other = f" or {row.other_bpm:.0f}" if row.other_bpm else ""
    return f"{row.bpm:.0f}{other}, unsure"


def key_text(row: "TrackRow") -> str:
    """Return "Am", or "Am, unsure", or "" for a key that is not known."""
    from tagstudio.library.tracks.measurements import is_sure

    if row.key is None:
        return ""
    return row.key if is_sure(row.key_confidence) else f"{row.key}, unsure"


def loudness_text(row: "TrackRow") -> str:
    """Return "-14.2 LUFS", or "" for a loudness that is not known."""
    return "" if row.loudness is None else f"{row.loudness:.1f} LUFS"


def measure_cells(row: "TrackRow") -> tuple[str, str, str]:
    """Return the cells below HEADINGS."""
    return tempo_text(row), key_text(row), loudness_text(row)
