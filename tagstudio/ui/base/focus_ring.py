"""The ring around the part that has the focus, the same for all parts and in both themes.

Lists and tables are left out: their frame is coloured by the style sheet, since a ring over what
scrolls would make scrolling slow.
"""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QFocusFrame,
    QProxyStyle,
    QStyle,
    QStyleOption,
    QWidget,
)

GAP = 3  # px between the edge of a part and that of its ring
WIDTH = 2  # px
RADIUS = 8  # px; that of a button, and the gap


class FocusRing(QObject):
    """Puts the ring where the focus goes; `colour` tells its colour as #rrggbb."""

    def __init__(self, colour: Callable[[], str], parent: QObject) -> None:
        super().__init__(parent)
        self._colour = colour
        self._style = _RingStyle()
        self._frame: _Frame | None = None
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)

    def _follow(self, _: QWidget | None, now: QWidget | None) -> None:
        if self._frame is not None and shiboken6.isValid(self._frame):
            self._frame.setWidget(None)
            self._frame.deleteLater()
        self._frame = None
        if now is None or now.isWindow() or isinstance(now, QAbstractScrollArea):
            return
        self._frame = _Frame(self._colour, self._style, now)
        self._frame.setWidget(now)


class _Frame(QFocusFrame):
    """Follows a part wherever it goes, as Qt's own frame does, and lets all clicks through."""

    def __init__(self, colour: Callable[[], str], style: QStyle, parent: QWidget) -> None:
        super().__init__(parent)
        self._colour = colour
        self.setStyle(style)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._colour()), WIDTH))
        inset = WIDTH / 2
        line = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(line, RADIUS, RADIUS)


class _RingStyle(QProxyStyle):
    """Tells Qt how far off the ring is, and that it has a shape of its own."""

    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        """Return the distance of the ring, else what is usual."""
        if metric in {
            QStyle.PixelMetric.PM_FocusFrameHMargin,
            QStyle.PixelMetric.PM_FocusFrameVMargin,
        }:
            return GAP
        return super().pixelMetric(metric, option, widget)

    def styleHint(self, hint, option=None, widget=None, returnData=None) -> int:  # type: ignore[no-untyped-def]  # noqa: ANN001, N803
        """Return that the ring is not cut out by a mask, else what is usual."""
        if hint == QStyle.StyleHint.SH_FocusFrame_Mask:
            return 0
        return super().styleHint(hint, option, widget, returnData)
