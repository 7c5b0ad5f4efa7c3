import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from tagstudio.library.tags.aliases import TagNames
from tagstudio.library.tags.tags import Tag
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


LIKE = TagNames(
    [
        Tag(1, "jazz", "genre", "user", ("swing",)),
        Tag(2, "dinner", "", "user", ("kitchen", "for cooking")),
        Tag(3, "post rock", "genre", "user"),
        Tag(4, "Postrock", "genre", "user"),
    ]
)


def test_a_former_name_and_another_spelling_mean_the_tag_that_there_is(qtbot, entry):
    entry.complete_over(["jazz", "dinner"], meant=LIKE)
    for text, tag in (("kitchen", "dinner"), ("For-Cooking", "dinner"), ("Swing", "jazz")):
        entry.setText(text)
        with qtbot.waitSignal(entry.named) as named:
            press(qtbot, entry, Qt.Key.Key_Return)
        assert named.args == [tag, False]
    entry.setText("kitchen")
    with qtbot.waitSignal(entry.refused) as refused:
        qtbot.keyClick(entry, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert refused.args == ["dinner"]


def test_tags_of_a_like_name_are_offered_and_down_takes_one(qtbot, entry):
    asked = []
    entry.asked.connect(asked.append)
    entry.complete_over(["jazz", "dinner"], meant=LIKE)
    entry.setText("diner")
    press(qtbot, entry, Qt.Key.Key_Return)
    assert asked[-1].startswith("Did you mean dinner?")
    assert "Enter again makes a new tag: “diner”" in asked[-1]
    press(qtbot, entry, Qt.Key.Key_Down)
    assert entry.text() == "dinner"
    with qtbot.waitSignal(entry.named) as named:
        press(qtbot, entry, Qt.Key.Key_Return)
    assert (named.args, asked[-1]) == (["dinner", False], "")
    entry.setText("diner")
    press(qtbot, entry, Qt.Key.Key_Return)
    with qtbot.waitSignal(entry.named) as named:
        press(qtbot, entry, Qt.Key.Key_Return)
    assert named.args == ["diner", True]


def test_a_name_that_can_mean_several_tags_makes_none(qtbot, entry):
    asked = []
    entry.asked.connect(asked.append)
    entry.complete_over([], meant=LIKE)
    entry.setText("post-rock")
    with qtbot.assertNotEmitted(entry.named):
        press(qtbot, entry, Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert "“post-rock” can mean several tags." in asked[-1]
    press(qtbot, entry, Qt.Key.Key_Down, Qt.Key.Key_Down)
    with qtbot.waitSignal(entry.named) as named:
        press(qtbot, entry, Qt.Key.Key_Return)
    assert named.args == ["Postrock", False]


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


def test_escape_closes_the_list_then_leaves_and_an_empty_field_names_nothing(qtbot, entry):
    qtbot.keyClicks(entry, "ja")
    qtbot.waitUntil(entry.completer().popup().isVisible)
    with qtbot.assertNotEmitted(entry.left):
        press(qtbot, entry, Qt.Key.Key_Escape)
    with qtbot.waitSignal(entry.left):
        press(qtbot, entry, Qt.Key.Key_Escape)
    with qtbot.assertNotEmitted(entry.named):
        press(qtbot, entry, Qt.Key.Key_Return)


@pytest.mark.parametrize(("typed", "taken"), [("aci", "acid jazz"), ("roc", "rock")])
def test_enter_takes_the_only_completion_that_is_offered(qtbot, entry, typed, taken):
    qtbot.keyClicks(entry, typed)
    qtbot.waitUntil(entry.completer().popup().isVisible)
    with qtbot.waitSignal(entry.named) as named:
        enter(qtbot, entry)
    assert named.args == [taken, False]
    assert entry.text() == ""
    assert not entry.completer().popup().isVisible()


def test_of_several_completions_enter_takes_none(qtbot, entry):
    qtbot.keyClicks(entry, "azz")
    qtbot.waitUntil(entry.completer().popup().isVisible)
    with qtbot.assertNotEmitted(entry.named), qtbot.waitSignal(entry.asked):
        enter(qtbot, entry)


def test_once_the_list_is_closed_a_part_of_a_name_can_be_a_new_one(qtbot, entry):
    qtbot.keyClicks(entry, "roc")
    qtbot.waitUntil(entry.completer().popup().isVisible)
    qtbot.keyClick(entry.completer().popup(), Qt.Key.Key_Escape)
    assert (entry.text(), entry.completer().popup().isVisible()) == ("roc", False)
    with qtbot.waitSignal(entry.named) as named:
        press(qtbot, entry, Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert named.args == ["roc", True]


def enter(qtbot, entry, modifier=Qt.KeyboardModifier.NoModifier):
    """Press Enter where it goes while the list is open: it has the keys."""
    popup = entry.completer().popup()
    qtbot.keyClick(popup if popup.isVisible() else entry, Qt.Key.Key_Return, modifier)


def test_with_shift_enter_says_no_to_a_tag_that_there_is(qtbot, entry):
    asked = []
    entry.asked.connect(asked.append)
    for typed, refused in (("ROCK", "rock"), ("aci", "acid jazz")):
        qtbot.keyClicks(entry, typed)
        with qtbot.assertNotEmitted(entry.named), qtbot.waitSignal(entry.refused) as said:
            enter(qtbot, entry, Qt.KeyboardModifier.ShiftModifier)
        assert said.args == [refused]
    assert asked == []
    qtbot.keyClicks(entry, "mine")
    with qtbot.assertNotEmitted(entry.refused):
        enter(qtbot, entry, Qt.KeyboardModifier.ShiftModifier)
    assert "mine" in asked[-1]
    qtbot.keyClicks(entry, "x")
    assert asked[-1] == ""
    assert "Shift+Enter says no" in entry.toolTip()


def test_what_was_made_here_is_known_until_the_library_tells_of_it(qtbot, entry):
    press_twice = (Qt.Key.Key_Return, Qt.Key.Key_Return)
    qtbot.keyClicks(entry, "mine")
    press(qtbot, entry, *press_twice)
    entry.complete_over(["jazz", "rock"])  # read before the tag was made
    assert entry.completer().model().stringList() == ["jazz", "rock", "mine"]
    qtbot.keyClicks(entry, "MINE")
    with qtbot.waitSignal(entry.named) as named:
        press(qtbot, entry, Qt.Key.Key_Return)
    assert named.args == ["mine", False]
    entry.complete_over(["jazz", "mine", "rock"])
    entry.complete_over(["jazz", "rock"])  # it was deleted since
    qtbot.keyClicks(entry, "mine")
    with qtbot.assertNotEmitted(entry.named):
        press(qtbot, entry, Qt.Key.Key_Return)


@pytest.mark.parametrize("name", ["swing, modern", "a/b", "!!!"])
def test_a_name_that_cannot_be_is_refused_at_once_and_stays_to_be_mended(qtbot, entry, name):
    entry.setFocus()
    qtbot.keyClicks(entry, name)
    with qtbot.waitSignal(entry.asked) as asked, qtbot.assertNotEmitted(entry.named):
        qtbot.keyClick(entry, Qt.Key.Key_Return)
    assert "cannot be a tag" in asked.args[0]
    with qtbot.assertNotEmitted(entry.named):
        qtbot.keyClick(entry, Qt.Key.Key_Return)
    assert entry.text() == name
    assert entry.hasFocus()
