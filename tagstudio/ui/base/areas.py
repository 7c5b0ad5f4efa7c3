"""The areas of a page, such as sidebar, table and player: F6 goes from one to the next."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from tagstudio.ui.base.announce import announce
from tagstudio.ui.base.tab_order import scroll_into_view, tab_stops

_NAME = "area"  # the property that makes a part an area


def mark_area(part: QWidget, name: str) -> None:
    """Make a part an area, with all in it that is in no area of its own; a screen reader says it.

    What stands in no area at all counts to the window.
    """
    part.setProperty(_NAME, name)


def area_of(part: QWidget) -> QWidget:
    """Return the innermost area around a part."""
    area: QWidget | None = part
    while area is not None and not area.isWindow():
        if area.property(_NAME):
            return area
        area = area.parentWidget()
    return part.window()


def areas(window: QWidget) -> dict[QWidget, list[QWidget]]:
    """Return the areas of a window that Tab reaches, as one reads, each with its parts."""
    found: dict[QWidget, list[QWidget]] = {}
    for stop in tab_stops(window):
        found.setdefault(area_of(stop), []).append(stop)
    return found


def go_to_area(window: QWidget, by: int) -> None:
    """Go to the next area (1) or the one before (-1), to where the focus last was in it."""
    there, focused = areas(window), QApplication.focusWidget()
    if not there:
        return
    order = list(there)
    now = area_of(focused) if focused is not None else None
    place = order.index(now) if now in order else (-1 if by > 0 else 0)
    area = order[(place + by) % len(order)]
    last, stops = area.focusWidget(), there[area]
    stop = last if last in stops else stops[0]
    stop.setFocus(Qt.FocusReason.TabFocusReason)
    scroll_into_view(stop)
    announce(area, area.property(_NAME) or "")
