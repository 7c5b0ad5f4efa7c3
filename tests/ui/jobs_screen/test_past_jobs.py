from dataclasses import replace

import pytest

from tagstudio.core.messages import message, plain
from tagstudio.engine.jobs.model_specs import TrainJob
from tagstudio.library.db.job_records import JobRecord
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.jobs_screen.past_jobs import PastJob, columns, done_text, past_jobs


def record(kind: str, started: float, state: str = "done") -> JobRecord:
    return JobRecord(1, kind, {}, state, started, started + 5, 3, 6, plain(""), 0)


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


@pytest.mark.parametrize("kind", ["copy", "gate", "write_plan"])
def test_a_look_is_no_job_of_record_unless_it_failed(qapp, kind):
    looked, stopped, failed = (over(kind, at) for at in (100, 200, 300))
    stopped.state, failed.state = "cancelled", "failed"
    assert [job.started for job in past_jobs([], [looked, stopped, failed])] == [300]


def test_done_says_of_how_many_only_when_some_are_missing(qapp):
    [job] = past_jobs([record("scan", 1)], [])
    assert done_text(job) == "3 of 6"


def test_a_job_that_counts_no_tracks_says_nothing_of_them(qapp):
    [job] = past_jobs([record("train", 1)], [])
    assert done_text(job) == ""


def test_a_job_that_was_done_again_needs_no_more_of_it():
    cut_off, done = record("suggest", 10, "interrupted"), record("suggest", 20)
    found = past_jobs([cut_off, done, record("scan", 30, "interrupted")], [])
    assert [job.superseded for job in found] == [False, False, True]


def training(name: str, started: float, state: str) -> JobRecord:
    return replace(record("train", started, state), spec=TrainJob(name=name).to_json())


def going_on(found: list[PastJob]) -> list[float]:
    return [job.started for job in found if job.can_go_on()]


def test_no_job_can_go_on_while_one_of_its_kind_runs(qapp):
    cut_off = training("third", 10, "interrupted")
    assert going_on(past_jobs([cut_off], [])) == [10]
    assert going_on(past_jobs([cut_off], [], {"train"})) == []
    assert going_on(past_jobs([cut_off], [], {"scan"})) == [10]


def test_of_two_runs_of_one_job_only_the_second_can_go_on(qapp):
    first, second = training("third", 10, "interrupted"), training("third", 20, "cancelled")
    other = training("fourth", 5, "interrupted")
    assert going_on(past_jobs([second, first, other], [])) == [20, 5]


def test_a_job_is_listed_with_its_name(qapp):
    [job] = past_jobs([training("third", 10, "done")], [])
    assert job.title == "Training of third"


def test_a_job_whose_files_failed_is_not_simply_done(qapp):
    def outcome(failures: int, kind: str = "suggest", state: str = "done") -> str:
        made = replace(record(kind, 1, state), done=6, failures=failures)
        return past_jobs([made], [])[0].outcome

    assert [outcome(n) for n in (0, 1, 6)] == ["done", "partly", "none"]
    assert outcome(6, "write") == "none"
    assert outcome(6, state="failed") == "failed"


def test_a_scan_knows_more_files_than_those_that_it_could_not_read(qapp):
    made = replace(record("scan", 1), done=1, total=1, failures=1)
    assert past_jobs([made], [])[0].outcome == "partly"


def test_a_job_without_a_record_tells_what_it_came_to(qapp):
    empty = over("suggest", 1)
    empty.said = "Nothing to do: no track waits for suggestions from m."
    assert past_jobs([], [empty])[0].message == empty.said


def test_what_failed_is_not_done_whatever_the_kind(qapp):
    for kind in ("scan", "measure", "suggest", "write"):
        all_but_one = replace(record(kind, 1), done=32, total=32, failures=1)
        none = replace(all_but_one, failures=32)
        assert [done_text(job) for job in past_jobs([all_but_one, none], [])] == ["31", "0"]


def test_a_scan_whose_folder_is_not_there_is_not_simply_done(qapp):
    missing = message("scan.folder-missing", "The folder {path} is not there.", path="/music")
    both = message("scan.both", "{first} {second}", first=missing, second=plain("Left out: 1."))
    found = past_jobs([replace(record("scan", 1), message=told) for told in (missing, both)], [])
    assert [job.outcome for job in found] == ["partly", "partly"]


def test_the_table_has_the_first_sentences_of_a_long_message_and_the_tip_all(qapp):
    rest = "Go on in Review, and say no where a suggestion is wrong: it takes 25 answered tracks."
    told = f"There is too little to tell yet whether it is better. {rest}"
    job = PastJob("train", "Training", "done", 0, 1, 0, None, 0, told)
    column = columns(lambda: None)[-1]
    assert column.text(job) == "There is too little to tell yet whether it is better. …"
    assert column.tip(job) == told
