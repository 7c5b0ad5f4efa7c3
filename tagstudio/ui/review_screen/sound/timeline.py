"""The sound of a track, and under it where in the track the tag in focus is heard."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tagstudio.audio.decoding.spectrogram import Spectrogram
from tagstudio.audio.decoding.waveform import Waveform
from tagstudio.core.clock import clock
from tagstudio.engine.correcting.parts import TrackPart
from tagstudio.engine.tagging.tag_timeline import TagTimeline
from tagstudio.library.tags.part_answers import Stretch
from tagstudio.ui.base.theme import GRID, Theme
from tagstudio.ui.review_screen.sound.part_choice import PartChoice
from tagstudio.ui.review_screen.sound.part_marks import PartMarks
from tagstudio.ui.review_screen.sound.region_label import colour_label
from tagstudio.ui.review_screen.sound.sound_keys import ScoresOfTag, SoundKeys
from tagstudio.ui.review_screen.sound.sound_plot import (
    CLOSEST_SECONDS,
    SHORTEST_PASSAGE,
    SoundPlot,
    TimePlot,
)
from tagstudio.ui.text.number_format import decimal
from tagstudio.ui.widgets.elided_label import ElidedLabel

WINDOW_SECONDS = 29.12  # of a window, until the first tag timeline tells
SENTENCE_FROM = 17 * GRID  # px of height; below, the sentence is in the tool tip
SENTENCE_FROM_SHORT = 11 * GRID  # px, of a short track, which has no scores
LEAST_SOUND, LEAST_SHORT_SOUND = 4 * GRID, 8 * GRID  # px; that of a short one has the axis too
LABEL_FROM = 9 * GRID  # px of the scores' height; below, the threshold's line has no label
TICKS_FROM = 7 * GRID  # px of the scores' height; below, the axis has the two ends only
LABEL = 14  # px of the axis' height that a label takes
MARK = 9  # px, of the score at the play position
FEW, MANY = (0.0, 1.0), (0.0, 0.1, 0.4, 1.0)


class ScoreAxis(pg.AxisItem):
    """The scores from 0 to 1, the lower ones drawn apart: that is where most thresholds are.

    It is the same for every tag and every track, and names the threshold of the one in focus: in
    the rows below, where scores are drawn evenly, the same threshold is at another place.
    """

    threshold: float | None = None

    def show_threshold(self, threshold: float | None) -> None:
        """Name this threshold; the scores that its label would cover are left out."""
        if threshold != self.threshold:
            self.threshold, self.picture = threshold, None
            self.update()

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """Return the places of the labels."""
        shown = [height(score) for score in (MANY if size >= TICKS_FROM else FEW)]
        if self.threshold is not None:
            place, room = height(self.threshold), LABEL / max(1.0, size)
            shown = sorted([place, *(one for one in shown if abs(one - place) > room)])
        return [(1.0, shown)]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Return the scores, the threshold as exactly as the rows do."""
        place = None if self.threshold is None else height(self.threshold)
        return [
            decimal(value * value, 2 if value == place else 0 if value in FEW else 1)
            for value in values
        ]


def height(score: float) -> float:
    """Return how high a score is drawn, 0 to 1."""
    return float(np.sqrt(score))


def score_plot() -> TimePlot:
    """Return the plot of a tag's scores."""
    return TimePlot(ScoreAxis("left"))


class Timeline(QWidget):
    """Two plots over the same seconds; a click in either chooses a moment."""

    place_chosen = Signal(float)  # seconds
    passage_chosen = Signal(float, float)  # seconds
    short_changed = Signal()

    def __init__(
        self,
        theme: Theme,
        plots: tuple[SoundPlot, TimePlot] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Show a track; `plots` are those of the sound and of the scores, where they are made."""
        super().__init__(parent)
        self._theme = theme
        self.seconds = 1.0
        self._window_seconds = WINDOW_SECONDS
        self._tag_timeline: TagTimeline | None = None
        self._peaks: Waveform | None = None
        self._trouble = ""
        self._tag: tuple[str, int | None, float | None] = ("", None, None)
        self._reaches_threshold = False
        self.is_short = False
        self._waveform, self._scores = plots or (SoundPlot(), score_plot())
        self.part = PartChoice(self)
        self._parts: Sequence[TrackPart] = ()  # answered, of the tag in focus
        self._part_marks = [PartMarks(plot) for plot in (self._waveform, self._scores)]
        self.part.changed.connect(self._show_part)
        self._waveform.setAccessibleName(self.tr("Sound of the track"))
        self._scores.setAccessibleName(self.tr("Scores of the tag over the track"))
        self._status = ElidedLabel("quiet")
        self._status.explain(
            self.tr(
                "Where the score of the tag in focus is highest; the button Sound has an entry that"
                " goes there. Example: “jazz is heard most near 1:04” is one minute and four"
                " seconds after the beginning."
            )
        )
        self._curve = pg.PlotDataItem(fillLevel=0)
        self._threshold_line = pg.InfiniteLine(
            angle=0, label=self.tr("threshold"), labelOpts={"position": 0.97, "anchors": _ANCHORS}
        )
        self._threshold_line.setZValue(1)  # its word over the curve
        self._marked: tuple[float, float] | None = None
        self._here = pg.PlotDataItem(symbol="o", symbolSize=MARK)
        self._lay_out()
        self._keys = SoundKeys(self, self._waveform, self._scores)
        theme.changed.connect(self._colour)
        self._colour()

    def show_track(self, seconds: float) -> None:
        """Show an empty timeline of so many seconds."""
        self.seconds = max(1.0, seconds)
        self.part.seconds = seconds or None
        self.part.clear()
        self.show_parts(())
        self._peaks = self._tag_timeline = None
        self._trouble = ""
        self._waveform.clear_sound()
        self._shape()
        self.show_whole()
        self.show_place(0.0)
        self._draw_scores()

    def show_peaks(self, peaks: Waveform) -> None:
        """Draw the waveform."""
        self._peaks = peaks
        was_whole = self.span() == (0.0, self.seconds)
        self.seconds = max(1.0, peaks.seconds)
        if was_whole:
            self.show_whole()
        self._waveform.show_peaks(peaks)

    def show_spectrogram(self, spectrogram: Spectrogram) -> None:
        """Draw the spectrogram."""
        self._waveform.show_spectrogram(spectrogram)

    def prefer_spectrogram(self, wanted: bool) -> None:
        """Show the spectrogram in place of the waveform, or the other way round."""
        self._waveform.prefer_spectrogram(wanted)

    def show_tag_timeline(self, tag_timeline: TagTimeline) -> None:
        """Draw the scores of the tag in focus over time."""
        self._tag_timeline = tag_timeline
        if tag_timeline.seconds != self._window_seconds:
            self._window_seconds = tag_timeline.seconds
            self._shape()
        self._draw_scores()

    def forget_tags(self) -> None:
        """Show no scores and no tag: those of another model have other columns."""
        self._tag_timeline = None
        self._tag = ("", None, None)
        self._draw_scores()

    def show_trouble(self, sentence: str) -> None:
        """Show why the waveform or the scores cannot be drawn."""
        self._trouble = sentence
        self._draw_scores()

    def show_tag(
        self,
        tag: str,
        column: int | None,
        threshold: float | None,
        *,
        reaches_it: bool = False,
    ) -> None:
        """Draw a tag's scores: a column of the tag timeline, None for one of the user's own.

        `reaches_it`: the score of the track reaches the threshold. It is of other windows than
        those of the timeline, and may do so where none of these does.
        """
        self._tag, self._reaches_threshold = (tag, column, threshold), reaches_it
        self._draw_scores()

    def show_parts(self, parts: Sequence[TrackPart]) -> None:
        """Mark where in the track the tag in focus was answered."""
        self._parts = parts
        for marks in self._part_marks:
            marks.show_answered(parts)

    def choose_next_part(self) -> None:
        """Choose the next of the answered parts, behind the last one the first, and go there."""
        if not self._parts:
            self.part.said.emit(self.tr("No part of the track is answered for this tag."))
            return
        chosen = self.part.stretch
        ordered = sorted({one.stretch for one in self._parts})
        behind = [one for one in ordered if chosen is not None and one > chosen]
        self._take_part((behind or ordered)[0])

    def show_place(self, seconds: float) -> None:
        """Move the play position, and what is in sight with it."""
        self._waveform.show_place(seconds)
        self._scores.head.setValue(seconds)
        first, last = self.span()
        if not first <= seconds <= last:
            self._show_span(seconds, seconds + last - first)
        self._mark_place()
        self._keys.describe()

    def go_to(self, seconds: float) -> None:
        """Go to a moment, or to the end that lies before it."""
        place = min(max(0.0, seconds), self.seconds)
        self.show_place(place)
        self.place_chosen.emit(place)

    @property
    def place(self) -> float:
        """The play position in seconds."""
        return float(self._waveform.head.value())

    def span(self) -> tuple[float, float]:
        """Return the seconds that are shown."""
        first, last = self._waveform.box.viewRange()[0]
        return first, last

    def tag_scores(self) -> ScoresOfTag | None:
        """Return the scores of the tag in focus, None while there are none."""
        tag, column, threshold = self._tag
        if self._tag_timeline is None or column is None:
            return None
        found = self._tag_timeline
        return ScoresOfTag(tag, threshold or 0.0, found.centres, found.scores[:, column])

    def show_passage(self, passage: tuple[float, float] | None) -> None:
        """Mark the passage that is played over and over."""
        self._waveform.show_passage(passage)

    def peak_seconds(self) -> float | None:
        """Return the seconds where the tag in focus is heard most, None if that is unknown.

        That is where the user said so, else where its score is highest.
        """
        said = [one.stretch.start for one in self._parts if one.state == "yes"]
        if said:
            return said[0]
        column = self._tag[1]
        if self._tag_timeline is None or column is None:
            return None
        return self._tag_timeline.peak(column)

    def awaits_scores(self) -> bool:
        """Whether it is still to be seen where the tag in focus is heard."""
        return self._tag_timeline is None and self._tag[1] is not None

    def zoom(self, factor: float, around: float | None = None) -> None:
        """Show a span shorter by a factor, around a moment or the play position."""
        first, last = self.span()
        centre = around if around is not None else self.place
        length = min(self.seconds, max(CLOSEST_SECONDS, (last - first) / factor))
        share = (centre - first) / (last - first) if first <= centre <= last else 0.5
        self._show_span(centre - share * length, centre + (1 - share) * length)

    def show_whole(self) -> None:
        """Show the track from its beginning to its end."""
        self._show_span(0.0, self.seconds)

    def minimumSizeHint(self) -> QSize:
        """Leave the sentence out: where there is no room for it, it is in the tool tip."""
        least = super().minimumSizeHint()
        if self._status.isVisibleTo(self):
            least.setHeight(least.height() - self._status.sizeHint().height() - GRID // 2)
        return least

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the sentence to the tool tip where there is little room."""
        super().resizeEvent(event)
        self._threshold_line.label.setVisible(self._scores.height() > LABEL_FROM)
        self._show_sentence()

    def _show_span(self, first: float, last: float) -> None:
        length = min(last - first, self.seconds)
        first = min(max(0.0, first), self.seconds - length)
        self._waveform.setXRange(first, first + length, padding=0)
        self._keys.describe()

    def _lay_out(self) -> None:
        self._waveform.setMinimumHeight(LEAST_SOUND)
        self._scores.setMinimumHeight(7 * GRID)
        self._scores.setXLink(self._waveform)
        self._scores.setYRange(0, 1, padding=0.1)
        self._scores.getAxis("left").setLabel(self.tr("Score"))
        for item in (self._curve, self._threshold_line, self._scores.head, self._here):
            self._scores.addItem(item)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        layout.addWidget(self._waveform, 1)
        layout.addWidget(self._status)
        layout.addWidget(self._scores, 1)
        for plot in (self._waveform, self._scores):
            plot.place_chosen.connect(self._on_place)
            plot.box.wheeled.connect(lambda seconds, factor: self.zoom(factor, seconds))
            plot.box.dragged.connect(self._on_dragged)
            plot.box.part_dragged.connect(self._on_part_dragged)
            plot.part_wanted.connect(self._on_part_wanted)

    def would_be_short(self, seconds: float) -> bool:
        """Tell whether a track of this length is one or two windows, without a curve."""
        return seconds < 2 * self._window_seconds

    def _shape(self) -> None:
        """Give the scores no room where they would be one or two windows."""
        short = self.would_be_short(self.seconds)
        self._scores.setVisible(not short)
        self._waveform.showAxis("bottom", short)
        self._waveform.setMinimumHeight(LEAST_SHORT_SOUND if short else LEAST_SOUND)
        if short != self.is_short:
            self.is_short = short
            self.short_changed.emit()
        self._show_sentence()

    def _on_place(self, seconds: float) -> None:
        self.place_chosen.emit(min(max(0.0, seconds), self.seconds))

    def _mark_place(self) -> None:
        """Mark the score at the play position, on the curve."""
        scores, marked = self.tag_scores(), None
        if scores is not None:
            drawn = np.sqrt(scores.scores)
            marked = (self.place, float(np.interp(self.place, scores.centres, drawn)))
        if marked != self._marked:  # the play position comes many times a second
            self._marked = marked
            self._here.setData(*([[one] for one in marked] if marked else ([], [])))

    def _on_dragged(self, one: float, other: float, is_over: bool) -> None:
        first, last = (min(max(0.0, at), self.seconds) for at in sorted((one, other)))
        if last - first < SHORTEST_PASSAGE:
            return
        self.show_passage((first, last))
        if is_over:
            self.passage_chosen.emit(first, last)

    def _on_part_dragged(self, one: float, other: float, is_over: bool) -> None:
        first, last = (min(max(0.0, at), self.seconds) for at in sorted((one, other)))
        is_one = last - first >= SHORTEST_PASSAGE
        for marks in self._part_marks if is_one else ():
            marks.show_dragged(first, last)
        if is_over and is_one:
            self.part.choose(first, last)
        if is_over:
            self._show_part()  # the one before, where this one is none

    def _on_part_wanted(self, seconds: float) -> None:
        """Choose the shortest answered part at a moment."""
        here = [
            one.stretch for one in self._parts if one.stretch.start <= seconds < one.stretch.end
        ]
        if here:
            self._take_part(min(here, key=lambda one: one.seconds))

    def _take_part(self, stretch: Stretch) -> None:
        self.part.take(stretch)
        self.go_to(stretch.start)

    def _show_part(self) -> None:
        for marks in self._part_marks:
            marks.show_chosen(self.part)

    def _draw_scores(self) -> None:
        _, column, threshold = self._tag
        known = self._tag_timeline is not None and column is not None
        self._threshold_line.setVisible(threshold is not None and known)
        self._scores.getAxis("left").show_threshold(threshold if known else None)
        if threshold is not None:
            self._threshold_line.setValue(height(threshold))
        self._show_sentence()
        self._mark_place()
        self._keys.describe()
        if self._tag_timeline is None or column is None:
            self._curve.setData([], [])
            return
        scores = np.sqrt(self._tag_timeline.scores[:, column])
        ends = [
            float(self._tag_timeline.starts[0]),
            float(self._tag_timeline.starts[-1]) + self._tag_timeline.seconds,
        ]
        times = np.concatenate([ends[:1], self._tag_timeline.centres, ends[1:]])
        self._curve.setData(times, np.concatenate([scores[:1], scores, scores[-1:]]))

    def _show_sentence(self) -> None:
        said = self._trouble or self._sentence()
        least = SENTENCE_FROM_SHORT if self.is_short else SENTENCE_FROM
        self._status.setText(said)
        self._status.setVisible(bool(self._trouble) or self.height() >= least)
        explained = self.tr(
            "How sure the model is of the tag in focus, in each part of the track: 0 is no, 1 is"
            " yes. Where the curve is above the dashed line, the tag would be suggested. Low scores"
            " are drawn apart, as most thresholds are low. The dot is where you listen. Click to"
            " play from there."
        )
        by_keys = self.tr("By keys, once Tab is here: the arrows go from part to part.")
        parts = (said, f"{explained} {by_keys}")
        self._scores.setToolTip("\n\n".join(filter(None, parts)))

    def _sentence(self) -> str:
        tag, column, threshold = self._tag
        if not tag:
            return ""
        if column is None:
            text = self.tr("{tag}: a tag of your own, which the model has not learned yet")
            return text.format(tag=tag)
        if self._tag_timeline is None:
            return self.tr("{tag}: scoring the track …").format(tag=tag)
        text = self.tr("{tag} is heard most near {where}")
        most = self._tag_timeline.scores[:, column].max()
        if threshold is not None and not self._reaches_threshold and most < threshold:
            text = self.tr("{tag} is heard most near {where}, but nowhere enough to be suggested")
        return text.format(tag=tag, where=clock(self._tag_timeline.peak(column)))

    def _colour(self) -> None:
        colours = self._theme.colours
        for plot in (self._waveform, self._scores):
            plot.colour(colours)
        for marks in self._part_marks:
            marks.colour(colours)
        under = QColor(colours.accent)
        under.setAlpha(60)
        self._curve.setPen(pg.mkPen(colours.accent, width=2))
        self._curve.setBrush(QBrush(under))
        self._here.setSymbolBrush(QColor(colours.base))
        self._here.setSymbolPen(pg.mkPen(colours.text, width=2))
        self._threshold_line.setPen(pg.mkPen(colours.text, width=1, style=Qt.PenStyle.DashLine))
        colour_label(self._threshold_line.label, colours.quiet, colours)
        by_mouse = self.tr(
            "Click to play from there, drag over a passage to hear it over and over, turn the"
            " wheel to zoom. With Shift, drag over a part to answer for it alone, click on an"
            " answered one to choose it."
        )
        by_keys = self.tr("By keys, once Tab is here: the arrows, Home and End seek, + and − zoom.")
        self._waveform.setToolTip(f"{by_mouse}\n\n{by_keys}")


_ANCHORS = [(1, 0), (1, 1)]  # of the threshold's label: right, below a high line, above a low one
