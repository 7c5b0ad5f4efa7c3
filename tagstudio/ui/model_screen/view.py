"""The layout of the model screen; its behaviour is in `screen`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from tagstudio.engine.evaluation.version_scores import EvaluationSummary
from tagstudio.learning.answers import MIN_PER_CLASS_TO_MEASURE
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.areas import mark_area
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.model_screen.answer_counts import AnswersPanel
from tagstudio.ui.model_screen.better_model import BetterModel
from tagstudio.ui.model_screen.changes import ChangesPanel
from tagstudio.ui.model_screen.explanations import explained
from tagstudio.ui.model_screen.no_model import NoModel
from tagstudio.ui.model_screen.plots import VersionsPlot
from tagstudio.ui.model_screen.tag_scores import TagScores
from tagstudio.ui.model_screen.training_panel import TrainingPanel
from tagstudio.ui.model_screen.version_area import Tabs, VersionArea, least_height
from tagstudio.ui.model_screen.version_head import VersionHead
from tagstudio.ui.model_screen.version_timeline import VersionListView
from tagstudio.ui.model_screen.way_back import WayBack
from tagstudio.ui.widgets.form import quiet

TIMELINE_WIDTH = 184, 320  # px, at least and at most
SMALL, LOW = 720, 560  # px of height: below, the offer is one line; below, all is closer together


def make_parts(workspace: Workspace) -> Iterator[None]:
    """Make the view for the screen that is made next, in steps of some ms."""
    for kind in (TagScores, ChangesPanel, TrainingPanel):
        workspace.parts_ahead.keep(kind(workspace))
        yield
    workspace.parts_ahead.keep(AnswersPanel(workspace.actions))
    yield
    workspace.parts_ahead.keep(ModelView(workspace))
    yield


class ModelView(QWidget):
    """The parts of the screen: the versions and the selected one, or the page without a model."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.no_model = NoModel(workspace)
        self.better = BetterModel(workspace)
        self.way_back = WayBack()
        self.versions = VersionListView(workspace)
        self.head = VersionHead()
        ahead = workspace.parts_ahead
        self.tag_scores = ahead.take(TagScores, lambda: TagScores(workspace))
        self._workspace = workspace
        self._plot: VersionsPlot | None = None
        self._place_of_plot = QVBoxLayout()
        self.changes = ahead.take(ChangesPanel, lambda: ChangesPanel(workspace))
        self.training = ahead.take(TrainingPanel, lambda: TrainingPanel(workspace))
        self.answers = ahead.take(AnswersPanel, lambda: AnswersPanel(workspace.actions))
        self.summary = quiet("")
        self.summary.setToolTip(
            self.tr(
                "A track counts from its first answer on, also before it is finished in Review; so"
                " these may be more than the reviewed ones."
            )
        )
        self.no_tag_scores = quiet("")
        self.no_tag_scores.setToolTip(explained("enough"))
        self.no_plot = quiet(
            self.tr(
                "A line over the versions is drawn here from {count} yes and {count} no to one tag"
                " on."
            ).format(count=MIN_PER_CLASS_TO_MEASURE)
        )
        self.no_plot.setToolTip(explained("enough"))
        self.measure_button = QPushButton(self.tr("Measure"))
        self.offer_measuring("", is_possible=True)
        self.back = QPushButton(self.tr("Go back to the version before"))
        self.back.setToolTip(
            self.tr(
                "Its suggestions come back. No answer is lost, and this version stays in the list."
            )
        )
        self.train_button = QPushButton(self.tr("Train on the answers…"))
        self.train_button.setProperty("main", True)
        self._whole = self._versions()
        self._is_small = self._is_low = False
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.no_model)
        self._stack.addWidget(self._whole)

    def minimumSizeHint(self) -> QSize:
        """Return the height that the texts need at this width: they wrap, and none is squeezed."""
        least = super().minimumSizeHint()
        if self._stack.currentWidget() is self._whole:
            least.setHeight(least_height(self._whole, max(self.width(), least.width())))
        return least

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the tabs room where the window is low."""
        super().resizeEvent(event)
        self._give_way()
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()  # the texts wrap at other places

    def show_no_model(self) -> None:
        """Say how to get a model."""
        self._stack.setCurrentWidget(self.no_model)

    def show_versions(self) -> None:
        """Show the versions and the selected one."""
        self._stack.setCurrentWidget(self._whole)

    def offer_measuring(self, obstacle: str, *, is_possible: bool) -> None:
        """Offer to measure the versions, or say why that cannot be; "" for no obstacle."""
        self.measure_button.setEnabled(is_possible and not obstacle)
        tip = self.tr("Measure the versions on all your answers, by copies that never saw them")
        self.measure_button.setToolTip(obstacle or tip)

    def mark_train(self, is_next: bool) -> None:
        """Mark training as the main step, or not: where nothing is new there are others."""
        if is_next != self.train_button.property("main"):
            self.train_button.setProperty("main", is_next)
            self.train_button.style().polish(self.train_button)

    @property
    def plot(self) -> VersionsPlot:
        """The plot over versions, made when there is something to draw: it takes 10 ms."""
        if self._plot is None:
            self._plot = VersionsPlot(self._workspace)
            self._place_of_plot.addWidget(self._plot)
        return self._plot

    def show_summaries(self, summaries: Sequence[EvaluationSummary], active: str) -> None:
        """Show the versions that are measured, the oldest first, or that none is."""
        is_measured = any(one.macro is not None for one in summaries)
        if is_measured or self._plot is not None:
            self.plot.show_summaries(summaries, active)
            self.plot.setVisible(is_measured)
        self.no_plot.setVisible(not is_measured)

    def _give_way(self) -> None:
        is_small, is_low = self.height() < SMALL, self.height() < LOW
        if is_small != self._is_small:
            self._is_small = is_small
            self.better.fold(is_small)
        if is_low != self._is_low:
            self._is_low = is_low
            self.head.fold(is_low)
            self.area.tighten(is_low)
            self._space(is_low)

    def _space(self, is_low: bool) -> None:
        above = GRID if is_low else 2 * GRID
        self._parts.setContentsMargins(3 * GRID, above, 3 * GRID, above)
        self._parts.setSpacing(GRID if is_low else GRID + GRID // 2)

    def _versions(self) -> QWidget:
        title = QLabel(self.tr("Model"))
        title.setProperty("role", "title")
        top = QHBoxLayout()
        top.setSpacing(GRID)
        top.addWidget(title, 1)
        for button in (self.back, self.measure_button, self.train_button):
            top.addWidget(button)
        parts = QHBoxLayout()
        parts.setSpacing(2 * GRID)
        for card, name, share in (
            (self._versions_card(), self.tr("Versions"), 1),
            (self._version_card(), self.tr("The selected version"), 3),
        ):
            mark_area(card, name)
            parts.addWidget(card, share)
        whole = QWidget()
        self._parts = layout = QVBoxLayout(whole)
        self._space(is_low=False)
        layout.addLayout(top)
        layout.addWidget(self.summary)
        layout.addWidget(self.way_back)
        layout.addWidget(self.better)
        layout.addLayout(parts, 1)
        return whole

    def _versions_card(self) -> QFrame:
        card = _card()
        narrowest, widest = TIMELINE_WIDTH
        card.setMinimumWidth(narrowest)
        card.setMaximumWidth(widest)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(1, GRID, 1, GRID)
        layout.addWidget(self.versions)
        return card

    def _version_card(self) -> QFrame:
        card = _card()
        self.tabs = Tabs()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        # A click gives them no focus: the page would scroll to show all of what they head.
        for part in (self.tabs, self.tabs.tabBar()):
            part.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            part.setAccessibleName(self.tr("Views of the versions"))
        for title, panel, tip in (
            (
                self.tr("Tags"),
                _or(self.tag_scores, self.no_tag_scores),
                self.tr("How well this version knows each tag, by your answers"),
            ),
            (
                self.tr("Over versions"),
                _or(self._place_of_plot, self.no_plot),
                self.tr("Whether the versions became better, the oldest on the left"),
            ),
            (
                self.tr("Changes"),
                self.changes,
                self.tr("Which tracks would gain or lose a tag with this version"),
            ),
            (
                self.tr("Training"),
                self.training,
                self.tr("How the last training went, and what more answers are worth"),
            ),
            (
                self.tr("Answers"),
                self.answers,
                self.tr("What you answered, tag by tag, and what would help most"),
            ),
        ):
            self.tabs.setTabToolTip(self.tabs.addTab(panel, title), tip)
        self.area = VersionArea(self.head, self.tabs)
        self.area.setAccessibleName(self.tr("The selected version"))
        around = QVBoxLayout(card)
        around.setContentsMargins(1, 1, 1, 1)
        around.addWidget(self.area)
        return card


def _card() -> QFrame:
    card = QFrame()
    card.setObjectName("card")
    return card


def _or(shown: QWidget | QLayout, otherwise: QLabel) -> QWidget:
    """Return a page with a widget or its place, and the sentence that stands there without it."""
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, GRID, 0, 0)
    if isinstance(shown, QLayout):
        layout.addLayout(shown, 1)
    else:
        layout.addWidget(shown, 1)
    layout.addWidget(otherwise)
    layout.addStretch(0)
    return page
