import pytest

from tagstudio.audio.files.left_out import LeftOut
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import message, plain
from tagstudio.core.progress import Job, Progress, run
from tagstudio.engine.jobs.library_specs import ScanJob
from tagstudio.engine.jobs.model_specs import PromoteJob, RollBackJob, VersionsAfterRollback
from tagstudio.engine.jobs.problem import Problem
from tagstudio.engine.jobs.record import recorded
from tagstudio.engine.scanning.scan import ScanReport
from tagstudio.library.db import job_records
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.models.judgements import Judgement

GONE = message("scan.gone", "{path} is gone.", path="/music/a.mp3")


@pytest.fixture
def library(library_address):
    with open_library(library_address, writing=True) as opened:
        yield opened


def steps(total: int | None = 6, error: BaseException | None = None) -> Job[ScanReport]:
    yield Progress(0, None, "looking")
    yield Progress(1, total)
    if error is not None:
        raise error
    yield Progress(total or 0, total)
    return ScanReport(problems=[Problem("/music/a.mp3", "gone", GONE)])


def record(library: Library) -> job_records.JobRecord | None:
    with library.read() as connection:
        return next(iter(job_records.list_jobs(connection)), None)


def test_a_job_that_is_done_keeps_its_failed_files_with_their_messages(library):
    run(recorded(library, ScanJob(), steps()))
    found = record(library)
    assert (found.kind, found.state, found.done, found.total) == ("scan", "done", 6, 6)
    with library.read() as connection:
        [failure] = job_records.failures(connection, found.id)
    assert (failure.path, failure.code, failure.message) == ("/music/a.mp3", "gone", GONE)


def test_a_job_without_a_total_leaves_no_record(library):
    def nothing_to_do() -> Job[ScanReport]:
        yield Progress()
        return ScanReport()

    run(recorded(library, ScanJob(), nothing_to_do()))
    assert record(library) is None


@pytest.mark.parametrize(
    ("spec", "report", "said"),
    [
        (ScanJob(), ScanReport(returned=23), "23 found again."),
        (ScanJob(), ScanReport(moved=2, missing=1), "2 moved, 1 missing."),
        (RollBackJob(), VersionsAfterRollback("b", "a"), "b is no longer active; a is."),
        (
            RollBackJob(),
            VersionsAfterRollback("b", ""),
            "b is no longer active; the installed model is.",
        ),
        (PromoteJob(version="b"), Judgement(2, 1, 1, 9, 9, None, "", plain("Better.")), "Better."),
    ],
)
def test_a_job_without_a_total_leaves_a_record_of_what_it_changed(library, spec, report, said):
    def changing() -> Job[object]:
        yield Progress(0, None, "looking")
        return report

    run(recorded(library, spec, changing()))
    found = record(library)
    assert (found.kind, found.state, str(found.message)) == (spec.kind, "done", said)


def test_a_job_without_a_total_leaves_a_record_of_files_that_failed(library):
    run(recorded(library, ScanJob(), steps(total=None)))
    assert (record(library).state, record(library).failures) == ("done", 1)


def test_a_closed_job_is_cancelled(library):
    job = recorded(library, ScanJob(), steps())
    while next(job).done < 1:
        pass
    job.close()
    assert (record(library).state, record(library).done) == ("cancelled", 1)


def test_a_record_says_what_the_report_has_to_say(library):
    def leaving_out() -> Job[ScanReport]:
        report = ScanReport()
        report.left_out.add(LeftOut("/music/a.m3u", "playlist", "m3u"))
        yield Progress(1, 1)
        return report

    run(recorded(library, ScanJob(), leaving_out()))
    assert str(record(library).message) == "Left out: 1 playlist."


@pytest.mark.parametrize("error", [None, TagStudioError(GONE), ZeroDivisionError("by zero")])
def test_a_job_that_is_stopped_or_fails_keeps_its_failed_files(error, library):
    report = ScanReport()

    def reading() -> Job[ScanReport]:
        yield Progress(0, 6, so_far=report)
        report.problems.append(Problem("/music/a.mp3", "gone", GONE))
        yield Progress(1, 6, so_far=report)
        if error is not None:
            raise error
        return report

    job = recorded(library, ScanJob(), reading())
    assert (next(job).done, next(job).done) == (0, 1)
    if error is None:
        job.close()
    else:
        with pytest.raises(type(error)):
            next(job)
    assert record(library).state == ("cancelled" if error is None else "failed")
    with library.read() as connection:
        [failure] = job_records.failures(connection, record(library).id)
    assert failure.path == "/music/a.mp3"


@pytest.mark.parametrize(
    ("error", "state", "sentence"),
    [
        (KeyboardInterrupt(), "cancelled", plain("")),
        (TagStudioError(GONE), "failed", GONE),
        (ZeroDivisionError("by zero"), "failed", plain("ZeroDivisionError: by zero")),
    ],
)
def test_an_error_ends_the_record_and_is_raised(error, state, sentence, library):
    with pytest.raises(type(error)):
        run(recorded(library, ScanJob(), steps(error=error)))
    assert (record(library).state, record(library).message) == (state, sentence)


def test_a_job_is_closed_before_its_record_ends(library):
    states = []

    def flushing() -> Job[ScanReport]:
        try:
            yield from steps()
        finally:
            states.append(record(library).state)
        return ScanReport()

    job = recorded(library, ScanJob(), flushing())
    while next(job).done < 1:
        pass
    job.close()
    assert (states, record(library).state) == (["running"], "cancelled")


def test_an_error_while_a_job_is_closed_is_recorded(library):
    def failing() -> Job[ScanReport]:
        try:
            yield from steps()
        finally:
            raise TagStudioError(GONE)
        return ScanReport()

    job = recorded(library, ScanJob(), failing())
    while next(job).done < 1:
        pass
    with pytest.raises(TagStudioError):
        job.close()
    assert (record(library).state, record(library).message) == ("failed", GONE)


def test_a_job_that_failed_before_it_knew_its_total_leaves_its_reason(library):
    def fails() -> Job[ScanReport]:
        yield Progress()
        raise TagStudioError("scan.gone", "{path} is gone.", path="/music")

    with pytest.raises(TagStudioError):
        run(recorded(library, ScanJob(), fails()))
    found = record(library)
    assert (found.state, str(found.message)) == ("failed", "/music is gone.")


def passes(*totals: int) -> Job[ScanReport]:
    for total in totals:
        yield Progress(0, total)
        yield Progress(total, total)
    return ScanReport()


@pytest.mark.parametrize("totals", [(31, 6), (6, 31), (31, 31)])
def test_of_two_passes_the_one_over_most_tracks_counts(library, totals):
    run(recorded(library, ScanJob(), passes(*totals)))
    assert (record(library).done, record(library).total) == (31, 31)


def test_who_stops_in_a_second_pass_keeps_the_count_of_the_first(library):
    job = recorded(library, ScanJob(), passes(31, 6))
    for _ in range(3):
        next(job)
    job.close()
    found = record(library)
    assert (found.state, found.done, found.total) == ("cancelled", 31, 31)
