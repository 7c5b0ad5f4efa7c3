import pytest

from tagstudio.library.search.german_words import GERMAN_STATES
from tagstudio.library.search.query import parse
from tagstudio.ui.library_screen.filtering.completion import completions, quoted

TAGS = ["jazz", "acid jazz", "Hip-Hop", "hard rock", 'so "called"']


def words(text: str) -> list[str]:
    return [word for word, _ in completions(text, TAGS)]


def test_a_begun_word_becomes_a_field():
    assert words("ar") == ["artist:"]
    assert words("tag:jazz ye") == ["year:", "yes:"]


def test_a_tag_is_completed_after_its_field_and_in_quotes_where_it_must_be():
    assert words("tag:jaz") == ["tag:jazz ", 'tag:"acid jazz" ']
    assert completions("coltrane -no:har", TAGS) == [
        ('no:"hard rock" ', 'coltrane -no:"hard rock" ')
    ]


def test_a_begun_quote_is_taken_over():
    assert words('tag:"hard r') == ['tag:"hard rock" ']


def test_states_are_completed():
    assert words("state:re") == ["state:reviewed ", "state:unreviewed "]


@pytest.mark.parametrize("text", ["", "coltrane ", "year:19", "artist:col"])
def test_nothing_is_offered_where_nothing_is_known(text):
    assert words(text) == []


@pytest.mark.parametrize("tag", TAGS)
def test_a_quoted_tag_is_asked_for_by_its_name(tag):
    [[term]] = parse(f"tag:{quoted(tag)}").alternatives
    assert term.test.tag == tag


def test_in_a_german_window_german_words_are_offered_first():
    assert [word for word, _ in completions("j", TAGS, "de")] == ["jahr:", "ja:"]
    assert completions("zustand:gep", TAGS, "de")[0][0] == "zustand:geprüft "
    assert completions("schlagwort:har", TAGS)[0][0] == 'schlagwort:"hard rock" '
    assert words("ja") == []


def test_a_german_window_offers_each_state_once():
    offered = [word for word, _ in completions("status:", TAGS, "de")]
    assert offered == [f"status:{state} " for state in GERMAN_STATES]
    assert [word for word, _ in completions("state:miss", TAGS, "de")] == ["state:missing "]


def test_what_is_typed_in_full_is_not_offered_once_more():
    assert completions("tag:jazz", ["jazz"]) == []
    assert completions("schlagwort:jazz", ["jazz", "jazz rock"], "de") == [
        ('schlagwort:"jazz rock" ', 'schlagwort:"jazz rock" ')
    ]
