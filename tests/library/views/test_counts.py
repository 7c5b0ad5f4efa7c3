from tagstudio.library.models.models import find_model
from tagstudio.library.search.query import parse
from tagstudio.library.views import browse
from tagstudio.library.views.counts import state_counts, tag_counts


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


def test_without_a_model_only_decisions_count(small):
    with small.read() as connection:
        assert list(tag_counts(connection, None).values()) == [1]
        assert state_counts(connection, None)["suggested"] == 0
