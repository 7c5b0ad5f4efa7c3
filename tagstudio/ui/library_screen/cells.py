"""The cells of the table, painted with few calls: texts, state icons, and tags as chips.

The chip of a yes carries a check mark, that of a suggestion its score. Qt's own way asks a delegate
for each cell, and that nine times the model; here a row is asked for once and painted as a whole,
in two thirds of the time. While another thread is at work each question waits for Python's lock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPaintDevice, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from tagstudio.library.views.tag_states import Tagging
from tagstudio.ui.base.item_index import Index
from tagstudio.ui.base.theme import GRID, Theme
from tagstudio.ui.library_screen.columns import (
    STATE,
    STATE_TEXTS,
    TAGS,
    Column,
    printable,
    state_text,
)
from tagstudio.ui.library_screen.shown_track import ShownTrack
from tagstudio.ui.library_screen.track_table import TrackTable
from tagstudio.ui.text.elide import elided
from tagstudio.ui.text.file_reason import reason_beside
from tagstudio.ui.text.number_format import decimal

PADDING = GRID - 1
GAP = GRID // 2
HEIGHT = 20
LEAST_CHIP = 4 * GRID  # px, of the first one, however narrow the column is
ICON = 16
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter


class Cell(NamedTuple):
    """A column that is shown: its number, and where it lies, in px."""

    column: int
    left: int
    width: int


class CellDelegate(QStyledItemDelegate):
    """Paints the rows of a TrackTable, and tells how wide their content is."""

    def __init__(self, table: TrackTable, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self._theme = theme
        self._widest_state = 0  # px, once a state was painted
        self._frames: dict[tuple[int, bool, float], QPixmap] = {}  # by width, yes, scale
        self._set_pens()
        theme.changed.connect(self._set_pens)

    def paint_row(
        self, painter: QPainter, row: int, place: QRect, cells: Sequence[Cell], selected: bool
    ) -> None:
        """Paint a row at its place, the shown cells from left to right; empty, if not read yet."""
        if selected:
            painter.fillRect(place, self._selected)
        track = self._table.track(row)
        if track is None:
            return
        columns = self._table.columns
        texts = ["" if one.column == TAGS else columns[one.column].text(track) for one in cells]
        for number, cell in enumerate(cells):
            room = QRect(cell.left + GRID, place.top(), cell.width - 2 * GRID, place.height())
            if cell.column == TAGS:
                self._paint_tags(painter, room, track)
            elif cell.column == STATE:
                self._paint_state(painter, room, track, texts[number])
            elif texts[number]:
                column = columns[cell.column]
                if column.name == "title":
                    room.setRight(room.right() + _empty_room(cells, texts, number + 1))
                self._paint_fact(painter, room, track, column, texts[number])

    def _paint_state(self, painter: QPainter, room: QRect, track: ShownTrack, text: str) -> None:
        """Paint icon and text, or the icon alone where one of the texts would be cut."""
        top = room.top() + (room.height() - ICON) // 2
        self._table.icon(track).paint(painter, QRect(room.left(), top, ICON, ICON))
        room.setLeft(room.left() + ICON + GAP)
        if not self._widest_state:  # the same for all rows, which are painted often
            texts = map(state_text, STATE_TEXTS)
            self._widest_state = max(map(painter.fontMetrics().horizontalAdvance, texts))
        if room.width() >= self._widest_state:  # else the icon and the tip tell it
            self._paint_text(painter, room, text, self._text)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the width that the content wants, for a double click on a column's edge."""
        track = self._table.track(index.row())
        width = 0 if track is None else self._width(option, index.column(), track)
        return QSize(width + 2 * GRID + 2, HEIGHT + GRID)

    def _width(self, option: QStyleOptionViewItem, column: int, track: ShownTrack) -> int:
        metrics = option.fontMetrics
        if column != TAGS:
            icon = ICON + GAP if column == STATE else 0
            return metrics.horizontalAdvance(self._table.columns[column].text(track)) + icon
        shown = track.chips(self._table.asked_tags)
        chips = [metrics.horizontalAdvance(chip_text(one)) + 2 * PADDING for one in shown]
        rest = len(track.tags) - len(chips)
        more = metrics.horizontalAdvance(f"+{rest}") if rest else 0
        return sum(chips) + GAP * len(chips) + more

    def _paint_fact(
        self, painter: QPainter, room: QRect, track: ShownTrack, column: Column, text: str
    ) -> None:
        """Paint a text; what is inferred is quiet, and so is the folder that stands for a name."""
        quiet = column.name == "artist" and track.names.is_guess
        self._paint_text(painter, room, text, self._quiet if quiet else self._text, column.right)
        if column.name == "title" and track.folder_to_name:
            left = painter.fontMetrics().horizontalAdvance(text) + GRID
            text = QCoreApplication.translate("columns", "folder “{name}”")
            folder = text.format(name=printable(track.folder_to_name))
            self._paint_text(painter, room.adjusted(left, 0, 0, 0), folder, self._quiet)

    def _paint_text(
        self, painter: QPainter, room: QRect, text: str, colour: QColor, right: bool = False
    ) -> None:
        if text and room.width() > GRID:
            painter.setPen(colour)
            fitting = elided(painter.fontMetrics(), text, room.width())
            painter.drawText(room, _RIGHT if right else _LEFT, fitting)

    def _paint_tags(self, painter: QPainter, room: QRect, track: ShownTrack) -> None:
        if track.row.failure_message:
            why = reason_beside(track.row.path, track.row.failure_message)
            self._paint_text(painter, room, why, self._quiet)
            return
        metrics = painter.fontMetrics()
        left, right = room.left(), room.right()
        chips = track.chips(self._table.asked_tags)
        for number, tagging in enumerate(chips):
            text = chip_text(tagging)
            rest = len(track.tags) - number - 1
            more = metrics.horizontalAdvance(f"+{rest}") + GAP if rest else 0
            width = metrics.horizontalAdvance(text) + 2 * PADDING
            if left + width + more > right:
                if number:
                    rest_of_room = QRect(left, room.top(), right - left, room.height())
                    self._paint_text(painter, rest_of_room, f"+{rest + 1}", self._quiet)
                    return
                width = max(right - left - more, min(width, right - left, LEAST_CHIP))
                text = cut_chip(metrics, tagging, width - 2 * PADDING)
            top = room.top() + (room.height() - HEIGHT) // 2
            self._paint_chip(painter, QRect(left, top, width, HEIGHT), text, tagging.state == "yes")
            left += width + GAP
        if rest := len(track.tags) - len(chips):
            rest_of_room = QRect(left, room.top(), right - left, room.height())
            self._paint_text(painter, rest_of_room, f"+{rest}", self._quiet)

    def _paint_chip(self, painter: QPainter, box: QRect, text: str, decided: bool) -> None:
        painter.drawPixmap(box.topLeft(), self._frame(box.size(), decided, painter.device()))
        painter.setPen(self._yes_pen if decided else self._text)
        painter.drawText(box, _CENTRE, text)

    def _frame(self, size: QSize, decided: bool, device: QPaintDevice) -> QPixmap:
        """Return the ground and edge of a chip: hundreds are painted at each step of scrolling."""
        scale = device.devicePixelRatioF()
        known = self._frames.get(key := (size.width(), decided, scale))
        if known is not None:
            return known
        frame = QPixmap(size * scale)
        frame.setDevicePixelRatio(scale)
        frame.fill(Qt.GlobalColor.transparent)
        painter = QPainter(frame)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._yes_pen if decided else self._border_pen)
        painter.setBrush(self._yes_quiet if decided else self._base)
        painter.drawRoundedRect(QRectF(QRect(QPoint(), size)).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.end()
        self._frames[key] = frame
        return frame

    def _set_pens(self) -> None:
        colours = self._theme.colours
        self._frames.clear()
        self._text, self._quiet = QColor(colours.text), QColor(colours.quiet)
        self._selected, self._base = QColor(colours.accent_quiet), QColor(colours.base)
        self._yes_quiet = QColor(colours.yes_quiet)
        self._yes_pen, self._border_pen = QPen(QColor(colours.yes)), QPen(QColor(colours.outline))


def _empty_room(cells: Sequence[Cell], texts: Sequence[str], first: int) -> int:
    """Return the width of the cells from the `first` on that have no text, nor ever an icon or tag.

    A title runs on over them, as in a spreadsheet: it is all that is known of a file without tags.
    """
    empty = takewhile(
        lambda one: not texts[one] and cells[one].column not in (TAGS, STATE),
        range(first, len(cells)),
    )
    return sum(cells[one].width for one in empty)


def chip_text(tagging: Tagging) -> str:
    """Return "✓ jazz" for a yes, "jazz 0.63" for a suggestion."""
    if tagging.state == "yes":
        return f"✓ {tagging.tag}"
    return tagging.tag if tagging.score is None else f"{tagging.tag} {decimal(tagging.score, 2)}"


def cut_chip(metrics: QFontMetrics, tagging: Tagging, width: int) -> str:
    """Return the text of a chip in `width` px: the tag cut with dots, its mark or score whole."""
    beside = metrics.horizontalAdvance(chip_text(tagging))
    beside -= metrics.horizontalAdvance(tagging.tag)
    return chip_text(replace(tagging, tag=elided(metrics, tagging.tag, width - beside)))
