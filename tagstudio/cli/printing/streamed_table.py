"""A table printed row by row, whatever its length; a sample of its rows sets the column widths.

rich looks at all cells before it prints the first; of 100,000 rows that takes a minute.
"""

import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from tagstudio.cli.printing.output import PIPE_WIDTH

_GAP = "  "
_WIDE_OR_NARROW = "\u0300"  # characters before this one take a column each

Cells = Sequence[str]


def print_rows(headings: Cells, rows: Iterable[Cells], sample: Sequence[Cells]) -> None:
    """Print `rows` under `headings`, in columns that fit the `sample` and into the terminal.

    A cell that is longer than its column goes on below.
    """
    on_terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if on_terminal else PIPE_WIDTH
    widths = _widths([headings, *sample], width)
    for line in _lines(headings, widths):
        print(f"\x1b[1m{line}\x1b[0m" if on_terminal else line)
    for row in rows:
        sys.stdout.writelines(line + "\n" for line in _lines(row, widths))


def _widths(rows: Sequence[Cells], available: int) -> list[int]:
    """Return the columns' widths: that of the widest cell each, or as much as there is."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    room = max(available - len(_GAP) * (len(widths) - 1), len(widths))
    while sum(widths) > room:
        widths[widths.index(max(widths))] -= 1
    return widths


def _lines(row: Cells, widths: Sequence[int]) -> Iterator[str]:
    """Yield the lines that `row` takes."""
    folded = [_folded(cell, width) for cell, width in zip(row, widths, strict=True)]
    for parts in zip_longest(*folded, fillvalue=""):
        cells = (
            part + " " * (width - _width(part)) for part, width in zip(parts, widths, strict=True)
        )
        yield _GAP.join(cells).rstrip()


def _folded(text: str, width: int) -> list[str]:
    """Return `text` in lines that fit into `width`, broken between words where that can be."""
    lines = []
    while _width(text) > width:
        end = _fitting(text, width)
        if text[end] != " " and (space := text.rfind(" ", 0, end)) > 0:
            end = space
        lines.append(text[:end].rstrip())
        text = text[end:].lstrip()
    return [*lines, text]


def _fitting(text: str, width: int) -> int:
    """Return how many characters of `text` fit into `width`, one at least."""
    for count in range(1, len(text)):
        if _width(text[: count + 1]) > width:
            return count
    return len(text)


def _width(text: str) -> int:
    """Return how many columns of a terminal `text` takes; East Asian characters take two."""
    if not text or max(text) < _WIDE_OR_NARROW:
        return len(text)
    return sum(map(_character_width, text))


def _character_width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
