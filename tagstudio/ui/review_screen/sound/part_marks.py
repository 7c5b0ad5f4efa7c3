"""The parts of a track over its sound: those that were answered, and the one that is chosen."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QBrush, QColor

from tagstudio.engine.correcting.parts import TrackPart
from tagstudio.ui.base.theme import Colours
from tagstudio.ui.review_screen.sound.part_choice import PartChoice
from tagstudio.ui.review_screen.sound.region_label import ABOVE, colour_label, label_region

SHADE = 70  # of 255, of what is drawn over the sound
BELOW_HEAD, TOP = 3, 4  # layers: of what was answered, of what is chosen


class PartMarks:
    """Draws parts on a plot; each that was answered says "yes" or "no", not by colour alone."""

    def __init__(self, plot: pg.PlotWidget) -> None:
        self._plot = plot
        self._answered: list[tuple[TrackPart, pg.LinearRegionItem]] = []
        self._chosen = pg.LinearRegionItem(movable=False)
        self._chosen.setZValue(TOP)
        self._label = label_region(
            self._chosen, QCoreApplication.translate("PartMarks", "part"), ABOVE
        )
        self._begins = pg.InfiniteLine(angle=90)
        self._begins.setZValue(TOP)
        self._colours: Colours | None = None
        for item in (self._chosen, self._begins):
            item.hide()
            plot.addItem(item)

    def show_answered(self, parts: Sequence[TrackPart]) -> None:
        """Draw these answered parts, and none besides."""
        for _, region in self._answered:
            self._plot.removeItem(region)
        self._answered = [(part, self._region(part)) for part in parts]
        for _, region in self._answered:
            self._plot.addItem(region)
        self._colour_answered()

    def show_chosen(self, choice: PartChoice) -> None:
        """Draw the part that answers are given for."""
        self._chosen.setVisible(choice.stretch is not None)
        if choice.stretch is not None:
            self._chosen.setRegion((choice.stretch.start, choice.stretch.end))
        self._begins.setVisible(choice.begins is not None)
        if choice.begins is not None:
            self._begins.setValue(choice.begins)

    def show_dragged(self, first: float, last: float) -> None:
        """Draw the part over which the mouse is dragged, until it is chosen or refused."""
        self._chosen.setRegion((first, last))
        self._chosen.show()

    def colour(self, colours: Colours) -> None:
        """Use the colours of the theme."""
        self._colours = colours
        chosen = QColor(colours.text)
        chosen.setAlpha(SHADE // 2)
        self._chosen.setBrush(QBrush(chosen))
        pen = pg.mkPen(colours.text, width=2, style=Qt.PenStyle.DashLine)
        for line in (*self._chosen.lines, self._begins):
            line.setPen(pen)
        colour_label(self._label, colours.text, colours)
        self._colour_answered()

    def _region(self, part: TrackPart) -> pg.LinearRegionItem:
        region = pg.LinearRegionItem((part.stretch.start, part.stretch.end), movable=False)
        region.setZValue(BELOW_HEAD)
        said = (
            QCoreApplication.translate("PartMarks", "yes")
            if part.state == "yes"
            else QCoreApplication.translate("PartMarks", "no")
        )
        label_region(region, said, ABOVE)
        return region

    def _colour_answered(self) -> None:
        if self._colours is None:
            return
        for part, region in self._answered:
            name = self._colours.yes if part.state == "yes" else self._colours.no
            shade = QColor(name)
            shade.setAlpha(SHADE)
            region.setBrush(QBrush(shade))
            for line in region.lines:
                line.setPen(pg.mkPen(name, width=1))
            for label in region.lines[0].childItems():
                if isinstance(label, pg.InfLineLabel):
                    colour_label(label, name, self._colours)
