import errno
import threading

import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Progress
from tagstudio.ui.background.job_runner import JobRunner


@pytest.fixture
def runner(qtbot):
    made = JobRunner()
    yield made
    made.stop()


def steps(count: int, go_on: threading.Event | None = None, ended: list | None = None):
    try:
        for number in range(count):
            yield Progress(number + 1, count)
            if go_on is not None:
                go_on.wait(0.01)
    finally:
        if ended is not None:
            ended.append(threading.current_thread())
    return count


def test_the_result_comes_to_the_window_s_thread(qtbot, runner):
    received = []
    job = runner.start(
        "Counting",
        "count",
        lambda: steps(3),
        lambda n: received.append((n, threading.current_thread())),
    )
    with qtbot.waitSignal(job.ended):
        pass
    assert received == [(3, threading.main_thread())]
    assert not runner.jobs
    assert runner.over == [job]
    assert 0 < job.started_at <= job.ended_at


def test_a_cancelled_job_closes_its_generator_on_its_own_thread(qtbot, runner):
    ended = []
    job = runner.start("Long", "long", lambda: steps(10**9, threading.Event(), ended))
    with qtbot.waitSignal(job.progressed):
        pass
    with qtbot.waitSignal(job.ended):
        job.cancel()
    assert job.state == "cancelled"
    assert ended[0] is not threading.main_thread()


def test_of_one_kind_the_second_waits_and_another_kind_does_not(qtbot, runner):
    go_on = threading.Event()
    first = runner.start("A", "scan", lambda: steps(10**9, go_on))
    second = runner.start("B", "scan", lambda: steps(1))
    other = runner.start("C", "suggest", lambda: steps(1))
    with qtbot.waitSignal(other.ended):
        pass
    assert (first.state, second.state) == ("running", "waiting")
    with qtbot.waitSignal(second.ended):
        first.cancel()


def test_kinds_of_one_queue_run_one_after_the_other(qtbot, runner):
    go_on = threading.Event()
    first = runner.start("A", "write", lambda: steps(10**9, go_on))
    second = runner.start("B", "write_undo", lambda: steps(1), queue="write")
    other = runner.start("C", "write_undo", lambda: steps(1))
    with qtbot.waitSignal(other.ended):
        pass
    assert (first.state, second.state, second.kind) == ("running", "waiting", "write_undo")
    with qtbot.waitSignal(second.ended):
        first.cancel()


def test_a_waiting_job_can_be_cancelled(qtbot, runner):
    first = runner.start("A", "scan", lambda: steps(10**9, threading.Event()))
    second = runner.start("B", "scan", lambda: steps(1))
    second.cancel()
    assert second.state == "cancelled"
    assert runner.jobs == [first]


def test_an_error_of_the_world_is_the_job_s_failure(qtbot, runner):
    def failing():
        yield Progress(0, 1)
        raise TagStudioError("The drive is gone.")

    with qtbot.waitSignal(runner.ended) as received:
        runner.start("Scan", "scan", failing)
    assert (received.args[0].state, received.args[0].failure) == ("failed", "The drive is gone.")


def test_an_error_of_the_disk_is_a_sentence_and_no_defect(qtbot, runner, german):
    def job():
        yield Progress()
        raise OSError(errno.ENOSPC, "No space left on device", "/music/x.csv")

    job = runner.start("Exporting", "export", job)
    with qtbot.waitSignal(job.ended):
        pass
    assert (job.state, job.defect) == ("failed", None)
    assert job.failure == (
        "/music/x.csv lässt sich nicht verwenden: der Datenträger ist voll."
        " Schaffen Sie Platz und wiederholen Sie den Schritt."
    )


def test_a_defect_is_a_failure_and_reported(qtbot, runner):
    def failing():
        yield Progress(0, 1)
        raise ZeroDivisionError

    with qtbot.captureExceptions() as raised:
        job = runner.start("Scan", "scan", failing)
        qtbot.waitUntil(lambda: bool(raised))
    assert job.state == "failed"


def test_thirty_thousand_steps_are_few_signals(qtbot, runner):
    received = []
    job = runner.start("Fast", "fast", lambda: steps(30_000))
    job.progressed.connect(received.append)
    with qtbot.waitSignal(job.ended):
        pass
    assert received[-1] == Progress(30_000, 30_000)
    assert len(received) < 300


def test_stop_ends_all_jobs(qtbot, runner):
    ended = []
    runner.start("A", "scan", lambda: steps(10**9, threading.Event(), ended))
    runner.start("B", "scan", lambda: steps(1, None, ended))
    runner.start("C", "suggest", lambda: steps(10**9, threading.Event(), ended))
    assert runner.stop() == []
    assert len(ended) == 2
