import threading
import time

import pytest

from tagstudio.plugin_kit import reader_threads
from tagstudio.plugin_kit.reader_threads import (
    THREAD_NAME,
    Pulse,
    ReaderThreads,
    in_threads,
    steadily,
)


def slowly(item: int) -> int:
    time.sleep(0.2)
    return item


def test_results_come_in_the_order_of_the_items_and_no_thread_stays() -> None:
    found = in_threads(lambda item: item * item, range(20), ReaderThreads(3, 4))
    assert list(found) == [item * item for item in range(20)]
    assert not [t for t in threading.enumerate() if t.name.startswith(THREAD_NAME)]


def test_each_thread_begins_as_it_is_told() -> None:
    begun: list[str] = []
    readers = ReaderThreads(2, 2, begin=lambda: begun.append(threading.current_thread().name))
    assert list(in_threads(slowly, range(4), readers)) == [0, 1, 2, 3]
    assert len(set(begun)) == len(begun) <= 2


def test_work_that_gets_on_gives_signs_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_threads, "SIGN_SECONDS", 0.02)
    pulse, told = Pulse(), threading.Event()

    def beating(item: int) -> int:
        while not told.wait(0.005):
            pulse.beat()
        return item

    steps = steadily(beating, [7], ReaderThreads(1, 1), pulse)
    assert next(steps) == []
    told.set()
    assert [item for step in steps for item in step] == [7]


def test_work_that_hangs_gives_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_threads, "SIGN_SECONDS", 0.01)
    assert list(steadily(slowly, [1, 2], ReaderThreads(1, 2), Pulse())) == [[1], [2]]
