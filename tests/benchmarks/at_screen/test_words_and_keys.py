import pytest
from at_screen.hands import spelling
from at_screen.key_sheet import first_of, sheet_keys
from at_screen.node import Node
from at_screen.words import Words


def test_a_text_with_the_mark_of_a_key_is_found_without_it():
    assert Words("de").here("Edit").replace("&", "") == "Bearbeiten"


def test_a_text_is_read_in_both_languages():
    assert Words("en").here("Library") == "Library"
    assert Words("de").here("Library") not in {"", "Library"}
    assert Words("de").here("never a text of the program") == "never a text of the program"


def test_numbers_are_found_in_a_text_of_a_kind():
    english = Words("en")
    assert english.numbers("{n} tracks", "1,234 tracks") == [1234]
    assert english.numbers("%n track(s)", "1 track") == [1]
    assert english.numbers("{place} of {total}", "11 of 16") == [11, 16]
    assert english.numbers("{n} tracks", "no tracks") is None
    german = Words("de").here("{place} of {total}").format(place="11", total="1.600")
    assert Words("de").numbers("{place} of {total}", german) == [11, 1600]


def test_a_button_with_a_number_is_of_its_kind():
    assert Words("en").is_of("Write {count} files", "Write 12 files")
    assert not Words("en").is_of("Write {count} files", "Write tags and facts to files")


def sheet(*pairs):
    nodes = [Node("label", "Review", box=(50, 0, 9, 9))]
    for line, (keys, action) in enumerate(pairs, 1):
        nodes += [Node("label", keys, box=(0, 9 * line, 9, 9))]
        nodes += [Node("label", action, box=(50, 9 * line, 9, 9))]
    return Node("dialog", "Keys", children=tuple(nodes))


def test_the_sheet_of_keys_is_read_row_by_row():
    keys = sheet_keys(sheet(("Y oder Up", "Yes"), ("Strg+Eingabe", "Finish…"), ("+", "Louder")))
    assert keys["yes"] == ["Y", "Up"]
    assert first_of(keys, ["Accept the rest and go on", "Finish"]) == "Ctrl+Return"
    assert first_of(keys, ["Louder"]) == "+"
    with pytest.raises(KeyError, match="none of"):
        first_of(keys, ["Sing"])


def test_keys_are_spelt_as_the_screen_wants_them():
    assert spelling("Ctrl+Shift+Z") == "ctrl+shift+z"
    assert spelling("PageDown") == "Next"
    assert spelling("?") == "question"
    assert spelling("Ctrl+,") == "ctrl+comma"
    assert spelling("F5") == "F5"
