"""A library in PostgreSQL that two processes have open, as it were, with five tracks and a tag."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from postgresql_server import Server

from tagstudio.core.library_address import DatabaseAddress
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.schema import folders, tags, tracks

Pair = tuple[Library, Library]


@pytest.fixture
def address(postgresql: Server) -> Iterator[DatabaseAddress]:
    """A library with five tracks, ids 1 to 5, and a tag, id 1."""
    with postgresql.library() as address:
        with open_library(address, writing=True) as library, library.write() as connection:
            connection.execute(sa.insert(folders).values(path="/music"))
            row = {"folder_id": 1, "size": 1, "mtime_ns": 1, "added": 1}
            rows = [row | {"path": f"/music/{number}.wav"} for number in range(5)]
            connection.execute(sa.insert(tracks), rows)
            connection.execute(sa.insert(tags).values(name="jazz", key="jazz", origin="user"))
        yield address


@pytest.fixture
def pair(address: DatabaseAddress) -> Iterator[Pair]:
    """The library, opened twice, by Anna and by Berta."""
    with (
        open_library(address, writing=True) as first,
        open_library(address, writing=True) as second,
    ):
        first.person, second.person = "anna", "berta"
        yield first, second


@pytest.fixture
def as_role(postgresql: Server, address: DatabaseAddress) -> Iterator[Callable[[str], Library]]:
    """Open the library as a user who has a role of it, or with "" as one who has none."""
    from tagstudio.library.db.postgresql.roles import roles_script

    opened, users = [], []
    postgresql.execute(roles_script(address.name), database=address.name)

    def open_as(role: str) -> Library:
        user = f"{role or 'stranger'}_of_{address.name}"
        users.append(user)
        postgresql.execute(f"CREATE ROLE {user} LOGIN")
        if role:
            postgresql.execute(f'GRANT "{address.name}_{role}" TO {user}')
        opened.append(open_library(postgresql.address(address.name, user), writing=True))
        return opened[-1]

    yield open_as
    for library in opened:
        library.close()
    roles = [f'"{address.name}_{role}"' for role in ("reader", "librarian", "curator")]
    postgresql.execute(f"DROP OWNED BY {', '.join(roles)}", database=address.name)
    postgresql.execute(f"DROP ROLE {', '.join([*users, *roles])}")
