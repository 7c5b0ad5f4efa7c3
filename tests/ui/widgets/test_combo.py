"""The box of choices has room for what it offers."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from tagstudio.ui.base.theme import GRID
from tagstudio.ui.widgets.combo import ARROW, Combo

LONG = "Picard, foobar2000, Mp3tag, Kid3, MPD and others"


def test_a_box_as_wide_as_its_contents_shows_the_longest_whole_where_there_is_room(shown):
    page = QWidget()
    box = Combo()
    box.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToContents)
    row = QHBoxLayout(page)
    row.addWidget(box)
    row.addStretch(1)
    shown(page)
    page.resize(900, 80)
    box.addItems(["short", LONG])
    page.layout().activate()
    room = box.width() - ARROW - 3 * GRID  # as it is painted
    assert box.fontMetrics().horizontalAdvance(LONG) <= room
    page.resize(200, 80)
    assert box.width() <= 200
