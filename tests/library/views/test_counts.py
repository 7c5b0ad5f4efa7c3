from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tagstudio.library.db.database import Library
from tagstudio.library.models import models
from tagstudio.library.models.models import find_model
from tagstudio.library.search.query import parse
from tagstudio.library.views import browse
from tagstudio.library.views.counts import state_counts, suggested_count, tag_counts

from ..conftest import change_at_random


def test_state_counts_equal_the_shown_states(small):
    with small.read() as connection:
        model = find_model(connection)
        counts = state_counts(connection, model)
        shown = [row.state for row in browse.page(connection, parse(""), model)]
    assert counts == {state: shown.count(state) for state in counts}
    assert sum(counts.values()) == 6


def test_a_tag_is_counted_where_the_query_for_it_finds_it(small):
    with small.read() as connection:
        model = find_model(connection)
        counts = tag_counts(connection, model)
        for tag in model.tags:
            found = browse.count(connection, parse(f'tag:"{tag.name}"'), model)
            assert counts[tag.tag_id] == found > 0, tag.name


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 2**32))
def test_counts_are_those_of_the_queries(many: Library, model_id: int, seed: int) -> None:
    with many.write() as connection:
        change_at_random(connection, model_id, seed)
        model = models.model(connection, model_id)
        counts = tag_counts(connection, model)
        for tag in model.tags:
            name, threshold = f'tag:"{tag.name}"', tag.threshold
            assert counts[tag.tag_id] == browse.count(connection, parse(name), model)
            query = parse(f'{name} -yes:"{tag.name}"')
            suggested = suggested_count(connection, model, tag.tag_id, threshold)
            assert suggested == browse.count(connection, query, model)


def test_without_a_model_only_decisions_count(small):
    with small.read() as connection:
        assert list(tag_counts(connection, None).values()) == [1]
        assert state_counts(connection, None)["suggested"] == 0
