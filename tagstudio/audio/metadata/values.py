"""What the texts of tags mean: years in any common spelling, genres that are several in one."""

import re
from collections.abc import Iterable, Iterator

from tagstudio.audio.metadata.file_tags.fields import names_in

_DATE_IN_DIGITS = re.compile(r"(?<!\d)([12]\d{3})(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_YEAR = re.compile(r"(?<!\d)([12]\d{3})(?!\d)")
_NUMBER = re.compile(r"(\d{1,6})(?!\d)")


def year_in(texts: Iterable[str]) -> int | None:
    """Return the year of the first of `texts` that states one, between 1000 and 2999; else None.

    Found are "1999", "20200629", "2020-06-29T07:00Z", "29.06.2020", "c. 1970", "[1999]" and the
    first year of "1999/2003". Two digits ("'99") are no year: their century would be a guess.
    """
    for text in texts:
        if match := _DATE_IN_DIGITS.search(text) or _YEAR.search(text):
            return int(match[1])
    return None


def number_in(texts: Iterable[str]) -> int | None:
    """Return the number that the first of `texts` that begins with one begins with ("07/12")."""
    found = (match for text in texts if (match := _NUMBER.match(text.strip())))
    match = next(found, None)
    return int(match[1]) if match else None


def genres_in(values: Iterable[str], separators: str = "") -> Iterator[str]:
    """Yield each genre once, in the order of the file.

    A value is one genre, "Folk, World, & Country" too, unless NUL or ";" stand in it, or one of the
    further `separators` that the user has set.
    """
    parts = (part for value in values for part in names_in(value, separators))
    yield from dict.fromkeys(parts)


def joined(values: Iterable[str]) -> str:
    """Return the values as one text, each of them once."""
    return "; ".join(dict.fromkeys(values))
