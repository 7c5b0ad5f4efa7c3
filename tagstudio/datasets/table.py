"""Read text tables of several encodings, separators and spellings, row by row.

A row that is broken costs itself only: one that is too long, has a zero byte, or a quotation mark
that is not closed is yielded as a `BrokenRow`, and the rows after it are read.
"""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.datasets.text_encoding import open_text

LONGEST_ROW = 131_072  # characters
TOO_LONG = message("datasets.row-too-long", "the row is longer than any row of labels can be")
OPEN_QUOTE = message("datasets.open-quote", "a quotation mark is opened in the row and not closed")
ZERO_BYTE = message("datasets.zero-byte", "the row holds zero bytes; it is damaged")
_SEPARATORS = ",;\t"
_SEP_LINES = {"sep=", *(f"sep={sign}" for sign in ",;|")}
_LINES_OF_A_ROW = 50  # at most, in quotation marks
_SHOWN = 80  # characters of a broken row


@dataclass(frozen=True)
class BrokenRow:
    """A row that cannot be read: its line, the reason, and how it begins."""

    line: int
    reason: Message
    text: str


def read_rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the line number of each row, and its cells by the lower-case names of the columns.

    A row that is too short lacks its last columns; broken ones are left out. Raises TagStudioError
    for other files.
    """
    for row in read_whole_and_broken(file):
        if not isinstance(row, BrokenRow):
            yield row


def read_whole_and_broken(file: Path) -> Iterator[tuple[int, dict[str, str]] | BrokenRow]:
    """Yield the rows as `read_rows`, and the broken ones among them as such."""
    with open_text(file) as opened:
        lines = _Lines(opened)
        try:
            columns, separator = _header(lines)
            while (line := lines.next()) is not None:
                found = _row(lines, *line, separator)
                if isinstance(found, BrokenRow):
                    yield found
                elif any(cell.strip() for cell in found):
                    yield line[0], dict(zip(columns, found, strict=False))
        except UnicodeError as error:
            raise _no_text(file) from error


def columns_of(file: Path) -> list[str]:
    """Return the lower-case names in the first line of a table that is not blank."""
    with open_text(file) as opened:
        try:
            return _header(_Lines(opened))[0]
        except UnicodeError as error:
            raise _no_text(file) from error


def _no_text(file: Path) -> TagStudioError:
    return TagStudioError(
        "datasets.no-text", "{file} is no text in an encoding that TagStudio knows.", file=file
    )


def numbered_lines(file: IO[str]) -> Iterator[tuple[int, str]]:
    """Yield the lines of a file with their numbers, each cut behind LONGEST_ROW characters."""
    lines = _Lines(file)
    while (line := lines.next()) is not None:
        yield line


class _Lines:
    """The lines of a file with their numbers, each cut at LONGEST_ROW; lines can be put back."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._numbers = count(1)
        self._back: deque[tuple[int, str]] = deque()

    def next(self) -> tuple[int, str] | None:
        """Return the next line, of more than LONGEST_ROW characters if it was cut; None: the end.

        What was cut off is read and dropped, so a line of any length costs no memory.
        """
        if self._back:
            return self._back.popleft()
        line = self._file.readline(LONGEST_ROW + 1)
        if not line:
            return None
        rest = line
        while len(rest) > LONGEST_ROW and not rest.endswith(("\n", "\r")):
            rest = self._file.readline(LONGEST_ROW + 1)
        return next(self._numbers), line

    def put_back(self, lines: list[tuple[int, str]]) -> None:
        """Give these lines, in their order, before all others."""
        self._back.extendleft(reversed(lines))


def _header(lines: _Lines) -> tuple[list[str], str]:
    """Return the lower-case names of the columns and the separator; blank lines are passed over.

    A line like "sep=;", which Excel writes and reads, names the separator.
    """
    separator = ""
    while (line := lines.next()) is not None:
        text = line[1].strip("\r\n\ufeff")
        plain = text.strip().strip('"').lower()
        if not separator and plain in _SEP_LINES:
            separator = plain[len("sep=") :] or "\t"  # a tab was stripped
        elif text.strip(f" {_SEPARATORS}"):
            separator = separator or max(_SEPARATORS, key=text.count)
            [names] = csv.reader([text[:LONGEST_ROW]], delimiter=separator)
            return [name.strip().lower() for name in names], separator
    return [""], separator or ","


def _row(lines: _Lines, number: int, text: str, separator: str) -> list[str] | BrokenRow:
    """Return the cells of the row that begins with this line, and take the lines it goes on in."""
    if len(text) > LONGEST_ROW:
        return BrokenRow(number, TOO_LONG, text[:_SHOWN])
    taken: list[tuple[int, str]] = []
    whole = text
    while (ends := _quotes_end(whole, separator)) is not True:
        more = lines.next() if ends is None and len(taken) < _LINES_OF_A_ROW else None
        if more is not None and len(whole) + len(more[1]) <= LONGEST_ROW:
            taken.append(more)
            whole += more[1]
            continue
        lines.put_back([*taken, *([more] if more else [])])
        if not taken and ends is False:
            break  # an odd mark inside of one line: its cells are as clear as they can be
        return BrokenRow(number, OPEN_QUOTE, text.strip()[:_SHOWN])
    if "\0" in whole:
        return BrokenRow(number, ZERO_BYTE, whole.replace("\0", "")[:_SHOWN].strip())
    cells = next(csv.reader([whole.rstrip("\r\n")], delimiter=separator), [])
    return list(cells)


def _quotes_end(text: str, separator: str) -> bool | None:
    """Tell whether each quoted cell is closed; None: the last one is open; False: oddly closed.

    A cell is quoted where its first character is a quotation mark. Behind the closing one comes the
    separator or the end of the row; two in a row stand for one.
    """
    at, end = 0, len(text.rstrip("\r\n"))
    while at < end:
        if text[at] != '"':
            following = text.find(separator, at)
            if following < 0:
                return True
            at = following + 1
            continue
        closing = _closing(text, at + 1)
        if closing < 0:
            return None
        if text[closing + 1 : end].lstrip(" ")[:1] not in {"", separator}:
            return False
        following = text.find(separator, closing)
        if following < 0:
            return True
        at = following + 1
    return True


def _closing(text: str, start: int) -> int:
    """Return the place of the mark that closes a quoted cell, -1 where none does."""
    at = text.find('"', start)
    while at >= 0 and text[at + 1 : at + 2] == '"':
        at = text.find('"', at + 2)
    return at
