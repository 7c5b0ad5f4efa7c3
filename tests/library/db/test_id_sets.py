import pytest
import sqlalchemy as sa

from tagstudio.library.db.database import Library
from tagstudio.library.db.id_sets import ids_of, in_ids
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
