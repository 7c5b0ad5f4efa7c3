import pytest
import sqlalchemy as sa

from tagstudio.library.db.database import Library
from tagstudio.library.db.expressions import is_one_of
from tagstudio.library.db.schema import tracks

ODD = (b"", b"\\", b'"', b"{a,b}", b"\x00\xff\\x41", "Ä".encode())


@pytest.mark.parametrize("wanted", [[], [0], [1, 3, 5], [5, 4, 4, 0], list(range(6))])
def test_any_bytes_are_found_among_values(small: Library, wanted: list[int]) -> None:
    column = tracks.c.content_hash
    with small.write() as connection:
        for number, value in enumerate(ODD):
            mine = sa.update(tracks).where(tracks.c.id == number + 1)
            connection.execute(mine.values(content_hash=value))
        values = [ODD[place] for place in wanted] + [b"another"]
        query = sa.select(tracks.c.id).where(is_one_of(connection, column, values))
        found = set(connection.scalars(query))
    assert found == {place + 1 for place in wanted}
