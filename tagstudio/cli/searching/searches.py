"""`tagstudio searches`: the searches that were saved, here or in the window."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from tagstudio.cli.invocation import AsJson, invocation
from tagstudio.cli.printing.output import (
    answer,
    numbered,
    plain_table,
    print_json,
    print_table,
    printable,
    problem_line,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from tagstudio.engine.exchange.kept_playlists import KeptPlaylist

app = typer.Typer(
    no_args_is_help=True,
    help="List, save, rename and delete searches, and write them as playlists; the window shows the"
    " same ones. Every verb that"
    " takes a query finds the tracks of one with search:NAME.",
)

Changed = TypeVar("Changed")
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
    former = _change(context, lambda connection: save_search(connection, name, text))
    if former is not None:
        answer(f"In the place of: {printable(former.query)}")
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

    former = _change(context, lambda connection: delete_search(connection, name))
    answer(f"Deleted: {printable(former.query)}")


@app.command("playlist")
def write_playlist(
    context: typer.Context,
    name: Name,
    file: Annotated[
        Path,
        typer.Argument(
            help=".m3u8: the tracks that the search finds now; .nsp: its rules, as a smart playlist"
            " of Navidrome."
        ),
    ],
    relative: Annotated[
        bool, typer.Option("--relative", help="In m3u8: paths from the playlist's folder.")
    ] = False,
    keep: Annotated[
        bool, typer.Option("--keep", help="Write it again at each 'searches playlists --update'.")
    ] = False,
) -> None:
    """Write a saved search as a playlist for players and servers."""
    from tagstudio.engine.exchange.kept_playlists import (
        KeptPlaylist,
        check_place,
        keep_playlists,
        kept_playlists,
    )

    check_place(file)
    made = KeptPlaylist(name, str(file.expanduser().absolute()), relative)
    answer(_written(context, made))
    if keep:
        beside = _beside(context)
        others = [one for one in kept_playlists(beside) if one.file != made.file]
        keep_playlists(beside, [*others, made])
        answer("It is kept up to date by: tagstudio searches playlists --update")


@app.command("playlists")
def show_playlists(
    context: typer.Context,
    update: Annotated[bool, typer.Option("--update", help="Write all of them again.")] = False,
    forget: Annotated[
        list[Path] | None,
        typer.Option("--forget", metavar="FILE", help="Keep this one no longer; the file stays."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the playlists that are kept up to date, and with --update bring them up to date."""
    from tagstudio.core.errors import TagStudioError
    from tagstudio.engine.exchange.kept_playlists import keep_playlists, kept_playlists

    beside = _beside(context)
    kept = kept_playlists(beside)
    if forget:
        gone = {str(one.expanduser().absolute()) for one in forget}
        if unknown := gone - {one.file for one in kept}:
            raise typer.BadParameter(f"no such playlist is kept: {', '.join(sorted(unknown))}")
        kept = [one for one in kept if one.file not in gone]
        keep_playlists(beside, kept)
    problems = {}
    for one in kept if update else ():
        try:
            said = _written(context, one)
        except TagStudioError as error:
            problems[one.file] = str(error)
            said = str(error)
        answer(said)
    if as_json:
        found = [{**one._asdict(), "problem": problems.get(one.file)} for one in kept]
        print_json({"playlists": found})
    elif not update:
        _list_playlists(kept)
    if problems:
        raise typer.Exit(1)


def _list_playlists(kept: "list[KeptPlaylist]") -> None:
    if not kept:
        answer("No playlist is kept; keep one: tagstudio searches playlist NAME FILE --keep")
        return
    table = plain_table("Search", "File")
    for one in kept:
        table.add_row(printable(one.search), printable(one.file))
    print_table(table)


def _beside(context: typer.Context) -> Path:
    """Return what files that belong to the library are called after (`Library.beside`)."""
    from tagstudio.library.db.database import open_library

    address = invocation(context).library
    if isinstance(address, Path):
        return address
    with open_library(address, writing=False) as library:
        return library.beside


def _written(context: typer.Context, playlist: "KeptPlaylist") -> str:
    """Write a playlist and return what to say of it."""
    from tagstudio.engine.exchange.kept_playlists import write_playlist_of
    from tagstudio.engine.plugins.installed_models import shown_model
    from tagstudio.library.db.database import open_library

    call = invocation(context)
    with open_library(call.library, writing=False) as library, library.read() as connection:
        model = shown_model(connection, call.settings.model)
        report = write_playlist_of(connection, model, playlist)
    for track in report.left_out:
        answer(f"Left out: {problem_line(track)}")
    what = (
        "The rules" if playlist.file.lower().endswith(".nsp") else numbered(report.count, "track")
    )
    return f"{what} of {printable(playlist.search)} written to {printable(playlist.file)}."


def _change(context: typer.Context, change: "Callable[[Connection], Changed]") -> "Changed":
    from tagstudio.library.db.database import open_library

    library_file = invocation(context).library
    with (
        open_library(library_file, writing=True) as library,
        library.write(durable=True) as connection,
    ):
        return change(connection)
