import pytest
from at_screen.english import english
from at_screen.node import Node
from at_screen.words import Words

ENGLISH, GERMAN = Words("en"), Words("de")


def found(text, words=GERMAN, names=()):
    shown = Node("frame", "TagStudio", children=(Node("label", text),))
    return list(english([shown], words, names))


@pytest.mark.parametrize(
    "text", ["Add a folder with music", "There are no tracks yet", "the end of the disk is near"]
)
def test_english_is_found_on_a_german_screen_and_not_on_an_english_one(text):
    assert found(text)
    assert not found(text, ENGLISH)


@pytest.mark.parametrize(
    "text",
    [
        GERMAN.here("There are no tracks yet"),
        "classic rock",
        "/home/with/the/music/of/mine.mp3",
        "Die Datei „Name.the.and.of“ ist da.",
    ],
)
def test_german_tags_and_paths_are_no_english(text):
    assert not found(text)


def test_what_the_user_calls_his_own_may_be_english():
    title = "The end of the world"
    assert found(f"Es läuft: {title}")
    assert not found(f"Es läuft: {title}", names=[title])
