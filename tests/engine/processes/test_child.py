import os
from pathlib import Path

import pytest

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
