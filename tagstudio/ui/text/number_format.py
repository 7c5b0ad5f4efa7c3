"""Format numbers as the user's country writes them, and durations as a clock does."""

from PySide6.QtCore import QLocale


def counted(count: int) -> str:
    """Return 1234 as "1,234" or "1.234"."""
    return QLocale().toString(count)


def decimal(value: float, places: int) -> str:
    """Return 0.5 with two places as "0.50" or "0,50"."""
    return QLocale().toString(float(value), "f", places)


def clock(seconds: float) -> str:
    """Return "0:07", "3:20" or "1:02:03"."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
