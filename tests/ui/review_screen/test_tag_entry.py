import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from tagstudio.ui.review_screen.tag_entry import TagEntry


@pytest.fixture
def entry(shown) -> TagEntry:
    made = shown(TagEntry())
    made.complete_over(["jazz", "acid jazz", "rock"])
    made.setFocus()
    return made


def press(qtbot, entry, *keys) -> None:
    for key in keys:
        qtbot.keyClick(entry, key)


def test_a_known_tag_is_named_as_it_is_spelt(qtbot, entry):
    qtbot.keyClicks(entry, "  JAZZ ")
    with qtbot.waitSignal(entry.named) as named:
        press(qtbot, entry, Qt.Key.Key_Return)
    assert named.args == ["jazz", False]
    assert entry.text() == ""


def test_a_new_tag_is_asked_for_twice_and_another_text_begins_anew(qtbot, entry):
    asked = []
    entry.asked.connect(asked.append)
    for text in ("mine", "other"):
        entry.setText(text)
        press(qtbot, entry, Qt.Key.Key_Return)
    assert [text in sentence for text, sentence in zip(("mine", "other"), asked, strict=True)]
    with qtbot.waitSignal(entry.named) as named:
        press(qtbot, entry, Qt.Key.Key_Return)
    assert named.args == ["other", True]
    assert asked[-1] == ""


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_X])
def test_the_question_goes_and_is_asked_anew_where_the_name_is_given_up(qtbot, entry, key):
    asked = []
    entry.asked.connect(asked.append)
    entry.setText("mine")
    press(qtbot, entry, Qt.Key.Key_Return, key)
    assert asked[-1] == ""
    entry.setText("mine")
    with qtbot.assertNotEmitted(entry.named):
        press(qtbot, entry, Qt.Key.Key_Return)
    assert "mine" in asked[-1]


def test_tab_leaves_in_both_directions_with_and_without_a_text(qtbot, shown):
    row = QWidget()
    layout = QHBoxLayout(row)
    before, entry, behind = QPushButton("before"), TagEntry(), QPushButton("behind")
    for part in (before, entry, behind):
        layout.addWidget(part)
    entry.complete_over(["jazz", "acid jazz", "rock"])
    shown(row)
    qtbot.waitUntil(row.isActiveWindow)
    for typed in ("", "jazz", "none such"):
        for key, reached in ((Qt.Key.Key_Tab, behind), (Qt.Key.Key_Backtab, before)):
            entry.setFocus()
            entry.clear()
            qtbot.keyClicks(entry, typed)
            press(qtbot, entry, key)
            assert reached.hasFocus(), (typed, key)


def test_escape_leaves_and_an_empty_field_names_nothing(qtbot, entry):
    qtbot.keyClicks(entry, "ja")
    with qtbot.waitSignal(entry.left):
        press(qtbot, entry, Qt.Key.Key_Escape)
    with qtbot.assertNotEmitted(entry.named):
        press(qtbot, entry, Qt.Key.Key_Return)
