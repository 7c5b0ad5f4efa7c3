import random
import struct

import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tagstudio.library.db.database import Library
from tagstudio.library.db.schema import suggestions as suggestion_table
from tagstudio.library.models import models, score_columns, suggestions
from tagstudio.library.models.models import RegisteredModel, RegisteredTag
from tagstudio.library.models.score_columns import LEFT, STALE, ScoreColumns
from tagstudio.library.models.suggestions import Scored

Rows = dict[int, tuple[float, ...]]

LAST = 2600
RUNS = st.tuples(st.integers(1, LAST), st.integers(1, 4), st.integers(1, 1200), st.integers(0, 99))


def scored(first: int, last: int, seed: int = 0) -> list[Scored]:
    chance = random.Random(seed)
    return [Scored(id, (chance.random(), chance.random(), 0.5)) for id in range(first, last + 1)]


def by_rows(connection: sa.Connection, model_id: int) -> Rows:
    return suggestions.scores_of(connection, models.model(connection, model_id), range(1, LAST + 1))


def by_columns(connection: sa.Connection, model_id: int) -> Rows:
    model = models.model(connection, model_id)
    columns = ScoreColumns(connection, model)
    ids = columns.track_ids.tolist()
    assert ids == sorted(set(ids))
    scores = np.stack([columns.of(tag.tag_id) for tag in model.tags], axis=1)
    return dict(zip(ids, map(tuple, scores.tolist()), strict=True))


def written(connection: sa.Connection) -> list[int]:
    query = "SELECT block FROM score_columns GROUP BY block HAVING count(*) = 3"
    return list(connection.exec_driver_sql(query).scalars())


def stale(connection: sa.Connection) -> int:
    return int(connection.exec_driver_sql("SELECT count(*) FROM stale_scores").scalar() or 0)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from(["store", "store", "forget"]), RUNS), max_size=6))
def test_columns_equal_the_rows_after_any_changes(
    many: Library, model_id: int, changes: list[tuple[str, tuple[int, int, int, int]]]
) -> None:
    with many.write() as connection:
        suggestions.forget(connection, range(1, LAST + 1))
        for change, (first, step, count, seed) in changes:
            ids = list(range(first, LAST + 1, step))[:count]
            random.Random(seed).shuffle(ids)
            if change == "store":
                rows = scored(1, len(ids), seed)
                new = [Scored(id, row.scores) for id, row in zip(ids, rows, strict=True)]
                for start in range(0, len(new), 300):
                    suggestions.store(connection, model_id, new[start : start + 300])
            else:
                suggestions.forget(connection, ids)
            assert by_columns(connection, model_id) == by_rows(connection, model_id)


def test_what_is_kept_of_the_scores_ends_with_any_change_of_theirs(
    many: Library, model_id: int
) -> None:
    """On the same connections as before, and within one transaction as by its own changes."""
    changes = ((1, 2600, 1), (7, 7, 2), (900, 1400, 3), (2, 2, 4))
    for first, last, seed in changes:
        with many.write() as connection:
            for few in ((first, first), (first, last)):
                suggestions.store(connection, model_id, scored(*few, seed))
                assert by_columns(connection, model_id) == by_rows(connection, model_id)
        for _ in range(3):
            with many.read() as connection:
                assert by_columns(connection, model_id) == by_rows(connection, model_id)
    with many.write() as connection:
        suggestions.forget(connection, range(1, 1200))
    with many.read() as connection:
        assert by_columns(connection, model_id) == by_rows(connection, model_id)


def test_where_scores_lie_is_looked_up_once_while_nobody_writes(
    many: Library, model_id: int
) -> None:
    with many.write() as connection:
        suggestions.store(connection, model_id, scored(1, 2600))
    with many.read() as connection:
        model = models.model(connection, model_id)
        tag_id = model.tags[0].tag_id
        first = ScoreColumns(connection, model).of(tag_id).tolist()
        asked: list[str] = []
        sa.event.listen(connection, "before_cursor_execute", lambda *given: asked.append(given[2]))
        assert ScoreColumns(connection, model).of(tag_id).tolist() == first
    assert sum("score_columns" in one for one in asked) == 1  # the column of the tag
    assert not any("stale_scores" in one for one in asked)


def test_a_block_is_written_when_enough_of_its_tracks_are_stale(
    many: Library, model_id: int
) -> None:
    with many.write() as connection:
        suggestions.store(connection, model_id, scored(1000, 1000 + STALE - 2))
        assert (written(connection), stale(connection)) == ([], STALE - 1)
        suggestions.store(connection, model_id, scored(1998, 2003))
        assert (written(connection), stale(connection)) == ([1], 4)
        suggestions.store(connection, model_id, scored(1000, 1010, seed=1))
        assert (written(connection), stale(connection)) == ([1], 15)
        assert by_columns(connection, model_id) == by_rows(connection, model_id)


def test_whoever_changes_a_row_the_columns_do_not_count_for_it(
    many: Library, model_id: int
) -> None:
    with many.write() as connection:
        suggestions.store(connection, model_id, scored(1, 2000))
        new = struct.pack("<3f", 0.25, 0.5, 0.75)
        of_7 = sa.update(suggestion_table).where(suggestion_table.c.track_id == 7)
        connection.execute(of_7.values(scores=new))
        connection.exec_driver_sql("UPDATE suggestions SET track_id = 2100 WHERE track_id = 8")
        connection.exec_driver_sql("DELETE FROM suggestions WHERE track_id = 9")
        found = by_columns(connection, model_id)
        assert found == by_rows(connection, model_id)
    assert found[7] == (0.25, 0.5, 0.75)
    assert {8, 9}.isdisjoint(found)


@pytest.mark.parametrize(
    "lost",
    ["TRUE", "block = 1", "block = 1 AND position = 2", "block = 0 AND position = 0"],
)
def test_lost_columns_change_no_answer_and_are_written_again(
    many: Library, model_id: int, lost: str
) -> None:
    with many.write() as connection:
        suggestions.store(connection, model_id, scored(1, 2300))
        suggestions.store(connection, model_id, scored(1, 100, seed=1))
        score_columns.complete(connection, model_id)
        blocks = written(connection)
        before = by_rows(connection, model_id)
        connection.exec_driver_sql(f"DELETE FROM score_columns WHERE {lost}")
        assert by_columns(connection, model_id) == before
        assert written(connection) != blocks
        score_columns.complete(connection, model_id)
        assert written(connection) == blocks
        assert by_columns(connection, model_id) == before


def test_few_stale_tracks_are_left(many: Library, model_id: int) -> None:
    with many.write() as connection:
        suggestions.store(connection, model_id, scored(1, LEFT - 1))
        score_columns.complete(connection, model_id)
        assert (written(connection), stale(connection)) == ([], LEFT - 1)
        suggestions.store(connection, model_id, scored(LEFT, 1010))
        suggestions.store(connection, model_id, scored(1, LEFT, seed=1))
        assert (written(connection), stale(connection)) == ([0], LEFT + 11)
        score_columns.complete(connection, model_id)
        assert (written(connection), stale(connection)) == ([0], 11)
        assert by_columns(connection, model_id) == by_rows(connection, model_id)


def test_a_row_that_cannot_be_the_models_counts_as_none(many: Library, model_id: int) -> None:
    with many.write() as connection:
        suggestions.store(connection, model_id, scored(1, 1500))
        for id in (3, 1200):
            of_track = sa.update(suggestion_table).where(suggestion_table.c.track_id == id)
            connection.execute(of_track.values(scores=b"\0"))
        ids = by_columns(connection, model_id).keys()
        assert ids == set(range(1, 1501)) - {3, 1200}
        suggestions.store(connection, model_id, scored(1000, 1900))
        assert by_columns(connection, model_id).keys() == set(range(1, 1901)) - {3}


def test_a_reader_sees_one_moment(many: Library, model_id: int) -> None:
    with many.write() as connection:
        suggestions.store(connection, model_id, scored(1, 1200))
    with many.read() as reader:
        before = by_columns(reader, model_id)
        with many.write() as connection:
            suggestions.store(connection, model_id, scored(1, 2600, seed=1))
        assert by_columns(reader, model_id) == before
    with many.read() as reader:
        assert by_columns(reader, model_id) == by_rows(reader, model_id) != before


def test_models_do_not_mix(many: Library, model_id: int) -> None:
    tags = (RegisteredTag("hard rock", "mood", 0.1), RegisteredTag("jazz", "genre", 0.1))
    with many.write() as connection:
        other = models.register(connection, "p", RegisteredModel("other", "1" * 64, tags))
        suggestions.store(connection, model_id, scored(1, 700))
        rows = [Scored(id, (id / 4096, 1 - id / 4096)) for id in range(601, 1900)]
        suggestions.store(connection, other, rows)
        assert by_columns(connection, model_id) == by_rows(connection, model_id)
        assert by_columns(connection, other) == {row.track_id: row.scores for row in rows}


def test_a_block_of_another_size_is_refused(many: Library, model_id: int) -> None:
    with many.write() as connection:
        suggestions.store(connection, model_id, scored(1, 600))
        cut = "UPDATE score_columns SET scores = substr(scores, 1, 3996)"
        with pytest.raises(sa.exc.IntegrityError, match="whole_block"):
            connection.exec_driver_sql(cut)


def test_a_cut_off_transaction_leaves_the_columns_as_they_were(
    many: Library, model_id: int
) -> None:
    with many.write() as connection:
        suggestions.store(connection, model_id, scored(1, 900))
    with pytest.raises(InterruptedError), many.write() as connection:
        suggestions.store(connection, model_id, scored(1, 2600, seed=1))
        raise InterruptedError
    with many.read() as connection:
        assert written(connection) == [0]
        expected = {row.track_id: row.scores for row in scored(1, 900)}
        assert by_columns(connection, model_id) == by_rows(connection, model_id)
        assert by_columns(connection, model_id).keys() == expected.keys()
