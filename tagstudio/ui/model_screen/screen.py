"""The Model screen: the versions, their scores, their training, and the one in use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy import Connection

from tagstudio.engine.evaluation.gate import Preview
from tagstudio.engine.evaluation.version_scores import EvaluationSummary
from tagstudio.engine.jobs.model_specs import (
    InstallModelJob,
    PromoteJob,
    RollBackJob,
    TrainJob,
    VersionDiff,
)
from tagstudio.engine.plugins.installed_models import InstalledModel
from tagstudio.engine.training.own_tags import OwnTag, own_tags_of
from tagstudio.engine.training.train import TrainReport
from tagstudio.library.db.rights import Right
from tagstudio.ui.background import library_jobs, model_jobs
from tagstudio.ui.background.job_kinds import too_few_to_measure
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.plugin_states import plugin_states_of
from tagstudio.ui.background.rights import grey_out
from tagstudio.ui.background.training_obstacle import training_obstacle_of
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.change_event import Changed
from tagstudio.ui.model_screen.overview import Overview, read_overview
from tagstudio.ui.model_screen.promotion import use_version
from tagstudio.ui.model_screen.tag_scores import NOT_MEASURED, TagScore
from tagstudio.ui.model_screen.train_dialog import TrainDialog
from tagstudio.ui.model_screen.version_files import where_to, which_file
from tagstudio.ui.model_screen.version_timeline import VersionEntry
from tagstudio.ui.model_screen.view import ModelView, make_parts
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.text.number_format import counted


class ModelScreen(QWidget):
    """Versions on the left, the selected one on the right; nothing is read while it is hidden."""

    review_wanted = Signal(object)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._plugins = plugin_states_of(workspace)
        self._training = training_obstacle_of(workspace)
        self._overview: Overview | None = None
        self._summaries: dict[int, EvaluationSummary] = {}
        self._summaries_for: tuple[object, ...] = ()  # the test set and versions that they are of
        self._models_changes = 0
        self._train_wanted = False
        self._newest_wanted = False  # the newest version is to be selected once any are listed
        self._asked_about = ""  # the version that is asked about once it is chosen
        self._trained = ""  # the version that is to be selected once it is listed
        self._looked_at: tuple[str, bool, str] | None = None
        self._stale = True
        self.view = workspace.parts_ahead.take(ModelView, lambda: ModelView(workspace))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self.setFocusProxy(self.view.versions)
        self._connect()

    @staticmethod
    def make_parts(workspace: Workspace) -> Iterator[None]:
        """Make the parts of the screen that is made next, in steps."""
        return make_parts(workspace)

    def train(self) -> None:
        """Ask how to train, then train, once the answers and versions are read as they are now."""
        self._train_wanted = True
        self._read()

    def _ask_how_to_train(self, overview: Overview) -> None:
        self._train_wanted = False
        if overview.active is None:
            return
        dialog = TrainDialog(overview, self._workspace.settings.device, self)
        dialog.accepted.connect(lambda: self._train(dialog.spec))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _train(self, spec: TrainJob) -> None:
        self.view.tabs.setCurrentWidget(self.view.training)
        model_jobs.train_version(self._workspace, spec)

    def use_chosen(self) -> None:
        """Make the selected version the active one; ask first if the gate holds it back."""
        entry = self.view.versions.chosen()
        if entry is not None and not entry.version.active and entry.version.installed is not None:
            use_version(self._workspace, entry.version.name, partial(self._own_tags, entry), self)

    def ask_about(self, name: str) -> None:
        """Ask whether to use a version, once it is listed, and its file was found."""
        self._trained = self._asked_about = name
        if self._overview is not None:
            self._show_versions()

    def go_back(self) -> None:
        """Go back to the version before, and say what changed, with the way forward again."""
        model_jobs.roll_back(self._workspace, self._on_back)

    def _on_back(self, versions: tuple[str, str]) -> None:
        self.view.way_back.show_way(*versions)

    def _use_again(self, name: str) -> None:
        model_jobs.promote_version(self._workspace, name, force=True)

    def _show_changes(self, version: str) -> None:
        """Compare a version with the one in use, in the tab of the changes."""
        self.view.versions.choose(version)
        self.view.tabs.setCurrentWidget(self.view.changes)
        self._look_for_differences()

    def show_newest_changes(self) -> None:
        """Show the tab of the changes of the newest version, once the versions are read."""
        self.view.tabs.setCurrentWidget(self.view.changes)
        self._newest_wanted = self._overview is None
        if self._overview is not None:
            self.view.versions.choose(self._overview.versions[0].name)

    def measure(self) -> None:
        """Measure all installed versions that the library knows on the answers as they are."""
        if self._overview is not None:
            known = [
                one.name
                for one in self._overview.versions
                if one.installed and (one.known or one.active)
            ]
            model_jobs.measure_versions(self._workspace, known)

    def showEvent(self, event: QShowEvent) -> None:
        """Read again if the library changed while the screen was hidden."""
        super().showEvent(event)
        if self._stale:
            self._read()

    def _connect(self) -> None:
        workspace = self._workspace
        self.view.measure_button.clicked.connect(self.measure)
        self.view.back.clicked.connect(self.go_back)
        self.view.way_back.wanted.connect(self._use_again)
        self.view.way_back.changes_wanted.connect(self._show_changes)
        self.view.train_button.clicked.connect(self.train)
        self.view.head.details.toggled.connect(self.view.tag_scores.show_figures_too)
        self.view.better.wanted.connect(self._install_better)
        self.view.head.use_wanted.connect(self.use_chosen)
        self.view.head.suggest_wanted.connect(lambda: library_jobs.suggest_tags(workspace))
        self.view.changes.wanted.connect(self._look_for_differences)
        self.view.changes.review_wanted.connect(self.review_wanted)
        self.view.training.curve_wanted.connect(
            lambda: model_jobs.draw_learning_curve(workspace, self.view.training.show_curve)
        )
        self.view.versions.selectionModel().currentChanged.connect(lambda *_: self._show_chosen())
        self._plugins.changed.connect(self._read_soon)
        self._training.changed.connect(self._enable)
        workspace.changed.connect(self._on_changed)
        workspace.jobs.started.connect(self._enable)
        workspace.jobs.ended.connect(self._on_job_ended)
        workspace.actions.bind(
            "model",
            {
                "train": self.train,
                "promote": self.use_chosen,
                "rollback": self.go_back,
                "export_version": self.export_chosen,
                "import_version": self.import_version,
            },
        )

    def export_chosen(self) -> None:
        """Write the chosen version into a file for a colleague, after a question where to."""
        entry = self.view.versions.chosen()
        if entry is not None and (target := where_to(self, entry.version.name)):
            model_jobs.export_version(self._workspace, entry.version.name, target)

    def import_version(self) -> None:
        """Install a version from a colleague's file, after a question which, and choose it."""

        def then(model: InstalledModel) -> None:
            self._trained = model.info.name

        if source := which_file(self):
            model_jobs.import_version(self._workspace, source, then)

    def _on_changed(self, changed: Changed) -> None:
        if changed.topic == "models":
            self._models_changes += 1  # the plugins are asked, and then it is read
        elif changed.topic != "jobs":
            self._read_soon()

    def _read_soon(self) -> None:
        self._stale = True
        if self.isVisible():
            self._read()

    def _read(self, *, at_once: bool = False) -> None:
        """Read all of it; `at_once`: before what others asked for."""
        self._stale = False
        installed = self._plugins.installed
        if not installed:
            self.view.no_model.show_states(self._plugins.states)
            self.view.show_no_model()
            return

        def read(connection: Connection) -> Overview:
            return read_overview(connection, installed)

        later = not (self._train_wanted or at_once)
        self._workspace.ask(read, self._show, owner=self, topic="overview", later=later)

    def _show(self, overview: Overview) -> None:
        if overview == self._overview and not self._train_wanted:
            return
        self._overview = overview
        self._training.take(overview.problem or overview.readiness.obstacle)
        self.view.show_versions()
        self.view.better.show_states(
            self._plugins.states or (), comes_into_use=not overview.can_roll_back
        )
        self.view.summary.setText(self._sentence(overview))
        self.view.way_back.follow(overview.active.name if overview.active else "")
        self.view.answers.show_answers(overview.readiness)
        self._show_versions()
        self._enable()
        self._find_summaries(overview)
        if self._train_wanted:
            self._ask_how_to_train(overview)

    def _sentence(self, overview: Overview) -> str:
        if overview.active is None:
            return overview.problem
        text = self.tr("{model} is active.")
        if overview.active.on_trial:
            text = self.tr("{model} is active, on trial.")
        text = text.format(model=overview.active.name)
        if overview.readiness.obstacle:
            return f"{text} {translated(overview.readiness.obstacle)}"
        learnable = self._learnable(overview).format(
            count=counted(overview.readiness.answers),
            tracks=counted(overview.readiness.tracks),
            new=counted(overview.newly_answered or 0),
        )
        on_parts = None if overview.readiness.tracks else overview.readiness.on_parts
        text = f"{text} {translated(on_parts) if on_parts else learnable}"
        if unheard := overview.readiness.on_out_of_reach:
            text = f"{text} {translated(unheard)}"
        chosen = self._workspace.settings.model
        if chosen and chosen != overview.active.name:
            other = self.tr("Suggestions come from {model}, which is set in the Settings.")
            text = f"{text} {other.format(model=chosen)}"
        return text

    def _learnable(self, overview: Overview) -> str:
        """Return the sentence on what there is to learn, by what is new since the last training."""
        if overview.readiness.tracks == 1:
            return self.tr("One track is answered so far.")
        if overview.newly_answered is None:
            return self.tr("{count} answers to {tracks} tracks to learn from.")
        if not overview.newly_answered:
            return self.tr(
                "{count} answers to {tracks} tracks, none of them newer than the last training."
            )
        if overview.newly_answered == 1:
            return self.tr(
                "{count} answers to {tracks} tracks; one track has new answers since the last"
                " training."
            )
        return self.tr(
            "{count} answers to {tracks} tracks; {new} of these tracks have new answers since the"
            " last training."
        )

    def _show_versions(self) -> None:
        assert self._overview is not None
        chosen = self.view.versions.chosen()
        self.view.versions.entries_model.show_versions(self._overview.versions, self._summaries)
        active = self._overview.active
        if self._trained in {one.name for one in self._overview.versions}:  # it has come
            self.view.versions.choose(self._trained)
            self._trained = ""
        elif chosen is None and (self._newest_wanted or self._overview.use_is_next):
            self.view.versions.choose(self._overview.versions[0].name)  # it waits to be used
        elif chosen is None or self._was_followed(chosen):
            self.view.versions.choose(active.name if active else "")
        else:
            self.view.versions.choose(chosen.version.name)
        oldest_first = sorted(self._summaries.values(), key=lambda one: one.model.added)
        self.view.show_summaries(oldest_first, active.name if active else "")
        self._show_chosen()
        chosen = self.view.versions.chosen()
        found = chosen.version if chosen and chosen.version.installed else None  # on the disk
        if found and found.name == self._asked_about:
            self._asked_about = ""
            self.use_chosen()

    def _was_followed(self, chosen: VersionEntry) -> bool:
        """Tell whether the chosen version was in use, and a newer one is now."""
        assert self._overview is not None
        active = self._overview.active
        newest_first = [one.name for one in self._overview.versions]
        if not chosen.version.active or active is None or chosen.version.name not in newest_first:
            return False
        return newest_first.index(active.name) < newest_first.index(chosen.version.name)

    def _show_chosen(self) -> None:
        entry = self.view.versions.chosen()
        if entry is None:
            return
        overview = self._overview
        can_measure = overview is not None and overview.to_learn_from > 0
        counted_tags = overview.own_tags if overview is not None else ()
        self.view.head.show_entry(
            entry,
            self._own_tags(entry),
            counted_tags,
            can_measure=can_measure,
            is_next=overview is not None and overview.use_is_next and bool(entry.version.parent),
        )
        before = overview.before if overview is not None else ""
        if self._looked_at is None or self._looked_at[0] != entry.version.name:
            self.view.area.show_top()  # what was scrolled to was of another version
        if self._looked_at != (entry.version.name, entry.version.active, before):
            self._looked_at = (entry.version.name, entry.version.active, before)
            self.view.changes.forget(is_active=entry.version.active, before=before)
        self._show_figures(entry)
        self._enable()

    def _own_tags(
        self, entry: VersionEntry, judged: Mapping[str, Any] | None = None
    ) -> list[OwnTag]:
        """Return the librarian's own tags by a version, as it was judged last, or by `judged`."""
        overview, known = self._overview, entry.version.known
        if overview is None or known is None or not entry.version.parent:
            return []
        if judged is None:
            judgement = entry.summary.judgement if entry.summary else None
            judged = judgement.details if judgement else {}
        return own_tags_of(overview.readiness.tags, known, judged)

    def _show_figures(self, entry: VersionEntry) -> None:
        overview = self._overview
        figures = entry.summary.figures if entry.summary else ()
        if figures and overview is not None:
            active = overview.active
            known = active.known if active and not entry.version.active else None
            active_figures = self._summaries[known.id].figures if known else ()
            known_tags = {tag.key for tag in entry.summary.model.tags} if entry.summary else set()
            readiness = overview.readiness.tags
            answered = [one for one in readiness if one.key in known_tags and not one.is_own]
            self.view.tag_scores.show_figures(figures, active_figures, overview.tag_names, answered)
            self.view.tag_scores.add_own_tags(_scores_of(self._own_tags(entry)))
        self.view.tag_scores.setVisible(bool(figures))
        self.view.no_tag_scores.setVisible(not figures)
        if overview is None or not overview.to_learn_from:
            text = self.tr("Here stands tag by tag how well it fits, once you have answered some.")
        elif overview.can_measure:
            text = self.tr("Not measured on the newest answers. Measure does it.")
        else:
            text = too_few_to_measure()
        self.view.no_tag_scores.setText(text)

    def _find_summaries(self, overview: Overview) -> None:
        versions = [one.known for one in overview.versions if one.known and one.installed]
        ids = tuple(one.id for one in versions)
        wanted = (overview.evaluation_id, len(overview.history), ids, self._models_changes)
        if wanted != self._summaries_for:
            self._summaries_for = wanted
            model_jobs.find_summaries(self._workspace, versions, self._keep_summaries)

    def _keep_summaries(self, found: list[EvaluationSummary]) -> None:
        self._summaries = {one.model.id: one for one in found}
        if self._overview is not None:
            self._show_versions()

    def _look_for_differences(self) -> None:
        entry = self.view.versions.chosen()
        if entry is not None:
            model_jobs.look_for_differences(
                self._workspace, entry.version.name, self._show_difference
            )

    def _show_difference(self, difference: VersionDiff) -> None:
        entry = self.view.versions.chosen()
        if entry is not None and entry.version.name == difference.after.name:
            self.view.changes.show_difference(difference)

    def _install_better(self, name: str, source: Path | None) -> None:
        """Install the better model; where it is then in use, let it listen to the tracks."""

        def then(_: object) -> None:
            self._trained = name
            overview = self._overview
            if overview is not None and not overview.can_roll_back:
                model_jobs.renew_suggestions(self._workspace)

        model_jobs.install_model(self._workspace, name, source, then)

    def _on_job_ended(self, job: RunningJob) -> None:
        """Select what was trained, whoever asked for it: the page, the list of jobs, the clock.

        Of what was judged anew the new verdict is shown, and of a change which version is in use.
        """
        if isinstance(job.result, TrainReport):
            self._trained = job.result.model.info.name
            if self._overview is not None:  # it may be listed already
                self._show_versions()
        if job.kind == InstallModelJob.kind and job.state == "failed":
            self.view.better.details.setChecked(True)  # with the way by a file
        if isinstance(job.result, Preview) and self._overview is not None:
            self._summaries_for = ()
            self._find_summaries(self._overview)
        if job.kind in {PromoteJob.kind, RollBackJob.kind} and self.isVisible():
            self._read(at_once=True)  # the plugins, which take longer, are as they were
        self._enable()

    def _enable(self, *_: object) -> None:
        overview, jobs = self._overview, self._workspace.jobs
        said, why_not_now = self._training.reason, self._training.why_not_now
        ready = overview is not None and not said
        self.view.train_button.setEnabled(ready and not why_not_now)
        worth = overview.readiness.worth if overview else None
        self.view.train_button.setToolTip(why_not_now or (translated(worth) if worth else ""))
        self.view.measure_button.setVisible(overview is not None and overview.can_measure)
        self.view.offer_measuring(said, is_possible=ready and jobs.of_kind("evaluate") is None)
        self.view.mark_train(overview is None or overview.newly_answered != 0)
        self.view.back.setVisible(overview is not None and overview.can_roll_back)
        self.view.training.offer_curve(
            overview.curve_obstacle if overview else None,
            is_possible=ready and jobs.of_kind("curve") is None,
        )
        self.view.changes.look.setEnabled(jobs.of_kind("differences") is None)
        self.view.way_back.changes.setEnabled(jobs.of_kind("differences") is None)
        changing = any(jobs.of_kind(kind) for kind in ("gate", "promote", "rollback"))
        self.view.way_back.again.setEnabled(not changing)
        self.view.head.show_use(comparing=jobs.of_kind("gate") is not None, possible=not changing)
        self.view.head.suggest.setEnabled(overview is not None and overview.has_tracks)
        self._allow(changing)
        grey_out(
            self._workspace.library,
            Right.PROMOTE,
            self.view.train_button,
            self.view.measure_button,
            self.view.back,
            self.view.way_back.again,
            self.view.better,
            self.view.head.use,
        )

    def _allow(self, changing: bool) -> None:
        """Let the actions of the menu hold where their buttons do."""
        overview, entry = self._overview, self.view.versions.chosen()
        version = entry.version if entry is not None else None
        there = version is not None and version.installed is not None
        actions = self._workspace.actions
        actions.allow(
            "promote",
            is_possible=there and version is not None and not version.active and not changing,
        )
        can_go_back = overview is not None and overview.can_roll_back
        actions.allow("rollback", is_possible=can_go_back and not changing)
        learned = version is not None and bool(version.parent)
        actions.allow("export_version", is_possible=there and learned)


def _scores_of(own_tags: Sequence[OwnTag]) -> list[TagScore]:
    """Return the rows of own tags, which are not measured elsewhere: a figure once learned."""
    return [
        TagScore(
            one.tag,
            replace(NOT_MEASURED, roc_auc=min(1.0, one.auc) or None),
            None,
            one.answers.yes,
            one.answers.no,
            translated(one.words),
        )
        for one in own_tags
    ]
