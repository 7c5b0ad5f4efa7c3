"""The Model screen: the versions, what each knows, how it learned, and which one is used."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy import Connection

from tagstudio.engine.standing import Standing
from tagstudio.engine.versions import TrainReport, Verdict
from tagstudio.ui import long_work
from tagstudio.ui.changed import Changed
from tagstudio.ui.job_runner import RunningJob
from tagstudio.ui.model_screen import work
from tagstudio.ui.model_screen.answers import AnswersPanel
from tagstudio.ui.model_screen.changes import ChangesPanel
from tagstudio.ui.model_screen.learn_dialog import LearnDialog
from tagstudio.ui.model_screen.learning_panel import LearningPanel
from tagstudio.ui.model_screen.no_model import NoModel
from tagstudio.ui.model_screen.overview import Overview, read_overview
from tagstudio.ui.model_screen.plots import VersionsPlot
from tagstudio.ui.model_screen.tag_bars import TagBars
from tagstudio.ui.model_screen.timeline import Entry, TimelineView
from tagstudio.ui.model_screen.version_head import VersionHead
from tagstudio.ui.numerals import counted
from tagstudio.ui.plugin_states import plugin_states_of
from tagstudio.ui.settings_screen.page import quiet
from tagstudio.ui.theme import GRID
from tagstudio.ui.workspace import Workspace

TIMELINE_WIDTH = 320


class ModelScreen(QWidget):
    """Versions on the left, the selected one on the right; nothing is read while it is hidden."""

    review_wanted = Signal(object)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._plugins = plugin_states_of(workspace)
        self._overview: Overview | None = None
        self._standings: dict[int, Standing] = {}
        self._stood: tuple[object, ...] = ()  # what the standings were looked up for
        self._models_told = 0
        self._learn_wanted = False
        self._trained = ""  # the version that is to be selected once it is listed
        self._stale = True
        self._make_parts()
        self._build()
        self._connect()

    def learn(self) -> None:
        """Ask how to train, then train; once the versions are read, if they are not yet."""
        self._learn_wanted = self._overview is None
        if self._overview is None or self._overview.active is None:
            return
        dialog = LearnDialog(self._overview, self._workspace.settings.device, self)
        dialog.accepted.connect(
            lambda: work.train_version(self._workspace, dialog.settings, then=self._on_trained)
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def use_chosen(self) -> None:
        """Make the selected version the active one; ask first if the gate holds it back."""
        entry = self.versions.chosen()
        if entry is not None and not entry.version.active and entry.version.installed is not None:
            name = entry.version.name
            work.judge_version(self._workspace, name, lambda said: self._promote(name, said))

    def measure(self) -> None:
        """Measure all installed versions that the library knows on the answers as they are."""
        if self._overview is not None:
            known = [
                one.name
                for one in self._overview.versions
                if one.installed and (one.known or one.active)
            ]
            work.measure_versions(self._workspace, known)

    def showEvent(self, event: QShowEvent) -> None:
        """Read what changed while the screen was hidden."""
        super().showEvent(event)
        if self._stale:
            self._read()

    def _make_parts(self) -> None:
        workspace = self._workspace
        self.no_model = NoModel(workspace)
        self.versions = TimelineView(workspace)
        self.head = VersionHead()
        self.bars = TagBars(workspace)
        self.plot = VersionsPlot(workspace)
        self.changes = ChangesPanel(workspace)
        self.learning = LearningPanel(workspace)
        self.answers = AnswersPanel()
        self._said = quiet("")
        self._no_figures = quiet("")
        self._no_plot = quiet(
            self.tr("No version is measured yet: ten yes and ten no of a tag must be held out.")
        )
        self.measure_button = QPushButton(self.tr("Measure"))
        self.measure_button.setToolTip(self.tr("Measure the versions on the held-out answers"))
        self.back = QPushButton(self.tr("Go back to the version before"))
        self.learn_button = QPushButton(self.tr("Learn from the answers…"))
        self.learn_button.setProperty("main", True)

    def _build(self) -> None:
        self._stack = QStackedWidget()
        self._stack.addWidget(self.no_model)
        self._stack.addWidget(self._whole())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

    def _whole(self) -> QWidget:
        title = QLabel(self.tr("Model"))
        title.setProperty("role", "title")
        texts = QVBoxLayout()
        texts.setSpacing(GRID // 2)
        texts.addWidget(title)
        texts.addWidget(self._said)
        top = QHBoxLayout()
        top.setSpacing(GRID)
        top.addLayout(texts, 1)
        for button in (self.back, self.measure_button, self.learn_button):
            top.addWidget(button)
        parts = QHBoxLayout()
        parts.setSpacing(2 * GRID)
        parts.addWidget(self._versions_card())
        parts.addWidget(self._version_card(), 1)
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(2 * GRID)
        layout.addLayout(top)
        layout.addLayout(parts, 1)
        return whole

    def _versions_card(self) -> QFrame:
        card = _card()
        card.setFixedWidth(TIMELINE_WIDTH)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(1, GRID, 1, GRID)
        layout.addWidget(self.versions)
        return card

    def _version_card(self) -> QFrame:
        card = _card()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        for part in (self.tabs, self.tabs.tabBar()):
            part.setAccessibleName(self.tr("What to see of the versions"))
        for title, panel in (
            (self.tr("Tags"), _or(self.bars, self._no_figures)),
            (self.tr("Over versions"), _or(self.plot, self._no_plot)),
            (self.tr("What would change"), self.changes),
            (self.tr("Learning"), self.learning),
            (self.tr("Answers"), self.answers),
        ):
            self.tabs.addTab(panel, title)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        layout.setSpacing(2 * GRID)
        layout.addWidget(self.head)
        layout.addWidget(self.tabs, 1)
        return card

    def _connect(self) -> None:
        workspace = self._workspace
        self.measure_button.clicked.connect(self.measure)
        self.back.clicked.connect(lambda: work.roll_back(workspace))
        self.learn_button.clicked.connect(self.learn)
        self.head.use_wanted.connect(self.use_chosen)
        self.head.suggest_wanted.connect(lambda: long_work.suggest_tags(workspace))
        self.changes.wanted.connect(self._look_for_differences)
        self.changes.review_wanted.connect(self.review_wanted)
        self.learning.curve_wanted.connect(
            lambda: work.draw_learning_curve(workspace, self.learning.show_curve)
        )
        self.versions.selectionModel().currentChanged.connect(lambda *_: self._show_chosen())
        self._plugins.changed.connect(self._read_soon)
        workspace.changed.connect(self._on_changed)
        workspace.jobs.started.connect(self._on_job)
        workspace.jobs.ended.connect(lambda _: self._enable())
        workspace.actions.bind(
            "model",
            {
                "train": self.learn,
                "promote": self.use_chosen,
                "rollback": lambda: work.roll_back(workspace),
            },
        )

    def _on_changed(self, changed: Changed) -> None:
        if changed.what == "models":
            self._models_told += 1  # the plugins are asked, and then it is read
        elif changed.what in {"decisions", "settings"}:
            self._read_soon()

    def _read_soon(self) -> None:
        self._stale = True
        if self.isVisible():
            self._read()

    def _read(self) -> None:
        self._stale = False
        installed = self._plugins.installed
        if not installed:
            self.no_model.show_states(self._plugins.states)
            self._stack.setCurrentIndex(0)
            return

        def read(connection: Connection) -> Overview:
            return read_overview(connection, installed)

        self._workspace.ask(read, self._show, owner=self, topic="overview", later=True)

    def _show(self, overview: Overview) -> None:
        self._overview = overview
        self._stack.setCurrentIndex(1)
        self._said.setText(self._sentence(overview))
        self.answers.show_answers(overview.answers)
        self._show_versions()
        self._enable()
        self._find_standings(overview)
        if self._learn_wanted:
            self.learn()

    def _sentence(self, overview: Overview) -> str:
        if overview.active is None:
            return overview.problem
        if not overview.to_learn_from:
            return self.tr(
                "{model} is active. There is nothing to learn from yet: answer suggestions in the"
                " Review, of several artists. About 35 yes and 35 no of a tag are needed to measure"
                " it, a few to learn."
            ).format(model=overview.active.name)
        text = self.tr("{model} is active. {count} answers to learn from.").format(
            model=overview.active.name, count=counted(overview.to_learn_from)
        )
        chosen = self._workspace.settings.model
        if chosen and chosen != overview.active.name:
            other = self.tr("Suggestions come from {model}, which is set in the Settings.")
            text = f"{text} {other.format(model=chosen)}"
        return text

    def _show_versions(self) -> None:
        assert self._overview is not None
        chosen = self.versions.chosen()
        self.versions.timeline.show_versions(self._overview.versions, self._standings)
        names = {one.name for one in self._overview.versions}
        if self._trained in names:  # it has come into the list
            self.versions.choose(self._trained)
            self._trained = ""
        else:
            self.versions.choose(chosen.version.name if chosen else "")
        active = self._overview.active
        oldest_first = sorted(self._standings.values(), key=lambda one: one.model.added)
        self.plot.show_standings(oldest_first, active.name if active else "")
        measured = any(one.macro for one in oldest_first)
        self.plot.setVisible(measured)
        self._no_plot.setVisible(not measured)
        self._show_chosen()

    def _show_chosen(self) -> None:
        entry = self.versions.chosen()
        if entry is None:
            return
        self.head.show_entry(entry)
        self.changes.forget(entry.version.active)
        self._show_figures(entry)

    def _show_figures(self, entry: Entry) -> None:
        overview = self._overview
        figures = entry.standing.figures if entry.standing else ()
        if figures and overview is not None and overview.held_out is not None:
            active = overview.active
            known = active.known if active and not entry.version.active else None
            beside = self._standings[known.id].figures if known else ()
            self.bars.show_figures(figures, beside, overview.held_out.tag_names)
        self.bars.setVisible(bool(figures))
        self._no_figures.setVisible(not figures)
        self._no_figures.setText(
            self.tr("Not measured yet. Measure lets it hear the held-out tracks and counts.")
        )

    def _find_standings(self, overview: Overview) -> None:
        active = overview.active.known if overview.active else None
        versions = [one.known for one in overview.versions if one.known and one.installed]
        if active is None or overview.held_out is None:
            return
        ids = tuple(one.id for one in versions)
        wanted = (overview.held_out.id, active.id, ids, self._models_told)
        if wanted != self._stood:
            self._stood = wanted
            work.find_standings(self._workspace, active, versions, self._keep_standings)

    def _keep_standings(self, found: list[Standing]) -> None:
        self._standings = {one.model.id: one for one in found}
        if self._overview is not None:
            self._show_versions()

    def _look_for_differences(self) -> None:
        entry = self.versions.chosen()
        if entry is not None:
            work.look_for_differences(self._workspace, entry.version.name, self._show_difference)

    def _show_difference(self, difference: work.Difference) -> None:
        entry = self.versions.chosen()
        if entry is not None and entry.version.name == difference.after.name:
            self.changes.show_difference(difference)

    def _promote(self, name: str, verdict: Verdict) -> None:
        if verdict.passed:
            work.promote_version(self._workspace, name, force=False)
            return
        box = QMessageBox(QMessageBox.Icon.Question, "TagStudio", verdict.reason, parent=self)
        box.setInformativeText(
            self.tr("Use {name} all the same? You can go back at any time.").format(name=name)
        )
        use = box.addButton(self.tr("Use it"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        use.clicked.connect(lambda: work.promote_version(self._workspace, name, force=True))
        box.finished.connect(box.deleteLater)
        box.open()

    def _on_job(self, job: RunningJob) -> None:
        if job.kind == "train":
            self.learning.follow(job)
            self.tabs.setCurrentWidget(self.learning)
        self._enable()

    def _on_trained(self, report: TrainReport) -> None:
        self.learning.show_report(report)
        self._trained = report.model.info.name

    def _enable(self) -> None:
        overview, jobs = self._overview, self._workspace.jobs
        answered = overview is not None and bool(overview.to_learn_from)
        ready = answered and overview is not None and overview.active is not None
        self.learn_button.setEnabled(ready and jobs.of_kind("train") is None)
        self.measure_button.setEnabled(ready and jobs.of_kind("evaluate") is None)
        self.back.setVisible(overview is not None and overview.can_roll_back)
        self.learning.draw.setEnabled(ready and jobs.of_kind("curve") is None)
        self.changes.look.setEnabled(jobs.of_kind("differences") is None)
        self.head.use.setEnabled(not (jobs.of_kind("judge") or jobs.of_kind("promote")))


def _card() -> QFrame:
    card = QFrame()
    card.setObjectName("card")
    return card


def _or(shown: QWidget, otherwise: QLabel) -> QWidget:
    """Return a page with a widget, and the sentence that stands there without it."""
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, GRID, 0, 0)
    layout.addWidget(shown, 1)
    layout.addWidget(otherwise)
    layout.addStretch(0)
    return page
