"""The waveform and the tag timeline are gone through by keys, and say where one is."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tagstudio.engine.tagging.tag_timeline import TagTimeline
from tagstudio.ui.base.tab_order import tab_stops
from tagstudio.ui.base.theme import Theme
from tagstudio.ui.base.window_state import WindowState
from tagstudio.ui.review_screen.sound import sound_keys
from tagstudio.ui.review_screen.sound.timeline import Timeline

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
SCORES = np.array([[0.1], [0.7], [0.3]], np.float32)
FOUND = TagTimeline(np.array([0.0, 10.0, 20.0], np.float32), 10.0, SCORES)


@pytest.fixture
def announced(monkeypatch) -> list[str]:
    said: list[str] = []
    monkeypatch.setattr(sound_keys, "announce", lambda part, sentence: said.append(sentence))
    return said


@pytest.fixture
def page(shown) -> QWidget:
    """A window whose shortcuts take the arrows, as those of the program do."""
    window = QWidget()
    window.timeline = Timeline(Theme(WindowState()))
    QVBoxLayout(window).addWidget(window.timeline)
    window.taken = []
    for key in (Key.Key_Left, Key.Key_Right, Key.Key_Up):
        shortcut = QShortcut(QKeySequence(key), window)
        shortcut.activated.connect(lambda key=key: window.taken.append(key))
    window.resize(600, 400)
    shown(window)
    window.activateWindow()
    window.timeline.show_tag_timeline(FOUND)  # windows of 10 s: the scores get room
    window.timeline.show_track(30.0)
    window.timeline.show_tag("jazz", 0, 0.4)
    return window


def press(plot, *keys: Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    plot.setFocus(Qt.FocusReason.TabFocusReason)
    for key in keys:
        QTest.keyClick(plot, key, modifier)


def test_both_plots_are_stops_of_tab_and_a_click_leaves_the_focus_with_the_tags(page):
    waveform, scores = page.timeline._waveform, page.timeline._scores
    assert tab_stops(page) == [waveform, scores]
    for plot in (waveform, scores):
        assert plot.accessibleName()
        plot.setFocus(Qt.FocusReason.TabFocusReason)
        assert plot.hasFocus()
    QTest.mouseClick(waveform.viewport(), Qt.MouseButton.LeftButton)
    assert scores.hasFocus()


def test_the_waveform_seeks_goes_to_the_ends_and_zooms(page, announced):
    timeline, chosen = page.timeline, []
    timeline.place_chosen.connect(chosen.append)
    press(timeline._waveform, Key.Key_Right, Key.Key_Right, Key.Key_Left, Key.Key_End)
    press(timeline._waveform, Key.Key_Home)
    press(timeline._waveform, Key.Key_Right, modifier=SHIFT)
    assert chosen == [5.0, 10.0, 5.0, 30.0, 0.0, 30.0]
    assert announced[:2] == ["0:05 of 0:30", "0:10 of 0:30"]
    assert page.taken == []  # the window's own shortcuts have not sought a second time
    press(timeline._waveform, Key.Key_Plus)
    first, last = timeline.span()
    assert last - first == pytest.approx(15.0)
    assert announced[-1] == "0:30 of 0:30; 0:15 to 0:30 is shown"
    press(timeline._waveform, Key.Key_Minus)
    assert timeline.span() == pytest.approx((0.0, 30.0))


def test_the_arrows_go_from_window_to_window_of_the_timeline_and_tell_its_score(page, announced):
    timeline, scores = page.timeline, page.timeline._scores
    press(scores, Key.Key_Right)  # nothing is scored yet: the arrows seek
    assert timeline.place == 5.0
    timeline.show_tag_timeline(FOUND)
    press(scores, Key.Key_Right)
    assert timeline.place == 15.0
    above = "jazz at 0:15: score 0.70, suggested from 0.40 on"
    assert announced[-1] == scores.accessibleDescription() == above
    assert timeline._here.getData()[0].tolist() == [15.0]
    press(scores, Key.Key_Right, Key.Key_Right, Key.Key_Right)
    assert timeline.place == 25.0  # the last window
    assert announced[-1] == "jazz at 0:25: score 0.30, below its threshold 0.40"
    press(scores, Key.Key_Left)
    assert timeline.place == 15.0


def test_what_is_said_of_the_plots_follows_the_play_position_and_the_tag(page):
    timeline = page.timeline
    timeline.show_tag_timeline(FOUND)
    timeline.show_place(26.0)
    assert timeline._waveform.accessibleDescription() == "0:26 of 0:30"
    assert timeline._scores.accessibleDescription().startswith("jazz at 0:25: score 0.30")
    timeline.show_tag("mine", None, None)
    assert timeline._scores.accessibleDescription() == "0:26 of 0:30"


def test_other_keys_are_left_to_the_window(page):
    press(page.timeline._waveform, Key.Key_Up)
    assert page.taken == [Key.Key_Up]
