"""The waveform of a track, and under it the scores of the tag in focus over time."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QGraphicsRectItem, QVBoxLayout, QWidget

from tagstudio.audio.decoding.waveform import Waveform
from tagstudio.engine.tagging.tag_timeline import TagTimeline
from tagstudio.ui.base.theme import GRID, Theme
from tagstudio.ui.text.number_format import clock, decimal
from tagstudio.ui.widgets.elided_label import ElidedLabel

WAVEFORM_HEIGHT = 12 * GRID
SCORES_HEIGHT = 10 * GRID
MIN_TOP = 0.1  # the scale of the scores reaches at least so far, so that noise near 0 stays low


class Clock(pg.AxisItem):
    """A time axis that says 1:30 for 90 seconds."""

    def tickSpacing(self, *shown: float) -> list[tuple[float, float]]:
        """Return the distances of the ticks, (seconds, offset): whole seconds, as labels tell."""
        found = super().tickSpacing(*shown)
        return [(spacing, offset) for spacing, offset in found if spacing >= 1] or [(1.0, 0.0)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Return the moments as on a clock."""
        return [clock(value) for value in values]


class Timeline(QWidget):
    """Two plots over the same seconds; a click in either chooses a moment."""

    place_chosen = Signal(float)  # seconds

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._seconds = 1.0
        self._peaks: Waveform | None = None
        self._tag_timeline: TagTimeline | None = None
        self._trouble = ""
        self._tag: tuple[str, int | None, float | None] = ("", None, None)
        self._waveform, self._scores = self._plot(WAVEFORM_HEIGHT), self._plot(SCORES_HEIGHT)
        self._waveform.hideAxis("bottom")
        self._waveform.setYRange(-1, 1, padding=0)
        self._scores.setXLink(self._waveform)
        self._waveform.setAccessibleName(self.tr("Waveform of the track"))
        self._scores.setAccessibleName(self.tr("Scores of the tag over the track"))
        self._status = ElidedLabel("quiet")
        self._add_items()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        for part in (self._waveform, self._status, self._scores):
            layout.addWidget(part)
        theme.changed.connect(self._colour)
        self._colour()

    def show_track(self, seconds: float) -> None:
        """Show an empty timeline of so many seconds."""
        self._seconds = max(1.0, seconds)
        self._peaks = self._tag_timeline = None
        self._trouble = ""
        self._waveform.setXRange(0, self._seconds, padding=0)
        self._outline.setData([], [])
        self.show_place(0.0)
        self._draw_scores()

    def show_peaks(self, peaks: Waveform) -> None:
        """Draw the waveform."""
        self._peaks = peaks
        self._seconds = max(1.0, peaks.seconds)
        self._waveform.setXRange(0, self._seconds, padding=0)
        times = (np.arange(len(peaks.low)) + 0.5) * peaks.bin_seconds
        loudest = max(0.05, float(np.abs([peaks.low.min(), peaks.high.max()]).max()))
        heights = np.stack([peaks.low, peaks.high], axis=1).ravel() / loudest
        self._outline.setData(np.repeat(times, 2), heights, connect="pairs")

    def show_tag_timeline(self, tag_timeline: TagTimeline) -> None:
        """Draw the scores of the tag in focus over time."""
        self._tag_timeline = tag_timeline
        self._draw_scores()

    def show_trouble(self, sentence: str) -> None:
        """Show why the waveform or the scores cannot be drawn."""
        self._trouble = sentence
        self._draw_scores()

    def show_tag(self, tag: str, column: int | None, threshold: float | None) -> None:
        """Draw a tag's scores: a column of the tag timeline, None for one of the user's own."""
        self._tag = (tag, column, threshold)
        self._draw_scores()

    def show_place(self, seconds: float) -> None:
        """Move the play position."""
        for head in self._heads:
            head.setValue(seconds)
        self._played.setRect(QRectF(0, -1, seconds, 2))

    def peak_seconds(self) -> float | None:
        """Return the seconds at the highest score of the tag in focus, None if it is unknown."""
        column = self._tag[1]
        if self._tag_timeline is None or column is None:
            return None
        return self._tag_timeline.peak(column)

    def _plot(self, height: int) -> pg.PlotWidget:
        plot = pg.PlotWidget(axisItems={"bottom": Clock("bottom")}, enableMenu=False)
        plot.setFixedHeight(height)
        plot.hideAxis("left")
        plot.setMouseEnabled(False, False)
        plot.hideButtons()
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot.setCursor(Qt.CursorShape.PointingHandCursor)
        plot.getPlotItem().getViewBox().setDefaultPadding(0)
        plot.scene().sigMouseClicked.connect(lambda click: self._on_click(plot, click.scenePos()))
        return plot

    def _add_items(self) -> None:
        self._played = QGraphicsRectItem(QRectF(0, -1, 0, 2))
        self._outline = pg.PlotDataItem()
        self._curve = pg.PlotDataItem(fillLevel=0)
        self._threshold_line = pg.InfiniteLine(angle=0)
        self._heads = [pg.InfiniteLine(angle=90), pg.InfiniteLine(angle=90)]
        for item in (self._played, self._outline, self._heads[0]):
            self._waveform.addItem(item)
        for item in (self._curve, self._threshold_line, self._heads[1]):
            self._scores.addItem(item)

    def _on_click(self, plot: pg.PlotWidget, at: QPointF) -> None:
        seconds = plot.getPlotItem().getViewBox().mapSceneToView(at).x()
        self.place_chosen.emit(min(max(0.0, seconds), self._seconds))

    def _draw_scores(self) -> None:
        _, column, threshold = self._tag
        known = self._tag_timeline is not None and column is not None
        self._threshold_line.setVisible(threshold is not None and known)
        if threshold is not None:
            self._threshold_line.setValue(threshold)
        self._status.setText(self._trouble or self._sentence())
        if self._tag_timeline is None or column is None:
            self._curve.setData([], [])
            return
        scores = self._tag_timeline.scores[:, column]
        ends = [
            float(self._tag_timeline.starts[0]),
            float(self._tag_timeline.starts[-1]) + self._tag_timeline.seconds,
        ]
        times = np.concatenate([ends[:1], self._tag_timeline.centres, ends[1:]])
        self._curve.setData(times, np.concatenate([scores[:1], scores, scores[-1:]]))
        top = max(MIN_TOP, 1.1 * float(scores.max()), 1.25 * (threshold or 0.0))
        self._scores.setYRange(0, min(1.05, top), padding=0)

    def _sentence(self) -> str:
        tag, column, threshold = self._tag
        if not tag:
            return ""
        if column is None:
            return self.tr("{tag}: a tag of your own, which the model does not know").format(
                tag=tag
            )
        if self._tag_timeline is None:
            return self.tr("{tag}: scoring the track …").format(tag=tag)
        text = self.tr("{tag} over the track: at most {most} near {where}, threshold {threshold}")
        return text.format(
            tag=tag,
            most=decimal(self._tag_timeline.scores[:, column].max(), 2),
            where=clock(self._tag_timeline.peak(column)),
            threshold=decimal(threshold or 0.0, 2),
        )

    def _colour(self) -> None:
        colours = self._theme.colours
        for plot in (self._waveform, self._scores):
            plot.setBackground(colours.base)
            axis = plot.getAxis("bottom")
            axis.setPen(colours.border)
            axis.setTextPen(colours.quiet)
        self._played.setPen(Qt.PenStyle.NoPen)
        self._played.setBrush(QBrush(QColor(colours.accent_quiet)))
        self._outline.setPen(pg.mkPen(colours.quiet, width=1))
        under = QColor(colours.accent)
        under.setAlpha(60)
        self._curve.setPen(pg.mkPen(colours.accent, width=2))
        self._curve.setBrush(QBrush(under))
        self._threshold_line.setPen(pg.mkPen(colours.text, width=1, style=Qt.PenStyle.DashLine))
        for head in self._heads:
            head.setPen(pg.mkPen(colours.accent, width=2))
