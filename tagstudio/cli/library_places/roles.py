"""`tagstudio library roles`: the roles of a library of several, as SQL for its server."""

import typer

from tagstudio.cli.invocation import invocation
from tagstudio.core.errors import TagStudioError
from tagstudio.core.library_address import DatabaseAddress


def print_roles(context: typer.Context) -> None:
    """Print the SQL that makes reader, librarian and curator, and lets nobody else in.

    Nothing is changed: give it to psql, as the owner of the database.
    """
    library = invocation(context).library
    if not isinstance(library, DatabaseAddress):
        raise TagStudioError(
            "library.no-roles",
            "{path} is a file, and a file has no roles: whoever may open it may do everything."
            " Roles are of a library in PostgreSQL: tagstudio --library postgresql://USER@HOST/NAME"
            " library roles",
            path=library,
        )
    from tagstudio.library.db.postgresql.roles import roles_script

    print(roles_script(library.name), end="")
