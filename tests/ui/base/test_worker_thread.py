import threading

import pytest

from tagstudio.ui.base.worker_thread import WorkerThread


@pytest.fixture
def worker(qtbot):
    made = WorkerThread("test worker")
    yield made
    assert made.stop(60.0)


def test_work_is_done_in_order_on_the_thread_and_told_on_the_maker_s(qtbot, worker):
    done = []

    def work(number):
        return number, threading.current_thread().name

    for number in range(3):
        worker.do(
            lambda number=number: work(number),
            lambda result: done.append((*result, threading.current_thread())),
            pytest.fail,
        )
    qtbot.waitUntil(lambda: len(done) == 3)
    assert done == [(number, "test worker", threading.main_thread()) for number in range(3)]


def test_an_error_goes_to_who_asked_and_the_thread_goes_on(qtbot, worker):
    failed, done = [], []
    worker.do(lambda: 1 / 0, pytest.fail, failed.append)
    worker.do(lambda: 7, done.append, pytest.fail)
    qtbot.waitUntil(lambda: bool(done))
    assert [type(error) for error in failed] == [ZeroDivisionError]
    assert done == [7]


def test_stopping_finishes_waiting_work_and_says_when_it_takes_too_long(qtbot):
    release, done = threading.Event(), []
    worker = WorkerThread("slow worker")
    worker.do(lambda: release.wait(60), done.append, pytest.fail)
    assert not worker.stop(0.05)
    release.set()
    assert worker.stop(60.0)
