"""The selected version: its name, its result in plain words, and the buttons to use it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from tagstudio.engine.evaluation.expected_tags import ExpectedTag, sentence_on
from tagstudio.engine.evaluation.verdict_words import right_of, said_of
from tagstudio.engine.training.own_tags import OwnTag
from tagstudio.learning.answers import MIN_PER_CLASS_TO_MEASURE
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.model_screen.explanations import explained
from tagstudio.ui.model_screen.version_details import details_of, own_tags_text
from tagstudio.ui.model_screen.version_timeline import (
    VersionEntry,
    facts_text,
    state_text,
    state_tip,
)
from tagstudio.ui.text.dates import time_text
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.widgets.details_button import DetailsButton
from tagstudio.ui.widgets.elided_label import ElidedLabel
from tagstudio.ui.widgets.form import breakable, quiet


class VersionHead(QWidget):
    """Shows one entry of the list; the figures are under Details."""

    use_wanted = Signal()
    suggest_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._name = ElidedLabel("heading")
        self._facts = quiet("")
        self._is_folded = False
        self._summary = QLabel(wordWrap=True)
        self._own_tags = quiet("")
        self._figures = quiet("")
        self._own_tags.setToolTip(explained("own_tags"))
        self._figures.setToolTip(explained("figures"))
        self.details = DetailsButton(self._figures)
        self.use = QPushButton(self.tr("Use this version…"))
        self.use.setToolTip(
            self.tr("First shows the verdict, and how many tracks would get which tag")
        )
        self.use.clicked.connect(self.use_wanted)
        self.suggest = QPushButton(self.tr("Suggest tags with it"))
        self.suggest.setToolTip(
            self.tr("For all tracks of the library that have no suggestions from it yet")
        )
        self.suggest.clicked.connect(self.suggest_wanted)
        self.details.toggled.connect(self._show_own_tags)
        self._build()

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self._name, 1)
        for button in (self.details, self.suggest, self.use):
            row.addWidget(button)
            button.hide()  # never all of them: a small window would have to grow
        self._parts = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(row)
        for text in (self._facts, self._summary, self._own_tags, self._figures):
            layout.addWidget(text)

    def show_entry(
        self,
        entry: VersionEntry,
        own_tags: Sequence[OwnTag] = (),
        counted: Sequence[ExpectedTag] = (),
        *,
        can_measure: bool = True,
        is_next: bool = False,
    ) -> None:
        """Show a version; `can_measure`: there are answers to measure it on.

        `is_next`: to use a version is the next step, as none of the librarian's is in use yet.

        `own_tags` are the librarian's own tags by this version, `counted` the tracks on which these
        stand with the version in use.
        """
        version = entry.version
        self._name.setText(version.name)
        facts = f"{state_text(entry.state)} · {facts_text(version)}"
        self._facts.setText(breakable(facts))
        self._name.explain(state_tip(entry.state))
        self._facts.setToolTip(f"{state_tip(entry.state)}\n\n{explained('facts')}")
        self._summary.setToolTip(explained("verdict"))
        self._summary.setText(self._sentence(entry, can_measure))
        said = self._own_tags_text(own_tags, counted if version.active else ())
        self._own_tags.setText(said)
        self._show_own_tags()
        figures = details_of(entry)
        self._figures.setText("\n".join(figures))
        self._figures.setVisible(bool(figures) and self.details.isChecked())
        self.details.setVisible(bool(figures))
        self.use.setVisible(not version.active and version.installed is not None)
        is_step = entry.state == "proven" or (is_next and entry.is_next_to_use)
        self.use.setProperty("main", is_step)
        self.use.style().polish(self.use)
        self.suggest.setVisible(version.active)

    def fold(self, is_folded: bool) -> None:
        """Keep one's own tags for Details, where the window is low: the tab Tags lists them too."""
        self._is_folded = is_folded
        self._parts.setSpacing(GRID // 2 if is_folded else GRID)
        self._show_own_tags()

    def _show_own_tags(self) -> None:
        is_whole = not self._is_folded or self.details.isChecked()
        self._own_tags.setVisible(is_whole and bool(self._own_tags.text()))

    def show_use(self, *, comparing: bool, possible: bool) -> None:
        """Offer to use the version, or say that it is compared with the one in use first."""
        self.use.setText(self.tr("Comparing…") if comparing else self.tr("Use this version…"))
        self.use.setEnabled(possible)

    def _own_tags_text(self, own_tags: Sequence[OwnTag], counted: Sequence[ExpectedTag]) -> str:
        """Return how well it has learned the librarian's own tags, and on how many tracks."""
        if not (told := own_tags_text(own_tags)):
            return ""
        suggested = {one.tag for one in own_tags if one.is_suggested}
        on_tracks = [translated(sentence_on(one)) for one in counted if one.tag in suggested]
        return " ".join([told, *on_tracks])

    def _sentence(self, entry: VersionEntry, can_measure: bool) -> str:
        summary, version = entry.summary, entry.version
        judged = summary.judgement if summary is not None else None
        if judged is not None and not version.active:
            return translated(said_of(judged))
        if version.reason:
            text = "{verdict}"
            if version.forced:
                text = self.tr("You put it to use yourself, {time}. The verdict then: {verdict}")
            time = time_text(version.promoted_at)  # it may be used again, later
            return text.format(verdict=translated(version.reason), time=time)
        if entry.state == "gone":
            return self.tr("Its file is missing, so it cannot be used.")
        return self._without_verdict(entry, can_measure)

    def _without_verdict(self, entry: VersionEntry, can_measure: bool) -> str:
        if entry.summary is not None and entry.summary.macro is not None:
            text = self.tr(
                "By your answers: of two tracks, one with a tag and one without, it picks the right"
                " one {right} times of 100."
            )
            return text.format(right=right_of(entry.summary.macro.auc))
        if entry.summary is not None and entry.summary.figures:
            text = self.tr(
                "It was measured, but your answers are too few to tell: no tag has {count} yes and"
                " {count} no yet."
            )
            return text.format(count=MIN_PER_CLASS_TO_MEASURE)
        if entry.state == "new":
            return self.tr("It was not judged yet. Use this version does so first.")
        if not can_measure:
            return self.tr("How well it fits your music can be told once you have answered tags.")
        return self.tr("It was not measured yet.")
