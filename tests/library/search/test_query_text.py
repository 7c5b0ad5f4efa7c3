"""A query and its text are the same thing, and tags by role come back as they were asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagstudio.library.search.query import Query, Term, parse
from tagstudio.library.search.query_text import (
    TagsByRole,
    tags_by_role,
    text_of,
    with_tag_everywhere,
)
from tests.library.search.test_query import ONE_TERM

TESTS = [test for test in ONE_TERM.values() if test is not None]
NAMES = st.text(st.sampled_from('ab "\\,-:<>= é'), min_size=1, max_size=6).filter(
    lambda name: name.strip() == name
)
QUERIES = st.lists(
    st.lists(st.builds(Term, st.sampled_from(TESTS), st.booleans()), min_size=1, max_size=3).map(
        tuple
    ),
    max_size=3,
).map(lambda alternatives: Query(tuple(alternatives)))


@given(QUERIES)
def test_the_text_of_a_query_is_read_as_the_query(query):
    assert parse(text_of(query)) == query


@given(NAMES, NAMES, NAMES, NAMES)
def test_tags_by_role_come_back_whatever_their_names(one, two, three, four):
    asked = TagsByRole((one,), (two, three), (four,))
    if len({name.casefold() for name in (one, two, three, four)}) == 4:
        assert tags_by_role(parse(text_of(asked.query()))) == asked


def test_a_tag_has_one_role_at_a_time():
    asked = TagsByRole().with_tag("jazz", "all").with_tag("Jazz", "none").with_tag("soul", "any")
    assert asked == TagsByRole(any=("soul",), none=("Jazz",))
    assert (asked.role_of("JAZZ"), asked.role_of("soul"), asked.role_of("x")) == (
        "none",
        "any",
        None,
    )
    assert asked.with_tag("jazz", None).none == ()


@pytest.mark.parametrize("text", ["coltrane , year:1960", "tag:a tag:b , tag:c"])
def test_of_a_query_of_another_kind_each_alternative_gets_the_tag(text):
    query = parse(text)
    assert tags_by_role(query) is None
    both = with_tag_everywhere(query, "jazz", "none")
    assert [terms[-1] for terms in both.alternatives] == [parse("-tag:jazz").alternatives[0][0]] * 2
    assert with_tag_everywhere(both, "jazz", None) == query
