"""Migrate a library file from an older schema to the newest.

All missing migrations run in one transaction with the new version number, after a verified copy was
made: a kill or an error half way leaves the file at its old version, with all its rows.
"""

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import replaced_atomically
from tagstudio.core.library_address import LibraryAddress
from tagstudio.core.messages import message
from tagstudio.library.db.backup.back_up import back_up
from tagstudio.library.db.backup.copies import BEFORE_MIGRATION, damaged
from tagstudio.library.db.schema import APPLICATION_ID
from tagstudio.library.db.sqlite.connection import connect, migrating_engine

SCRIPTS = Path(__file__).parent / "migrations"
# Oldest first, from the names of the files (v0001_first.py): opening a library loads no Alembic.
REVISIONS = tuple(sorted(file.name[1:5] for file in (SCRIPTS / "versions").glob("v????_*.py")))
HEAD = "0033"
FREE_PAGES = 4  # a file is made smaller when one page in so many is free

_log = logging.getLogger(__name__)


def revision(path: Path) -> str:
    """Return the schema version of the library at `path`, one of REVISIONS.

    Raises TagStudioError when the file is no library or newer than this program.
    """
    with closing(connect(path, "ro")) as library:
        [application] = library.execute("PRAGMA application_id").fetchone()
        if application != APPLICATION_ID:
            raise damaged(
                path, message("library.no-mark", "it lacks the mark of a TagStudio library")
            )
        try:
            [found] = library.execute("SELECT version_num FROM alembic_version").fetchone()
        except (sqlite3.OperationalError, TypeError):
            raise damaged(
                path, message("library.no-version", "it does not say its version")
            ) from None
    return known_revision(path, str(found))


def known_revision(path: LibraryAddress, found: str) -> str:
    """Return the schema version that a library says; raises TagStudioError for a newer one."""
    if found not in REVISIONS:
        raise TagStudioError(
            "library.newer",
            "{path} was made by a newer TagStudio (its schema is {found}, this program knows"
            " up to {newest}). Update TagStudio; the library was not changed.",
            path=path,
            found=found,
            newest=HEAD,
        )
    return found


def create(path: Path) -> None:
    """Make an empty library at `path`; a kill half way leaves no file there."""
    with replaced_atomically(path) as temporary:
        temporary.touch()
        upgrade(temporary)


def migrate(path: Path) -> None:
    """Copy the library at `path`, then bring it to HEAD; a kill half way leaves it as it was."""
    back_up(path, BEFORE_MIGRATION)
    upgrade(path)
    _compact(path)


def upgrade(path: Path) -> None:
    """Run all missing migrations on the file at `path`, in one transaction."""
    with migrating_engine(path).connect() as connection, connection.begin():
        run_scripts(connection)
        _check_references(connection)


def run_scripts(connection: sa.Connection) -> None:
    """Run all missing migrations on a library of either database, in the transaction at hand."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _compact(path: Path) -> None:
    """Give back the pages that a migration freed, if they are many: each copy would carry them."""
    with closing(connect(path, "rw")) as library:
        [free] = library.execute("PRAGMA freelist_count").fetchone()
        [pages] = library.execute("PRAGMA page_count").fetchone()
        if free * FREE_PAGES < pages:
            return
        try:
            library.execute("VACUUM")
        except sqlite3.OperationalError as error:  # the disk is full, say
            _log.warning("%s was not made smaller: %s", path, error)


def _check_references(connection: sa.Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(f"the migration broke {len(broken)} references, first {broken[0]}")
