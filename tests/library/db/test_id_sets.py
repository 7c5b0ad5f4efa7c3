import json

import numpy as np
import pytest
import sqlalchemy as sa

from tagstudio.library.db import id_sets
from tagstudio.library.db.database import Library
from tagstudio.library.db.id_sets import array_of, both, either, id_array, ids_of, in_ids, without
from tagstudio.library.db.schema import tracks


@pytest.mark.parametrize("ids", [[], [3], [6, 2, 2, 99], list(range(2, 100_000, 2))])
def test_any_number_of_ids(small: Library, ids: list[int]) -> None:
    with small.read() as connection:
        found = ids_of(connection, sa.select(tracks.c.id).where(in_ids(tracks.c.id, ids)))
    assert set(found) == set(ids) & {1, 2, 3, 4, 5, 6}


def test_ids_come_in_the_order_of_the_query(small: Library) -> None:
    with small.read() as connection:
        query = sa.select(tracks.c.id).order_by(tracks.c.id.desc())
        assert ids_of(connection, query) == [6, 5, 4, 3, 2, 1]
        assert ids_of(connection, query.limit(2).offset(1)) == [5, 4]
        assert ids_of(connection, query.where(sa.false())) == []
        assert id_array(connection, query).tolist() == [6, 5, 4, 3, 2, 1]
        assert id_array(connection, query.where(sa.false())).tolist() == []


@pytest.mark.parametrize("piece", [0, 1, 5, 17, 1000])
@pytest.mark.parametrize("ids", [[], [7], [7, 12345], list(range(90, 1100, 7))])
def test_a_list_is_read_in_pieces(
    ids: list[int], piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(id_sets, "_PIECE", piece)
    for text in (json.dumps(ids), json.dumps(ids, separators=(",", ":"))):
        assert array_of(text).tolist() == ids


@pytest.mark.sqlite_only("a server checks the kind of each value that it stores")
def test_what_is_no_id_is_left_out_of_an_array(small: Library) -> None:
    with small.read() as connection:
        for damaged in ("'three'", "NULL", "3.5", "1e300"):
            given = sa.literal_column(f"CASE id WHEN 3 THEN {damaged} ELSE -id END")
            query = sa.select(given.label("given"))
            found = id_array(connection, query.select_from(tracks).order_by(tracks.c.id))
            assert found.tolist() == [-1, -2, -4, -5, -6]


@pytest.mark.parametrize("far", [7, 10**15])  # numpy goes another way for ids far apart
def test_sets_are_combined_and_keep_their_order(far: int) -> None:
    ids, others = np.array([5, far, 2, 9]), np.array([9, 4, far])
    assert both(ids, others).tolist() == [far, 9]
    assert without(ids, others).tolist() == [5, 2]
    assert either(ids, others).tolist() == [5, far, 2, 9, 4]
    nothing = np.empty(0, np.int64)
    assert [one(ids, nothing).tolist() for one in (both, without, either)] == [
        [],
        ids.tolist(),
        ids.tolist(),
    ]
