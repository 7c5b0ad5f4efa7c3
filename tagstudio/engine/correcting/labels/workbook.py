"""Rows of Excel workbooks (.xlsx), as far as labels need them: texts and numbers of all sheets.

A workbook is an archive of XML (ECMA-376). A sheet is read row by row; only the texts that its
cells share are held.
"""

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.correcting.labels.csv_table import entries_of_row
from tagstudio.engine.correcting.labels.label import Entry

WORKBOOK = "xl/workbook.xml"  # a member of every workbook
_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_SHARED = "xl/sharedStrings.xml"
_MOST_SHARED = 256 << 20  # bytes of shared texts
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def read_workbook(file: Path) -> Iterator[Entry]:
    """Yield the labels of all sheets whose first row names the columns of labels.

    Raises TagStudioError for a workbook that is damaged or has no such sheet.
    """
    try:
        with ZipFile(file) as archive:
            yield from _labels(file, archive)
    except (BadZipFile, zlib.error, EOFError, KeyError, ElementTree.ParseError, OSError) as error:
        raise TagStudioError(
            "labels.damaged-workbook",
            "{file} is damaged, so nothing of it was imported. Open it in the spreadsheet and save"
            " it again as .xlsx.",
            file=file,
        ) from error


def _labels(file: Path, archive: ZipFile) -> Iterator[Entry]:
    shared = _shared_texts(archive)
    any_labels = False
    found = (_SHEET.fullmatch(name) for name in archive.namelist())
    for sheet in sorted((one for one in found if one), key=lambda one: int(one[1])):
        with archive.open(sheet[0]) as opened:
            rows = _rows(opened, shared)
            header = next(((number, cells) for number, cells in rows if any(cells)), (0, []))
            names = [name.strip().lower() for name in header[1]]
            of_row = entries_of_row(set(names))
            if of_row is None:
                continue
            any_labels = True
            for number, cells in rows:
                if any(cell.strip() for cell in cells):
                    yield from of_row(number, dict(zip(names, cells, strict=False)), False)
    if not any_labels:
        raise TagStudioError(
            "labels.no-label-sheet",
            "No sheet of {file} has a first row that names the columns path (or title and artist),"
            " tag, and state. Name them so.",
            file=file,
        )


def _rows(opened: IO[bytes], shared: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield number and texts of each row of a sheet."""
    count = 0
    for _, element in ElementTree.iterparse(opened):
        if element.tag != f"{_MAIN}row":
            continue
        count = int(element.get("r") or count + 1)
        cells: list[str] = []
        for cell in element.iter(f"{_MAIN}c"):
            place = _column(cell.get("r", ""))
            cells += [""] * ((len(cells) if place is None else place) - len(cells))
            cells.append(_text(cell, shared))
        yield count, cells
        element.clear()


def _column(reference: str) -> int | None:
    """Return the number of a cell's column, from 0, out of a reference such as AB7."""
    letters = re.match("[A-Z]{1,3}", reference)
    if letters is None:
        return None
    number = 0
    for letter in letters[0]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _text(cell: ElementTree.Element, shared: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        inline = cell.find(f"{_MAIN}is")
        return "" if inline is None else _of_string(inline)
    value = cell.findtext(f"{_MAIN}v") or ""
    if cell.get("t") != "s":
        return _unescaped(value)
    return shared[int(value)] if value.isdecimal() and int(value) < len(shared) else ""


def _shared_texts(archive: ZipFile) -> list[str]:
    if _SHARED not in archive.namelist():
        return []
    if archive.getinfo(_SHARED).file_size > _MOST_SHARED:
        raise BadZipFile(_SHARED)
    with archive.open(_SHARED) as opened:
        found = []
        for _, element in ElementTree.iterparse(opened):
            if element.tag == f"{_MAIN}si":
                found.append(_of_string(element))
                element.clear()
        return found


def _of_string(string: ElementTree.Element) -> str:
    """Return the text of a string, of its runs one after another; without hints of reading."""
    runs = [run.findtext(f"{_MAIN}t") or "" for run in string.findall(f"{_MAIN}r")]
    return _unescaped((string.findtext(f"{_MAIN}t") or "") + "".join(runs))


def _unescaped(text: str) -> str:
    """Return a text with the characters that XML cannot hold, which stand as _x0007_ in it."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
