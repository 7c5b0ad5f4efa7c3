import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tagstudio.library.db.database import Library
from tagstudio.library.db.id_sets import id_set
from tagstudio.library.db.schema import measurements, score_columns
from tagstudio.library.models import models, suggestions
from tagstudio.library.search.execute import QueryTests
from tagstudio.library.search.query import QueryError, parse
from tagstudio.library.search.sorting import COLUMNS, KEYS, column_order, first_by_score, ordered
from tagstudio.library.tracks.track_state import every_track
from tagstudio.library.views.browse import page

from ..conftest import change_at_random


def listed(connection, sort, model) -> list[int]:
    return ordered(connection, sort, model).tolist()


@pytest.mark.parametrize("key", [*KEYS[:-2], "tag:jazz", 'tag:"hard rock"'])
@pytest.mark.parametrize("with_model", [True, False])
def test_every_order_has_every_track_once(
    small: Library, model_id: int, key: str, with_model: bool
) -> None:
    with small.read() as connection:
        model = models.model(connection, model_id) if with_model else None
        for sort in (key, f"{key}-"):
            ids = listed(connection, sort, model)
            assert len(ids) == 6
            assert set(ids) == set(every_track(connection).tolist())


@pytest.mark.parametrize("key", COLUMNS)
def test_tracks_without_the_key_come_last_up_and_down(small: Library, key: str) -> None:
    column = COLUMNS[key]
    with small.read() as connection:
        id = "id" if column.table.name == "tracks" else "track_id"
        without = set(
            connection.exec_driver_sql(
                f"SELECT {id} FROM {column.table.name} WHERE {column.name} IS NULL"
            ).scalars()
        )
        for sort in (key, f"{key}-"):
            last = listed(connection, sort, None)[6 - len(without) :]
            assert set(last) == without


def test_a_tag_is_sorted_by_score_and_tracks_without_one_come_last(
    small: Library, model_id: int
) -> None:
    with small.read() as connection:
        model = models.model(connection, model_id)
        assert listed(connection, "tag:jazz-", model) == [1, 2, 3, 4, 5, 6]
        assert listed(connection, "tag:jazz", model) == [4, 3, 2, 1, 5, 6]


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 2**32))
def test_equal_scores_are_sorted_by_id(many: Library, model_id: int, seed: int) -> None:
    with many.write() as connection:
        change_at_random(connection, model_id, seed)
        model = models.model(connection, model_id)
        scores = suggestions.scores_of(connection, model, range(1, 2601))
        rest = sorted(set(range(1, 2601)) - scores.keys())
        for position, tag in enumerate(model.tags):
            up = sorted(scores, key=lambda id: (scores[id][position], id))
            assert listed(connection, f'tag:"{tag.name}"', model) == up + rest
            assert listed(connection, f'tag:"{tag.name}"-', model) == up[::-1] + rest
            for sort, order in ((f'tag:"{tag.name}"', up), (f'tag:"{tag.name}"-', up[::-1])):
                for found in (None, id_set(range(5, 2601, 3))):
                    kept = [id for id in order + rest if found is None or id in found]
                    for count in (0, 1, 7, len(order), len(kept), len(kept) + 9):
                        first = first_by_score(QueryTests(connection, model), sort, found, count)
                        assert first is not None
                        assert first.tolist() == kept[:count]


def test_the_scores_of_a_tag_are_read_once_for_finding_and_for_sorting(
    many: Library, model_id: int
) -> None:
    asked: list[str] = []
    with many.write() as connection:
        change_at_random(connection, model_id, 1)
    with many.read() as connection:
        model = models.model(connection, model_id)
        sa.event.listen(connection, "before_cursor_execute", lambda *given: asked.append(given[2]))
        assert page(connection, parse("tag:jazz , -tag:jazz"), model, "tag:jazz-", limit=20)
    assert sum(f"{score_columns.c.scores}" in one for one in asked) == 1


@pytest.mark.parametrize("sort", ["state", "state-", "tag:jazz-", "bpm"])
def test_an_order_that_is_kept_ends_with_any_change(
    many: Library, model_id: int, sort: str
) -> None:
    for seed in range(5):
        with many.write() as connection:
            change_at_random(connection, model_id, seed)
            by = {"plugin": "ears", "version": "1", "at": 1}
            rows = [{"track_id": id, "bpm": 60.0 + id, **by} for id in range(9 - seed, 40, 7)]
            connection.execute(sa.delete(measurements))
            connection.execute(sa.insert(measurements), rows)
            wanted = listed(connection, sort, models.model(connection, model_id))
        for _ in range(2):
            with many.read() as connection:
                model = models.model(connection, model_id)
                assert listed(connection, sort, model) == wanted
                assert listed(connection, sort, None)  # the order of another model is another


def test_only_columns_are_sorted_by_one_select() -> None:
    assert column_order("path-") is not None
    assert column_order("state") is None


def test_an_unknown_key_raises_and_names_the_keys(small: Library) -> None:
    with small.read() as connection, pytest.raises(QueryError, match="the keys are path") as raised:
        listed(connection, "colour", None)
    assert raised.value.message.key == "query.unknown-sort-key"
