"""The jobs of these tests are functions of this module: the child finds it by its path."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Job, Progress, run
from tagstudio.engine.processes.job_in_child import JobDiedError, job_in_child
from tagstudio.engine.training.train import TrainingProgress
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.library import person_of
from tagstudio.library.db.sqlite.connection import shared_memory, write_ahead_log
from tagstudio.library.tags.tags import list_tags, tag_id
from tagstudio.plugin_api import Epoch

HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def findable(monkeypatch):
    """The child imports this module, under the name that it has here."""
    folder = HERE if "." not in __name__ else HERE.parents[__name__.count(".") - 1]
    monkeypatch.setenv("PYTHONPATH", str(folder), prepend=os.pathsep)


@pytest.fixture
def library(library_address):
    with open_library(library_address, writing=True, copying=False) as opened:
        yield opened


def make_tags(library: Library, name: str, count: int, pause: float = 0.0) -> Job[int]:
    """Make tags, each in a transaction of its own; return the number of the process."""
    made: list[str] = []
    for number in range(count):
        with library.write() as connection:
            tag_id(connection, f"{name} {number}", "", "user")
            time.sleep(pause)
        made.append(f"{name} {number}")
        yield Progress(number + 1, count, so_far=made)
    return os.getpid()


def names(library: Library) -> set[str]:
    with library.read() as connection:
        return {tag.name for tag in list_tags(connection)}


def test_a_job_is_done_in_another_process_and_its_reports_and_result_come_back(library):
    reports: list[Progress] = []
    pid = run(job_in_child(library, make_tags, "made", 3), reports.append)
    assert pid != os.getpid()
    assert reports[-1] == Progress(3, 3)
    assert names(library) == {"made 0", "made 1", "made 2"}


def who_is_at_work(library: Library) -> Job[str]:
    yield Progress()
    with library.write() as connection:
        return person_of(connection)


def test_who_is_at_work_here_is_at_work_there(library):
    library.person = "anna"
    assert run(job_in_child(library, who_is_at_work), lambda _: None) == "anna"


def training(library: Library) -> Job[None]:
    yield TrainingProgress(1, 2, epochs=(Epoch(1, 2, 0.5, 0.6, None),))


def test_a_report_comes_with_all_that_it_says(library):
    reports: list[Progress] = []
    run(job_in_child(library, training), reports.append)
    [said] = [one for one in reports if isinstance(one, TrainingProgress)]
    assert [epoch.loss for epoch in said.epochs] == [0.5]


def failing(library: Library) -> Job[None]:
    yield Progress(1, 2, so_far="half")
    raise TagStudioError("test.no", "There is no {what}.", what="way")


def test_an_error_for_the_user_stays_one_with_the_result_so_far(library):
    last: list[Progress] = []
    with pytest.raises(TagStudioError) as caught:
        run(job_in_child(library, failing, on_stopped=last.append))
    assert (caught.value.message.key, str(caught.value)) == ("test.no", "There is no way.")
    assert [one.so_far for one in last] == ["half"]


def test_a_job_that_is_closed_ends_at_its_next_report_and_keeps_what_it_did(library):
    last: list[Progress] = []
    job = job_in_child(library, make_tags, "made", 10**6, on_stopped=last.append)
    while next(job).done < 2:
        pass
    job.close()
    [stopped] = last
    assert names(library) == set(stopped.so_far)
    assert 2 <= len(stopped.so_far) < 10**6


def test_this_process_and_the_child_write_by_turns(library):
    """Each waits for the other's transaction, which SQLite alone would refuse after a time."""
    job = job_in_child(library, make_tags, "child", 40, 0.01)
    while next(job).done < 1:
        pass
    here = threading.Thread(target=lambda: run(make_tags(library, "here", 40, 0.01)))
    here.start()
    run(job)
    here.join()
    assert len(names(library)) == 80


def watching(library: Library, told, turns: list[str]) -> Job[list[str]]:
    with library.write():
        answer = told(os.getpid())
    yield Progress()
    return [*turns, answer]


def test_callables_are_called_in_the_process_that_gave_them(library):
    heard: list[int] = []

    def told(pid: int) -> str:
        heard.append(pid)
        return f"heard by {os.getpid()}"

    found = run(job_in_child(library, watching, told=told, turns=["first"]))
    assert found == ["first", f"heard by {os.getpid()}"]
    assert heard != [os.getpid()]


def meeting_damage(library: Library) -> Job[bool]:
    yield Progress()
    known = library.leaves_out
    library.leave_out()
    return known


@pytest.mark.sqlite_only("a server's rows are sound")
def test_damaged_rows_that_a_job_met_are_known_here_and_to_the_next_job(library):
    assert not run(job_in_child(library, meeting_damage))
    assert library.leaves_out
    assert run(job_in_child(library, meeting_damage))
    library.see_all()


def dying(library: Library) -> Job[None]:
    yield Progress(1, 2)
    with library.write() as connection:
        tag_id(connection, "half", "", "user")
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
def test_a_process_that_dies_in_a_transaction_is_a_failure_and_others_write_again(library):
    with pytest.raises(JobDiedError, match="is gone"):
        run(job_in_child(library, dying))
    run(make_tags(library, "after", 1))
    assert names(library) == {"after 0"}


@pytest.mark.sqlite_only("of the file itself")
def test_the_log_of_the_library_outlives_the_child(library):
    """Also where the locks of this process were dropped, as reading the file plainly does.

    SQLite would take the child's connection for the last one, and delete the log of this process.
    """
    run(make_tags(library, "before", 1))
    library.path.open("rb").close()
    files = [write_ahead_log(library.path), shared_memory(library.path)]
    before = [file.stat().st_ino for file in files]
    run(job_in_child(library, make_tags, "made", 50))
    assert [file.stat().st_ino for file in files] == before
    run(make_tags(library, "after", 50))
    with library.read() as connection:
        assert connection.scalars(sa.text("PRAGMA integrity_check")).all() == ["ok"]
    assert len(names(library)) == 101
