"""The dialogs before files are changed: writing tags into them, and putting them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from tagstudio.engine.file_tags.plan import WritePlan
from tagstudio.engine.file_tags.undo import Writing, last_writing
from tagstudio.engine.jobs.file_tag_specs import WriteJob
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.text.dates import time_text
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.write_tags import work
from tagstudio.ui.write_tags.outcome import show_outcome
from tagstudio.ui.write_tags.preset_box import PresetBox, known_presets
from tagstudio.ui.write_tags.staged import StagedDialog, refused, staged


class WriteDialog(StagedDialog):
    """Compares the files of tracks, shows the changes, and starts the writing."""

    def __init__(
        self,
        workspace: Workspace,
        track_ids: Sequence[int],
        parent: QWidget | None = None,
        title: str = "",
    ) -> None:
        super().__init__(workspace, parent)
        self.setWindowTitle(title or self.tr("Write tags and facts of all tracks of the library"))
        self.explanation.setText(
            self.tr(
                "Written are the tags that you said yes to, and the titles, artists and albums that"
                " you edited. Taken out are tags that you said no to, and what TagStudio wrote"
                " earlier and is not true any more. All else in the files stays, and it can all be"
                " put back."
            )
        )
        self._track_ids = list(track_ids)
        self._plan: WritePlan | None = None
        self.suggested = QCheckBox(self.tr("Write suggested tags too"))
        self.left_alone = QCheckBox(
            self.tr("Also those left undecided on reviewed tracks (assumed no)")
        )
        self.left_alone.setToolTip(
            self.tr("What you leave undecided on a track that you finish is assumed to be no.")
        )
        self.left_alone.setEnabled(False)
        self.suggested.toggled.connect(self.left_alone.setEnabled)
        self.measures = QCheckBox(self.tr("Write tempo and key too"))
        self.measures.setToolTip(
            self.tr(
                "What you said, and what was measured and is not unsure, where the file has none."
            )
        )
        self._choices = (self.suggested, self.left_alone, self.measures)
        for place, choice in enumerate(self._choices):
            row = QHBoxLayout()
            row.addSpacing(3 * GRID if choice is self.left_alone else 0)  # it is of the one above
            row.addWidget(choice, 1)
            self.options.insertLayout(place, row)
            choice.toggled.connect(self._look)
        self.preset = PresetBox()
        self.head.addWidget(self.preset)
        self.preset.chosen.connect(self._look)
        self._wait()
        workspace.ask(known_presets, self.preset.show_presets, owner=self, topic="presets")

    def accept(self) -> None:
        """Write."""
        if self._plan is not None:
            spec = replace(self._spec, keep_time=self.keep_time.isChecked())
            parent, workspace = self.parentWidget(), self.workspace
            if self.preset.is_another:
                kept = self.tr("This library writes with the preset {name} from now on.")
                work.keep_preset(workspace, spec.preset, kept.format(name=spec.preset))
            again = partial(WriteDialog, workspace, self._track_ids, parent, self.windowTitle())
            tell = partial(show_outcome, workspace, parent, again)
            work.write_files(workspace, spec, self._plan, tell)
        super().accept()

    def done(self, result: int) -> None:
        """Look no further, where the presets come late, too."""
        self.preset.blockSignals(True)
        super().done(result)

    def show_failure(self, why: str) -> None:
        """Say why the files could not be compared."""
        self.show_nothing(self.tr("The files could not be compared"), why)

    @property
    def is_choosing(self) -> bool:
        """Whether a choice has the focus: one looks at what it changes, and goes on choosing."""
        return self.focusWidget() in {self.preset.box, *self._choices}

    def _wait(self) -> None:
        self._plan = None
        self.show_waiting(self.tr("Comparing the files…"))

    def _look(self) -> None:
        self._wait()
        model = self.workspace.shown_model()
        self._spec = WriteJob(
            track_ids=tuple(self._track_ids),
            model=model.name if model else "",
            suggested=self.suggested.isChecked(),
            left_alone=self.suggested.isChecked() and self.left_alone.isChecked(),
            preset=self.preset.name,
            measures=self.measures.isChecked(),
        )
        self.follow(work.compare_files(self.workspace, self._spec, self._show))

    def _show(self, plan: WritePlan) -> None:
        if not self.awaits(plan):
            return
        self._plan = plan
        if not plan.files and not plan.problems:
            told = self._nothing_text(), self._left_alone_text(plan), self._unmeasured_text(plan)
            text = " ".join(filter(None, told))
            self.show_nothing(self.tr("Nothing to write"), text)
            return
        rows = [refused(problem) for problem in plan.problems]
        rows += [staged(one) for one in plan.rows()]
        count = counted(len(plan.files))
        agree = self.tr("Write 1 file") if len(plan.files) == 1 else self.tr("Write {count} files")
        self.show_rows(rows, len(plan.files), self._summary(plan), agree.format(count=count))

    def _nothing_text(self) -> str:
        return self.tr(
            "Nothing that you answered or edited is missing in these files. Answer some suggestions"
            " in Review, or write the suggested tags too."
        )

    def _summary(self, plan: WritePlan) -> str:
        text = self.tr(
            "Files to change: {files}. Files with nothing to change: {unchanged}. Files that cannot"
            " be written: {failed}."
        )
        summary = text.format(
            files=counted(len(plan.files)),
            unchanged=counted(plan.unchanged),
            failed=counted(len(plan.problems)),
        )
        told = [summary, self._left_alone_text(plan), self._unmeasured_text(plan)]
        if plan.unread:
            unread = self.tr("Files that cannot be read, and have nothing to write: {count}.")
            told.append(unread.format(count=counted(plan.unread)))
        if plan.unsure:
            unsure = self.tr("Tempi and keys left out, being unsure: {count}.")
            told.append(unsure.format(count=counted(plan.unsure)))
        if plan.left_out:
            left_out = self.tr("This preset has no field for: {tags}.")
            told.append(left_out.format(tags=", ".join(sorted(plan.left_out))))
        return " ".join(filter(None, told))

    def _unmeasured_text(self, plan: WritePlan) -> str:
        """Return on how many tracks there is no tempo and key to write, "" for none."""
        if not plan.unmeasured:
            return ""
        text = self.tr(
            "Tracks whose tempo and key are not measured yet: {count}. Measure them first, with"
            " Tools > Measure tempo, key and loudness."
        )
        return text.format(count=counted(plan.unmeasured))

    def _left_alone_text(self, plan: WritePlan) -> str:
        """Return how many suggestions are assumed to be no, "" for none."""
        if not plan.left_alone:
            return ""
        text = self.tr("Suggestions that are assumed no on reviewed tracks, left out: {count}.")
        return text.format(count=counted(plan.left_alone))


class PutBackDialog(StagedDialog):
    """Shows the changes of the last writing, and starts putting them back."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self.setWindowTitle(self.tr("Undo the last writing to files"))
        self.explanation.setText(
            self.tr(
                "A file that was not changed since then becomes what it was, byte for byte. Where"
                " another program has changed it, the fields that TagStudio wrote get their values"
                " back, and the rest stays as it is."
            )
        )
        self._group: int | None = None
        self.show_waiting(self.tr("Looking for the last writing…"))
        workspace.ask(last_writing, self._show, owner=self, topic="writing")

    def accept(self) -> None:
        """Put the files back."""
        if self._group is not None:
            keep_time = self.keep_time.isChecked()
            parent, workspace = self.parentWidget(), self.workspace
            again = partial(PutBackDialog, workspace, parent)
            tell = partial(show_outcome, workspace, parent, again)
            work.put_files_back(workspace, self._group, tell, keep_time=keep_time)
        super().accept()

    def _show(self, writing: Writing | None) -> None:
        if writing is None:
            self.show_nothing(
                self.tr("Nothing to undo"),
                self.tr("TagStudio has written no tags into files that are there."),
            )
            return
        self._group = writing.group
        rows = [refused(problem) for problem in writing.problems()]
        rows += [staged(one) for one in writing.rows()]
        files = len(writing.present)
        agree = self.tr("Put 1 file back") if files == 1 else self.tr("Put {count} files back")
        summary = self.tr("Files written on {time}: {count}.").format(
            time=time_text(writing.at), count=counted(len(writing.writes))
        )
        if writing.absent:
            absent = self.tr("Not there now: {count}.").format(count=counted(len(writing.absent)))
            summary = f"{summary} {absent}"
        self.show_rows(rows, files, summary, agree.format(count=counted(files)))

    @property
    def not_changed(self) -> str:
        """What stands before the reason of a file that cannot be put back."""
        return self.tr("Cannot be put back. {why}")
