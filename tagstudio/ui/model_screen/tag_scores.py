"""A version's scores by tag: ROC-AUC with its interval as a bar, average precision, counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from tagstudio.engine.evaluation.bootstrap import CERTAINTY
from tagstudio.library.models.evaluations import Figures
from tagstudio.plugin_api.ranking_metrics import MIN_PER_CLASS_TO_MEASURE
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.item_index import Index
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.text.number_format import counted, decimal
from tagstudio.ui.widgets.row_table import ROW_ROLE, RowColumn, RowTable, RowView

BAR = 1  # the column of the bar
FROM = 0.5  # ROC-AUC of a guess; what is below has an empty bar
THICK = 8  # px


@dataclass(frozen=True)
class TagScore:
    """A tag's figures by the version shown, and the ROC-AUC of the active one beside it."""

    tag: str
    figures: Figures
    active_auc: float | None


class TagScores(RowView):
    """A row per tag that was answered."""

    def __init__(self, workspace: Workspace) -> None:
        self.table = RowTable(
            [
                RowColumn(self.tr("Tag"), lambda row: row.tag, lambda row: row.tag.lower()),
                RowColumn(self.tr("0.5 to 1"), lambda row: "", _auc_key, tip=self._tip),
                RowColumn(self.tr("ROC-AUC"), self._auc_text, _auc_key, number=True),
                RowColumn(
                    self.tr("Average precision"), _precision_text, _precision_key, number=True
                ),
                RowColumn(
                    self.tr("Yes"),
                    lambda row: counted(row.figures.positives),
                    lambda row: row.figures.positives,
                    number=True,
                ),
                RowColumn(
                    self.tr("No"),
                    lambda row: counted(row.figures.negatives),
                    lambda row: row.figures.negatives,
                    number=True,
                ),
            ]
        )
        super().__init__(self.table, "", wide=BAR)
        self.table.setParent(self)
        self.setAccessibleName(self.tr("Figures by tag"))
        self.set_widths(144, 0, 160, 128, 56, 56)
        self.setItemDelegateForColumn(BAR, _BarPainter(workspace, self))
        workspace.theme.changed.connect(self.viewport().update)

    def show_figures(
        self, figures: Sequence[Figures], active: Sequence[Figures], names: Mapping[int, str]
    ) -> None:
        """Show figures beside those of the active version; tag names by id."""
        aucs = {one.tag_id: one.roc_auc for one in active}
        rows = [TagScore(names[one.tag_id], one, aucs.get(one.tag_id)) for one in figures]
        self.table.show_rows(sorted(rows, key=lambda row: (-_auc_key(row), row.tag.lower())))

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
        if row.figures.roc_auc is None:
            text = self.tr("A tag needs {count} yes and {count} no.")
            return text.format(count=MIN_PER_CLASS_TO_MEASURE)
        if row.active_auc is None:
            text = self.tr("The thin line is the {certainty} % interval.")
            return text.format(certainty=CERTAINTY)
        text = self.tr(
            "The thin line is the {certainty} % interval; the mark is the active version: {auc}."
        )
        return text.format(certainty=CERTAINTY, auc=decimal(row.active_auc, 3))


def _auc_key(row: TagScore) -> float:
    return -1.0 if row.figures.roc_auc is None else row.figures.roc_auc


def _precision_text(row: TagScore) -> str:
    precision = row.figures.average_precision
    return "" if precision is None else decimal(precision, 3)


def _precision_key(row: TagScore) -> float:
    precision = row.figures.average_precision
    return -1.0 if precision is None else precision


class _BarPainter(QStyledItemDelegate):
    """Paints a bar from a guess to a perfect ranking."""

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
        middle = area.center().y()
        track = QRectF(area.left(), middle - THICK / 2, area.width(), THICK)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.hover))
        painter.drawRoundedRect(track, THICK / 2, THICK / 2)
        if figures.roc_auc is not None:
            bar = QRectF(track)
            bar.setRight(_place(area, figures.roc_auc))
            painter.setBrush(QColor(colours.accent))
            painter.drawRoundedRect(bar, THICK / 2, THICK / 2)
            self._paint_marks(painter, area, row)
        painter.restore()

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


def _place(area: QRectF, auc: float) -> float:
    fraction = (max(FROM, auc) - FROM) / (1 - FROM)
    return area.left() + area.width() * fraction
