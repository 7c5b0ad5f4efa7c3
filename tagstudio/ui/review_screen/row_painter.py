"""Draw a tag in the review: name, score with threshold and base rate, the three answers."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from tagstudio.library.tags.decisions import DecisionState
from tagstudio.ui.base.icons import pixmap
from tagstudio.ui.base.item_index import Index
from tagstudio.ui.base.theme import GRID, Colours, Theme
from tagstudio.ui.review_screen.row_columns import (
    LOW_ROW_HEIGHT,
    ROW_HEIGHT,
    Columns,
    answer_rects,
    columns,
)
from tagstudio.ui.review_screen.row_explanations import explained_column, explained_value
from tagstudio.ui.review_screen.tag_list_model import ROW, TagListModel
from tagstudio.ui.review_screen.track_review import TagRow
from tagstudio.ui.text.elide import elided
from tagstudio.ui.text.number_format import decimal
from tagstudio.ui.text.tag_group_names import group_text

BAR_HEIGHT = GRID
ICON = 16
CHOSEN_EDGE = 2  # px, of the answer that holds


class RowPainter(QStyledItemDelegate):
    """Draws the rows and takes the clicks on their answers."""

    answered = Signal(int, str)  # row, state

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pointed: tuple[int, DecisionState] | None = None
        self._is_second = False  # whether the button is down for the second time of a double click
        self.row_height = ROW_HEIGHT

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the same height for all."""
        return QSize(60 * GRID, self.row_height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        row: TagRow = index.data(ROW)
        colours, rect = self._theme.colours, option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            self._draw_focus(painter, rect, colours)
        parts = columns(rect)
        model = index.model()
        assert isinstance(model, TagListModel)
        self._draw_number(painter, parts.number, index.row(), colours)
        self._draw_name(painter, parts.name, row, colours)
        if row.tagging.score is not None:
            self._draw_bar(painter, parts.bar, row, colours)
            self._text(
                painter, parts.score, decimal(row.tagging.score, 2), colours.text, right=True
            )
            lift = f"× {decimal(row.tagging.lift, 1)}" if row.tagging.lift is not None else ""
            self._text(painter, parts.lift, lift, colours.quiet, right=True)
        elif row.column is None:
            self._text(painter, parts.bar, self.tr("not learned yet"), colours.quiet)
        for state, place in answer_rects(parts.answers).items():
            pointed = self._pointed == (index.row(), state)
            self._draw_answer(painter, place, state, row, pointed)
        self._text(painter, parts.source, model.source_of(row), colours.quiet)
        painter.restore()

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Take a click on an answer, and mark the one under the mouse."""
        kind = event.type()
        if isinstance(event, QMouseEvent):
            pointed = self._answer_at(option.rect, event)
            self._pointed = None if pointed is None else (index.row(), pointed)
            released = kind == QEvent.Type.MouseButtonRelease
            if kind in {QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick}:
                self._is_second = kind == QEvent.Type.MouseButtonDblClick
            if released and pointed and event.button() == Qt.MouseButton.LeftButton:
                if not self._is_second:  # it may be of the next track by now
                    self.answered.emit(index.row(), pointed)
                return True
        return super().editorEvent(event, model, option, index)

    def point_at_none(self) -> None:
        """Mark no answer as the one under the mouse."""
        self._pointed = None

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Explain what is under the mouse."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        column = columns(option.rect).at(event.pos())
        QToolTip.showText(event.globalPos(), explained_value(column, index.data(ROW)), view)
        return True

    @staticmethod
    def _answer_at(row: QRect, event: QMouseEvent) -> DecisionState | None:
        rects = answer_rects(columns(row).answers)
        at = event.position().toPoint()
        return next((state for state, rect in rects.items() if rect.contains(at)), None)

    @staticmethod
    def _draw_focus(painter: QPainter, rect: QRect, colours: Colours) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent_quiet))
        painter.drawRoundedRect(QRectF(rect).adjusted(0, 1, 0, -1), 6, 6)
        painter.setBrush(QColor(colours.accent))
        painter.drawRoundedRect(
            QRectF(rect.left(), rect.top() + 8, 3, rect.height() - 16), 1.5, 1.5
        )

    def _draw_number(self, painter: QPainter, rect: QRect, row: int, colours: Colours) -> None:
        if row < 10:
            self._text(painter, rect, str((row + 1) % 10), colours.quiet, right=True)

    def _draw_name(self, painter: QPainter, rect: QRect, row: TagRow, colours: Colours) -> None:
        tagging = row.tagging
        normal = painter.font()
        bold = QFont(normal)
        bold.setWeight(QFont.Weight.DemiBold if row.is_open else QFont.Weight.Normal)
        bold.setStrikeOut(tagging.state == "no")
        painter.setFont(bold)
        is_quiet = tagging.state in {"no", "unseen"} or row.is_assumed_no
        colour = colours.quiet if is_quiet else colours.text
        width = min(rect.width(), painter.fontMetrics().horizontalAdvance(tagging.tag) + GRID)
        self._text(painter, QRect(rect.topLeft(), QSize(width, rect.height())), tagging.tag, colour)
        painter.setFont(normal)
        group = rect.adjusted(width, 0, 0, 0)
        if group.width() > 6 * GRID:
            self._text(painter, group, group_text(tagging.group), colours.quiet)

    def _draw_bar(self, painter: QPainter, rect: QRect, row: TagRow, colours: Colours) -> None:
        """Draw the score as a bar, the threshold as a tick on it, the base rate as a notch."""
        tagging = row.tagging
        assert tagging.score is not None
        top = rect.center().y() - BAR_HEIGHT / 2
        track = QRectF(rect.left(), top, rect.width(), BAR_HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.border))
        painter.drawRoundedRect(track, 4, 4)
        painter.setBrush(QColor(colours.accent if tagging.above_threshold else colours.quiet))
        painter.drawRoundedRect(
            QRectF(track.left(), top, max(4.0, track.width() * tagging.score), BAR_HEIGHT), 4, 4
        )
        if row.base_rate is not None:
            x = track.left() + track.width() * row.base_rate
            painter.setBrush(QColor(colours.quiet))
            corners = [QPointF(x, track.bottom() + 1), QPointF(x - 3, track.bottom() + 6)]
            painter.drawPolygon(QPolygonF([*corners, QPointF(x + 3, track.bottom() + 6)]))
        if tagging.threshold is not None:
            x = track.left() + track.width() * tagging.threshold
            painter.setPen(QPen(QColor(colours.text), 2))
            painter.drawLine(QPointF(x, top - 4), QPointF(x, track.bottom() + 4))

    def _draw_answer(
        self, painter: QPainter, rect: QRect, state: DecisionState, row: TagRow, pointed: bool
    ) -> None:
        colours = self._theme.colours
        chosen = row.tagging.answer == state
        undecided = colours.border if colours.dark else colours.hover  # which a dark ground hides
        fills = {"yes": colours.yes_quiet, "no": colours.no_quiet, "unseen": undecided}
        inks = {"yes": colours.yes, "no": colours.no, "unseen": colours.text}
        fill = fills[state] if chosen else colours.accent_quiet if pointed else colours.base
        decided = chosen and state != "unseen"
        wide_edge = CHOSEN_EDGE if decided else 1  # a second sign beside the colours
        painter.setPen(QPen(QColor(inks[state] if decided else colours.outline), wide_edge))
        painter.setBrush(QColor(fill))
        half = wide_edge / 2
        painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), 6, 6)
        words = {"yes": self.tr("Yes"), "no": self.tr("No"), "unseen": self.tr("Undecided")}
        if row.is_assumed_no:
            words["unseen"] = self.tr("Assumed no")
        ink = inks[state] if chosen else colours.text if pointed else colours.quiet
        wide = painter.fontMetrics().horizontalAdvance(words[state]) + ICON + GRID // 2
        if wide > rect.width():
            words[state], wide = "", ICON
        left = rect.left() + (rect.width() - wide) // 2
        ratio = painter.device().devicePixelRatioF()
        drawn = pixmap(state, ink, round(ICON * ratio))
        drawn.setDevicePixelRatio(ratio)
        painter.drawPixmap(left, rect.center().y() - ICON // 2 + 1, drawn)
        text = rect.adjusted(left - rect.left() + ICON + GRID // 2, 0, 0, 0)
        self._text(painter, text, words[state], ink)

    @staticmethod
    def _text(painter: QPainter, rect: QRect, text: str, colour: str, right: bool = False) -> None:
        if rect.isEmpty():
            return
        painter.setPen(QColor(colour))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        fitting = elided(painter.fontMetrics(), text, rect.width())
        painter.drawText(rect, int(side | Qt.AlignmentFlag.AlignVCenter), fitting)


class SuggestionList(QListView):
    """The rows, one of them in focus."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.painter_of_rows = RowPainter(theme, self)
        self.setItemDelegate(self.painter_of_rows)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setAccessibleName(self.tr("Tags of the track"))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        theme.changed.connect(self.viewport().update)

    @property
    def row_height(self) -> int:
        """The height of a row in px."""
        return self.painter_of_rows.row_height

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the row in focus in sight: keys answer it."""
        super().resizeEvent(event)
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def leaveEvent(self, event: QEvent) -> None:
        """Mark no answer: the mouse is elsewhere."""
        super().leaveEvent(event)
        self.painter_of_rows.point_at_none()
        self.viewport().update()

    def keep_low(self, low: bool) -> None:
        """Draw low rows, where there is little room, or high ones."""
        height = LOW_ROW_HEIGHT if low else ROW_HEIGHT
        if self.painter_of_rows.row_height != height:
            self.painter_of_rows.row_height = height
            self.scheduleDelayedItemsLayout()

    def keyboardSearch(self, search: str) -> None:
        """Search nothing: letters answer here."""


class RowTitles(QWidget):
    """The titles of the columns."""

    def __init__(self, theme: Theme, rows: SuggestionList) -> None:
        super().__init__()
        self._theme = theme
        self._rows = rows
        self.setFixedHeight(3 * GRID)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write each title over its column."""
        painter = QPainter(self)
        painter.setPen(QColor(self._theme.colours.quiet))
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 0.9)
        painter.setFont(font)
        parts = self._columns()
        middle = Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | middle
        name = self.tr("Tag (its number: yes)")  # near the numbers, for they answer
        if elided(painter.fontMetrics(), name, parts.name.width()) != name:
            name = self.tr("Tag")
        for rect, side, title in (
            (parts.name, middle, name),
            (parts.bar, middle, self.tr("| threshold    ▴ base rate")),
            (parts.score, right, self.tr("Score")),
            (parts.lift, right, self.tr("Lift")),
            (parts.answers, middle, self.tr("Answer")),
            (parts.source, middle, self.tr("From")),
        ):
            if not rect.isEmpty():
                fitting = elided(painter.fontMetrics(), title, rect.width())
                painter.drawText(rect, int(side), fitting)
        painter.setPen(QColor(self._theme.colours.border))
        painter.drawLine(self.rect().bottomLeft(), self.rect().bottomRight())

    def event(self, event: QEvent) -> bool:
        """Explain the column under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            said = explained_column(self._columns().at(event.pos()))
            QToolTip.showText(event.globalPos(), said, self)
            return True
        return super().event(event)

    def _columns(self) -> Columns:
        return columns(QRect(0, 0, self._rows.viewport().width(), self.height()))
