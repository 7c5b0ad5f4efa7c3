"""The message in place of a table: it stays where it is while bars come and go beside it."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from tagstudio.ui.widgets.empty_state import ABOVE, EmptyState


@pytest.fixture
def holder(workspace, shown):
    """A window with a message in it, and a hidden bar below."""
    made, bar = QWidget(), QWidget()
    bar.setFixedHeight(60)
    bar.hide()
    made.state = EmptyState(
        workspace.theme, "library", "Nothing yet", "Add some.", {"add": ("Add", "folder_add")}
    )
    made.bar = bar
    layout = QVBoxLayout(made)
    layout.addWidget(made.state, 1)
    layout.addWidget(bar)
    made.resize(700, 560)
    shown(made)
    QApplication.processEvents()
    return made


def top(holder: QWidget) -> int:
    """Return where the button stands in the window."""
    return holder.state.buttons["add"].mapTo(holder, QPoint()).y()


def test_the_message_stays_in_its_place_when_a_bar_comes(holder, qtbot):
    before = top(holder)
    height = holder.state.height()
    holder.bar.show()
    qtbot.waitUntil(lambda: holder.state.height() < height)
    QApplication.processEvents()
    assert top(holder) == before


def test_another_height_of_the_window_places_it_anew(holder, qtbot):
    before = top(holder)
    holder.resize(700, 900)
    qtbot.waitUntil(lambda: top(holder) > before + 50)
    holder.resize(700, 560)
    qtbot.waitUntil(lambda: top(holder) == before)


def test_in_a_low_window_nothing_is_left_above_and_it_scrolls(holder, qtbot):
    holder.resize(700, 200)
    bar = holder.state.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert holder.state._above.sizeHint().height() == 0


def test_a_longer_sentence_takes_the_room_above_before_it_scrolls(holder, qtbot):
    state = holder.state
    free = state._above.sizeHint().height() / ABOVE
    state.text.setMinimumHeight(state.text.minimumHeight() + round(0.8 * free))
    qtbot.wait(50)
    assert state.verticalScrollBar().maximum() == 0
    assert 0 < state._above.sizeHint().height() < ABOVE * free
