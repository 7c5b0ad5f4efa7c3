import pytest
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from tagstudio.core.progress import Progress
from tagstudio.ui.widgets.progress_bar import ProgressBar


class Painted(QWidget):
    """Counts how often it is painted."""

    times = 0

    def paintEvent(self, _event) -> None:
        self.times += 1


def beside(bar: QProgressBar, shown) -> Painted:
    page = QWidget()
    page.resize(300, 200)
    layout = QVBoxLayout(page)
    other = Painted()
    layout.addWidget(bar)
    layout.addWidget(other)
    page.other = other
    shown(page)
    return other


@pytest.mark.parametrize("done", [0, 40])
def test_a_report_paints_nothing_at_once_that_waits_beside_the_bar(shown, qtbot, done):
    bar = ProgressBar()
    other = beside(bar, shown)
    qtbot.wait(50)
    before = other.times
    for number in range(10):
        other.update()
        bar.show_progress(Progress(done + number, 100))
    assert other.times == before
    qtbot.waitUntil(lambda: other.times > before)
    assert bar.value() == done + 9


def test_qts_own_way_would_have_painted_it(shown, qtbot):
    """Else the test above would see nothing."""
    bar = QProgressBar(textVisible=False)
    other = beside(bar, shown)
    qtbot.wait(50)
    before = other.times
    other.update()
    bar.setValue(60)
    assert other.times > before


def test_it_shows_what_is_done_after_the_next_painting(shown, qtbot):
    bar = ProgressBar()
    shown(bar).resize(200, 12)
    bar.show_progress(Progress(10, 100))
    qtbot.wait(50)
    few = bar.grab().toImage()
    bar.show_progress(Progress(90, 100))
    qtbot.wait(50)
    assert bar.grab().toImage() != few


def test_it_moves_until_something_is_done_and_the_whole_is_known(shown):
    bar = shown(ProgressBar())
    bar.show_progress(Progress(0, 100))
    assert (bar.minimum(), bar.maximum()) == (0, 0)
    bar.show_progress(Progress(3, None))
    assert (bar.minimum(), bar.maximum()) == (0, 0)
    bar.show_progress(Progress(3, 100))
    assert (bar.maximum(), bar.value()) == (100, 3)
