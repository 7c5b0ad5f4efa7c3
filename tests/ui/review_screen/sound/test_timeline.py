import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tagstudio.audio.decoding.waveform import Waveform
from tagstudio.engine.tagging.tag_timeline import TagTimeline
from tagstudio.ui.base.theme import Theme
from tagstudio.ui.base.window_state import WindowState
from tagstudio.ui.review_screen.sound.sound_plot import Clock
from tagstudio.ui.review_screen.sound.timeline import FEW, MANY, ScoreAxis, Timeline, height

SCORES = np.array([[0.1, 0.01], [0.7, 0.02], [0.3, 0.01]], np.float32)
FOUND = TagTimeline(np.array([0.0, 10.0, 20.0], np.float32), 10.0, SCORES)


@pytest.fixture
def timeline(shown) -> Timeline:
    made = shown(Timeline(Theme(WindowState())))
    made.show_track(30.0)
    return made


def label_texts(region: pg.LinearRegionItem) -> list[str]:
    every = region.lines[0].childItems()
    return [one.toPlainText() for one in every if isinstance(one, pg.InfLineLabel)]


def scale(timeline: Timeline) -> list[float]:
    return timeline._scores.box.viewRange()[1]


def test_the_scores_of_the_tag_in_focus_are_drawn_with_its_threshold(timeline):
    timeline.show_tag("jazz", 0, 0.4)
    assert timeline._status.text() == "jazz: scoring the track …"
    assert timeline.peak_seconds() is None
    timeline.show_tag_timeline(FOUND)
    times, heights = timeline._curve.getData()
    np.testing.assert_allclose(times, [0, 5, 15, 25, 30])
    np.testing.assert_allclose(heights, np.sqrt([0.1, 0.1, 0.7, 0.3, 0.3]), rtol=1e-5)
    assert timeline._threshold_line.value() == height(0.4)
    assert timeline._status.text() == "jazz is heard most near 0:15"
    assert timeline.peak_seconds() == 15.0


def test_a_tag_that_is_nowhere_likely_is_not_said_to_be_heard(timeline):
    timeline.show_track(60.0)
    timeline.show_tag_timeline(FOUND)
    timeline.show_tag("jazz", 0, 0.95)
    said = "jazz is heard most near 0:15, but nowhere enough to be suggested"
    assert timeline._sentence() == said
    timeline.show_tag("jazz", 0, 0.95, reaches_it=True)  # as its row says, by other windows
    assert timeline._sentence() == "jazz is heard most near 0:15"


def test_the_axis_of_the_scores_is_the_same_for_every_tag_and_track(timeline):
    shown = []
    for tag, column, threshold in (("jazz", 0, 0.4), ("sad", 1, 0.05), ("mine", None, None)):
        timeline.show_track(60.0)
        timeline.show_tag_timeline(FOUND)
        timeline.show_tag(tag, column, threshold)
        shown.append(scale(timeline))
    assert shown[0] == shown[1] == shown[2]
    assert shown[0][0] <= height(0.0) < height(1.0) <= shown[0][1]


@pytest.mark.parametrize(("size", "scores"), [(40, FEW), (200, MANY)])
def test_the_axis_says_the_scores_it_stands_for(qtbot, size, scores):
    axis = ScoreAxis("left")
    [(spacing, places)] = axis.tickValues(0.0, 1.0, size)
    said = [float(text) for text in axis.tickStrings(places, 1.0, spacing)]
    assert said == list(scores)


@pytest.mark.parametrize(
    ("threshold", "said"),
    [(0.24, ["0", "0.24", "1"]), (0.02, ["0.02", "1"]), (0.97, ["0", "0.97"]), (None, ["0", "1"])],
)
def test_the_axis_names_the_threshold_and_no_two_labels_cover_each_other(qtbot, threshold, said):
    axis = ScoreAxis("left")
    axis.show_threshold(threshold)
    [(spacing, places)] = axis.tickValues(0.0, 1.0, 40)
    assert axis.tickStrings(places, 1.0, spacing) == said


def test_the_axis_names_the_threshold_of_the_tag_in_focus(timeline):
    axis = timeline._scores.getAxis("left")
    timeline.show_track(60.0)
    assert axis.threshold is None
    timeline.show_tag_timeline(FOUND)
    timeline.show_tag("jazz", 0, 0.4)
    assert axis.threshold == 0.4
    timeline.show_tag("mine", None, None)
    assert axis.threshold is None


def test_a_track_of_less_than_two_windows_leaves_its_room_to_the_tags(timeline):
    timeline.show_track(600.0)
    timeline.show_tag_timeline(FOUND)  # windows of 10 s
    assert not timeline.is_short
    with_scores = timeline.minimumSizeHint().height()
    timeline.show_track(19.0)
    assert timeline.is_short
    assert not timeline._scores.isVisible()
    assert timeline.minimumSizeHint().height() < with_scores
    assert timeline._waveform.getAxis("bottom").isVisible()
    timeline.show_track(21.0)
    assert timeline._scores.isVisible()


def test_one_zooms_in_as_far_as_it_helps_and_out_to_the_whole_track(timeline):
    timeline.show_track(100.0)
    timeline.zoom(4.0, around=40.0)
    assert timeline.span() == pytest.approx((30.0, 55.0))
    timeline.zoom(1000.0, around=40.0)
    first, last = timeline.span()
    assert last - first == pytest.approx(2.0)
    timeline.show_place(90.0)  # what is played stays in sight
    first, last = timeline.span()
    assert first <= 90.0 <= last
    timeline.zoom(1e-6)
    assert timeline.span() == pytest.approx((0.0, 100.0))


def test_dragging_takes_a_passage_inside_the_track(timeline, qtbot):
    with qtbot.waitSignal(timeline.passage_chosen) as chosen:
        timeline._waveform.box.dragged.emit(20.0, -5.0, True)
    assert chosen.args == [0.0, 20.0]
    assert timeline._waveform._passage.isVisible()
    [word] = label_texts(timeline._waveform._passage)
    assert word == "loop"  # not by its colour alone is it told from a part
    with qtbot.assertNotEmitted(timeline.passage_chosen):
        timeline._waveform.box.dragged.emit(20.0, 20.1, True)  # that was a click


def test_scores_of_another_model_are_forgotten_with_their_tag(timeline):
    timeline.show_tag("sad", 1, 0.4)
    timeline.show_tag_timeline(FOUND)
    timeline.forget_tags()
    one_tag_less = TagTimeline(FOUND.starts, FOUND.seconds, FOUND.scores[:, :1])
    timeline.show_tag_timeline(one_tag_less)
    assert timeline.peak_seconds() is None
    timeline.show_tag("jazz", 0, 0.4)
    assert timeline.peak_seconds() == 15.0


def test_a_tag_of_the_user_has_no_scores(timeline):
    timeline.show_tag_timeline(FOUND)
    timeline.show_tag("mine", None, None)
    assert "has not learned yet" in timeline._status.text()
    assert timeline._curve.getData()[0] is None
    assert not timeline._threshold_line.isVisible()
    assert timeline.peak_seconds() is None


def test_another_track_begins_empty_and_trouble_is_said(timeline):
    timeline.show_tag("jazz", 0, 0.4)
    timeline.show_tag_timeline(FOUND)
    timeline.show_track(60.0)
    assert timeline.peak_seconds() is None
    timeline.show_trouble("The file is gone.")
    assert timeline._status.text() == "The file is gone."


@pytest.mark.parametrize("seconds", [1, 3, 200])
def test_no_moment_stands_twice_on_the_axis(timeline, seconds):
    axis = Clock("bottom")
    shown = [
        text
        for spacing, values in axis.tickValues(0, seconds, 800)
        for text in axis.tickStrings(list(values), 1.0, spacing)
    ]
    assert len(shown) == len(set(shown)) > 1


@pytest.mark.parametrize("plot", ["_waveform", "_scores"])
@pytest.mark.parametrize("modifier", [Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier(0)])
def test_both_plots_are_dragged_over_for_a_part_and_for_a_passage(timeline, qtbot, plot, modifier):
    timeline.resize(800, 300)
    timeline.show_tag("jazz", 0, 0.4)
    timeline.show_tag_timeline(FOUND)
    dragged = getattr(timeline, plot)
    chosen = []
    timeline.passage_chosen.connect(lambda *ends: chosen.append(ends))
    timeline.part.changed.connect(lambda: chosen.append(tuple(timeline.part.stretch)))
    first, last = spot(dragged, 6.0), spot(dragged, 21.0)
    left, view = Qt.MouseButton.LeftButton, dragged.viewport()
    QTest.mousePress(view, left, modifier, first)
    for step in range(1, 11):
        at = first + (last - first) * step / 10
        move = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(at),
            QPointF(view.mapToGlobal(at)),
            Qt.MouseButton.NoButton,
            left,
            modifier,
        )
        QApplication.sendEvent(view, move)
        qtbot.wait(5)
    QTest.mouseRelease(view, left, modifier, last)
    ends = (6000, 21_000) if modifier else (6.0, 21.0)
    assert [pytest.approx(one, rel=0.03) for one in chosen] == [ends]


def spot(plot, seconds) -> QPoint:
    """Return the place of a moment in the middle of a plot."""
    middle = plot.box.viewRect().center().y()
    return plot.mapFromScene(plot.box.mapViewToScene(QPointF(seconds, middle)))


def test_what_was_played_is_drawn_in_another_colour_and_no_ground(timeline, qtbot):
    colours = timeline._theme.colours
    timeline.resize(800, 300)
    loud = np.full(300, 0.3, np.float32)
    loud[150] = 0.9
    timeline.show_peaks(Waveform(-loud, loud, 30.0, 0.1))
    timeline.show_place(15.0)
    plot = timeline._waveform
    drawn = plot.grab().toImage()

    def colours_near(seconds) -> set[str]:
        at, wide = spot(plot, seconds), 20
        return {drawn.pixelColor(at.x() + x, at.y()).name() for x in range(wide)}

    def ground_at(seconds) -> str:
        at = spot(plot, seconds)
        return drawn.pixelColor(at.x(), plot.height() // 12).name()

    assert colours.accent in colours_near(5.0) and colours.quiet not in colours_near(5.0)
    assert colours.quiet in colours_near(25.0) and colours.accent not in colours_near(25.0)
    assert ground_at(5.0) == ground_at(25.0) == colours.base


@pytest.mark.parametrize("threshold", [0.02, 0.3, 0.6, 0.95])
def test_the_word_at_the_threshold_is_whole_and_on_a_ground_of_its_own(timeline, threshold):
    timeline.resize(900, 300)
    timeline.show_tag_timeline(FOUND)
    timeline.show_tag("jazz", 0, threshold)
    QApplication.processEvents()
    label, plot = timeline._threshold_line.label, timeline._scores
    assert label.isVisible()
    assert label.fill.color() == QColor(timeline._theme.colours.base)
    seen = label.mapRectToScene(label.boundingRect())
    assert plot.box.sceneBoundingRect().adjusted(-1, -1, 1, 1).contains(seen)
