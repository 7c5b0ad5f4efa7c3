"""The bar that asks about a version which waits though its verdict would have it in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from tagstudio.engine.jobs.model_specs import PromoteJob, TrainJob
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.notice_bar import NoticeBar, NoticeButton

if TYPE_CHECKING:
    from tagstudio.engine.training.train import TrainReport


class WaitingVersionBar(NoticeBar):
    """Hidden until a training made such a version, whoever began it; until another one is used."""

    question_wanted = Signal(str)  # the name of the version

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace.theme)
        workspace.jobs.ended.connect(self._on_ended)

    def _on_ended(self, job: RunningJob) -> None:
        if job.kind not in {TrainJob.kind, PromoteJob.kind} or job.state != "done":
            return
        self.put_away()
        if job.kind == TrainJob.kind:
            report: TrainReport = job.result
            if tags := report.too_many:
                self._ask(report.model.info.name, *tags[0])

    def _ask(self, version: str, tag: str, count: int, tracks: int) -> None:
        text = self.tr(
            "{version} waits for your word: with it, {count} of {tracks} tracks would have {tag},"
            " which is probably too many."
        )
        text = text.format(version=version, tag=tag, count=counted(count), tracks=counted(tracks))
        later = NoticeButton(self.tr("Not now"), lambda: None)
        look = NoticeButton(
            self.tr("Use this version…"), lambda: self.question_wanted.emit(version), main=True
        )
        self.show_notice(text, [later, look])
