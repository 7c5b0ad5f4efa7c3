"""Read text tables of several encodings and separators."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from tagstudio.core.errors import TagStudioError

_SEPARATORS = ",;\t"


def open_text(file: Path) -> IO[str]:
    """Open a text file: UTF-8, or UTF-16 with its mark. Undecodable bytes become surrogates."""
    try:
        with file.open("rb") as opened:
            mark = opened.read(2)
        encoding = "utf-16" if mark in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
        return file.open(encoding=encoding, errors="surrogateescape", newline="")
    except OSError as error:
        raise TagStudioError(
            "datasets.unreadable",
            "{file} cannot be read: {reason}.",
            file=file,
            reason=error.strerror,
        ) from error


def read_rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the line number of each row, and its cells by the lower-case names of the columns.

    A row that is too short lacks its last columns. Raises TagStudioError for other files.
    """
    with open_text(file) as opened:
        try:
            first = opened.readline()
            separator = max(_SEPARATORS, key=first.count)
            [names] = csv.reader([first], delimiter=separator)
            rows = csv.reader(opened, delimiter=separator)
            columns = [name.strip().lower() for name in names]
            for row in rows:
                if row:
                    yield rows.line_num + 1, dict(zip(columns, row, strict=False))
        except (csv.Error, UnicodeError, ValueError) as error:
            raise TagStudioError(
                "datasets.odd-table",
                "{file} is no table of labels: {error}.",
                file=file,
                error=error,
            ) from error


def columns_of(file: Path) -> list[str]:
    """Return the lower-case names in the first line of a table."""
    with open_text(file) as opened:
        try:
            first = opened.readline(100_000)
        except UnicodeError as error:
            raise TagStudioError(
                "datasets.no-text", "{file} is no text: {error}.", file=file, error=error
            ) from error
    separator = max(_SEPARATORS, key=first.count)
    return [name.strip().strip('"').lower() for name in first.split(separator)]
