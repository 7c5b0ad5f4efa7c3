import numpy as np
import pytest

from tagstudio.engine.tagging.tag_timeline import TagTimeline
from tagstudio.ui.base.theme import Theme
from tagstudio.ui.base.window_state import WindowState
from tagstudio.ui.review_screen.timeline import MIN_TOP, Clock, Timeline

SCORES = np.array([[0.1, 0.01], [0.7, 0.02], [0.3, 0.01]], np.float32)
FOUND = TagTimeline(np.array([0.0, 10.0, 20.0], np.float32), 10.0, SCORES)


@pytest.fixture
def timeline(shown) -> Timeline:
    made = shown(Timeline(Theme(WindowState())))
    made.show_track(30.0)
    return made


def top(timeline: Timeline) -> float:
    return timeline._scores.getPlotItem().getViewBox().viewRange()[1][1]


def test_the_scores_of_the_tag_in_focus_are_drawn_with_its_threshold(timeline):
    timeline.show_tag("jazz", 0, 0.4)
    assert timeline._status.text() == "jazz: scoring the track …"
    assert timeline.peak_seconds() is None
    timeline.show_tag_timeline(FOUND)
    times, heights = timeline._curve.getData()
    np.testing.assert_allclose(times, [0, 5, 15, 25, 30])
    np.testing.assert_allclose(heights, [0.1, 0.1, 0.7, 0.3, 0.3])
    assert timeline._threshold_line.value() == 0.4
    assert timeline._status.text() == "jazz over the track: at most 0.70 near 0:15, threshold 0.40"
    assert timeline.peak_seconds() == 15.0
    assert top(timeline) == pytest.approx(1.1 * 0.7)


def test_low_scores_stay_low(timeline):
    timeline.show_tag_timeline(FOUND)
    timeline.show_tag("sad", 1, 0.05)
    assert top(timeline) == pytest.approx(MIN_TOP)


def test_a_tag_of_the_user_has_no_scores(timeline):
    timeline.show_tag_timeline(FOUND)
    timeline.show_tag("mine", None, None)
    assert "the model does not know" in timeline._status.text()
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
