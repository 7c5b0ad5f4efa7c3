from tagstudio.library.db.job_records import JobRecord
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.jobs_screen.past_jobs import done_text, past_jobs


def record(kind: str, started: float, state: str = "done") -> JobRecord:
    return JobRecord(1, kind, {}, state, started, started + 5, 3, 6, "", 0)


def over(kind: str, started: float) -> RunningJob:
    job = RunningJob("A job", kind, iter)
    job.state, job.started_at, job.ended_at = "done", started, started + 6
    return job


def test_a_job_is_listed_once_whether_recorded_or_not(qapp):
    found = past_jobs(
        [record("scan", 101), record("suggest", 50), record("scan", 300, "running")],
        [over("scan", 100), over("export", 200), over("scan", 400), over("gate", 500)],
    )
    assert [(job.kind, job.started, job.record is not None) for job in found] == [
        ("scan", 400, False),
        ("export", 200, False),
        ("scan", 101, True),
        ("suggest", 50, True),
    ]


def test_done_says_of_how_many_only_when_some_are_missing(qapp):
    [job] = past_jobs([record("scan", 1)], [])
    assert done_text(job) == "3 of 6"


def test_a_job_that_counts_no_tracks_says_nothing_of_them(qapp):
    [job] = past_jobs([record("train", 1)], [])
    assert done_text(job) == ""


def test_a_job_that_was_done_again_needs_no_more_of_it():
    cut_off, done = record("suggest", 10, "interrupted"), record("suggest", 20)
    found = past_jobs([cut_off, done, record("scan", 30, "interrupted")], [])
    assert [job.done_since for job in found] == [False, False, True]
