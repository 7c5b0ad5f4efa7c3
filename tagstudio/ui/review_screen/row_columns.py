"""The places of the parts of a row of the review, by the width that there is."""

from __future__ import annotations

from dataclasses import dataclass, fields

from PySide6.QtCore import QPoint, QRect

from tagstudio.library.tags.decisions import DecisionState
from tagstudio.ui.base.theme import GRID

ROW_HEIGHT = 5 * GRID
LOW_ROW_HEIGHT = 4 * GRID  # where there is little room
YES_WIDTH = 8 * GRID  # of the buttons Yes and No
STATES: tuple[DecisionState, ...] = ("yes", "no", "unseen")
WIDTHS = {"number": 3, "score": 6, "lift": 8, "answers": 33, "source": 18}  # in GRID
# What gives way where name and bar would have less than so much together, in GRID, and to what
# width: the source, the lift, the room around the words of the answers, then the longest of these
# ("undecided" by its sign alone).
GIVING_WAY = (("source", 40, 0), ("lift", 32, 0), ("answers", 32, 29), ("answers", 28, 22))


@dataclass(frozen=True)
class Columns:
    """The places of the parts of a row; one for which there is no room is empty."""

    number: QRect
    name: QRect
    bar: QRect
    score: QRect
    lift: QRect
    answers: QRect
    source: QRect

    def at(self, place: QPoint) -> str:
        """Return the name of the part under a point, "" for none."""
        parts = {part.name: getattr(self, part.name) for part in fields(self)}
        return next((name for name, rect in parts.items() if rect.contains(place)), "")


def columns(row: QRect) -> Columns:
    """Divide a row; names and bars share the width that the fixed columns leave.

    What says least gives way first.
    """
    widths = {part: width * GRID for part, width in WIDTHS.items()}
    gaps = 10 * GRID
    for part, needed, narrower in GIVING_WAY:
        if row.width() - sum(widths.values()) - gaps < needed * GRID:
            widths[part] = narrower * GRID
    free = max(20 * GRID, row.width() - sum(widths.values()) - gaps)
    name = min(36 * GRID, free * 2 // 5)
    bar = min(64 * GRID, free - name)
    if widths["source"]:
        widths["source"] += free - name - bar
    widths |= {"name": name, "bar": bar}
    places = {}
    left = row.left() + GRID
    for part in (part.name for part in fields(Columns)):
        left += GRID if part == "answers" else 0
        places[part] = QRect(left, row.top(), widths[part], row.height())
        left += widths[part] + GRID
    return Columns(**places)


def answer_rects(answers: QRect) -> dict[DecisionState, QRect]:
    """Divide the place of the three answers into buttons; the last, longest word gets the rest."""
    height = answers.height() - GRID
    top, left, rects = answers.center().y() - height // 2, answers.left(), {}
    for state in STATES:
        width = answers.right() + 1 - left if state == STATES[-1] else YES_WIDTH
        rects[state] = QRect(left, top, width, height)
        left += width + GRID // 2
    return rects
