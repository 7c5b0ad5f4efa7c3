import errno
import threading

import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.ui.review_screen.sound.latest_task_thread import LatestTaskThread


@pytest.fixture
def idle():
    return []


@pytest.fixture
def thread(qtbot, workspace, idle):
    made = LatestTaskThread("test tasks", workspace, idle=lambda: idle.append(1))
    made.results = []
    made.made.connect(lambda *result: made.results.append(result))
    yield made
    made.stop()
    assert not made._thread.is_alive()


def counting(*parts):
    def task():
        yield from parts
        return sum(part or 0 for part in parts)

    return task


def test_parts_come_first_and_then_the_whole_of_one_after_the_other(qtbot, thread):
    thread.request([("a", counting(1, None, 2)), ("b", counting())])
    qtbot.waitUntil(lambda: ("b", 0, True) in thread.results)
    assert thread.results == [
        ("a", 1, False),
        ("a", 2, False),
        ("a", 3, True),
        ("b", 0, True),
    ]


def test_a_task_that_is_no_longer_wanted_is_closed_at_its_next_step(qtbot, thread):
    begun, go_on, closed = threading.Event(), threading.Event(), threading.Event()

    def slow():
        try:
            begun.set()
            go_on.wait(60)
            yield 1
            pytest.fail("went on")
        finally:
            closed.set()

    thread.request([("slow", slow)])
    assert begun.wait(60)
    thread.request([("quick", counting(5))])
    go_on.set()
    qtbot.waitUntil(lambda: ("quick", 5, True) in thread.results)
    assert closed.is_set()
    assert not [result for result in thread.results if result[0] == "slow" and result[2]]


def test_a_reason_is_told_and_the_next_task_goes_on(qtbot, thread):
    def broken():
        raise TagStudioError("The file is gone. Put it back.")
        yield

    failed = []
    thread.failed.connect(lambda *why: failed.append(why))
    thread.request([("a", broken), ("b", counting(1))])
    qtbot.waitUntil(lambda: ("b", 1, True) in thread.results)
    assert failed == [("a", "The file is gone. Put it back.")]


def test_it_rests_at_the_end(qtbot, thread, idle):
    thread.request([("a", counting(1))])
    qtbot.waitUntil(lambda: ("a", 1, True) in thread.results)
    thread.stop()
    assert idle == [1]


def test_an_error_of_the_disk_is_a_reason_and_no_defect(qtbot, thread):
    def refused():
        yield None
        raise OSError(errno.EACCES, "no", "/music/a.mp3")

    with qtbot.waitSignal(thread.failed) as failed:
        thread.request([("a", refused)])
    assert "access is denied" in failed.args[1]
