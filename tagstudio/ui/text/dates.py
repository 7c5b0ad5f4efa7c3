"""Dates and times of day, written so that no reader takes the day for the month."""

from PySide6.QtCore import QDateTime, QLocale

_DAYS = {"de": "dd.MM.yyyy"}  # in every other language the name of the month stands in it
_DAY = "d MMM yyyy"


def day_text(seconds: float) -> str:
    """Return the day of a time since 1970: "1 Dec 2026", or "01.12.2026" in German."""
    locale, at = QLocale(), QDateTime.fromSecsSinceEpoch(round(seconds))
    return locale.toString(at.date(), _DAYS.get(locale.name().partition("_")[0], _DAY))


def time_text(seconds: float) -> str:
    """Return the day and the time of day, this one as the user's country writes it."""
    at = QDateTime.fromSecsSinceEpoch(round(seconds)).time()
    return f"{day_text(seconds)}, {QLocale().toString(at, QLocale.FormatType.ShortFormat)}"
