"""The index of the letters of texts in threes, by which PostgreSQL finds words: `pg_trgm`."""

import logging

import sqlalchemy as sa

INDEX = "search_texts_by_trigrams"
_MAKE = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    f"CREATE INDEX IF NOT EXISTS {INDEX} ON search_texts USING gin (text gin_trgm_ops)",
)

_log = logging.getLogger(__name__)


def index_texts(connection: sa.Connection) -> None:
    """Make the index, where the server has the extension and lets this user make it.

    Without it words are found by looking into all texts; who runs the server can make both later.
    """
    try:
        with connection.begin_nested():
            for statement in _MAKE:
                connection.exec_driver_sql(statement)
    except sa.exc.DBAPIError as error:
        _log.warning(
            "Words are searched without an index: %s. To have one, let an administrator run in the"
            " database: %s",
            str(error.orig).strip(),
            "; ".join(_MAKE),
        )
