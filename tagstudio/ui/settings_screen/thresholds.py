"""The page of the thresholds: the model's, the library's, and the user's in their place."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
)
from sqlalchemy import Connection

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.plugins.installed_models import cannot_hear
from tagstudio.engine.tagging import thresholds
from tagstudio.engine.tagging.thresholds import TagThreshold, ThresholdChange
from tagstudio.library.db.database import Library
from tagstudio.library.models import models
from tagstudio.library.models.models import Model, ModelTag
from tagstudio.library.models.user_thresholds import UserRule, UserThreshold
from tagstudio.library.views.counts import suggested_count
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.change_event import Changed
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.text.number_format import counted, decimal
from tagstudio.ui.widgets.combo import Combo
from tagstudio.ui.widgets.flow_layout import FlowLayout
from tagstudio.ui.widgets.form import WIDTH, FormPage, name_field, quiet
from tagstudio.ui.widgets.jump_slider import JumpSlider, slider_style
from tagstudio.ui.widgets.row_table import RowColumn, RowTable, RowView

PLACES = 3  # decimals of a threshold
LOWEST = 0.001
TABLE_WIDTH = 960  # px, at most: all its columns, whole
LOW = 78 * GRID  # px of height; below, table and card draw together so that both are in sight
LEAST_TABLE, LEAST_LOW_TABLE = 24 * GRID, 16 * GRID  # px
STEPS = 100  # of the slider, for one in log-odds
RANGE = 7  # log-odds at the ends of the slider, which is finest near 0 and 1
TARGET_PRECISIONS = ((19, 20), (9, 10), (4, 5), (1, 2))


class ThresholdsPage(FormPage):
    """A table of the tags, and below it the threshold of the selected one.

    A threshold holds as soon as the slider is let go or the field is left.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(self.tr("Thresholds"), width=TABLE_WIDTH)
        self._workspace = workspace
        self._model: Model | None = None
        self._kept = 0.0  # the threshold of the selected tag
        self._explanation = quiet("")
        self._reading = quiet(self.tr("The thresholds are being read…"))
        self.table = RowTable(self._columns(), self)
        self.view = RowView(self.table, self.tr("Thresholds of the tags"), wide=0)
        self.view.setSelectionMode(RowView.SelectionMode.SingleSelection)
        self.view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.view.selectionModel().selectionChanged.connect(self._show_chosen)
        self.title = QLabel()
        self.title.setProperty("role", "heading")
        self._reason = quiet("")
        self.slider = JumpSlider()
        self.slider.setRange(-RANGE * STEPS, RANGE * STEPS)
        self.slider.setSingleStep(STEPS // 10)
        self.slider.setPageStep(STEPS // 2)
        self.slider.setAccessibleName(self.tr("Suggested from this score on"))
        self.slider.setToolTip(
            self.tr(
                "To the right: fewer suggestions, more of them right. To the left: more of all."
            )
        )
        self.field = QDoubleSpinBox(decimals=PLACES, minimum=LOWEST, maximum=1, singleStep=0.01)
        self.field.lineEdit().setTextMargins(GRID - 2, 0, 0, 0)
        self._steady = _Steady(self)
        for part in (self.slider, self.field):
            part.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            part.installEventFilter(self._steady)
        name_field(self.field, self.tr("Suggested from this score on"))
        self.target_precision = Combo()
        self.target_precision.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToContents)
        self.target_precision.setAccessibleName(self.tr("Find the threshold from my answers"))
        self.target_precision.setToolTip(
            self.tr(
                "Looks for the lowest score with so many right. Example: with 9 of 10, about nine"
                " of ten tracks that get the tag have it, by your answers so far."
            )
        )
        self.reset = QPushButton(self.tr("Remove my threshold"))
        self.reset.setToolTip(self.tr("The library’s threshold, or else the model’s, holds again"))
        self.reset_all = QPushButton(self.tr("Remove all my thresholds"))
        for button in (self.reset, self.reset_all):
            button.setEnabled(False)  # until the thresholds are read
        self.status = quiet("")
        self.status.setMinimumHeight(2 * GRID)
        self._is_low: bool | None = None  # not known before the first size
        self._panel = self._build()
        self._draw_together(low=False)
        self._connect()
        self.read()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the threshold of the selected tag in sight, beside its row."""
        super().resizeEvent(event)
        self._draw_together(low=self.height() < LOW)

    def read(self) -> None:
        """Read the thresholds, and count the tracks that reach them."""
        model = self._model = self._workspace.used_model()
        if model is None or not self.table.rows:  # no number stands there before it is read
            self._panel.hide()
        is_read = bool(self.table.rows)
        self._reading.setVisible(model is not None and not is_read)
        self.view.setVisible(model is not None and is_read)
        self._explain()
        if model is not None:
            self._workspace.ask(
                lambda connection: thresholds.tag_thresholds(connection, model),
                self._show,
                owner=self,
                topic="thresholds",
                later=True,
            )

    def _columns(self) -> list[RowColumn]:
        return [
            RowColumn(self.tr("Tag"), lambda one: one.tag.name),
            _number(
                self.tr("Usually"),
                lambda one: one.tag.base_rate,
                _percent,
                self.tr(
                    "How many tracks have the tag in the music that the model learned from (its"
                    " base rate). Example: 16 % for rock: about every sixth of those was rock."
                ),
                may_leave=True,  # it stands below, too
            ),
            _number(
                self.tr("Model’s"),
                lambda one: one.tag.model_threshold,
                _score,
                self.tr(
                    "The score from which the model itself suggests the tag. A score of 0 is surely"
                    " not, 1 is surely; rare tags have low thresholds."
                ),
            ),
            RowColumn(
                self.tr("Library’s"),
                _library_threshold,
                lambda one: one.tag.default_threshold if _has_own(one) else 0.0,
                number=True,
                tip=self._reason_of,
                help=self.tr(
                    "The score that follows from this library: so that its highest tracks get the"
                    " tag, or as many as before the training, or, from four answers to the tag on,"
                    " from what you answered. It goes before the model’s; empty: the model’s holds."
                ),
            ),
            _number(
                self.tr("Yours"),
                _user_threshold,
                lambda score: _score(score) if score else "",
                self.tr("The score that you set. It goes before all others; empty: none."),
            ),
            _number(
                self.tr("Suggested"),
                lambda one: one.suggested,
                lambda n: counted(int(n)),
                self.tr(
                    "On so many tracks the tag is suggested and not answered yet. The library"
                    " counts those with your yes besides."
                ),
            ),
            RowColumn(
                self.tr("Which one holds"),
                self._holds,
                tip=self._reason_of,
                help=self.tr("Whose threshold counts now, and what it follows from"),
                may_leave=True,  # it stands below, too
            ),
        ]

    def _build(self) -> QFrame:
        panel = QFrame()
        panel.setObjectName("card")
        policy = panel.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # the list above keeps its height
        panel.setSizePolicy(policy)
        inner = QVBoxLayout(panel)
        setting, others = QHBoxLayout(), FlowLayout(spacing=GRID)
        setting.setSpacing(GRID)
        self.field.setFixedWidth(12 * GRID)
        setting.addWidget(self.slider, 1)
        setting.addWidget(self.field)
        self._fill_target_precisions()
        others.addWidget(self.target_precision)
        others.addWidget(self.reset)
        others.addWidget(self.reset_all)
        inner.addWidget(self.title)
        inner.addWidget(self._reason)
        inner.addLayout(setting)
        inner.addWidget(self.status)
        inner.addLayout(others)
        for part in (self._explanation, self._reading, panel):
            part.setMaximumWidth(WIDTH)
            self.body.addWidget(part)
        self.body.insertWidget(self.body.indexOf(panel), self.view, 1)
        self.body.addStretch(0)
        return panel

    def _draw_together(self, *, low: bool) -> None:
        """Leave the explanation to a tool tip where there is little height, and the wide gaps."""
        if low == self._is_low:
            return
        self._is_low = low
        self._explanation.setVisible(not low)
        self._explain()
        self.view.setMinimumHeight(LEAST_LOW_TABLE if low else LEAST_TABLE)
        side, between = (GRID, GRID // 2) if low else (2 * GRID, GRID + GRID // 2)
        inner = self._panel.layout()
        assert inner is not None
        inner.setContentsMargins(2 * GRID, side, 2 * GRID, side)
        inner.setSpacing(between)
        self.body.setContentsMargins(3 * GRID, side, 3 * GRID, GRID if low else 3 * GRID)
        self.body.setSpacing(side)

    def _explain(self) -> None:
        explained = self._explained(self._model)
        self._explanation.setText(explained)
        self.view.viewport().setToolTip(explained if self._is_low else "")

    def _fill_target_precisions(self) -> None:
        self.target_precision.addItem(self.tr("Find it from my answers…"), None)
        for right, of in TARGET_PRECISIONS:
            text = self.tr("{right} of {of} suggested ones are right").format(right=right, of=of)
            self.target_precision.addItem(text, right / of)

    def _connect(self) -> None:
        self.slider.chosen.connect(self._on_slid)
        self.slider.sliderReleased.connect(self._keep)
        self._steady.key_released.connect(self._keep)
        self.field.valueChanged.connect(self._on_typed)
        self.field.editingFinished.connect(self._keep)
        self.target_precision.activated.connect(self._find_threshold)
        self.reset.clicked.connect(self._reset)
        self.reset_all.clicked.connect(self._reset_all)
        self._workspace.changed.connect(self._on_changed)
        self._workspace.theme.changed.connect(self._colour)
        self._colour()

    def _colour(self) -> None:
        self.slider.setStyleSheet(slider_style(self._workspace.theme.colours))

    def _explained(self, model: Model | None) -> str:
        if model is None:
            return self.tr(
                "A tag is suggested when its score reaches the tag’s own threshold. The tags and"
                " their thresholds are listed here once a model has suggested something."
            )
        return self.tr(
            "A tag is suggested when its score reaches the tag’s own threshold. {model} brings a"
            " threshold for each tag. Many have a better one here, by the tracks of this library"
            " and, from four answers to the tag on, by what you answered. One that you set yourself"
            " comes before both, also with later versions of the model."
        ).format(model=model.name)

    def _holds(self, one: TagThreshold) -> str:
        """Return in a few words which threshold counts."""
        if one.tag.is_set_by_user:
            return self.tr("yours")
        by_answers = self.tr("library’s: your answers")
        return {
            "top": self.tr("library’s: its highest tracks"),
            "root": self.tr("library’s: as before training"),
            "answers": by_answers,
            "own tag": by_answers,
            "unheard": self.tr("none: it is not heard"),
        }.get(one.tag.library_rule or "", self.tr("model’s"))

    def _reason_of(self, one: TagThreshold) -> str:
        """Return which threshold counts and what it follows from, in a sentence."""
        from_answers = self.tr("The library’s threshold follows from your answers.")
        reasons = {
            "top": self.tr("The library’s threshold: its highest tracks get the tag."),
            "root": self.tr(
                "The library’s threshold: as many tracks get the tag as before the training."
            ),
            "answers": from_answers,
            "own tag": from_answers,
        }
        reason = reasons.get(
            one.tag.library_rule or "", self.tr("The model’s threshold, as it came with it.")
        )
        if not one.tag.is_set_by_user:
            return reason
        text = self.tr("Your threshold holds. Without it {score} would. {reason}")
        return text.format(score=_score(one.tag.default_threshold), reason=reason)

    def _show(self, found: list[TagThreshold]) -> None:
        chosen = self._chosen()
        self.view.show()
        self.table.show_rows(sorted(found, key=lambda one: one.tag.name.casefold()))
        self._reading.hide()
        self._panel.setVisible(bool(found))
        self.view.fit_texts()
        tags = [one.tag.tag_id for one in self.table.rows]
        if tags:
            again = chosen is not None and chosen.tag_id in tags
            self.view.selectRow(tags.index(chosen.tag_id) if again and chosen else 0)
        self.reset_all.setEnabled(any(_user_threshold(one) for one in self.table.rows))

    def _chosen(self) -> ModelTag | None:
        chosen = self.view.chosen()
        return chosen[0].tag if chosen else None

    def _show_chosen(self) -> None:
        tag = self._chosen()
        if tag is None:
            return
        another = self.title.text() != tag.name
        if another:
            self.title.setText(tag.name)
            self.status.clear()
        if another or self.field.value() == round(self._kept, PLACES):  # else it is being changed
            self._put(tag.threshold)
        self._kept = tag.threshold
        self._reason.setText(self._reason_of(self.view.chosen()[0]))
        self.reset.setEnabled(tag.is_set_by_user)
        self._count()

    def _put(self, threshold: float) -> None:
        """Show a threshold without keeping it."""
        for part in (self.field, self.slider):
            part.blockSignals(True)
        self.field.setValue(threshold)
        self.slider.setValue(_step(threshold))
        for part in (self.field, self.slider):
            part.blockSignals(False)

    def _on_slid(self, step: int) -> None:
        self.field.blockSignals(True)  # the slider stands where it was put, between two scores
        self.field.setValue(_threshold(step))
        self.field.blockSignals(False)
        self._count()

    def _on_typed(self, threshold: float) -> None:
        self._put(threshold)
        self._count()

    def _keep(self) -> None:
        tag, threshold = self._chosen(), self.field.value()
        if tag is not None and threshold != round(tag.threshold, PLACES):
            self._set([(tag, UserThreshold(threshold))])

    def _count(self) -> None:
        """Count the undecided tracks on which the tag would be suggested."""
        model, tag, threshold = self._model, self._chosen(), self.field.value()
        if model is None or tag is None:
            return
        threshold = tag.threshold if threshold == round(tag.threshold, PLACES) else threshold

        def count(connection: Connection) -> int:
            return suggested_count(connection, model, tag.tag_id, threshold)

        self._workspace.ask(
            count, lambda n: self._say(tag, threshold, n), owner=self, topic="count"
        )

    def _say(self, tag: ModelTag, threshold: float, count: int) -> None:
        texts = self.tr(
            "Undecided tracks that reach {threshold}: {count}. In the music that the model learned"
            " from, {rate} of the tracks had it."
        )
        said = texts.format(
            threshold=_score(threshold), count=counted(count), rate=_percent(tag.base_rate)
        )
        unheard = None
        if self._model is not None and not tag.is_heard:
            unheard = cannot_hear(self._model.name, [tag.name])
        self.status.setText(f"{translated(unheard)} {said}" if unheard else said)

    def _find_threshold(self, place: int) -> None:
        """Find the threshold with the target precision on the user's answers, and set it."""
        target, model, tag = self.target_precision.itemData(place), self._model, self._chosen()
        self.target_precision.setCurrentIndex(0)
        if target is None or model is None or tag is None:
            return
        self._workspace.ask(
            lambda connection: thresholds.choose_threshold(connection, model, tag, target),
            lambda found: self._set([(tag, UserThreshold(found, "precision", target))]),
            owner=self,
            topic="target precision",
            failed=self._refuse,
        )

    def _refuse(self, why: TagStudioError) -> None:
        self.status.setText(translated(why.message))

    def _reset(self) -> None:
        tag = self._chosen()
        if tag is not None:
            self._set([(tag, UserThreshold(tag.default_threshold))])

    def _reset_all(self) -> None:
        tags = [one.tag for one in self.table.rows if _user_threshold(one)]
        self._set([(tag, UserThreshold(tag.default_threshold)) for tag in tags])

    def _set(self, wanted: list[tuple[ModelTag, UserThreshold]]) -> None:
        model = self._model
        if model is None or not wanted:
            return

        def change(
            library: Library, to: list[tuple[ModelTag, UserThreshold]], *, back: bool = False
        ) -> str:
            with library.write(durable=True) as connection:
                now = {one.tag_id: one for one in models.model(connection, model.id).tags}
                done = [
                    thresholds.change_threshold(connection, model, now[tag.tag_id], threshold)
                    for tag, threshold in to
                ]
            return self._undone(done) if back else self._done(done)

        tags = [tag for tag, _ in wanted]
        text = self.tr("threshold of {tag}") if len(tags) == 1 else self.tr("thresholds")
        self._workspace.act(
            partial(change, to=wanted),
            lambda: self._workspace.tell("suggestions"),
            what=text.format(tag=tags[0].name),
            back=partial(change, to=[(tag, _former(tag)) for tag in tags], back=True),
        )

    def _done(self, changes: list[ThresholdChange]) -> str:
        if len(changes) > 1:
            return self.tr("Your thresholds that were taken back: {count}.").format(
                count=len(changes)
            )
        [change] = changes
        text = self.tr(
            "{tag} is suggested from {threshold} on. Undecided tracks that reach it: {count},"
            " before: {before}."
        )
        return text.format(
            tag=change.tag,
            threshold=_score(change.after),
            count=counted(change.suggested_after),
            before=counted(change.suggested_before),
        )

    def _undone(self, changes: list[ThresholdChange]) -> str:
        if len(changes) > 1:
            text = self.tr("Undone: your thresholds are back. Changed: {count}.")
            return text.format(count=len(changes))
        return self.tr("Undone: {sentence}").format(sentence=self._done(changes))

    def _on_changed(self, changed: Changed) -> None:
        if changed.topic in {"suggestions", "thresholds", "models", "settings", "tracks"}:
            self.read()


class _Steady(QObject):
    """Lets the wheel scroll the page, not turn the fields on it, and tells when a key is let go."""

    key_released = Signal()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at an event of a field."""
        if event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        if (
            isinstance(watched, JumpSlider)
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyRelease
            and not event.isAutoRepeat()
        ):
            self.key_released.emit()
        return False


def _number(
    title: str,
    number: Callable[[TagThreshold], float],
    text: Callable[[float], str],
    help: str,
    *,
    may_leave: bool = False,
) -> RowColumn:
    def told(one: TagThreshold) -> str:
        return text(number(one))

    return RowColumn(title, told, key=number, number=True, help=help, may_leave=may_leave)


def _library_threshold(one: TagThreshold) -> str:
    """Return the threshold that follows from the library; a dash where the tag is not heard."""
    if one.tag.library_rule == "unheard":
        return "–"
    return _score(one.tag.default_threshold) if _has_own(one) else ""


def _has_own(one: TagThreshold) -> bool:
    """Tell whether the library has a threshold of its own, in place of the model's."""
    return one.tag.library_rule not in {None, "model", "unheard"}


def _user_threshold(one: TagThreshold) -> float:
    """Return the threshold that the user set, 0 for none."""
    return one.tag.threshold if one.tag.is_set_by_user else 0.0


def _former(tag: ModelTag) -> UserThreshold:
    """Return the user's threshold of a tag as it was read, or what takes the user's back."""
    if tag.user_rule is None:
        return UserThreshold(tag.default_threshold)
    return UserThreshold(tag.threshold, cast(UserRule, tag.user_rule), tag.user_target)


def _score(score: float) -> str:
    return decimal(score, PLACES)


def _percent(fraction: float) -> str:
    return f"{decimal(100 * fraction, 1)} %"


def _step(threshold: float) -> int:
    """Return the place of a threshold on the slider: log-odds in STEPS."""
    bounded = min(max(threshold, LOWEST), 1 - LOWEST)
    return round(STEPS * math.log(bounded / (1 - bounded)))


def _threshold(step: int) -> float:
    return max(LOWEST, 1 / (1 + math.exp(-step / STEPS)))
