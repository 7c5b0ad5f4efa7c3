"""The people of a library: who gave which answer, each by name.

An entry of a journal names in `given_by` the person whose word it is, and in `entered_by` the one
whose action wrote it down; NULL: not known, as of all that was said before names were kept. Two
names are two people, and a name that changes is another person from then on.
"""

from collections.abc import Mapping

import sqlalchemy as sa

from tagstudio.library.db.library import person_of
from tagstudio.library.db.schema import people
from tagstudio.library.db.text_folding import clean

NEW = -1  # the number of a person of whom the library has not heard

_columns = people.c


def people_by_id(connection: sa.Connection) -> dict[int, str]:
    """Return the names of all people of a library, in the order in which they came."""
    rows = connection.execute(sa.select(_columns.id, _columns.name).order_by(_columns.id))
    return {row.id: row.name for row in rows}


def has_several(connection: sa.Connection) -> bool:
    """Tell whether more than one person is known to have said something."""
    return len(connection.execute(sa.select(_columns.id).limit(2)).all()) > 1


def known_person(connection: sa.Connection, name: str) -> int | None:
    """Return the number of a person, None for one of whom the library has not heard."""
    return connection.scalar(sa.select(_columns.id).where(_columns.name == _spelled(name)))


def number_of(connection: sa.Connection, name: str) -> int | None:
    """Return the number of a person, who is given one where new; None for "".

    Open the library's `write(durable=True)` for it.
    """
    if not _spelled(name):
        return None
    if (found := known_person(connection, name)) is not None:
        return found
    new = sa.insert(people).values(name=_spelled(name))
    return int(connection.execute(new.returning(_columns.id)).scalar_one())


def at_work(connection: sa.Connection) -> int | None:
    """Return the number of who gives the answers that a connection writes; None: nobody knows."""
    return number_of(connection, person_of(connection))


def who_is_at_work(connection: sa.Connection) -> int | None:
    """Return that number without giving one, as for a connection that only reads.

    NEW is that of a person of whom the library has not heard.
    """
    name = person_of(connection)
    return (known_person(connection, name) or NEW) if name else None


def said_here(connection: sa.Connection) -> Mapping[str, int | None]:
    """Return the columns of an entry that say who: the one at work gave and entered it."""
    who = at_work(connection)
    return {"given_by": who, "entered_by": who}


def _spelled(name: str) -> str:
    return " ".join(clean(name).split())
