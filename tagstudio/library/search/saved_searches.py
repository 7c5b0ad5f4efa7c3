"""The searches that the user saved: a name and a query, for the window and the shell alike."""

from typing import NamedTuple

import sqlalchemy as sa

from tagstudio.core.errors import TagStudioError
from tagstudio.library.db.schema import saved_searches
from tagstudio.library.search.query import InSearch, Query, QueryError, parse

_columns = saved_searches.c


class SavedSearch(NamedTuple):
    """A saved search; `query` in the words of the query language."""

    name: str
    query: str


def list_searches(connection: sa.Connection) -> list[SavedSearch]:
    """Return the saved searches by name."""
    rows = connection.execute(sa.select(_columns.name, _columns.query))
    return sorted((SavedSearch(*row) for row in rows), key=lambda one: one.name.casefold())


def query_of_search(connection: sa.Connection, name: str) -> Query:
    """Return the query of a saved search, whose name may be in any case.

    Raises QueryError where there is none, or where it is made of itself.
    """
    _refuse_circle(connection, name, ())
    return parse(_called(connection, name).query)


def save_search(connection: sa.Connection, name: str, query: str) -> SavedSearch | None:
    """Save a query under a name, in the place of another one of that name, which is returned.

    Raises TagStudioError for a query that cannot be, or no name.
    """
    parse(query)
    name = _checked(name)
    former = next((one for one in list_searches(connection) if one.name == name), None)
    connection.execute(sa.delete(saved_searches).where(_columns.name == name))
    connection.execute(sa.insert(saved_searches).values(name=name, query=query.strip()))
    return former


def rename_search(connection: sa.Connection, name: str, new_name: str) -> None:
    """Give a saved search another name, which no other may have; raises TagStudioError."""
    found, wanted = _called(connection, name), _checked(new_name)
    if wanted != found.name and any(one.name == wanted for one in list_searches(connection)):
        raise TagStudioError(
            "searches.name-taken",
            "There is a saved search {name!r} already. Choose another name.",
            name=wanted,
        )
    renamed = sa.update(saved_searches).where(_columns.name == found.name)
    connection.execute(renamed.values(name=wanted))


def delete_search(connection: sa.Connection, name: str) -> SavedSearch:
    """Delete a saved search and return it; raises TagStudioError where there is none so called."""
    found = _called(connection, name)
    connection.execute(sa.delete(saved_searches).where(_columns.name == found.name))
    return found


def _called(connection: sa.Connection, name: str) -> SavedSearch:
    known = list_searches(connection)
    for one in known:
        if one.name == name:
            return one
    for one in known:
        if one.name.casefold() == name.casefold():
            return one
    if not known:
        raise QueryError("searches.none", "No search is saved in this library.")
    raise QueryError(
        "searches.unknown",
        "There is no saved search {name!r}; there are: {others}.",
        name=name,
        others=", ".join(one.name for one in known),
    )


def _refuse_circle(connection: sa.Connection, name: str, above: tuple[str, ...]) -> None:
    found = _called(connection, name)
    if found.name in above:
        raise QueryError(
            "searches.circle",
            "The saved search {name!r} is made of itself. Delete it, or save another query in its"
            " place.",
            name=found.name,
        )
    for terms in parse(found.query).alternatives:
        for term in terms:
            if isinstance(term.test, InSearch):
                _refuse_circle(connection, term.test.name, (*above, found.name))


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise TagStudioError("searches.no-name", "Name the search.")
    return name
