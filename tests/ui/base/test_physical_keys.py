"""Keys of keyboards that are not American, by the events that they made under X11."""

import sys

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow

from tagstudio.ui.base.actions import SPECS, Actions
from tagstudio.ui.base.physical_keys import PhysicalKeys
from tagstudio.ui.base.window_state import WindowState

NONE = Qt.KeyboardModifier.NoModifier
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier

# Layout, Qt's key, what it types, scan code, modifiers, action; recorded with setxkbmap.
RECORDED = [
    ("fr", 0x26, "&", 10, NONE, "toggle_1"),
    ("fr", 0xC9, "é", 11, NONE, "toggle_2"),
    ("fr", 0x2D, "-", 15, NONE, "toggle_6"),
    ("fr", 0xC0, "à", 19, NONE, "toggle_0"),
    ("fr", 0x26, "&", 10, ALT, "favourite_1"),
    ("fr", 0x26, "&", 10, CTRL, "show_library"),
    ("fr", 0x59, "y", 29, NONE, "yes"),
    ("de", 0x59, "y", 52, NONE, "yes"),
    ("de", 0x5A, "z", 29, NONE, None),
    ("de", 0x5A, "\x1a", 29, CTRL, "undo"),
    ("de", 0x31, "1", 10, NONE, "toggle_1"),
    ("ru", 0x41D, "н", 29, NONE, "yes"),
    ("ru", 0x422, "т", 57, NONE, "no"),
    ("ru", 0x42B, "ы", 39, NONE, "skip"),
    ("ru", 0x42F, "я", 52, CTRL, "undo"),
    ("ru", 0x32, "2", 11, NONE, "toggle_2"),
    ("ru", 0x31, "1", 10, ALT, "favourite_1"),
    ("gr", 0x3A5, "υ", 29, NONE, "yes"),
    ("gr", 0x39D, "ν", 57, NONE, "no"),
    ("gr", 0x3A3, "σ", 39, NONE, "skip"),
    ("gr", 0x396, "ζ", 52, CTRL, "undo"),
    ("gr", 0x1000017, "", 117, NONE, "next_track"),
]


@pytest.fixture(autouse=True)
def x11(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")


@pytest.fixture
def done():
    return []


@pytest.fixture
def window(qtbot, shown, done) -> QMainWindow:
    """A window in which the actions of the review hold."""
    actions = Actions(WindowState())
    actions.bind("review", {spec.id: lambda id=spec.id: done.append(id) for spec in SPECS})
    actions.show_screen("review")
    made = QMainWindow()
    actions.setParent(made)
    made.addActions(actions.all())
    PhysicalKeys(actions.all, made)
    shown(made)
    qtbot.waitActive(made)
    return made


def press(qtbot, widget, pressed):
    """Press a key as Qt does: first who claims it is asked, then shortcuts, then the widget."""
    _, key, text, scan_code, modifiers, _ = pressed
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
        event = QKeyEvent(kind, key, modifiers, scan_code, 0, 0, text)
        event.setAccepted(kind == QEvent.Type.KeyPress)
        QApplication.sendEvent(widget, event)
        if kind == QEvent.Type.ShortcutOverride and not event.isAccepted():
            qtbot.keyClick(widget, Qt.Key(key), modifiers)
            return


@pytest.mark.parametrize("pressed", RECORDED)
def test_keys_mean_what_they_type_else_where_they_lie(qtbot, window, done, pressed):
    press(qtbot, window, pressed)
    assert done == ([pressed[-1]] if pressed[-1] else [])


def test_a_field_for_text_keeps_its_keys(qtbot, window, done):
    field = QLineEdit(window)
    field.setAccessibleName("field")
    window.setCentralWidget(field)
    field.setFocus()
    for pressed in RECORDED[11:14]:
        press(qtbot, field, pressed)
    assert done == []
    assert field.text() == "нты"


def test_another_key_of_the_user_s_goes_before_the_place(qtbot, window, done):
    window.findChild(Actions).rebind("skip", ["&"])
    press(qtbot, window, RECORDED[0])
    assert done == ["skip"]


def test_a_press_is_taken_once(qtbot, window, done):
    for _ in range(3):
        press(qtbot, window, RECORDED[11])
    press(qtbot, window, RECORDED[8])
    assert done == ["yes", "yes", "yes"]


def test_a_key_that_is_held_down_answers_once(qtbot, window, done):
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress) * 2:
        event = QKeyEvent(kind, 0x41D, NONE, 29, 0, 0, "н", bool(done))
        QApplication.sendEvent(window, event)
    assert done == ["yes"]


@pytest.mark.parametrize(
    ("platform", "scan_code", "virtual_key", "sign"),
    [("linux", 29, 0, "Y"), ("win32", 21, 0, "Y"), ("darwin", 0, 16, "Y"), ("darwin", 0, 29, "0")],
)
def test_the_place_is_known_on_every_system(monkeypatch, platform, scan_code, virtual_key, sign):
    from tagstudio.ui.base.physical_keys import place_on_us_keyboard

    monkeypatch.setattr(sys, "platform", platform)
    event = QKeyEvent(QEvent.Type.KeyPress, 0x41D, NONE, scan_code, virtual_key, 0, "н")
    assert place_on_us_keyboard(event) == sign


def test_all_recorded_keys_are_defaults(qtbot):
    actions = Actions(WindowState())
    assert all(actions.keys_of(one[-1]) for one in RECORDED if one[-1])
    assert QKeySequence("Alt+1") == QKeySequence(actions.keys_of("favourite_1")[0])
