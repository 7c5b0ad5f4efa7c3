import pytest
from PySide6.QtCore import Qt

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


def test_tab_goes_round_the_completions(qtbot, entry):
    qtbot.keyClicks(entry, "jazz")
    seen = []
    for _ in range(3):
        press(qtbot, entry, Qt.Key.Key_Tab)
        seen.append(entry.text())
    assert set(seen) == {"jazz", "acid jazz"}
    assert seen[0] == seen[2] != seen[1]


def test_escape_leaves_and_an_empty_field_names_nothing(qtbot, entry):
    qtbot.keyClicks(entry, "ja")
    with qtbot.waitSignal(entry.left):
        press(qtbot, entry, Qt.Key.Key_Escape)
    with qtbot.assertNotEmitted(entry.named):
        press(qtbot, entry, Qt.Key.Key_Return)
