"""The bar above the screens that offers to go on with jobs that were interrupted."""

from __future__ import annotations

from tagstudio.engine.jobs.specs import BY_KIND, all_unfinished
from tagstudio.library.db.job_records import JobRecord
from tagstudio.ui.background.job_kinds import title_of_record
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.unfinished_jobs import go_on
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.notice_bar import NoticeBar, NoticeButton


class UnfinishedJobBar(NoticeBar):
    """Hidden until there is something to offer, and again once jobs of its kinds are started."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace.theme)
        self._workspace = workspace
        self._records: list[JobRecord] = []
        workspace.jobs.started.connect(self._on_started)

    def look_for_unfinished(self) -> None:
        """Offer the newest job of each kind that was interrupted and can be resumed."""
        self._workspace.ask(all_unfinished, self._offer, owner=self)

    def go_on(self) -> None:
        """Go on with the jobs that are offered, the one that began first at first."""
        self.put_away()
        for record in self._records[::-1]:
            go_on(self._workspace, record)

    def _offer(self, records: list[JobRecord]) -> None:
        jobs = self._workspace.jobs
        begun = {job.kind for job in (*jobs.jobs, *jobs.over)}  # while the library was read, too
        self._records = [one for one in records if one.kind not in begun]
        self._show_offer()

    def _show_offer(self) -> None:
        if not self._records:
            self.put_away()
            return
        text = " ".join(map(self._sentence, self._records))
        not_now = NoticeButton(self.tr("Not now"), self.put_away)
        self.show_notice(text, [not_now, NoticeButton(self.tr("Go on"), self.go_on, main=True)])

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
        """Withdraw an offer: a newer job takes the place of the older ones of its kind."""
        left = [one for one in self._records if one.kind != job.kind]
        if left != self._records:
            self._records = left
            if self.is_wanted:
                self._show_offer()
