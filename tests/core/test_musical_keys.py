import pytest

from tagstudio.core.musical_keys import KEYS, as_key

SAID = {
    "Am": ("Am", "am", "A minor", "a min", "A-minor", "8A", "08A", "1m"),
    "C": ("C", "c", "C major", "Cmaj", "CM", "8B", "1d", "B#"),
    "F#m": ("F#m", "F♯m", "Gbm", "f# minor", "11A", "4m"),
    "Db": ("Db", "C#", "D♭", "3B", "8d"),
    "E": ("E", "12B", "5d", "Fb"),
    "Bbm": ("Bbm", "A#m", "3A"),
}


@pytest.mark.parametrize(
    ("key", "text"), [(key, one) for key, many in SAID.items() for one in many]
)
def test_every_way_to_say_a_key_is_understood(key, text):
    assert as_key(text) == key


@pytest.mark.parametrize("text", ["", "H", "13A", "0B", "Amm", "A7", "minor", "key"])
def test_what_is_no_key_is_none(text):
    assert as_key(text) is None


def test_there_are_24_and_each_is_said_by_its_own_name():
    assert len(KEYS) == 24
    assert {as_key(key) for key in KEYS} == KEYS
    assert {as_key(f"{n}{letter}") for n in range(1, 13) for letter in "AB"} == KEYS
    assert {as_key(f"{n}{letter}") for n in range(1, 13) for letter in "dm"} == KEYS
