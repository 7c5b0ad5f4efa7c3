"""Errors of a PostgreSQL library that the user can act on, as a TagStudioError that says how."""

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from tagstudio.core.errors import ConnectionLostError, TagStudioError
from tagstudio.core.library_address import DatabaseAddress
from tagstudio.core.messages import Message, message

_NO_RIGHT = "42501"  # the SQLSTATE
_RIGHTS = message(
    "database.no-right",
    "Your role may not do this there. Ask whoever looks after the database to grant it"
    " (docs/archive.md).",
)
_READ_ONLY = message(
    "database.read-only",
    "The server takes no changes: it is a standby, or set to read only. Use the address of the"
    " primary server.",
)
_BUSY = message(
    "database.busy",
    "Somebody has been writing into it for a minute. Wait until that is done, and try again.",
)
_FULL = message(
    "database.full", "The disk of the server is full; ask whoever looks after it to make room."
)
_TOO_MANY = message(
    "database.too-many",
    "The server has as many connections as it allows. Close other programs that use it, or raise"
    " max_connections there.",
)
_STOPPING = message(
    "database.lost",
    "The connection was lost, or the server stopped. What was just being stored may be missing;"
    " look, and try again once the server runs.",
)
_INTERRUPTED = message(
    "database.cancelled",
    "The server broke the work off. Try again; if it happens again, ask"
    " whoever looks after it about statement_timeout.",
)
_BROKEN = message(
    "database.damaged",
    "The server reports damage to its files. Ask whoever looks after it to restore the database"
    " from the server's backups.",
)
# By the beginning of the SQLSTATE; the longest that fits counts.
_BY_STATE = {
    _NO_RIGHT: _RIGHTS,
    "25006": _READ_ONLY,
    "55P03": _BUSY,
    "40": _BUSY,
    "53100": _FULL,
    "53300": _TOO_MANY,
    "53": _FULL,
    "57014": _INTERRUPTED,
    "57P": _STOPPING,
    "08": _STOPPING,
    "58": _BROKEN,
    "XX": _BROKEN,
}
_PASSWORD = message(
    "database.password",
    "The password is wrong or missing. Write it into ~/.pgpass, a line"
    " HOST:PORT:DATABASE:USER:PASSWORD in a file that only you can read (chmod 600 ~/.pgpass).",
)
# A refused connection has no SQLSTATE: what libpq and the server say in English.
_AT_CONNECTING = (
    (
        r"password authentication failed|no password supplied",
        _PASSWORD,
    ),
    (
        r'database ".*" does not exist',
        message(
            "database.none",
            "There is no such database. Make it on the server: createdb --encoding UTF8"
            " --template template0 NAME",
        ),
    ),
    (
        r'role ".*" does not exist|no pg_hba\.conf entry|permission denied|authentication failed',
        message(
            "database.refused",
            "The server lets this user not in. Check the name before the @, and ask whoever looks"
            " after the server for a role and a line in pg_hba.conf (docs/archive.md).",
        ),
    ),
    (r"too many clients|remaining connection slots", _TOO_MANY),
    (
        r"could not translate host|[Nn]ame or service not known|failed to resolve",
        message(
            "database.no-host",
            "No machine of that name is known. Check the name behind the @, and the network.",
        ),
    ),
)
_UNREACHABLE = message(
    "database.unreachable",
    "The server cannot be reached. Check that PostgreSQL runs there, that it listens to the network"
    " (listen_addresses, port), and that no firewall is in between.",
)

# What goes by, as a server that is started again, so that it is worth trying again by itself.
_LOST = (_STOPPING, _UNREACHABLE, _TOO_MANY)


def refused_table(error: BaseException | None) -> str:
    """Return the table that the server did not let somebody change, "" for any other error."""
    of_server = getattr(error, "orig", None)
    if getattr(of_server, "sqlstate", "") != _NO_RIGHT:
        return ""
    said = re.search(r"permission denied for table (\w+)", str(of_server))
    return said[1] if said else ""


@contextmanager
def explaining(address: DatabaseAddress) -> Iterator[None]:
    """Raise errors of the server and the connection as a TagStudioError; defects as they are."""
    try:
        yield
    except (TagStudioError, OSError):
        raise
    except Exception as error:
        explanation = explained(address, error)
        if explanation is None:
            raise
        raise explanation from error


def explained(address: DatabaseAddress, error: Exception) -> TagStudioError | None:
    """Return the TagStudioError for an error on the library at `address`, None for a defect."""
    if isinstance(error, sa.exc.TimeoutError):  # another thread kept the one connection
        return _unusable(address, error, _BUSY)
    advice = _advice(error) if isinstance(error, sa.exc.DBAPIError) else None
    return _unusable(address, error, advice) if advice else None


def _advice(error: sa.exc.DBAPIError) -> Message | None:
    state = getattr(error.orig, "sqlstate", None) or ""
    for length in range(len(state), 1, -1):
        if advice := _BY_STATE.get(state[:length]):
            return advice
    if state or not isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError):
        return None
    if error.connection_invalidated:
        return _STOPPING
    text = str(error.orig)
    fitting = (advice for pattern, advice in _AT_CONNECTING if re.search(pattern, text))
    was_open = re.search("closed the connection|connection is (lost|closed)|terminat", text)
    advice = next(fitting, _STOPPING if was_open else _UNREACHABLE)
    return (_of_open_passwords() or advice) if advice is _PASSWORD else advice


def _of_open_passwords() -> Message | None:
    """Return what helps where libpq passes over the passwords, as others can read them."""
    file = Path(os.environ.get("PGPASSFILE") or Path.home() / ".pgpass")
    try:
        others_read = file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    except OSError:
        return None
    if not others_read or os.name != "posix":
        return None
    return message(
        "database.passwords-open",
        "Others can read {file}, so the passwords in it are not used. Let only yourself read it:"
        " chmod 600 {file}",
        file=file,
    )


def _unusable(address: DatabaseAddress, error: Exception, advice: Message) -> TagStudioError:
    said = getattr(error, "orig", None) or error
    kind = ConnectionLostError if advice in _LOST else TagStudioError
    return kind(
        "database.unusable",
        "The library {path} cannot be used: {error}. {advice}",
        path=address,
        error=_first_line(str(said)),
        advice=advice,
    )


def _first_line(text: str) -> str:
    """Return the server's own words in one line, which name no password."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (
        re.sub(r"^.*?\b(FATAL|ERROR):\s+", "", lines[0]).rstrip(".")
        if lines
        else "no reason was given"
    )
