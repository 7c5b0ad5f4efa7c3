"""The panel of the training: its epochs while it runs, its details, and the learning curve."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from tagstudio.core.messages import Message
from tagstudio.core.progress import Progress
from tagstudio.engine.jobs.model_specs import LearningCurveJob, TrainJob
from tagstudio.engine.training.learning_curve import MORE, LearningCurve
from tagstudio.engine.training.train import TrainingProgress, TrainReport
from tagstudio.plugin_api import Epoch
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.stop_button import StopButton
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.model_screen.copy_epochs import COPIES, CopyEpochs, by_copy
from tagstudio.ui.model_screen.explanations import explained
from tagstudio.ui.model_screen.plots import CurvePlot, EpochPlots
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.text.number_format import counted, decimal
from tagstudio.ui.widgets.form import quiet


class TrainingPanel(QWidget):
    """Shows the training that runs, and keeps the curves of the last one until the next.

    Its four plots are made when there is something to draw: each takes 10 ms.
    """

    curve_wanted = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._epochs: EpochPlots | None = None
        self._curve: CurvePlot | None = None
        self._title = _heading(self.tr("The last training"))
        self.details = QPushButton(self.tr("Details"))
        self.details.setCheckable(True)
        self._notices = quiet("")
        self.details.toggled.connect(self._notices.setVisible)
        self._status = quiet(self._resting_text())
        self.stop = StopButton(self, workspace.jobs, TrainJob.kind)
        self.stop_drawing = StopButton(self, workspace.jobs, LearningCurveJob.kind)
        self.draw = QPushButton(self.tr("Draw the learning curve"))
        self.draw.clicked.connect(self.curve_wanted)
        self._improvement = quiet(
            self.tr(
                "Trains on a quarter, a half and all of the answers and measures each version,"
                " to estimate what more answers would bring. No version is made or used."
            )
        )
        self._obstacle = quiet("")
        self._curve_title = _heading(self.tr("Learning curve"))
        self._explain()
        above = QHBoxLayout()
        above.addWidget(self._title, 1)
        above.addWidget(self.details)
        above.addWidget(self.stop)
        below = QHBoxLayout()
        below.setSpacing(GRID)
        below.addWidget(self._curve_title, 1)
        below.addWidget(self.draw)
        below.addWidget(self.stop_drawing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2 * GRID, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(above)
        layout.addWidget(self._status)
        layout.addWidget(self._notices)
        self._place_of_epochs, self._place_of_curve = QVBoxLayout(), QVBoxLayout()
        layout.addLayout(self._place_of_epochs, 1)
        layout.addSpacing(GRID)
        layout.addLayout(below)
        layout.addWidget(self._improvement)
        layout.addWidget(self._obstacle)
        layout.addLayout(self._place_of_curve, 1)
        layout.addStretch(0)
        for part in (self.details, self._notices, self._obstacle):
            part.hide()
        workspace.jobs.started.connect(self._on_started)
        if (running := workspace.jobs.of_kind(TrainJob.kind)) is not None:
            self._follow(running)

    def _explain(self) -> None:
        self.draw.setToolTip(explained("learning_curve"))
        for label, name in (
            (self._title, "epochs"),
            (self._status, "epochs"),
            (self._notices, "epochs"),
            (self._curve_title, "learning_curve"),
            (self._improvement, "learning_curve"),
            (self._obstacle, "enough"),
        ):
            label.setToolTip(explained(name))

    @property
    def epochs(self) -> EpochPlots:
        """The curves of the epochs."""
        if self._epochs is None:
            self._epochs = EpochPlots(self._workspace)
            self._epochs.hide()
            self._place_of_epochs.addWidget(self._epochs)
        return self._epochs

    @property
    def curve(self) -> CurvePlot:
        """The learning curve."""
        if self._curve is None:
            self._curve = CurvePlot(self._workspace)
            self._curve.hide()
            self._place_of_curve.addWidget(self._curve)
        return self._curve

    def _on_started(self, job: RunningJob) -> None:
        if job.kind == TrainJob.kind:
            self._follow(job)

    def _follow(self, job: RunningJob) -> None:
        """Draw the epochs of a training while it runs."""
        self._status.setText(self.tr("Preparing the training…"))
        self._show_notices([])
        self._show_epochs([])
        self._show_progress(job.progress)
        job.progressed.connect(self._show_progress)
        job.ended.connect(self._on_ended)

    def show_report(self, report: TrainReport) -> None:
        """Keep the curves of a training that ended; its notices are under Details.

        There are no epochs where the version was already trained and only its measuring was left.
        """
        self._show_epochs(report.epochs)
        text = self.tr("{name} was trained on {answers} answers.")
        shipped = [one for one in by_copy(report.epochs) if not one.copy]
        if shipped:
            text = self.tr("{name} was trained on {answers} answers in {epochs} epochs.")
        text = text.format(
            name=report.model.info.name,
            answers=counted(report.answers),
            epochs=len(shipped[0].epochs) if shipped else 0,
        )
        self._status.setText(text)
        self._show_notices([translated(notice) for notice in report.notices])

    def offer_curve(self, obstacle: Message | None, *, is_possible: bool) -> None:
        """Offer to draw the curve, or say why there can be none."""
        self.draw.setEnabled(is_possible and obstacle is None)
        why = translated(obstacle) if obstacle else ""
        self._obstacle.setText(why)
        self._obstacle.setVisible(bool(why))

    def show_curve(self, curve: LearningCurve) -> None:
        """Show the curve, and the gain to be expected from more answers."""
        self.curve.show_curve(curve)
        self.curve.show()
        self._improvement.setText(" ".join(self._worth_of_more(curve)))

    def _worth_of_more(self, curve: LearningCurve) -> list[str]:
        """Return what more answers would bring, as a sentence or two."""
        first, last = curve.points[0], curve.points[-1]
        said = self.tr(
            "Of two tracks, one with a tag and one without, the right one is picked {after} times"
            " of 1,000 after {answers} answers; by the model as it was published, {before} times."
        ).format(
            after=round(1000 * last.macro_auc),
            before=round(1000 * first.macro_auc),
            answers=counted(last.answers),
        )
        more = self.tr("{more} more answers may make it {gain} times more.")
        gain = round(1000 * curve.expected_improvement)
        if gain <= 0:
            more = self.tr("{more} more answers would hardly change that.")
        sentences = [said, more.format(more=MORE, gain=gain)]
        if curve.left_out:
            out = self.tr("Left out are your own tags, which the published model lacks: {tags}.")
            sentences.append(out.format(tags=", ".join(curve.left_out)))
        return sentences

    def _show_epochs(self, epochs: Sequence[Epoch]) -> None:
        if epochs or self._epochs is not None:
            self.epochs.show_epochs(epochs)

    def _show_notices(self, notices: Sequence[str]) -> None:
        self._notices.setText("\n".join(notices))
        self.details.setVisible(bool(notices))
        self.details.setChecked(False)

    def _show_progress(self, progress: Progress) -> None:
        if isinstance(progress, TrainingProgress) and progress.epochs:
            self._show_epochs(progress.epochs)
            self._status.setText(self._epoch_text(by_copy(progress.epochs)))
        elif progress.message:
            self._status.setText(self._step_text(progress))

    def _on_ended(self, job: RunningJob) -> None:
        if isinstance(job.result, TrainReport):
            self.show_report(job.result)
        elif job.state == "failed":
            text = self.tr("The training failed: {reason}")
            self._status.setText(text.format(reason=job.failure))
        elif self._epochs is None or not self._epochs.loss.copies:
            self._status.setText(self._resting_text())

    def _step_text(self, progress: Progress) -> str:
        """Return what is done before the first epoch or after the last one, and how far it is."""
        has_begun = self._epochs is not None and bool(self._epochs.loss.copies)
        text = self.tr("Preparing the training: {step}…")
        if has_begun:
            text = self.tr("After the training: {step}…")
        text = text.format(step=translated(progress.message))
        if not progress.total:
            return text
        counts = self.tr("{done} of {total}")
        counts = counts.format(done=counted(progress.done), total=counted(progress.total))
        return f"{text} {counts}"

    def _resting_text(self) -> str:
        return self.tr("The curves of a training are drawn here while it runs.")

    def _epoch_text(self, copies: Sequence[CopyEpochs]) -> str:
        """Return the newest epoch in words; a copy's are numbered from 1, as they are drawn."""
        newest = copies[-1]
        epoch = newest.epochs[-1]
        text = self.tr("Epoch {number} of at most {epochs}: training loss {loss}")
        if epoch.validation_auc is not None:
            text = self.tr(
                "Epoch {number} of at most {epochs}: training loss {loss}, validation ROC-AUC {auc}"
            )
        text = text.format(
            number=epoch.number,
            epochs=epoch.epochs,
            loss=decimal(epoch.loss, 4),
            auc=decimal(epoch.validation_auc or 0.0, 3),
        )
        if not newest.copy:
            return text
        judging = self.tr("Copy {copy} of {copies} that judge. {epoch}")
        return judging.format(copy=newest.copy, copies=COPIES - 1, epoch=text)


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "heading")
    return label
