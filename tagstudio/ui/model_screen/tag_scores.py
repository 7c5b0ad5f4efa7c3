"""How well a version knows each tag, as a bar and in plain words; the figures if wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from tagstudio.engine.evaluation.bootstrap import CERTAINTY
from tagstudio.engine.evaluation.verdict_words import right_of
from tagstudio.engine.training.readiness import TagReadiness
from tagstudio.learning.answers import MIN_PER_CLASS_TO_MEASURE
from tagstudio.library.models.evaluations import Figures
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.item_index import Index
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.text.elide import elided
from tagstudio.ui.text.number_format import counted, decimal
from tagstudio.ui.widgets.row_table import ROW_ROLE, RowColumn, RowTable, RowView

BAR, AUC, PRECISION = 1, 5, 6  # columns
GUESS = 0.5  # ROC-AUC of a guess
THICK = 8  # px
NOT_MEASURED = Figures(0, 0, 0, None, None, None, None)
TAG_WIDTH = 168  # px, at most: what is missing has the room that the names leave


@dataclass(frozen=True)
class TagScore:
    """A tag's figures by the version shown, and the ROC-AUC of the active one beside it.

    The figures are of the last measuring; `yes` and `no` count the answers as they are now. `state`
    says how far a tag of the librarian's own is learned, "" for another tag.
    """

    tag: str
    figures: Figures
    active_auc: float | None
    yes: int
    no: int
    state: str = ""


class TagScores(RowView):
    """A row per tag that was answered."""

    def __init__(self, workspace: Workspace) -> None:
        self.table = RowTable(self._columns())
        super().__init__(self.table, "", wide=BAR)
        self.table.setParent(self)
        self.setAccessibleName(self.tr("Figures by tag"))
        self.set_widths(TAG_WIDTH, 0, 64, 48, 48, 152, 128)
        self.show_figures_too(False)
        self._painter = _BarPainter(workspace, self)
        self.setItemDelegateForColumn(BAR, self._painter)
        workspace.theme.changed.connect(self.viewport().update)

    def _columns(self) -> list[RowColumn]:
        """Return the columns; the last two are figures for those who want them."""
        return [
            RowColumn(self.tr("Tag"), lambda row: row.tag, lambda row: row.tag.lower()),
            RowColumn(
                self.tr("How well"),
                self._missing,
                _auc_key,
                tip=self._tip,
                help=self.tr(
                    "Full: it is always right. To the stroke in the middle: it guesses. Without a"
                    " bar it cannot be told yet, and what is missing stands there."
                ),
            ),
            RowColumn(
                self.tr("Right of 100"),
                self._right_text,
                _auc_key,
                number=True,
                tip=self._tip,
                help=self.tr(
                    "How many times of 100 it picks the right one of two of your tracks, one with"
                    " the tag and one without. 50 is guessing. Example: 90 for jazz: a jazz track"
                    " gets the higher score 90 times of 100."
                ),
            ),
            _count(self.tr("Yes"), "yes", self.tr("Tracks that you answered yes to")),
            _count(
                self.tr("No"),
                "no",
                self.tr("Tracks that you answered no to; what is assumed no does not count"),
            ),
            RowColumn(
                self.tr("ROC-AUC"),
                self._auc_text,
                _auc_key,
                number=True,
                help=self.tr(
                    "The area under the ROC curve, with its interval: 0.5 is guessing, 1 is"
                    " perfect. It is the column before, exactly."
                ),
            ),
            RowColumn(
                self.tr("Average precision"),
                _precision_text,
                _precision_key,
                number=True,
                help=self.tr(
                    "How pure the top of the list is. Example: 0.8: among the tracks that it puts"
                    " first, about 8 of 10 have the tag. Rare tags have less."
                ),
            ),
        ]

    def show_figures_too(self, wanted: bool) -> None:
        """Show ROC-AUC and average precision too, or only plain words."""
        for column in (AUC, PRECISION):
            self.setColumnHidden(column, not wanted)

    def show_figures(
        self,
        figures: Sequence[Figures],
        active: Sequence[Figures],
        names: Mapping[int, str],
        answered: Sequence[TagReadiness],
    ) -> None:
        """Show figures beside those of the active version; tag names by id.

        `answered` counts the answers as they are now, of tags without figures too.
        """
        aucs = {one.tag_id: one.roc_auc for one in active}
        found = {
            names[one.tag_id]: one
            for one in figures
            if one.tag_id in names  # else it was deleted, or is another tag now
        }
        counts = {one.tag: (one.yes, one.no) for one in answered}
        rows = []
        for tag in {**found, **counts}:
            one = found.get(tag, NOT_MEASURED)
            rows.append(TagScore(tag, one, aucs.get(one.tag_id), *counts.get(tag, (0, 0))))
        self._show_rows(rows)

    def add_own_tags(self, rows: Sequence[TagScore]) -> None:
        """Show further rows, of tags that are the librarian's own."""
        self._show_rows([*self.table.rows, *rows])

    def _show_rows(self, rows: Sequence[TagScore]) -> None:
        self.table.show_rows(sorted(rows, key=lambda row: (-_auc_key(row), row.tag.lower())))
        title = self.horizontalHeader().sectionSizeHint(0)
        self.setColumnWidth(0, min(TAG_WIDTH, max(title, self.sizeHintForColumn(0))))

    def _right_text(self, row: TagScore) -> str:
        auc = row.figures.roc_auc
        return "–" if auc is None else str(right_of(auc))

    def _missing(self, row: TagScore) -> str:
        """Return what is missing until it can be told how well a tag is known, "" for nothing."""
        if row.figures.roc_auc is not None:
            return ""
        if row.state:
            return row.state
        yes, no = (max(0, MIN_PER_CLASS_TO_MEASURE - count) for count in (row.yes, row.no))
        if not (yes or no):
            return self.tr("enough answers: Measure tells it")
        if yes and no:
            text = self.tr("to measure it: {yes} more yes and {no} more no")
        else:
            text = self.tr("to measure it: {yes} more yes")
            if not yes:
                text = self.tr("to measure it: {no} more no")
        return text.format(yes=counted(yes), no=counted(no))

    def _auc_text(self, row: TagScore) -> str:
        figures = row.figures
        if figures.roc_auc is None:
            return self.tr("not enough data yet")
        if figures.low is None or figures.high is None:
            return decimal(figures.roc_auc, 3)
        return self.tr("{auc}, {low} to {high}").format(
            auc=decimal(figures.roc_auc, 3),
            low=decimal(figures.low, 2),
            high=decimal(figures.high, 2),
        )

    def _tip(self, row: TagScore) -> str:
        if row.state:
            return self.tr("A tag of your own: {state}.").format(state=row.state)
        if row.figures.roc_auc is None:
            text = self.tr("It can be told with {count} yes and {count} no to this tag.")
            return text.format(count=MIN_PER_CLASS_TO_MEASURE)
        if row.active_auc is None:
            text = self.tr("The thin line is the {certainty} % interval.")
            return text.format(certainty=CERTAINTY)
        text = self.tr(
            "The thin line is the {certainty} % interval; the mark is the active version: {right}"
            " of 100."
        )
        return text.format(certainty=CERTAINTY, right=right_of(row.active_auc))


def _count(title: str, name: str, help: str) -> RowColumn:
    return RowColumn(
        title,
        lambda row: counted(getattr(row, name)),
        lambda row: getattr(row, name),
        number=True,
        help=help,
    )


def _auc_key(row: TagScore) -> float:
    return -1.0 if row.figures.roc_auc is None else row.figures.roc_auc


def _precision_text(row: TagScore) -> str:
    precision = row.figures.average_precision
    return "" if precision is None else decimal(precision, 3)


def _precision_key(row: TagScore) -> float:
    precision = row.figures.average_precision
    return -1.0 if precision is None else precision


class _BarPainter(QStyledItemDelegate):
    """Paints a bar up to a perfect ranking, with a stroke where a guess is, or what is missing."""

    def __init__(self, workspace: Workspace, parent: TagScores) -> None:
        super().__init__(parent)
        self._workspace = workspace

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the bar, its interval, and the mark of the active version."""
        row: TagScore = index.data(ROW_ROLE)
        colours, figures = self._workspace.theme.colours, row.figures
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(colours.accent_quiet))
        area = QRectF(option.rect).adjusted(GRID, 0, -2 * GRID, 0)
        if figures.roc_auc is None:
            painter.setPen(QColor(colours.quiet))
            _paint_text(painter, area, index.data())
        else:
            self._paint_bar(painter, area, figures.roc_auc)
            self._paint_marks(painter, area, row)
        painter.restore()

    def _paint_bar(self, painter: QPainter, area: QRectF, auc: float) -> None:
        colours, middle = self._workspace.theme.colours, area.center().y()
        track = QRectF(area.left(), middle - THICK / 2, area.width(), THICK)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.hover))
        painter.drawRoundedRect(track, THICK / 2, THICK / 2)
        bar = QRectF(track)
        bar.setRight(_place(area, auc))
        painter.setBrush(QColor(colours.accent))
        painter.drawRoundedRect(bar, THICK / 2, THICK / 2)
        guess = round(_place(area, GUESS))
        painter.setPen(QPen(QColor(colours.base), 2))
        painter.drawLine(guess, round(track.top()), guess, round(track.bottom()))

    def _paint_marks(self, painter: QPainter, area: QRectF, row: TagScore) -> None:
        colours, middle = self._workspace.theme.colours, area.center().y()
        low, high = row.figures.low, row.figures.high
        if low is not None and high is not None:
            painter.setPen(QPen(QColor(colours.text), 1))
            ends = [_place(area, low), _place(area, high)]
            painter.drawLine(QPointF(ends[0], middle), QPointF(ends[1], middle))
            for end in ends:
                painter.drawLine(round(end), round(middle - 3), round(end), round(middle + 3))
        if row.active_auc is not None:
            place = round(_place(area, row.active_auc))
            painter.setPen(QPen(QColor(colours.warning), 2))
            painter.drawLine(place, round(middle - THICK), place, round(middle + THICK))


def _paint_text(painter: QPainter, area: QRectF, text: str) -> None:
    """Paint a text on the two lines that a row has room for, with dots where it needs more."""
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
    if painter.boundingRect(area, int(flags), text).height() > area.height():
        text = elided(painter.fontMetrics(), text, int(area.width()))
    painter.drawText(area, int(flags), text)


def _place(area: QRectF, auc: float) -> float:
    return area.left() + area.width() * min(1.0, max(0.0, auc))
