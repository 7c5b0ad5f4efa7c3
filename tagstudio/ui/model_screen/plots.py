"""The curves of the Model screen, in the colours of the theme."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tagstudio.engine.evaluation.version_scores import EvaluationSummary
from tagstudio.engine.training.learning_curve import LearningCurve
from tagstudio.plugin_api import Epoch
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.theme import GRID

WIDE = 2  # px, of a curve
POINT = 9  # px


class Plot(pyqtgraph.PlotWidget):
    """A plot that keeps still: no mouse, no menu, only the figures."""

    def __init__(self, workspace: Workspace, name: str, across: str, up: str) -> None:
        super().__init__(enableMenu=False)
        self.setAccessibleName(name)
        for part in (self, self.viewport()):
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._workspace = workspace
        self._titles = {"bottom": across, "left": up}
        self.setMouseEnabled(False, False)
        self.hideButtons()
        self.setFrameShape(self.Shape.NoFrame)
        workspace.theme.changed.connect(self._colour)
        self._colour()

    def draw(self) -> None:
        """Draw the data in the theme's colours."""

    def _colour(self) -> None:
        colours = self._workspace.theme.colours
        self.setBackground(colours.base)
        for name, title in self._titles.items():
            axis = self.getAxis(name)
            axis.setPen(colours.border)
            axis.setTextPen(colours.quiet)
            axis.enableAutoSIPrefix(False)
            axis.setLabel(title, color=colours.quiet)
        self.showGrid(y=True, alpha=0.15)
        self.draw()


class VersionsPlot(Plot):
    """Macro ROC-AUC over versions, the oldest on the left, with 95 % intervals."""

    def __init__(self, workspace: Workspace) -> None:
        self._summaries: list[EvaluationSummary] = []
        self._active = ""
        super().__init__(
            workspace,
            self.tr("Macro ROC-AUC over versions"),
            "",
            self.tr("Macro ROC-AUC, your answers"),
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
        aucs = [macro.auc for macro in macros]
        self.addItem(
            pyqtgraph.ErrorBarItem(
                x=_array(places),
                y=_array(aucs),
                top=_array([macro.high - macro.auc for macro in macros]),
                bottom=_array([macro.auc - macro.low for macro in macros]),
                beam=0.06,
                pen=pyqtgraph.mkPen(colours.quiet, width=1),
            )
        )
        brushes = [colours.accent if name == self._active else colours.base for name in names]
        self.plot(
            places,
            aucs,
            pen=pyqtgraph.mkPen(colours.accent, width=WIDE),
            antialias=True,
            symbol="o",
            symbolSize=POINT,
            symbolPen=pyqtgraph.mkPen(colours.accent, width=WIDE),
            symbolBrush=[pyqtgraph.mkBrush(brush) for brush in brushes],
        )
        self.setXRange(-0.5, max(1, len(places) - 1) + 0.5)


class CurvePlot(Plot):
    """Macro ROC-AUC over the number of training answers."""

    def __init__(self, workspace: Workspace) -> None:
        self._curve: LearningCurve | None = None
        super().__init__(
            workspace,
            self.tr("Learning curve"),
            self.tr("Training answers"),
            self.tr("Macro ROC-AUC"),
        )

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
            [point.macro_auc for point in points],
            pen=pyqtgraph.mkPen(colours.accent, width=WIDE),
            antialias=True,
            symbol="o",
            symbolSize=POINT,
            symbolPen=pyqtgraph.mkPen(colours.accent, width=WIDE),
            symbolBrush=colours.base,
        )


class EpochPlots(QWidget):
    """Training and validation loss on the left, validation ROC-AUC on the right, by epoch."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        epoch = self.tr("Epoch")
        self.loss = _LossPlot(workspace, self.tr("Loss over epochs"), epoch, self.tr("Loss"))
        self.auc = _AucPlot(
            workspace,
            self.tr("Validation ROC-AUC over epochs"),
            epoch,
            self.tr("Validation ROC-AUC"),
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * GRID)
        layout.addWidget(self.loss, 1)
        layout.addWidget(self.auc, 1)

    def show_epochs(self, epochs: Sequence[Epoch]) -> None:
        """Show these epochs, all of one training."""
        for plot in (self.loss, self.auc):
            plot.epochs = list(epochs)
            plot.draw()


class _EpochPlot(Plot):
    epochs: list[Epoch] = []  # noqa: RUF012 - replaced, never changed

    def _draw_curve(self, values: Sequence[float | None], colour: str, *, dashed: bool) -> None:
        points = [
            (epoch.number, value)
            for epoch, value in zip(self.epochs, values, strict=True)
            if value is not None
        ]
        if points:
            style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
            few = len(points) == 1  # one point makes no line
            self.plot(
                [number for number, _ in points],
                [value for _, value in points],
                pen=pyqtgraph.mkPen(colour, width=WIDE, style=style),
                antialias=True,
                symbol="o" if few else None,
            )


class _LossPlot(_EpochPlot):
    def draw(self) -> None:
        """Draw the training loss, and the validation loss dashed."""
        self.clear()
        colours = self._workspace.theme.colours
        training, validation = self.tr("training loss"), self.tr("validation loss")
        self.setTitle(
            f'<span style="color:{colours.accent}">━━</span> {training} &nbsp;'
            f' <span style="color:{colours.warning}">╍╍</span> {validation}',
            color=colours.quiet,
            size="9pt",
        )
        self._draw_curve([epoch.loss for epoch in self.epochs], colours.accent, dashed=False)
        validation_losses = [epoch.validation_loss for epoch in self.epochs]
        self._draw_curve(validation_losses, colours.warning, dashed=True)


class _AucPlot(_EpochPlot):
    def draw(self) -> None:
        """Draw the macro ROC-AUC on the validation set."""
        self.clear()
        self.setTitle("&nbsp;", size="9pt")  # as high as the one beside it
        aucs = [epoch.validation_auc for epoch in self.epochs]
        self._draw_curve(aucs, self._workspace.theme.colours.accent, dashed=False)


def _array(values: Sequence[float]) -> object:
    import numpy as np

    return np.array(values, np.float64)
