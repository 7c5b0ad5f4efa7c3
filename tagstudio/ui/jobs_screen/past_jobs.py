"""Jobs that ended: the recorded ones, and the rest of those that ran since the window opened."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QIcon

from tagstudio.core.clock import clock
from tagstudio.core.messages import Message, plain
from tagstudio.engine.jobs.library_specs import ScanJob
from tagstudio.engine.jobs.model_specs import GateJob
from tagstudio.engine.jobs.record import HasSummary
from tagstudio.engine.jobs.specs import BY_KIND, can_resume, spec_of
from tagstudio.library.db.job_records import JobFailure, JobRecord
from tagstudio.ui.background.job_kinds import title_of_record
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.base.icons import icon
from tagstudio.ui.base.theme import Colours
from tagstudio.ui.text.dates import time_text
from tagstudio.ui.text.elide import whole_sentences
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.row_table import RowColumn

if TYPE_CHECKING:
    from tagstudio.engine.scanning.left_out_files import LeftOutFile

LONGEST_MESSAGE = 120  # characters in the table; the panel below it has the whole one
SLACK_SECONDS = 2.0  # a record begins with its job, a little after the job's thread
_OF_TRACKS = {"export", "write_plan", *(kind for kind, one in BY_KIND.items() if one.counts_tracks)}
_OF_ALL = _OF_TRACKS - {ScanJob.kind}  # a scan counts what it reads, and knows the other files
_ICONS = {
    "done": "yes",
    "partly": "failed",
    "none": "failed",
    "cancelled": "close",
    "failed": "failed",
    "interrupted": "undo",
}


@dataclass(frozen=True)
class PastJob:
    """A job that ended; times in seconds since 1970, `record` None where the library has none.

    `superseded`: a job of its kind runs now, a later one was done, or a later one has its spec.
    `report` is the job's, as far as it came, where it ran since the window opened.
    """

    kind: str
    title: str
    state: str
    started: float
    ended: float
    done: int
    total: int | None
    failures: int
    message: str
    record: JobRecord | None = None
    superseded: bool = False
    report: object = None
    lacks_folder: bool = False  # a scan, one of whose folders was not there

    @property
    def outcome(self) -> str:
        """The state, and of a job that is done whether files failed: "partly", or all: "none"."""
        if self.state == "done" and self.lacks_folder:
            return "partly"
        if self.state != "done" or not self.failures:
            return self.state
        return "none" if self.kind in _OF_ALL and self.failures >= self.done else "partly"

    def can_go_on(self) -> bool:
        """Tell whether running it again goes on where it stopped."""
        stopped = self.state in {"interrupted", "cancelled", "failed"} and not self.superseded
        return stopped and self.record is not None and can_resume(self.record)

    def can_try_again(self) -> bool:
        """Tell whether the files that failed can be given one more try."""
        spec = spec_of(self.record) if self.record is not None else None
        return spec is not None and spec.retriable


def past_jobs(
    records: Sequence[JobRecord], over: Sequence[RunningJob], running: Collection[str] = ()
) -> list[PastJob]:
    """Return the jobs that ended, the newest first, each once; `running` are the kinds that run."""
    recorded = [_of_record(record, over) for record in records if record.state != "running"]
    unrecorded = [
        _of_running(job) for job in over if not (_is_a_look(job) or _has_record(job, records))
    ]
    newest_first = sorted(recorded + unrecorded, key=lambda job: job.started, reverse=True)
    return _superseded(newest_first, running)


def _superseded(newest_first: Sequence[PastJob], running: Collection[str]) -> list[PastJob]:
    """Return the jobs with `superseded` set: of one spec only the newest job can go on."""
    kinds, specs = {*running}, set[str]()
    found = []
    for job in newest_first:
        spec = _spec_key(job)
        found.append(replace(job, superseded=job.kind in kinds or spec in specs))
        if job.state == "done":
            kinds.add(job.kind)
        if spec:
            specs.add(spec)
    return found


def _spec_key(job: PastJob) -> str:
    """Return kind and spec as one text, "" for a job without a record."""
    if job.record is None:
        return ""
    return json.dumps([job.kind, job.record.spec], sort_keys=True)


def _of_record(record: JobRecord, over: Sequence[RunningJob]) -> PastJob:
    ran = next((job for job in over if _is_record_of(record, job)), None)
    return PastJob(
        record.kind,
        title_of_record(record),
        record.state,
        record.started,
        record.finished or record.started,
        record.done,
        record.total,
        record.failures,
        translated(record.message),
        record,
        report=None if ran is None else _report_of(ran),
        lacks_folder=_names_missing_folder(record.message),
    )


def _names_missing_folder(told: Message) -> bool:
    """Tell whether what a scan told, which may be several sentences, names a folder so."""
    parts = [one for one in told.values.values() if isinstance(one, Message)]
    return told.key == "scan.folder-missing" or any(map(_names_missing_folder, parts))


def _of_running(job: RunningJob) -> PastJob:
    report = _report_of(job)
    summary = report.summary() if job.state == "done" and isinstance(report, HasSummary) else None
    return PastJob(
        job.kind,
        job.title,
        job.state,
        job.started_at or job.ended_at,
        job.ended_at,
        job.progress.done,
        job.progress.total,
        0,
        translated(summary) if summary else job.said or job.failure,
        report=report,
    )


def _report_of(job: RunningJob) -> object:
    """Return the report of a job, and of one that was stopped or failed the report so far."""
    return job.progress.so_far if job.result is None else job.result


def notes_of(job: PastJob) -> list[JobFailure]:
    """Return what a job has to say of files that did not fail, as failures are shown.

    Those of a scan: files that hold another recording now, and what was left out.
    """
    from tagstudio.engine.scanning.left_out_files import REASONS
    from tagstudio.engine.scanning.scan import ScanReport

    if not isinstance(job.report, ScanReport):
        return []
    kept = [JobFailure(one.path, "overwritten", one.message) for one in job.report.overwritten]
    left_out = sorted(job.report.left_out.files, key=lambda one: REASONS.index(one.reason))
    return kept + [JobFailure(one.path, one.reason, _left_out_text(one)) for one in left_out]


def _left_out_text(left: LeftOutFile) -> Message:
    """Return a sentence of its own as it is, and the name of a kind of files as a reason."""
    if left.message.text.endswith("."):
        return left.message
    text = QCoreApplication.translate("past_jobs", "Left out: {what}")
    return plain(text.format(what=translated(left.message)))


def unlisted_text(job: PastJob) -> str:
    """Return how many of the files that a scan left out `notes_of` does not name, "" for none."""
    from tagstudio.engine.scanning.scan import ScanReport

    rest = job.report.left_out.unlisted() if isinstance(job.report, ScanReport) else 0
    text = QCoreApplication.translate("past_jobs", "Left out and not in the list: {count} more.")
    return text.format(count=counted(rest)) if rest else ""


def _is_a_look(job: RunningJob) -> bool:
    """Tell whether a job changed nothing and went well: the daily copy, what a question shows."""
    return job.kind in {"copy", GateJob.kind, "write_plan"} and job.state != "failed"


def _has_record(job: RunningJob, records: Sequence[JobRecord]) -> bool:
    """Tell whether the library has a record of a job that ran since the window opened."""
    return any(_is_record_of(record, job) for record in records)


def _is_record_of(record: JobRecord, job: RunningJob) -> bool:
    begun = job.started_at - SLACK_SECONDS <= record.started <= job.ended_at + SLACK_SECONDS
    return record.kind == job.kind and begun


def outcome_text(outcome: str) -> str:
    """Return the name of a job's outcome."""
    texts = {
        "done": QCoreApplication.translate("past_jobs", "Done"),
        "partly": QCoreApplication.translate("past_jobs", "Partly done"),
        "none": QCoreApplication.translate("past_jobs", "All failed"),
        "cancelled": QCoreApplication.translate("past_jobs", "Stopped"),
        "failed": QCoreApplication.translate("past_jobs", "Failed"),
        "interrupted": QCoreApplication.translate("past_jobs", "Interrupted"),
    }
    return texts[outcome]


def done_text(job: PastJob) -> str:
    """Return "120" or "120 of 600" tracks, "" for a job whose progress counts other units.

    Files that failed are gone through as well, but they are not done: they stand beside them.
    """
    if job.kind not in _OF_TRACKS:
        return ""
    done = counted(max(0, job.done - job.failures))
    if job.total is None or job.done == job.total:
        return done if job.total else ""
    text = QCoreApplication.translate("past_jobs", "{done} of {total}")
    return text.format(done=done, total=counted(job.total))


def _short_message(job: PastJob) -> str:
    """Return what the table says of a job: of one that went well no more than a few lines."""
    if job.state != "done":
        return job.message
    return whole_sentences(job.message, lambda part: len(part) <= LONGEST_MESSAGE)


def columns(colours: Callable[[], Colours]) -> list[RowColumn]:
    """Return the columns of the table of ended jobs."""

    def state_icon(job: PastJob) -> QIcon:
        now = colours()
        colours_of = {"done": now.yes, "partly": now.warning, "none": now.no, "failed": now.no}
        return icon(_ICONS[job.outcome], colours_of.get(job.outcome, now.quiet))

    translate = QCoreApplication.translate
    return [
        RowColumn(translate("past_jobs", "Job"), lambda job: job.title),
        RowColumn(
            translate("past_jobs", "Outcome"),
            lambda job: outcome_text(job.outcome),
            icon=state_icon,
        ),
        RowColumn(
            translate("past_jobs", "Started"),
            lambda job: time_text(job.started),
            lambda job: job.started,
        ),
        RowColumn(
            translate("past_jobs", "Duration"),
            lambda job: clock(job.ended - job.started),
            lambda job: job.ended - job.started,
            number=True,
        ),
        RowColumn(
            translate("past_jobs", "Files"),
            done_text,
            lambda job: job.done,
            number=True,
        ),
        RowColumn(
            translate("past_jobs", "Failed files"),
            lambda job: counted(job.failures) if job.failures else "",
            lambda job: job.failures,
            number=True,
        ),
        RowColumn(
            translate("past_jobs", "Message"),
            _short_message,
            tip=lambda job: job.message,
        ),
    ]
