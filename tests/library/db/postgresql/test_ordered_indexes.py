"""The indexes of a library in PostgreSQL tell the numbers of tracks by themselves."""

from typing import Any

import pytest
import sqlalchemy as sa

from tagstudio.core.library_address import DatabaseAddress
from tagstudio.library.db.database import open_library
from tagstudio.library.db.id_sets import ids_of
from tagstudio.library.db.postgresql.connection import single_engine
from tagstudio.library.db.postgresql.ordered_indexes import INDEXES
from tagstudio.library.db.schema import metadata, track_texts, tracks
from tagstudio.library.search.sorting import first_by_column


def test_they_have_the_keys_of_the_schema_and_the_number(address: DatabaseAddress) -> None:
    schema = {index.name: index for table in metadata.sorted_tables for index in table.indexes}
    open_library(address, writing=False).close()
    with single_engine(address).connect() as connection:
        look = sa.inspect(connection)
        for name, (table, keys) in INDEXES.items():
            assert [column.name for column in schema[name].columns] == list(keys)
            [found] = [one for one in look.get_indexes(table) if one["name"] == name]
            number = "id" if table == "tracks" else "track_id"
            assert found["column_names"] == [*keys, number]
        paths = [one for one in look.get_indexes("tracks") if one["name"] == "tracks_path_key"]
        assert [(one["unique"], one["column_names"]) for one in paths] == [(True, ["path"])]


@pytest.mark.parametrize("sort", ["path", "path-", "added-", "year", "year-", "title-", "artist"])
def test_the_front_of_an_order_is_read_from_its_index(address: DatabaseAddress, sort: str) -> None:
    plans = []

    def explained(connection: sa.Connection, query: sa.Select[Any]) -> list[int]:
        asked = query.compile(connection, compile_kwargs={"literal_binds": True})
        plans.append("\n".join(connection.exec_driver_sql(f"EXPLAIN {asked}").scalars()))
        return ids_of(connection, query)

    with open_library(address, writing=True) as library, library.write() as connection:
        connection.execute(sa.update(tracks).values(year=1990))
        texts = {"path": "p", "shown_title": "t", "shown_artist": "a"}
        connection.execute(
            sa.insert(track_texts), [{"track_id": id, **texts} for id in range(1, 6)]
        )
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        connection.exec_driver_sql("SET LOCAL enable_bitmapscan = off")
        first = first_by_column(connection, sort, 2, explained)
    assert first == ([5, 4] if sort.endswith("-") else [1, 2])
    [plan] = plans
    assert "Index Only Scan" in plan and "Sort" not in plan
