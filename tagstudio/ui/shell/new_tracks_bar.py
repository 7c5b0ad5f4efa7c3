"""The bar that offers, after a scan that found music, to let the model suggest tags for it."""

from __future__ import annotations

from collections.abc import Callable

from tagstudio.engine.jobs.library_specs import ScanJob
from tagstudio.ui.background import library_jobs
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.notice_bar import NoticeBar, NoticeButton


class NewTracksBar(NoticeBar):
    """Hidden until tracks came in, and again once the model listens or the offer is declined.

    `is_offered` tells that the same is offered elsewhere already.
    """

    def __init__(self, workspace: Workspace, is_offered: Callable[[], bool]) -> None:
        super().__init__(workspace.theme)
        self._workspace = workspace
        self._is_offered = is_offered
        workspace.jobs.ended.connect(self._on_ended)
        workspace.jobs.started.connect(self._on_started)

    def _on_ended(self, job: RunningJob) -> None:
        if job.kind == "suggest" and job.state == "done":
            self.put_away()  # it took up what came in while it was at work
        is_asked_for = job.kind == ScanJob.kind and not job.by_itself  # else they are heard anyway
        found = 0
        if is_asked_for and job.state == "done":
            found = job.result.new - job.result.unread
        if found > 0 and not self._is_offered():
            self._offer(found)

    def _offer(self, new: int) -> None:
        text = self.tr("New tracks: {count}. Let the model suggest tags for them?")
        suggest = NoticeButton(
            self.tr("Suggest tags now"),
            lambda: library_jobs.suggest_tags(self._workspace),
            main=True,
        )
        not_now = NoticeButton(self.tr("Not now"), self.put_away)
        self.show_notice(text.format(count=counted(new)), [not_now, suggest])

    def _on_started(self, job: RunningJob) -> None:
        if job.kind == "suggest":
            self.put_away()
