"""The bar above the screens that offers to go on with a job that was interrupted."""

from __future__ import annotations

from tagstudio.engine.jobs.specs import BY_KIND, unfinished
from tagstudio.library.db.job_records import JobRecord
from tagstudio.ui.background.job_kinds import title_of_record
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.unfinished_jobs import go_on
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.notice_bar import NoticeBar, NoticeButton


class UnfinishedJobBar(NoticeBar):
    """Hidden until there is something to offer, and again once a job of its kind is started."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace.theme)
        self._workspace = workspace
        self._record: JobRecord | None = None
        workspace.jobs.started.connect(self._on_started)

    def look_for_unfinished(self) -> None:
        """Offer the newest job that was interrupted, can be resumed, and was not done since."""
        self._workspace.ask(unfinished, self._offer, owner=self)

    def go_on(self) -> None:
        """Go on with the job that is offered."""
        self.put_away()
        if self._record is not None:
            go_on(self._workspace, self._record)

    def _offer(self, record: JobRecord | None) -> None:
        jobs = self._workspace.jobs
        if record is None or any(job.kind == record.kind for job in (*jobs.jobs, *jobs.over)):
            return  # also where one was started while the library was read
        self._record = record
        not_now = NoticeButton(self.tr("Not now"), self.put_away)
        go_on_with_it = NoticeButton(self.tr("Go on"), self.go_on, main=True)
        self.show_notice(self._sentence(record), [not_now, go_on_with_it])

    def _sentence(self, record: JobRecord) -> str:
        """Return the name of the job, and its counts if they are of tracks.

        The steps of a training count different units, so their counts say nothing of the whole.
        """
        if not (record.total and BY_KIND[record.kind].counts_tracks):
            return self.tr("{job} was interrupted.").format(job=title_of_record(record))
        text = self.tr("{job} was interrupted at {done} of {total}.")
        return text.format(
            job=title_of_record(record), done=counted(record.done), total=counted(record.total)
        )

    def _on_started(self, job: RunningJob) -> None:
        """Withdraw the offer: a newer job takes the place of the older ones of its kind."""
        if self._record is not None and job.kind == self._record.kind:
            self._record = None
            self.put_away()
