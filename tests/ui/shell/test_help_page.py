import re
from string import Formatter

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

from tagstudio.ui.base.actions import SPECS
from tagstudio.ui.shell.help_page import _TEXTS, help_texts
from tagstudio.ui.shell.main_window import SCREENS

# What looks as a key does and stands in a text itself, which would not follow a change of keys.
A_KEY = re.compile(
    r"\b(Ctrl|Shift|Alt)\+|\b(Enter|Return|PgUp|PgDown|Page|Space|F\d+)\b|\b[B-HJ-Z]\b"
)


def named_in(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def shown_on(window, page: str) -> str:
    window.show_screen(page)
    window._workspace.actions["help"].trigger()
    return window._help.text.toPlainText()


def test_every_page_has_its_help_and_the_key_shows_it(qtbot, window):
    texts = help_texts(window._workspace.actions)
    assert list(texts) == [screen.name for screen in SCREENS]
    for screen in SCREENS:
        window.show_screen(screen.name)
        window.activateWindow()
        qtbot.keyClick(window, Qt.Key.Key_F1)
        title, text = texts[screen.name]
        shown = window._help.text.toPlainText()
        assert window._help.isVisible()
        assert title in shown and text.split("\n")[0] in shown


def test_help_names_actions_that_hold_on_its_page_and_no_key_by_itself():
    by_id = {spec.id: spec for spec in SPECS}
    for page, (_, text) in _TEXTS.items():
        assert named_in(text) <= set(by_id)
        elsewhere = {id for id in named_in(text) if page not in (by_id[id].screens or {page})}
        assert not elsewhere, page
        assert A_KEY.findall(text) == [], page


def test_help_names_each_key_of_its_page_as_it_is_now(window):
    actions = window._workspace.actions
    for page in ("library", "review"):
        shown = shown_on(window, page)
        for spec in SPECS:
            if page in spec.screens and spec.keys and not spec.id[-1].isdigit():
                key = QKeySequence(actions.keys_of(spec.id)[0])
                assert key.toString(QKeySequence.SequenceFormat.NativeText) in shown, spec.id
    assert "Finish (Return or Enter) ends the track" in shown_on(window, "review")
    actions.rebind("finish", ["F4"])
    assert "Finish (F4) ends the track" in window._help.text.toPlainText()
    actions.rebind("finish", [])
    assert "Finish (no key) ends the track" in window._help.text.toPlainText()
    actions.rebind("finish", None)


def test_german_help_keeps_the_names_of_the_actions(german, window):
    for page, (_, english) in _TEXTS.items():
        text = help_texts(window._workspace.actions)[page][1]
        for id in named_in(english):
            assert f"{{{id}}}" not in text
            keys = window._workspace.actions.keys_of(id)
            assert QKeySequence(keys[0]).toString(QKeySequence.SequenceFormat.NativeText) in text


def test_help_leads_to_the_first_steps(qtbot, window):
    window.show_screen("jobs")
    window._workspace.actions["first_steps"].trigger()
    qtbot.waitUntil(window._first_steps.isVisible)
    assert window._page == "library"
