"""The curves of the Model screen, in the colours of the theme."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pyqtgraph
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from tagstudio.engine.evaluation.version_scores import EvaluationSummary
from tagstudio.engine.training.learning_curve import LearningCurve
from tagstudio.plugin_api import Epoch
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.model_screen.copy_epochs import CopyEpochs, by_copy
from tagstudio.ui.model_screen.explanations import explained

WIDE = 2  # px, of a curve
POINT = 9  # px
SMALLEST = 120, 140  # px: three stand side by side in a window of 800x600


class Plot(pyqtgraph.PlotWidget):
    """A plot that keeps still: no mouse, no menu, only the figures."""

    def __init__(self, workspace: Workspace, name: str, across: str, up: str) -> None:
        super().__init__(enableMenu=False)
        self.setAccessibleName(name)
        for part in (self, self.viewport()):
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._workspace = workspace
        self._titles = {"bottom": across, "left": up}
        self.setMinimumSize(*SMALLEST)
        self.setMouseEnabled(False, False)
        self.hideButtons()
        self.setFrameShape(self.Shape.NoFrame)
        workspace.theme.changed.connect(self._colour)
        self._colour()

    def sizeHint(self) -> QSize:
        """Ask for little: a plot takes the room that is left."""
        return QSize(*SMALLEST)

    def draw(self) -> None:
        """Draw the data in the theme's colours."""

    def _colour(self) -> None:
        colours = self._workspace.theme.colours
        self.setBackground(colours.base)
        for name, title in self._titles.items():
            axis = self.getAxis(name)
            axis.setPen(colours.outline)
            axis.setTextPen(colours.quiet)
            axis.enableAutoSIPrefix(False)
            axis.setLabel(title, color=colours.quiet)
        self.showGrid(y=True, alpha=0.15)
        self.draw()


class VersionsPlot(Plot):
    """Right picks of 100 over versions, the oldest on the left, with 95 % intervals.

    That is the macro ROC-AUC, said plainly.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._summaries: list[EvaluationSummary] = []
        self._active = ""
        super().__init__(
            workspace,
            self.tr("Right picks over versions"),
            "",
            self.tr("Right of 100"),
        )
        self.setToolTip(
            self.tr(
                "How many times of 100 each version picks the right one of two of your tracks, one"
                " with a tag and one without (100 times the macro ROC-AUC). The thin lines are what"
                " it might be with other artists."
            )
        )

    def show_summaries(self, summaries: Sequence[EvaluationSummary], active: str) -> None:
        """Show the versions that are measured, given the oldest first."""
        self._summaries = [one for one in summaries if one.macro is not None]
        self._active = active
        self.draw()

    def draw(self) -> None:
        """Draw a point with its interval for each version, joined by a line."""
        self.clear()
        colours = self._workspace.theme.colours
        macros = [one.macro for one in self._summaries if one.macro is not None]
        places = list(range(len(macros)))
        names = [one.model.name for one in self._summaries]
        self.getAxis("bottom").setTicks([list(zip(places, names, strict=True))])
        if not macros:
            return
        right = [100 * macro.auc for macro in macros]
        self.addItem(
            pyqtgraph.ErrorBarItem(
                x=_array(places),
                y=_array(right),
                top=_array([100 * (macro.high - macro.auc) for macro in macros]),
                bottom=_array([100 * (macro.auc - macro.low) for macro in macros]),
                beam=0.06,
                pen=pyqtgraph.mkPen(colours.quiet, width=1),
            )
        )
        brushes = [colours.accent if name == self._active else colours.base for name in names]
        self.plot(
            places,
            right,
            pen=pyqtgraph.mkPen(colours.accent, width=WIDE),
            antialias=True,
            symbol="o",
            symbolSize=POINT,
            symbolPen=pyqtgraph.mkPen(colours.accent, width=WIDE),
            symbolBrush=[pyqtgraph.mkBrush(brush) for brush in brushes],
        )
        self.setXRange(-0.5, max(1, len(places) - 1) + 0.5)


class CurvePlot(Plot):
    """Right picks of 100, by the macro ROC-AUC, over the number of training answers."""

    def __init__(self, workspace: Workspace) -> None:
        self._curve: LearningCurve | None = None
        super().__init__(
            workspace,
            self.tr("Learning curve"),
            self.tr("Training answers"),
            self.tr("Right of 100"),
        )
        self.setToolTip(explained("learning_curve"))

    def show_curve(self, curve: LearningCurve) -> None:
        """Show the points of a learning curve."""
        self._curve = curve
        self.draw()

    def draw(self) -> None:
        """Draw the points, joined by a line."""
        self.clear()
        if self._curve is None:
            return
        colours, points = self._workspace.theme.colours, self._curve.points
        self.plot(
            [point.answers for point in points],
            [100 * point.macro_auc for point in points],
            pen=pyqtgraph.mkPen(colours.accent, width=WIDE),
            antialias=True,
            symbol="o",
            symbolSize=POINT,
            symbolPen=pyqtgraph.mkPen(colours.accent, width=WIDE),
            symbolBrush=colours.base,
        )


class EpochPlots(QWidget):
    """Training loss, validation loss and validation ROC-AUC by epoch, each on axes of its own.

    A line for each copy: the shipped one in colour, those that judge thin beside it.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        epoch = self.tr("Epoch")
        self.loss = _EpochPlot(
            workspace,
            self.tr("Training loss over epochs"),
            (epoch, self.tr("Training loss")),
            lambda one: one.loss,
        )
        self.validation = _EpochPlot(
            workspace,
            self.tr("Validation loss over epochs"),
            (epoch, self.tr("Validation loss")),
            lambda one: one.validation_loss,
        )
        self.auc = _EpochPlot(
            workspace,
            self.tr("Validation ROC-AUC over epochs"),
            (epoch, self.tr("Validation ROC-AUC")),
            lambda one: one.validation_auc,
        )
        self._legend = QLabel(wordWrap=True)
        self._legend.setProperty("role", "quiet")
        self._legend.setToolTip(explained("verdict"))
        self._legend.setText(
            self.tr(
                "In colour the copy that is used; thin the copies that judge, each of which never"
                " sees the answers about a fifth of the artists."
            )
        )
        plots = QHBoxLayout()
        plots.setSpacing(2 * GRID)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(plots, 1)
        layout.addWidget(self._legend)
        names = ("training_loss", "validation_loss", "validation_auc")
        for plot, name in zip(self.plots, names, strict=True):
            plot.setToolTip(explained(name))
            plots.addWidget(plot, 1)

    @property
    def plots(self) -> tuple[_EpochPlot, ...]:
        """The three plots."""
        return self.loss, self.validation, self.auc

    def show_epochs(self, epochs: Sequence[Epoch]) -> None:
        """Show these epochs, all of one training; without any there are no axes."""
        copies = by_copy(epochs)
        for plot in self.plots:
            plot.show_copies(copies)
        self._legend.setVisible(len(copies) > 1)
        self.setVisible(bool(copies))


class _EpochPlot(Plot):
    """One figure of the epochs, a line for each copy; hidden while no epoch has the figure."""

    def __init__(
        self,
        workspace: Workspace,
        name: str,
        titles: tuple[str, str],
        figure: Callable[[Epoch], float | None],
    ) -> None:
        self.copies: Sequence[CopyEpochs] = ()
        self._figure = figure
        super().__init__(workspace, name, *titles)

    def show_copies(self, copies: Sequence[CopyEpochs]) -> None:
        """Show the epochs of these copies."""
        self.copies = copies
        epochs = [epoch for one in copies for epoch in one.epochs]
        self.setVisible(any(self._figure(epoch) is not None for epoch in epochs))
        self.draw()

    def draw(self) -> None:
        """Draw the lines, that of the shipped copy above the others."""
        self.clear()
        colours = self._workspace.theme.colours
        for one in reversed(self.copies):
            points = [(epoch.number, self._figure(epoch)) for epoch in one.epochs]
            known = [(number, value) for number, value in points if value is not None]
            if not known:
                continue
            numbers, values = zip(*known, strict=True)
            colour, width = (colours.quiet, 1) if one.copy else (colours.accent, WIDE)
            self.plot(
                numbers,
                values,
                pen=pyqtgraph.mkPen(colour, width=width),
                antialias=True,
                symbol="o" if len(known) == 1 else None,  # one point makes no line
            )


def _array(values: Sequence[float]) -> object:
    import numpy as np

    return np.array(values, np.float64)
