import os
from pathlib import Path

import pytest

from tagstudio.engine.processes import child
from tagstudio.engine.processes.child import Child

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
    child.give_way()
    assert os.getpriority(os.PRIO_PROCESS, child.pid) > before
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
