"""What a librarian does in the window, step by step, each watched by a heartbeat (see ui.py)."""

import os
import time
from collections.abc import Callable, Iterator

import numpy as np
from event_loop import live, until
from heartbeat import Heartbeat
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView

from tagstudio.ui.base.change_event import Changed
from tagstudio.ui.library_screen.filtering.search_field import TYPING_MS
from tagstudio.ui.library_screen.screen import LibraryScreen
from tagstudio.ui.shell.main_window import SCREENS, MainWindow

PATIENCE = 300.0  # seconds
KEY_MS = 60  # between two letters of somebody who types quickly
TYPED = ("kadolumi", "tag:tag07 year:1990..", "artist:kado lumi")


def show(screen: LibraryScreen, text: str) -> None:
    """Ask a query and wait for the first row to be there."""
    found = []
    connection = screen.table.found.connect(lambda: found.append(True))
    screen.show_query(text)
    wait_for_rows(screen, found)
    screen.table.found.disconnect(connection)


def wait_for_rows(screen: LibraryScreen, found: list[bool]) -> None:
    """Wait until the ids were found and the rows that are in view were read."""
    until(lambda: bool(found), "what is found", PATIENCE)
    until(lambda: not screen.table.rowCount() or is_shown(screen), "the rows", PATIENCE)


def is_shown(screen: LibraryScreen) -> bool:
    """Tell whether the first row in view has its texts."""
    row = max(0, screen.view.rowAt(0))
    return screen.table.track(row) is not None


def measure_filters(
    screen: LibraryScreen,
    asked: list[str],
    beside: str,
    begin: Callable[[], object] = lambda: None,
) -> None:
    """Print the time from a query to its rows: the median, 95th percentile, and the slowest."""
    took, worked = dict[str, float](), list[float]()
    for text in asked:
        show(screen, "")
        begin()
        live(0.02)
        started, used = time.perf_counter(), time.process_time()
        show(screen, text)
        took[text] = (time.perf_counter() - started) * 1000
        worked.append((time.process_time() - used) * 1000)
    for what, times in (("by the clock", [*took.values()]), ("of processor time", worked)):
        median, late = np.percentile(times, [50, 95])
        print(
            f"{len(asked)} filters{beside}, {what}: median {median:.0f} ms,"
            f" 95th percentile {late:.0f} ms, the longest {max(times):.0f} ms"
        )
    slowest = sorted(took, key=lambda text: -took[text])[:6]
    print(f"  the slowest: {', '.join(f'{text} ({took[text]:.0f} ms)' for text in slowest)}")


def start_cold(screen: LibraryScreen) -> None:
    """Let the system forget what it has read of the library file, and the sidebar count."""
    with screen._workspace.library.path.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    screen.sidebar.read()


def measure_typing(screen: LibraryScreen, heart: Heartbeat) -> None:
    """Print the gaps while queries are typed, and the time from the last letter to the rows."""
    took = []
    with heart.watching("typing queries letter by letter"):
        for text in TYPED:
            show(screen, "")
            screen.search.edit.clear()
            for letter in text:
                found: list[bool] = []
                connection = screen.table.found.connect(lambda found=found: found.append(True))
                QTest.keyClicks(screen.search.edit, letter)
                started = time.perf_counter()
                if letter != text[-1] or len(screen.search.text) < len(text):
                    live(KEY_MS / 1000)
                else:
                    wait_for_rows(screen, found)
                    took.append((time.perf_counter() - started) * 1000)
                screen.table.found.disconnect(connection)
    print(
        f"typing: from the last letter to the rows {', '.join(f'{one:.0f}' for one in took)} ms,"
        f" of each {TYPING_MS} ms are the pause that is waited for"
    )
    show(screen, "")


def measure_scrolling(screen: LibraryScreen, heart: Heartbeat) -> None:
    """Print the gaps while the table is scrolled, and while its ends are jumped to."""
    with heart.watching("scrolling from end to end"):
        scroll(screen.view)
    bar = screen.view.verticalScrollBar()
    with heart.watching("jumping to places"):
        for part in (1.0, 0.5, 0.1, 0.9, 0.0):
            bar.setValue(int(bar.maximum() * part))
            live(0.3)


def measure_sorting(screen: LibraryScreen, heart: Heartbeat, names: list[str]) -> None:
    """Print the time to the rows in the order of each column, and the gaps meanwhile."""
    took: dict[str, tuple[float, float]] = {}
    numbers = {column.name: place for place, column in enumerate(screen.table.columns)}
    with heart.watching("sorting by each column, up and down"):
        for name in names:
            for order in Qt.SortOrder:
                found: list[bool] = []
                connection = screen.table.found.connect(lambda found=found: found.append(True))
                started, used = time.perf_counter(), time.process_time()
                screen.view.sortByColumn(numbers[name], order)
                wait_for_rows(screen, found)
                passed, worked = time.perf_counter() - started, time.process_time() - used
                took[name] = max(took.get(name, (0.0, 0.0)), (passed * 1000, worked * 1000))
                screen.table.found.disconnect(connection)
                live(0.1)
        screen.view.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        live(1)
    times = [f"{name} {clock:.0f} ({worked:.0f})" for name, (clock, worked) in took.items()]
    print(f"sorting, to the rows, by the clock (at work), ms: {', '.join(times)}")


def sortable(screen: LibraryScreen) -> list[str]:
    """Return the names of the columns to sort by while neither a tag nor a like is sought."""
    table = screen.table
    return [
        one.name for number, one in enumerate(table.columns) if number and table.can_sort(number)
    ]


def measure_selecting(screen: LibraryScreen, heart: Heartbeat) -> None:
    """Print the gaps of selections small and large, and of what is done with all selected."""
    view, table = screen.view, screen.table
    for name, step in (
        ("selecting all", view.selectAll),
        ("scrolling with all selected", lambda: scroll(view, 2)),
        ("one track less", lambda: select(view, [(500, 500)], Toggle)),
        ("an answer on one track, all others selected", lambda: answer(screen)),
        ("selecting none", view.clearSelection),
        ("selecting two halves", lambda: select(view, halves(table.rowCount()))),
        ("2,000 selected rows scattered by sorting", lambda: scatter(screen, 2000)),
        ("filtering with all selected", lambda: filter_selected(screen)),
    ):
        with heart.watching(name):
            step()
            live(2)
    view.clearSelection()
    live(0.3)


Toggle = QItemSelectionModel.SelectionFlag.Toggle
Select = QItemSelectionModel.SelectionFlag.ClearAndSelect


def select(
    view: QTableView,
    ranges: list[tuple[int, int]],
    how: QItemSelectionModel.SelectionFlag = Select,
) -> None:
    """Select ranges of rows, first and last included, as the keyboard and the mouse do."""
    model, chosen = view.model(), QItemSelection()
    for first, last in ranges:
        chosen.select(model.index(first, 0), model.index(last, model.columnCount() - 1))
    live(0.02)  # of 2,000 ranges that was work of this benchmark, not of the window
    view.selectionModel().select(chosen, how | QItemSelectionModel.SelectionFlag.Rows)


def halves(count: int) -> list[tuple[int, int]]:
    """Return the ranges of all rows but one in the middle."""
    return [(0, count // 2 - 1), (count // 2 + 1, count - 1)]


def scatter(screen: LibraryScreen, count: int) -> None:
    """Select the first rows, and sort by their lengths: they then lie all over the table."""
    numbers = {column.name: place for place, column in enumerate(screen.table.columns)}
    select(screen.view, [(0, count - 1)])
    live(0.5)
    found: list[bool] = []
    connection = screen.table.found.connect(lambda: found.append(True))
    screen.view.sortByColumn(numbers["length"], Qt.SortOrder.AscendingOrder)
    wait_for_rows(screen, found)
    live(1)
    screen.table.found.disconnect(connection)
    assert len(screen.view.selected_ids()) == count
    screen.view.sortByColumn(0, Qt.SortOrder.AscendingOrder)


def answer(screen: LibraryScreen) -> None:
    """Let an answer reach one track, as from another screen."""
    [row] = screen.table.ids[500:501]
    screen._workspace.changed.emit(Changed("decisions", frozenset({int(row)})))


def filter_selected(screen: LibraryScreen) -> None:
    """Filter and come back while everything is selected."""
    screen.view.selectAll()
    live(0.5)
    show(screen, "year:1960..")
    screen.view.selectAll()
    show(screen, "")


def measure_counts(screen: LibraryScreen, heart: Heartbeat) -> None:
    """Print the gaps while the sidebar counts, and how long that takes."""
    with heart.watching("the sidebar counts, three times"):
        for _ in range(3):
            counted: list[bool] = []
            connection = screen.sidebar.read_anew.connect(
                lambda _, counted=counted: counted.append(True)
            )
            started, used = time.perf_counter(), time.process_time()
            screen.sidebar.read()
            until(lambda counted=counted: bool(counted), "the counts", PATIENCE)
            screen.sidebar.read_anew.disconnect(connection)
            passed, worked = time.perf_counter() - started, time.process_time() - used
            print(f"  counted in {passed * 1000:.0f} ms, {worked * 1000:.0f} ms at work")


def measure_screens(window: MainWindow, heart: Heartbeat) -> None:
    """Print the gaps of showing each screen the first time, and of going round them again."""
    for name in [screen.name for screen in SCREENS]:
        with heart.watching(f"the first showing of {name}"):
            window.show_screen(name)
            live(2)
    with heart.watching("changing screens, again and again"):
        for name in rounds([screen.name for screen in SCREENS], 3):
            window.show_screen(name)
            live(0.4)
    window.show_screen("library")
    live(0.5)


def rounds(names: list[str], count: int) -> Iterator[str]:
    """Yield the names, round after round."""
    for _ in range(count):
        yield from names


def scroll(view: QTableView, seconds: float = 4.0) -> None:
    """Move through the table evenly, a step every 10 ms."""
    bar = view.verticalScrollBar()
    steps = int(seconds * 100)
    for step in range(steps):
        bar.setValue(bar.maximum() * step // steps)
        live(0.01)
