import os

import pytest

from tagstudio.library import jobs
from tagstudio.library.database import Library
from tagstudio.library.jobs import Ending, JobFailure, JobRecord


def test_a_job_from_start_to_end(library: Library) -> None:
    with library.write() as connection:
        id = jobs.start(connection, "scan", {"folder": "/music"}, at=1.5)
        jobs.report(connection, id, 3, 10, "reading")
        assert jobs.list_jobs(connection) == [
            JobRecord(id, "scan", {"folder": "/music"}, "running", 1.5, None, 3, 10, "reading", 0)
        ]
        jobs.finish(connection, id, "done", at=2.5, message="10 tracks")
        [job] = jobs.list_jobs(connection)
    assert (job.state, job.finished, job.message) == ("done", 2.5, "10 tracks")


@pytest.mark.parametrize("ending", ["done", "cancelled", "failed"])
def test_only_running_jobs_are_marked_interrupted(library: Library, ending: Ending) -> None:
    with library.write() as connection:
        over = jobs.start(connection, "scan", {}, at=1)
        jobs.finish(connection, over, ending, at=2)
        jobs.start(connection, "suggest", {}, at=3)
        jobs.mark_interrupted(connection, at=9)
        found = [(job.state, job.finished) for job in jobs.list_jobs(connection)]
    assert found == [("interrupted", 9), (ending, 2)]


def test_failures_keep_their_order_and_odd_names(library: Library) -> None:
    failed = [
        JobFailure(os.fsdecode(b"/music/\xff.mp3"), "decode", "broken"),
        JobFailure("/music/a.mp3", "timeout", "took too long"),
    ]
    with library.write() as connection:
        id = jobs.start(connection, "scan", {}, at=1)
        other = jobs.start(connection, "scan", {}, at=1)
        jobs.add_failures(connection, id, failed)
        jobs.add_failures(connection, other, [])
        assert jobs.failures(connection, id) == failed
        assert jobs.failures(connection, other) == []
        assert [job.failures for job in jobs.list_jobs(connection)] == [0, 2]


def test_the_latest_jobs_come_first(library: Library) -> None:
    with library.write() as connection:
        ids = [jobs.start(connection, "scan", {}, at=at) for at in range(5)]
        assert [job.id for job in jobs.list_jobs(connection, limit=2)] == ids[:2:-1]
