"""Offer the better model while it is not installed: its worth, its size, its licence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from tagstudio.engine.jobs.model_specs import InstallModelJob
from tagstudio.engine.plugins.installed_models import PluginState
from tagstudio.engine.plugins.published_models import PublishedModel, better_model, comes_first
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.stop_button import StopButton
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.model_screen.explanations import explained
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.text.number_format import decimal
from tagstudio.ui.widgets.details_button import DetailsButton
from tagstudio.ui.widgets.form import quiet

DISMISSED = "dismissed_models"  # the names of offers that nobody wants to see again


class BetterModel(QFrame):
    """Emits `wanted` with the model's name and the file of its weights, None for the network."""

    wanted = Signal(str, object)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.setObjectName("card")
        self._remembered = workspace.remembered
        self._offer: PublishedModel | None = None
        self._is_folded = False
        self._could_not_be_fetched = any(map(_could_not_install, workspace.jobs.over))
        self.title = QLabel(wordWrap=True)  # else it would widen a small window
        self.title.setProperty("role", "heading")
        self.text = quiet("")
        self.text.setToolTip(explained("better"))
        self.details = DetailsButton(
            self.text, tip=self.tr("What it is worth, its size and its licence")
        )
        self.install = QPushButton(self.tr("Install"))
        self.install.clicked.connect(lambda: self._want(None))
        self.from_file = QPushButton(self.tr("From a file…"))
        self.from_file.clicked.connect(self._install_from_file)
        self.dismiss = QPushButton(self.tr("Not now"))
        self.dismiss.clicked.connect(self._dismiss)
        self.stop = StopButton(self, workspace.jobs, InstallModelJob.kind)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self.title, 1)
        for button in (self.details, self.dismiss, self.from_file, self.install, self.stop):
            buttons.addWidget(button)
        self.details.toggled.connect(self._show_parts)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        layout.addLayout(buttons)
        layout.addWidget(self.text)
        workspace.jobs.started.connect(self._show_parts)
        workspace.jobs.ended.connect(self._on_ended)
        self.fold(False)
        self.hide()

    def show_states(self, states: Sequence[PluginState], *, comes_into_use: bool) -> None:
        """Offer what these plugins could install, if it is better than what they have.

        `comes_into_use`: no version was put to use before, so once installed it is in use, if it
        comes before the models that are there.
        """
        self._offer = better_model(states)
        self.setVisible(self._offer is not None and self._offer.name not in self._dismissed())
        if self._offer is None:
            return
        # As the other pages say it: how it compares with your own version nobody knows.
        title = self.tr("Another model to try: {model}")
        self.title.setText(title.format(model=self._offer.name))
        self._show_parts()
        tip = self.tr("Without network: take the file {file}, fetched on another machine")
        self.from_file.setToolTip(tip.format(file=self._offer.file))
        if self._offer.megabytes:
            facts = self.tr("To fetch: {size} MB, licence {licence}.").format(
                size=decimal(self._offer.megabytes, 1), licence=self._offer.licence
            )
        else:
            facts = self.tr("Nothing is fetched: it is made of models that are installed.")
        then = self.tr("It then stands in the list: use it, and train it with your answers.")
        if comes_into_use and comes_first(states, self._offer):
            then = self.tr(
                "It then listens to your tracks again; until it has, the suggestions stay as they"
                " are. Your answers stay."
            )
        self.text.setText(" ".join([translated(self._offer.worth), facts, then]))

    def fold(self, is_folded: bool) -> None:
        """Show one line, with a button for the rest: a small window has no room for more."""
        self._is_folded = is_folded
        self.details.setVisible(is_folded)
        self._show_parts()

    def _show_parts(self, _: object = None) -> None:
        is_running = self.stop.job is not None
        for button in (self.dismiss, self.install):
            button.setHidden(is_running)
        is_whole = not self._is_folded or self.details.isChecked()
        self.text.setVisible(is_whole)
        wanted = (is_whole or self._could_not_be_fetched) and not is_running
        self.from_file.setVisible(wanted and self._offer is not None and bool(self._offer.file))

    def _on_ended(self, job: RunningJob) -> None:
        """Offer a file where the network failed: that is what is said to help."""
        if _could_not_install(job):
            self._could_not_be_fetched = True
        self._show_parts()

    def _want(self, file: Path | None) -> None:
        if self._offer is not None:
            self.wanted.emit(self._offer.name, file)

    def _install_from_file(self) -> None:
        name = self._offer.file if self._offer else ""
        title = self.tr("The file of the weights: {file}").format(file=name)
        file, _ = QFileDialog.getOpenFileName(self, title, str(Path.home()))
        if file:
            self._want(Path(file))

    def _dismissed(self) -> list[str]:
        return self._remembered.document(DISMISSED, [])

    def _dismiss(self) -> None:
        if self._offer is not None:
            self._remembered.keep_document(DISMISSED, [*self._dismissed(), self._offer.name])
        self.hide()


def _could_not_install(job: RunningJob) -> bool:
    return job.kind == InstallModelJob.kind and job.state == "failed"
