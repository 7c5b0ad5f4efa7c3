"""`tagstudio searches`: the searches that were saved, here or in the window."""

from typing import TYPE_CHECKING, Annotated

import typer

from tagstudio.cli.invocation import AsJson, invocation
from tagstudio.cli.printing.output import answer, plain_table, print_json, print_table, printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

app = typer.Typer(
    no_args_is_help=True,
    help="List, save, rename and delete searches; the window shows the same ones. Every verb that"
    " takes a query finds the tracks of one with search:NAME.",
)

Name = Annotated[str, typer.Argument(help="The name of a saved search.")]


@app.command("list")
def show_searches(context: typer.Context, as_json: AsJson = False) -> None:
    """List the saved searches."""
    from tagstudio.library.db.database import open_library
    from tagstudio.library.search.saved_searches import list_searches

    library_file = invocation(context).library
    with open_library(library_file, writing=False) as library, library.read() as connection:
        found = list_searches(connection)
    if as_json:
        print_json({"searches": [one._asdict() for one in found]})
        return
    if not found:
        answer("No search is saved; save one: tagstudio searches save NAME QUERY")
        return
    table = plain_table("Name", "Query")
    for one in found:
        table.add_row(printable(one.name), printable(one.query))
    print_table(table)


@app.command("save")
def save(
    context: typer.Context,
    name: Name,
    query: Annotated[list[str], typer.Argument(help="The query, as for the other verbs.")],
) -> None:
    """Save a query under a name, in the place of another one of that name."""
    from tagstudio.library.search.query import joined
    from tagstudio.library.search.saved_searches import save_search

    text = joined(query)
    _change(context, lambda connection: save_search(connection, name, text))
    answer(f"Saved. Use it with: tagstudio list 'search:\"{printable(name)}\"'")


@app.command("rename")
def rename(
    context: typer.Context,
    name: Name,
    new_name: Annotated[str, typer.Argument(help="Its new name.")],
) -> None:
    """Give a saved search another name."""
    from tagstudio.library.search.saved_searches import rename_search

    _change(context, lambda connection: rename_search(connection, name, new_name))


@app.command("delete")
def delete(context: typer.Context, name: Name) -> None:
    """Delete a saved search; no track is touched."""
    from tagstudio.library.search.saved_searches import delete_search

    _change(context, lambda connection: delete_search(connection, name))


def _change(context: typer.Context, change: "Callable[[Connection], None]") -> None:
    from tagstudio.library.db.database import open_library

    library_file = invocation(context).library
    with (
        open_library(library_file, writing=True) as library,
        library.write(durable=True) as connection,
    ):
        change(connection)
