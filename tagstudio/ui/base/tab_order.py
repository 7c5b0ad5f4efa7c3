"""The order of Tab in a window: as one reads, row by row, whatever was made first."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

STEP_INTO_VIEW = 16  # px that stay free around what is scrolled into view


class ReadingOrder:
    """A window or dialog in which Tab goes through its parts as one reads them.

    To be named before the Qt class: `class Sheet(ReadingOrder, QDialog)`. The order is found when
    Tab is pressed, so that parts that come, go and change places need no order of their own.
    """

    def focusNextPrevChild(self, next: bool) -> bool:
        """Move the focus to the next or the previous part; behind the last comes the first."""
        assert isinstance(self, QWidget)
        now = self.focusWidget()  # Qt's own is in a dialog while one is open
        if now is not None and not (now.isEnabled() and now.isVisible()):
            resting = self.resting_place()
            if resting is not None:
                resting.setFocus()
                return True
        stops = [stop for stop in _parts(self) if stop is now or _is_stop(stop)]
        if not stops:
            return False
        place = stops.index(now) if now in stops else (-1 if next else 0)
        stop = stops[(place + (1 if next else -1)) % len(stops)]
        reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        stop.setFocus(reason)
        if isinstance(stop, QLabel):  # on to its first link, which the label itself only holds
            stop.focusNextPrevChild(next)
        scroll_into_view(stop)
        return True

    def resting_place(self) -> QWidget | None:
        """Return where the focus goes when its part is disabled or hidden; None: to the next one.

        Qt asks for the next part then, which may be any button, that Space would press.
        """
        return None


def tab_stops(window: QWidget) -> list[QWidget]:
    """Return the parts that Tab goes through in a window, from its top left to its bottom right."""
    return [part for part in _parts(window) if _is_stop(part)]


def _parts(parent: QWidget) -> Iterator[QWidget]:
    """Go through all visible parts, each followed by what is inside it."""
    children = [
        child
        for child in parent.children()
        if isinstance(child, QWidget) and child.isVisible() and not child.isWindow()
    ]
    for child in _by_rows(children):
        yield child
        yield from _parts(child)


def _is_stop(part: QWidget) -> bool:
    takes_tab = part.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
    return takes_tab and part.isEnabled() and part.focusProxy() is None


def _by_rows(parts: list[QWidget]) -> list[QWidget]:
    """Sort by rows, each from left to right; parts are in a row if they stand beside each other."""
    rows: list[list[QWidget]] = []
    for part in sorted(parts, key=lambda one: (one.y(), one.x())):
        if rows and _beside(rows[-1][0].geometry(), part.geometry()):
            rows[-1].append(part)
        else:
            rows.append([part])
    return [part for row in rows for part in sorted(row, key=QWidget.x)]


def _beside(one: QRect, other: QRect) -> bool:
    common = min(one.bottom(), other.bottom()) - max(one.top(), other.top()) + 1
    return common * 2 > min(one.height(), other.height())


def scroll_into_view(part: QWidget) -> None:
    """Scroll the pages that a part stands in so far that it is seen."""
    above = part.parentWidget()
    while above is not None:
        page = above.widget() if isinstance(above, QScrollArea) else None
        if page is not None and page.isAncestorOf(part):
            seen = QRect(part.mapTo(page, QPoint(0, 0)), part.size())
            for corner in (seen.bottomRight(), seen.topLeft()):
                assert isinstance(above, QScrollArea)
                above.ensureVisible(corner.x(), corner.y(), STEP_INTO_VIEW, STEP_INTO_VIEW)
        above = above.parentWidget()
