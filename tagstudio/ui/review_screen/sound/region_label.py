"""The word on a marked region of a plot: regions are told apart not by their colour alone."""

from __future__ import annotations

import pyqtgraph as pg

from tagstudio.ui.base.theme import Colours

ABOVE, BELOW = 0.8, 0.2  # of the plot's height


def label_region(region: pg.LinearRegionItem, word: str, height: float) -> pg.InfLineLabel:
    """Write a word inside a region, at its beginning."""
    anchors = [(0, 0.5), (0, 0.5)]
    return pg.InfLineLabel(region.lines[0], word, position=height, anchors=anchors)


def colour_label(label: pg.InfLineLabel, colour: str, colours: Colours) -> None:
    """Write a word in a colour (#rrggbb), on the ground of the theme."""
    label.setColor(colour)
    label.fill = pg.mkBrush(colours.base)
