"""Values of JSON files, one at a time: an array of any length costs the memory of one element."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from tagstudio.core.errors import TagStudioError
from tagstudio.datasets.text_encoding import open_text

LONGEST = 16 << 20  # characters of one element
_CHUNK = 1 << 16  # characters read at once
_BLANK = " \t\r\n\ufeff"


def first_value(file: Path) -> Any:
    """Return the value that a JSON file begins with, of an array its first element.

    None where the file does not begin as JSON, or its first value is too large.
    """
    with open_text(file) as opened:
        try:
            return next((value for _, value in _values(file, opened)), [])
        except TagStudioError:
            return None


def elements(file: Path) -> Iterator[tuple[int, Any]]:
    """Yield number, from 1, and value of each element of an array, or the one value of the file.

    Raises TagStudioError that names the element at which the file is damaged.
    """
    with open_text(file) as opened:
        yield from _values(file, opened)


def _values(file: Path, opened: IO[str]) -> Iterator[tuple[int, Any]]:
    text = opened.read(_CHUNK).lstrip(_BLANK)
    in_array = text.startswith("[")
    text, number = text[in_array:], 1
    while True:
        text = text.lstrip(_BLANK)
        if in_array and text.startswith("]"):
            return
        value, end = _decoded(text)
        if end in {None, len(text)} and (more := opened.read(max(_CHUNK, len(text)))):
            if len(text) > LONGEST:
                raise _damaged(file, number)
            text += more
            continue
        if end is None:
            raise _damaged(file, number)
        yield number, value
        if not in_array:
            return
        number, text = number + 1, text[end:].lstrip(_BLANK).removeprefix(",")


def _decoded(text: str) -> tuple[Any, int | None]:
    """Return the value that a text begins with and where it ends; None where it does not end."""
    try:
        return json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return None, None


def _damaged(file: Path, number: int) -> TagStudioError:
    return TagStudioError(
        "labels.damaged-json",
        "{file} is damaged or cut off at its element {number}, so nothing of it was imported."
        " Write the file again with the program that it comes from.",
        file=file,
        number=number,
    )
