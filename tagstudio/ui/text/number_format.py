"""Format numbers as the user's country writes them."""

from PySide6.QtCore import QLocale


def counted(count: int) -> str:
    """Return 1234 as "1,234" or "1.234"."""
    return QLocale().toString(count)


def decimal(value: float, places: int) -> str:
    """Return 0.5 with two places as "0.50" or "0,50"; what rounds to nothing has no sign."""
    is_nothing = abs(value) < 0.5 * 10.0**-places
    return QLocale().toString(0.0 if is_nothing else float(value), "f", places)
