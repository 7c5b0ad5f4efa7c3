"""The head of the selected version over its tabs, in an area that scrolls as a whole or not at all.

Where there is room, nothing scrolls but the table of the tab in front. In a low window the table is
as high as its rows and the whole scrolls, so that there is never one scroll bar inside another.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QTabWidget, QVBoxLayout, QWidget

from tagstudio.ui.base.theme import GRID
from tagstudio.ui.widgets.row_table import ROW_HEIGHT, RowView

LEAST_HEIGHT = 16 * GRID  # px, of the area: so low that the page need not scroll around it
LEAST_OF_TABLE = 6 * ROW_HEIGHT  # px: its titles and some rows
AROUND, AROUND_LOW = 2 * GRID, GRID  # px, above, between and below, in a high and a low window
LEAST_SEEN = 10 * GRID  # px of a tab's content, once the tab is chosen
SIDE = GRID + GRID // 2  # px, left and right
FRAME = 2  # px, of the tab in front


class Tabs(QTabWidget):
    """Asks for no height by its width: that would be the one of its highest tab, in front or not.

    The head above would be squeezed for it; `VersionArea` asks for what the tab in front needs.
    """

    def hasHeightForWidth(self) -> bool:
        """Tell that it has none."""
        return False


class VersionArea(QScrollArea):
    """Gives the tab in front the room that the head leaves."""

    def __init__(self, head: QWidget, tabs: QTabWidget) -> None:
        super().__init__()
        self._head, self._tabs = head, tabs
        self._is_low = False
        self._around = AROUND
        self._inner = QWidget()
        self._parts = layout = QVBoxLayout(self._inner)
        layout.addWidget(head)
        layout.addWidget(tabs, 1)
        self.tighten(False)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(LEAST_HEIGHT)
        self.setWidget(self._inner)
        for shown_through in (self.viewport(), self._inner):  # the card is behind them
            shown_through.setAutoFillBackground(False)
        for view in self._inner.findChildren(RowView):
            view.model().modelReset.connect(self.fit)
            view.selectionModel().currentChanged.connect(partial(self._show_row, view))
        tabs.currentChanged.connect(self._show_tab)

    def minimumSizeHint(self) -> QSize:
        """Return the width that the head and the tabs need, and a height that any window has."""
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(self._inner.minimumSizeHint().width() + bar, LEAST_HEIGHT)

    def show_top(self) -> None:
        """Show the head."""
        self.verticalScrollBar().setValue(0)

    def tighten(self, is_low: bool) -> None:
        """Leave less room between the parts, as a low window needs it for their contents."""
        self._around = AROUND_LOW if is_low else AROUND
        self._parts.setContentsMargins(SIDE, self._around, SIDE, self._around)
        self._parts.setSpacing(self._around)

    def _show_tab(self) -> None:
        """Give the tab its room, and scroll to it: else a low window would show no change."""
        self.fit()
        self._parts.activate()
        page = self._tabs.currentWidget()
        top = page.mapTo(self._inner, page.rect().topLeft()).y()
        seen = self.verticalScrollBar().value() + self.viewport().height() - top
        if seen < LEAST_SEEN:
            self.verticalScrollBar().setValue(self._tabs.y())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the tab its room."""
        self.fit()
        super().resizeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give the tab its room again when the head or the tab needs another."""
        if watched is self._inner and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self.fit()
        return super().eventFilter(watched, event)

    def fit(self) -> None:
        """Let the table of the tab in front scroll where there is room for it, else the whole."""
        views, room = self._views(), self.maximumViewportSize()
        now = max((one.minimumHeight() for one in views), default=0)
        wanted = LEAST_OF_TABLE if views else 0
        self._is_low = self._least(room.width()) - now + wanted > room.height()
        if self._is_low:
            room.setWidth(room.width() - self.verticalScrollBar().sizeHint().width())
            wanted = max((_whole_height(one) for one in views), default=0)
        least = self._least(room.width()) - now + wanted
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded
        if self._is_low:
            policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        for view in views:
            view.setVerticalScrollBarPolicy(policy)
            view.setMinimumHeight(wanted)
        self._keep_head(room.width() - 2 * SIDE)
        self._inner.resize(room.width(), max(room.height(), least))

    def _keep_head(self, width: int) -> None:
        """Let the tabs ask for no more than the one in front needs: else the head would lack it."""
        front = self._tabs.currentWidget()
        bar = self._tabs.tabBar().sizeHint().height() + FRAME
        self._head.setMinimumHeight(least_height(self._head, width))
        self._tabs.setMinimumHeight(bar + least_height(front, width))

    def _least(self, width: int) -> int:
        """Return the height that the head and the tab in front need at a width, in px."""
        width -= 2 * SIDE
        heights = (least_height(one, width) for one in (self._head, self._tabs.currentWidget()))
        around = 3 * self._around + self._tabs.tabBar().sizeHint().height() + FRAME
        return around + sum(heights)

    def _views(self) -> list[RowView]:
        """Return the tables of the tab in front; several stand side by side."""
        page = self._tabs.currentWidget()
        return [one for one in page.findChildren(RowView) if one.isVisibleTo(page)]

    def _show_row(self, view: RowView, current: QModelIndex, _: QModelIndex) -> None:
        """Scroll to the row that the keys chose, where the table cannot do so itself."""
        if self._is_low and current.isValid() and view.hasFocus():
            row = view.visualRect(current)
            middle = view.viewport().mapTo(self._inner, row.center())
            self.ensureVisible(self._inner.rect().center().x(), middle.y(), 0, row.height())


def least_height(part: QWidget, width: int) -> int:
    """Return the height that a widget needs at a width, in px."""
    layout = part.layout()
    if layout is None or not layout.hasHeightForWidth():
        return part.minimumSizeHint().height()
    return layout.minimumHeightForWidth(width)


def _whole_height(view: RowView) -> int:
    """Return the height that a table needs for its titles and all its rows, in px."""
    titles, rows = view.horizontalHeader().sizeHint().height(), view.verticalHeader().length()
    return titles + max(rows, ROW_HEIGHT) + 2 * view.frameWidth()
