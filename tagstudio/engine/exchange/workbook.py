"""Excel workbooks (.xlsx, ECMA-376): the rows of the CSV as texts, which no spreadsheet runs.

Written row by row into the archive, so a library of any size needs no memory. A sheet takes
1,048,576 rows; more go on in the next one. A cell takes 32,767 characters, longer texts are cut.
"""

import re
from typing import IO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from tagstudio.engine.exchange.writer import Target, TrackWriter
from tagstudio.library.views.export import COLUMNS, Row, csv_cells, wanted

MOST_ROWS = 1_048_576  # of a sheet, with the names of the columns
LONGEST = 32_767  # characters of a cell
_WIDTHS = {"path": 60, "tag": 18, "time": 26, "title": 30, "artist": 24, "album": 24}
_WIDTH = 12
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# What XML cannot hold, and what would be read as such: they stand as _x0007_, as Excel has it.
_UNFIT = re.compile("[\\x00-\\x08\\x0b-\\x1f\\ud800-\\udfff\\ufffe\\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/></font><font><b/>'
    '<sz val="11"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/>'
    '</borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/>'
    '<xf xfId="0" fontId="1" applyFont="1"/></cellXfs></styleSheet>'
)


class WorkbookWriter(TrackWriter):
    """A workbook with a row per track and tag."""

    def __init__(self, target: Target) -> None:
        super().__init__(target)
        self._archive = ZipFile(target.file, "w", ZIP_DEFLATED)
        self._sheets = 0
        self._rows = MOST_ROWS
        self._sheet: IO[bytes] | None = None

    def add(self, row: Row) -> None:
        """Write the rows of a track."""
        track, taggings = row
        for one in wanted(taggings, self.target.options.every):
            self._write(csv_cells(track, one, self.target.model))

    def finish(self) -> None:
        """Write what says which sheets there are."""
        if not self._sheets:
            self._begin_sheet()
        self._end_sheet()
        for name, content in _parts(self._sheets).items():
            self._archive.writestr(name, content)
        self._archive.close()

    def _write(self, cells: list[object]) -> None:
        if self._rows >= MOST_ROWS:
            self._end_sheet()
            self._begin_sheet()
        self._put(cells)

    def _put(self, cells: list[object], style: str = "") -> None:
        assert self._sheet is not None
        self._rows += 1
        text = "".join(_cell(cell, style) for cell in cells)
        self._sheet.write(f'<row r="{self._rows}">{text}</row>'.encode())

    def _begin_sheet(self) -> None:
        self._sheets += 1
        self._rows = 0
        self._sheet = self._archive.open(_sheet_name(self._sheets), "w", force_zip64=True)
        widths = "".join(
            f'<col min="{place}" max="{place}" customWidth="1"'
            f' width="{_WIDTHS.get(name, _WIDTH)}"/>'
            for place, name in enumerate(COLUMNS, start=1)
        )
        self._sheet.write(
            f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
            '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
            f"</sheetView></sheetViews><cols>{widths}</cols><sheetData>".encode()
        )
        self._put(list(COLUMNS), ' s="1"')

    def _end_sheet(self) -> None:
        if self._sheet is not None:
            last = chr(ord("A") + len(COLUMNS) - 1)
            self._sheet.write(
                f'</sheetData><autoFilter ref="A1:{last}{self._rows}"/></worksheet>'.encode()
            )
            self._sheet.close()
            self._sheet = None


def _cell(value: object, style: str) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, int | float):
        return f"<c><v>{value}</v></c>"
    text = _UNFIT.sub(lambda found: f"_x{ord(found[0]):04X}_", str(value)[:LONGEST])
    return f'<c t="inlineStr"{style}><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _sheet_name(number: int) -> str:
    return f"xl/worksheets/sheet{number}.xml"


def _parts(sheets: int) -> dict[str, str]:
    """Return the other members of a workbook with so many sheets."""
    numbers = range(1, sheets + 1)
    listed = "".join(
        f'<sheet name="tags{"" if number == 1 else f" {number}"}" sheetId="{number}"'
        f' r:id="rId{number}"/>'
        for number in numbers
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/worksheet"'
        f' Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    types = "".join(
        f'<Override PartName="/{_sheet_name(number)}" ContentType="{_KIND}.worksheet+xml"/>'
        for number in numbers
    )
    xml = "application/xml"
    return {
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
        f"{listed}</sheets></workbook>",
        "xl/styles.xml": _STYLES,
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'{relations}<Relationship Id="rId0" Type="{_RELATIONS}/styles" Target="styles.xml"/>'
        "</Relationships>",
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship'
        f' Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default'
        f' Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"'
        f'/><Default Extension="xml" ContentType="{xml}"/><Override PartName="/xl/workbook.xml"'
        f' ContentType="{_KIND}.sheet.main+xml"/><Override PartName="/xl/styles.xml"'
        f' ContentType="{_KIND}.styles+xml"/>{types}</Types>',
    }
