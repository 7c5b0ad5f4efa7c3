"""The sound of a track over time: its waveform or its spectrogram, a passage, the play position."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent
from PySide6.QtWidgets import QGraphicsItem, QGraphicsRectItem

from tagstudio.audio.decoding.spectrogram import Spectrogram
from tagstudio.audio.decoding.waveform import Waveform
from tagstudio.core.clock import clock
from tagstudio.ui.base.theme import Colours
from tagstudio.ui.review_screen.sound.region_label import BELOW, colour_label, label_region

AXIS_WIDTH = 52  # px, of the axes on the left, so that both plots begin at the same place
CLOSEST_SECONDS = 2.0  # as far as one can zoom in
WHEEL_ZOOM = 1.25  # by one notch of the wheel
ZOOM = 2.0  # by a key
SEEK_SECONDS, SEEK_FAR_SECONDS = 5.0, 30.0  # by a key, and with Shift
SHORTEST_PASSAGE = 0.3  # seconds; less is a click


class Clock(pg.AxisItem):
    """A time axis that says 1:30 for 90 seconds."""

    def tickSpacing(self, *shown: float) -> list[tuple[float, float]]:
        """Return the distances of the ticks, (seconds, offset): whole seconds, as labels tell."""
        found = super().tickSpacing(*shown)
        return [(spacing, offset) for spacing, offset in found if spacing >= 1] or [(1.0, 0.0)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Return the moments as on a clock."""
        return [clock(value) for value in values]


class SoundBox(pg.ViewBox):
    """What is drawn of a span of time; the wheel zooms, dragging takes a passage, or a part."""

    wheeled = Signal(float, float)  # seconds under the mouse, by how much to zoom in
    dragged = Signal(float, float, bool)  # from, to, in seconds; whether it is over
    part_dragged = Signal(float, float, bool)  # the same, with Shift

    def wheelEvent(self, event: Any, axis: int | None = None) -> None:
        """Zoom around what is under the mouse."""
        event.accept()
        seconds = self.mapToView(event.pos()).x()
        self.wheeled.emit(seconds, WHEEL_ZOOM ** (event.delta() / 120))

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:
        """Take the passage over which the mouse is dragged, with Shift the part."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        event.accept()
        first = self.mapToView(event.buttonDownPos()).x()
        shifted = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        taken = self.part_dragged if shifted else self.dragged
        taken.emit(first, self.mapToView(event.pos()).x(), event.isFinish())


class TimePlot(pg.PlotWidget):
    """A plot over the seconds of a track; a click chooses a moment, dragging a passage.

    Tab reaches it, a click does not take the focus from the tags. `keys` is what keys do while it
    has the focus, by key and whether Shift is held; they go before the shortcuts of the window.
    """

    place_chosen = Signal(float)  # seconds
    part_wanted = Signal(float)  # seconds: a click with Shift

    def __init__(self, left: pg.AxisItem | None = None) -> None:
        axes = {"bottom": Clock("bottom")} | ({"left": left} if left is not None else {})
        self.box = SoundBox(enableMenu=False, defaultPadding=0)
        super().__init__(axisItems=axes, viewBox=self.box, enableMenu=False)
        self.getAxis("left").setWidth(AXIS_WIDTH)
        self.box.setMouseEnabled(False, False)
        self.hideButtons()
        self.keys: dict[tuple[Qt.Key, bool], Callable[[], object]] = {}
        self.viewport().setFocusProxy(None)  # through which its policy would be the plot's
        self.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.head = pg.InfiniteLine(angle=90)
        self.scene().sigMouseClicked.connect(self._on_click)

    def colour(self, colours: Colours) -> None:
        """Use the colours of the theme."""
        self.setBackground(colours.base)
        for side in ("bottom", "left"):
            axis = self.getAxis(side)
            axis.setPen(colours.outline)
            axis.setTextPen(colours.quiet)
        self.head.setPen(pg.mkPen(colours.accent, width=2))

    def event(self, event: QEvent) -> bool:
        """Take the keys that do something here before they start an action of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and self._handler(event):
            event.accept()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what a key does here; leave the others to the page."""
        if handler := self._handler(event):
            event.accept()
            handler()
        else:
            event.ignore()

    def _handler(self, event: QEvent) -> Callable[[], object] | None:
        assert isinstance(event, QKeyEvent)
        shift, keypad = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.KeypadModifier
        if event.modifiers() & ~(shift | keypad):
            return None
        shifted = bool(event.modifiers() & shift)
        return self.keys.get((Qt.Key(event.key()), shifted))

    def _on_click(self, click: Any) -> None:
        if click.button() == Qt.MouseButton.LeftButton:
            shifted = click.modifiers() & Qt.KeyboardModifier.ShiftModifier
            chosen = self.part_wanted if shifted else self.place_chosen
            chosen.emit(self.box.mapSceneToView(QPointF(click.scenePos())).x())


class SoundPlot(TimePlot):
    """The waveform of a track or its spectrogram, and what of it was played."""

    def __init__(self) -> None:
        super().__init__()
        self.setYRange(-1, 1, padding=0)
        self.getAxis("left").setStyle(showValues=False, tickLength=0)
        self._outline = pg.PlotDataItem()
        # What was played is the same waveform in another colour, cut off at the play position: a
        # shade behind it would look like a passage that is chosen.
        self._played = QGraphicsRectItem(QRectF(0, -1, 0, 2))
        self._played.setPen(Qt.PenStyle.NoPen)
        self._played.setFlag(QGraphicsItem.GraphicsItemFlag.ItemClipsChildrenToShape)
        self._played_outline = pg.PlotDataItem()
        self._played_outline.setParentItem(self._played)
        self._picture = pg.ImageItem(axisOrder="col-major")
        self._passage = pg.LinearRegionItem(movable=False)
        self._passage.setZValue(5)
        self._loop_label = label_region(self._passage, self.tr("loop"), BELOW)
        self._passage.hide()
        self._picture.hide()
        for item in (self._outline, self._played, self._picture, self._passage, self.head):
            self.addItem(item)

    def clear_sound(self) -> None:
        """Show nothing, until the next track's sound is there."""
        for outline in (self._outline, self._played_outline):
            outline.setData([], [])
        self._picture.clear()
        self.show_place(0.0)
        self.show_passage(None)

    def show_peaks(self, peaks: Waveform) -> None:
        """Draw the waveform."""
        times = (np.arange(len(peaks.low)) + 0.5) * peaks.bin_seconds
        loudest = max(0.05, float(np.abs([peaks.low.min(), peaks.high.max()]).max()))
        heights = np.stack([peaks.low, peaks.high], axis=1).ravel() / loudest
        for outline in (self._outline, self._played_outline):
            outline.setData(np.repeat(times, 2), heights, connect="pairs")

    def show_spectrogram(self, spectrogram: Spectrogram) -> None:
        """Draw the spectrogram, low sounds at the bottom."""
        seconds = len(spectrogram.levels) * spectrogram.column_seconds
        self._picture.setImage(spectrogram.levels, autoLevels=False, levels=(0, 255))
        self._picture.setRect(QRectF(0, -1, seconds, 2))

    def prefer_spectrogram(self, wanted: bool) -> None:
        """Show the spectrogram in place of the waveform, or the other way round."""
        self._picture.setVisible(wanted)
        self._outline.setVisible(not wanted)
        self._played.setVisible(not wanted)

    def show_place(self, seconds: float) -> None:
        """Move the play position."""
        self.head.setValue(seconds)
        self._played.setRect(QRectF(0, -1, seconds, 2))

    def show_passage(self, passage: tuple[float, float] | None) -> None:
        """Mark the passage that is played over and over."""
        self._passage.setVisible(passage is not None)
        if passage is not None:
            self._passage.setRegion(passage)

    def colour(self, colours: Colours) -> None:
        """Use the colours of the theme."""
        super().colour(colours)
        self._played_outline.setPen(pg.mkPen(colours.accent, width=1))
        self._outline.setPen(pg.mkPen(colours.quiet, width=1))
        marked = QColor(colours.accent)
        marked.setAlpha(80)
        self._passage.setBrush(QBrush(marked))
        for line in self._passage.lines:
            line.setPen(pg.mkPen(colours.accent, width=2))
        colour_label(self._loop_label, colours.text, colours)
        ends = [QColor(colours.base).getRgb(), QColor(colours.text).getRgb()]
        self._picture.setColorMap(pg.ColorMap(np.array([0.0, 1.0]), ends))
