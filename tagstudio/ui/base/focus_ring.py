"""The ring around the part that has the focus, the same for all parts and in both themes.

Lists and tables have none: their frame is coloured by the style sheet, since a ring over what
scrolls would make scrolling slow. Both are for who works by keys, and come with the first of them;
who clicks on a part knows where that was.
"""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QGraphicsView,
    QScrollArea,
    QWidget,
)

GAP = 3  # px between the edge of a part and that of its ring
WIDTH = 2  # px
RADIUS = 8  # px; that of a button, and the gap
_WITHOUT_FRAME = (QScrollArea, QGraphicsView)  # pages that scroll, and plots
BY_MOUSE = "by_mouse"  # property of a list or table: its frame is not coloured
_ALONE = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr}
LOOK_MS = 100  # how often the ring looks whether its part has moved


class FocusRing(QObject):
    """Puts the ring where the focus goes; `colour` tells its colour as #rrggbb."""

    # The ring looks by itself where its part is: a filter for the events of the part and of all
    # that it stands in would run for each of these, and a ring that Qt leads (QFocusFrame) has
    # crashed while pages were changed. In a page that scrolls it moves along, as a part of it.

    def __init__(self, colour: Callable[[], str], parent: QObject) -> None:
        super().__init__(parent)
        self._colour = colour
        self._focused: QWidget | None = None
        self._part: QWidget | None = None  # that gets the ring
        self._by_keys = False
        self._ring: _Ring | None = None
        self._looks = QTimer(self, interval=LOOK_MS)
        self._looks.timeout.connect(self._place)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show where the focus is as soon as a key is pressed there."""
        if isinstance(event, QKeyEvent) and not self._by_keys and event.key() not in _ALONE:
            self._by_keys = True
            self._show()
        return False

    def _follow(self, _: QWidget | None, now: QWidget | None) -> None:
        if self._focused is not None and shiboken6.isValid(self._focused):
            self._focused.removeEventFilter(self)
        if now is not None:
            now.installEventFilter(self)
            if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
                self._by_keys = False
        self._focused = now
        self._show()

    def _show(self) -> None:
        now = self._focused
        if isinstance(now, QAbstractItemView) and now.property(BY_MOUSE) != (not self._by_keys):
            now.setProperty(BY_MOUSE, not self._by_keys)
            now.style().polish(now)
        self._part = now if now is not None and self._by_keys and _is_ringed(now) else None
        self._place()

    def _place(self) -> None:
        """Put the ring around its part, or hide it where there is none."""
        part, ring = self._part, self._ring
        if ring is not None and not shiboken6.isValid(ring):
            ring = self._ring = None
        if part is None or not shiboken6.isValid(part) or not part.isVisible():
            self._looks.stop()
            if ring is not None:
                ring.hide()
            return
        parent = _ground_of(part)
        if ring is None:
            ring = self._ring = _Ring(self._colour, parent)
        elif ring.parentWidget() is not parent:
            ring.setParent(parent)
        place = QRect(part.mapTo(parent, QPoint(0, 0)), part.size())
        ring.setGeometry(place.adjusted(-GAP, -GAP, GAP, GAP))
        if not ring.isVisible():
            ring.show()
            ring.raise_()
        self._looks.start()


def _is_ringed(part: QWidget) -> bool:
    """Tell whether a part is one to go to: no page, which only holds the focus, and no list."""
    has_frame = isinstance(part, QAbstractScrollArea) and not isinstance(part, _WITHOUT_FRAME)
    is_gone_to = part.focusPolicy() != Qt.FocusPolicy.NoFocus and not part.isWindow()
    return is_gone_to and not has_frame


def _ground_of(part: QWidget) -> QWidget:
    """Return what the ring of a part stands on: the page that scrolls with it, else the window."""
    ground = part.parentWidget()
    while ground is not None and not ground.isWindow():
        viewport = ground.parentWidget()
        area = viewport.parentWidget() if viewport is not None else None
        if isinstance(area, QScrollArea) and area.widget() is ground:
            return ground
        ground = viewport
    return part.window()


class _Ring(QWidget):
    """Lets all clicks through."""

    def __init__(self, colour: Callable[[], str], parent: QWidget) -> None:
        super().__init__(parent)
        self._colour = colour
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._colour()), WIDTH))
        inset = WIDTH / 2
        line = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(line, RADIUS, RADIUS)
