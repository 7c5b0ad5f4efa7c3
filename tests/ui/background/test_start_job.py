import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import plain
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.jobs.file_tag_specs import UndoWriteJob
from tagstudio.engine.jobs.library_specs import ScanJob, SuggestJob
from tagstudio.engine.jobs.model_specs import EvaluateJob, GateJob, TrainJob
from tagstudio.engine.jobs.spec import JobSpec
from tagstudio.engine.jobs.specs import SPECS, spec_of
from tagstudio.library.db import job_records
from tagstudio.library.db.job_records import JobRecord
from tagstudio.ui.background import start_job
from tagstudio.ui.background.job_kinds import title_of, title_of_record, title_of_spec
from tagstudio.ui.background.start_job import start
from tagstudio.ui.jobs_screen.past_jobs import past_jobs


@pytest.fixture(autouse=True)
def jobs_here():
    """In processes, as in the program."""


@dataclass(frozen=True, kw_only=True)
class CountJob(JobSpec[int]):
    kind: ClassVar[str] = "scan"

    most: int = 0

    def begin(self, library):
        return self, self._count()

    def _count(self) -> Job[int]:
        if self.most < 0:
            raise TagStudioError("test.below-zero", "Nothing can be counted to {most}.", most=-1)
        for number in range(self.most):
            yield Progress(number + 1, self.most)
        return self.most


def test_a_long_job_is_no_work_of_the_process_of_the_window(workspace, qtbot, monkeypatch):
    """It cannot begin here; its report came from its own process."""
    monkeypatch.setattr(ScanJob, "begin", lambda *_, **__: pytest.fail("begun in this process"))
    job = ended(workspace, qtbot, ScanJob())
    assert (job.state, len(job.result.absent)) == ("done", 1)


def test_jobs_that_take_minutes_run_in_processes():
    kinds = {spec.kind for spec in SPECS if spec.in_child}
    assert kinds >= {"scan", "suggest", "listen_closer", "train", "evaluate"}


def ended(workspace, qtbot, spec, then=None):
    job = start(workspace, spec, then)
    qtbot.waitUntil(lambda: not workspace.jobs.jobs, timeout=30_000)
    return job


def test_a_spec_runs_beside_the_window_and_is_recorded(workspace, qtbot):
    found = []
    job = ended(workspace, qtbot, CountJob(most=3), found.append)
    assert (job.state, job.title, found) == ("done", title_of("scan"), [3])
    with workspace.library.read() as connection:
        [record] = job_records.list_jobs(connection)
    assert (record.kind, record.state, record.spec["most"]) == ("scan", "done", 3)


def test_a_job_that_is_asked_for_twice_in_a_moment_is_begun_once(workspace, qtbot, monkeypatch):
    """A button was pressed twice; what waits does it as well as another that waits behind it."""
    first = start(workspace, CountJob(most=3))
    assert start(workspace, CountJob(most=3)) is first
    other = start(workspace, CountJob(most=4))
    assert other is not first and start(workspace, CountJob(most=4)) is other
    monkeypatch.setattr(start_job, "TWICE_SECONDS", 0)
    if first.state == "running":
        assert start(workspace, CountJob(most=3)) is not first
    counted = []
    assert start(workspace, CountJob(most=4), counted.append) is not other  # it waits for its own
    qtbot.waitUntil(lambda: not workspace.jobs.jobs, timeout=30_000)
    assert counted == [4]


@dataclass(frozen=True, kw_only=True)
class NamedJob(SuggestJob):
    """Counts to its `windows`."""

    def begin(self, library):
        return replace(self, model="starter"), CountJob(most=self.windows)._count()


@pytest.mark.parametrize("most", [0, 3])
def test_a_job_has_one_name_while_it_runs_and_in_the_list(workspace, qtbot, most):
    """Also where there is nothing to do, and so no record."""
    job = start(workspace, NamedJob(windows=most))
    qtbot.waitUntil(lambda: not workspace.jobs.jobs, timeout=30_000)
    assert job.title == "Suggesting tags with starter"
    with workspace.library.read() as connection:
        records = job_records.list_jobs(connection)
    [row] = past_jobs(records, workspace.jobs.over)
    assert (row.title, row.record is not None) == (job.title, most > 0)


def test_what_cannot_be_begun_is_the_failure_of_the_job(workspace, qtbot):
    assert ended(workspace, qtbot, CountJob(most=-1)).failure == "Nothing can be counted to -1."
    gone = ended(workspace, qtbot, GateJob(version="nope"))
    assert (gone.state, "nope" in gone.failure) == ("failed", True)


def test_a_scan_is_said_in_the_status_bar_and_a_missing_folder_fails(
    empty_workspace, qtbot, tmp_path
):
    shown = []
    empty_workspace.status_changed.connect(shown.append)
    (tmp_path / "music").mkdir()
    ended(empty_workspace, qtbot, ScanJob(folders=(tmp_path / "music",)))
    assert shown == ["Scanned: nothing is new or changed."]
    job = ended(empty_workspace, qtbot, ScanJob(folders=(tmp_path / "none",)))
    assert job.state == "failed"


def test_putting_files_back_waits_for_a_writing_and_keeps_its_own_kind(workspace, qtbot):
    job = ended(workspace, qtbot, UndoWriteJob())
    assert (job.kind, job.queue, job.title) == ("write_undo", "write", "Putting files back")


@pytest.mark.parametrize("kind", [one.kind for one in SPECS])
def test_every_kind_has_a_title(qapp, kind):
    assert title_of(kind) != kind


def test_the_record_of_a_foreign_kind_is_no_spec(workspace, qtbot):
    ended(workspace, qtbot, CountJob(most=1))
    with workspace.library.read() as connection:
        [record] = job_records.list_jobs(connection)
    assert spec_of(record) is None  # CountJob is none of the kinds; a scan has no `most`


@pytest.mark.parametrize(
    ("spec", "title"),
    [
        (ScanJob(folders=(Path("/music/Jazz"),)), "Scanning Jazz"),
        (ScanJob(folders=(Path("/music/Jazz"), Path("/music/Pop"))), "Scanning"),
        (ScanJob(folders=(Path(os.fsdecode(b"/\xff")),)), "Scanning \\udcff"),
        (ScanJob(folders=(Path("x" * 50),)), f"Scanning {'x' * 39}…"),
        (SuggestJob(model="mine"), "Suggesting tags with mine"),
        (SuggestJob(), "Suggesting tags"),
        (TrainJob(name="third"), "Training of third"),
        (EvaluateJob(versions=("third", "fourth")), "Measuring third, fourth"),
        (GateJob(version="third"), "Judging the version"),
    ],
)
def test_a_job_is_called_by_its_version_model_or_folder(qapp, spec, title):
    assert title_of_spec(spec) == title
    record = JobRecord(1, spec.kind, spec.to_json(), "done", 1.0, 2.0, 0, None, plain(""), 0)
    assert title_of_record(record) == title
    assert title_of_record(replace(record, spec={"spec_version": 99})) == title_of(spec.kind)
