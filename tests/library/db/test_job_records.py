import os

import pytest

from tagstudio.core.messages import message, plain
from tagstudio.library.db import job_records
from tagstudio.library.db.database import Library
from tagstudio.library.db.job_records import Ending, JobFailure, JobRecord


def test_a_job_from_start_to_end(library: Library) -> None:
    with library.write() as connection:
        id = job_records.start(connection, "scan", {"folder": "/music"}, at=1.5)
        job_records.report(connection, id, 3, 10, "reading")
        assert job_records.list_jobs(connection) == [
            JobRecord(
                id, "scan", {"folder": "/music"}, "running", 1.5, None, 3, 10, plain("reading"), 0
            )
        ]
        job_records.finish(connection, id, "done", at=2.5, message="10 tracks")
        [job] = job_records.list_jobs(connection)
    assert (job.state, job.finished, job.message) == ("done", 2.5, plain("10 tracks"))


@pytest.mark.sqlite_only("in a database other processes do jobs meanwhile")
@pytest.mark.parametrize("ending", ["done", "cancelled", "failed"])
def test_only_running_jobs_are_marked_interrupted(library: Library, ending: Ending) -> None:
    with library.write() as connection:
        over = job_records.start(connection, "scan", {}, at=1)
        job_records.finish(connection, over, ending, at=2)
        job_records.start(connection, "suggest", {}, at=3)
        job_records.mark_interrupted(connection, at=9)
        found = [(job.state, job.finished) for job in job_records.list_jobs(connection)]
    assert found == [("interrupted", 9), (ending, 2)]


def test_failures_keep_their_order_and_odd_names(library: Library) -> None:
    failed = [
        JobFailure(os.fsdecode(b"/music/\xff.mp3"), "decode", plain("broken")),
        JobFailure("/music/a.mp3", "timeout", plain("took too long")),
    ]
    with library.write() as connection:
        id = job_records.start(connection, "scan", {}, at=1)
        other = job_records.start(connection, "scan", {}, at=1)
        job_records.add_failures(connection, id, failed)
        job_records.add_failures(connection, other, [])
        assert job_records.failures(connection, id) == failed
        assert job_records.failures(connection, other) == []
        assert [job.failures for job in job_records.list_jobs(connection)] == [0, 2]


def test_messages_keep_their_keys_and_values(library: Library) -> None:
    why = message("audio.too-long", "It takes {seconds:.1f} s.", seconds=2.5)
    with library.write() as connection:
        id = job_records.start(connection, "scan", {}, at=1)
        job_records.add_failures(connection, id, [JobFailure("/music/a.mp3", "timeout", why)])
        job_records.finish(connection, id, "failed", at=2, message=why)
        [failure] = job_records.failures(connection, id)
        [job] = job_records.list_jobs(connection)
    assert failure.message == job.message == why
    assert str(job.message) == "It takes 2.5 s."


def test_the_latest_jobs_come_first(library: Library) -> None:
    with library.write() as connection:
        ids = [job_records.start(connection, "scan", {}, at=at) for at in range(5)]
        assert [job.id for job in job_records.list_jobs(connection, limit=2)] == ids[:2:-1]
