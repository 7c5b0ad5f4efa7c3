import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tagstudio.engine.processes import child
from tagstudio.engine.processes.child import Child, ChildDied
from tagstudio.engine.processes.starving import seconds_starved

FORKS = """
import os, sys, time
if os.fork() == 0:
    with open({fifo!r}, "w") as told:
        time.sleep(20)
        told.write("the copy outlived the child")
else:
    print('{{"forked": true}}', flush=True)
    sys.stdin.read()
"""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no fork here")
def test_what_a_child_started_ends_with_it(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    child = Child(["-c", FORKS.format(fifo=str(fifo))], tmp_path / "log")
    assert child.receive(30) == {"forked": True}
    with fifo.open() as told:
        child.stop()  # the copy holds the pipe that is read from the child
        assert told.read() == ""


@pytest.mark.parametrize("asked", [None, "ACTIVE"])
def test_idle_threads_of_a_child_sleep_where_nothing_else_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str | None
) -> None:
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    if asked:
        monkeypatch.setenv("OMP_WAIT_POLICY", asked)
    says = "import json, os; print(json.dumps({'policy': os.environ['OMP_WAIT_POLICY']}))"
    child = Child(["-c", says], tmp_path / "log")
    assert child.receive(30) == {"policy": asked or "PASSIVE"}
    child.stop()


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="no priorities here")
def test_a_child_that_gives_way_has_a_lower_priority(tmp_path: Path) -> None:
    child = Child(["-c", "import sys; sys.stdin.read()"], tmp_path / "log")
    before = os.getpriority(os.PRIO_PROCESS, 0)
    child.give_way(before + 2)
    assert os.getpriority(os.PRIO_PROCESS, child.pid) == before + 2
    child.give_way()
    lowest = os.getpriority(os.PRIO_PROCESS, child.pid)
    assert lowest > before + 2
    child.give_way(before + 2)  # it gives way farther already
    assert os.getpriority(os.PRIO_PROCESS, child.pid) == lowest
    child.stop()
    child.give_way()  # ended already: nothing happens


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (-9, "ended by the system"),
        (137, "ended by the system"),
        (-11, "crashed, signal 11"),
        (3, "with an error, status 3"),
        (0, "by itself"),
        (None, "by itself"),
    ],
)
def test_how_a_process_ended_is_said_in_words(status, words):
    assert words in str(child._exit_status(status))


LATE = "import time; time.sleep(1); print('{\"late\": true}', flush=True); time.sleep(20)"


def test_a_child_that_waits_for_a_processor_is_not_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "seconds_starved", lambda pid: time.monotonic())
    starving = Child(["-c", LATE], tmp_path / "log")
    assert starving.receive(0.4) == {"late": True}
    begun = time.monotonic()
    with pytest.raises(child.ChildSilent, match="no answer for 0 s"):
        starving.receive(0.1)  # that it starves is believed for a while only
    assert time.monotonic() - begun >= 0.9
    starving.stop()


def test_a_child_that_sleeps_is_silent(tmp_path: Path) -> None:
    sleeping = Child(["-c", "import time; time.sleep(20)"], tmp_path / "log")
    with pytest.raises(child.ChildSilent):
        sleeping.receive(0.3)
    sleeping.stop()


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="Linux alone says it")
def test_a_process_that_shares_a_processor_starves_and_a_sleeping_one_does_not() -> None:
    cpu = min(os.sched_getaffinity(0))
    busy = [sys.executable, "-c", f"import os; os.sched_setaffinity(0, [{cpu}])\nwhile 1: pass"]
    sleep = "import time; print(flush=True); time.sleep(60)"
    idle = subprocess.Popen([sys.executable, "-c", sleep], stdout=subprocess.PIPE)
    working = [subprocess.Popen(busy) for _ in range(3)]
    try:
        deadline = time.monotonic() + 60
        while seconds_starved(working[0].pid) < 0.3:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert idle.stdout is not None
        with idle.stdout:
            idle.stdout.readline()  # it sleeps now
        before = seconds_starved(idle.pid)
        time.sleep(0.3)
        assert seconds_starved(idle.pid) - before < 0.1
    finally:
        for process in (idle, *working):
            process.kill()
            process.wait()
    assert seconds_starved(idle.pid) == 0.0


def test_who_waits_for_a_message_is_told_when_another_thread_stops_the_child(
    tmp_path: Path,
) -> None:
    silent = Child(["-c", "import sys; sys.stdin.read()"], tmp_path / "log")
    told: list[BaseException] = []

    def wait() -> None:
        try:
            silent.receive(600)
        except ChildDied as event:
            told.append(event)

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    silent.stop()
    thread.join(30)
    assert not thread.is_alive()
    assert len(told) == 1
