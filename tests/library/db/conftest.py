"""The schema of a database beside that of the tables."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from tagstudio.library.db.postgresql import ordered_indexes, trigrams
from tagstudio.library.db.schema import metadata

OWN = {trigrams.INDEX, "tracks_path_key", *ordered_indexes.INDEXES}  # each has a test of its own


@pytest.fixture
def schema_differences() -> Callable[[sa.Connection], list[Any]]:
    """How a database in PostgreSQL differs from the tables, but for indexes that it alone has."""

    def is_compared(entry: Any, name: str | None, *_: Any) -> bool:
        is_path = isinstance(entry, sa.UniqueConstraint) and entry.columns.keys() == ["path"]
        return name not in OWN and not (is_path and entry.table.name == "tracks")

    def differences(connection: sa.Connection) -> list[Any]:
        compared = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(
            connection, opts={"include_object": is_compared, **compared}
        )
        return list(compare_metadata(context, metadata))

    return differences
