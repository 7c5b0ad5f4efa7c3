"""`tagstudio artists`: what the program takes as the artist of each track, and from where."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tagstudio.cli.invocation import AsJson, Invocation, invocation, open_filled
from tagstudio.cli.printing.output import (
    answer,
    numbered,
    print_json,
    print_json_list,
    printable,
    run_with_bar,
)
from tagstudio.cli.printing.streamed_table import Cells, print_rows
from tagstudio.core.errors import TagStudioError
from tagstudio.core.library_address import LibraryAddress

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tagstudio.library.models.models import Model
    from tagstudio.library.tags.named_artists import Naming
    from tagstudio.library.tracks.track_groups import GroupedTrack
    from tagstudio.library.views.browse import TrackRow

HEADINGS = ("Track", "Artist", "From")
PAGE = 1000  # tracks held at a time
ROWS = 200  # of a table, unless --limit says otherwise

app = typer.Typer(
    invoke_without_command=True,
    help="Show and correct what the program takes as the artist of each track. Tracks by one artist"
    " are never learned from and measured on at the same time. An artist is told by you, by the"
    " file's tags, by an import, or by names in which a pattern recurs; else tracks of one album,"
    " or alike in sound, stand together. Nothing of it is written into files.",
)

Tracks = Annotated[
    list[str], typer.Argument(metavar="PATHS...|QUERY", help="Files, folders, or as for list.")
]
Pretend = Annotated[bool, typer.Option("-p", "--pretend", help="Only say what would change.")]


@app.callback()
def show_artists(context: typer.Context, as_json: AsJson = False) -> None:
    """Show all artists where no other verb is named."""
    if context.invoked_subcommand is None:
        list_artists(context, as_json=as_json)


@app.command("list")
def list_artists(
    context: typer.Context,
    query: Annotated[list[str] | None, typer.Argument(help="Which tracks, as for list.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="Rows at most; 0: all.")] = ROWS,
    as_json: AsJson = False,
) -> None:
    """List the artist of each track, and what tells it."""
    from tagstudio.engine.plugins.installed_models import shown_model
    from tagstudio.library.search.query import joined, parse
    from tagstudio.library.views.browse import first_ids

    call = invocation(context)
    parsed = parse(joined(query or []))
    _bring_up_to_date(call.library)
    with open_filled(call.library, writing=False) as library, library.read() as connection:
        shown = shown_model(connection, call.settings.model)
        most = None if as_json else limit or None
        total, found = first_ids(connection, parsed, shown, "path", most)
        if as_json:
            rows = (_as_dict(*one) for one in _tracks(connection, shown, found))
            print_json_list({}, "tracks", rows)
            return
        sample = [_cells(*one) for one in _tracks(connection, shown, found[:PAGE])]
        print_rows(HEADINGS, (_cells(*one) for one in _tracks(connection, shown, found)), sample)
    more = f" of {total:,}; --limit 0 lists all" if len(found) < total else ""
    answer(f"{numbered(len(found), 'track')}{more}.")


@app.command("set")
def set_artist(
    context: typer.Context,
    artist: Annotated[str, typer.Argument(help="The name of the artist.")],
    tracks: Tracks,
    pretend: Pretend = False,
    as_json: AsJson = False,
) -> None:
    """Say who made tracks; copies of the same recordings follow. `tagstudio undo` takes it back."""
    from tagstudio.engine.artists.name_tracks import name_tracks

    if not artist.strip():
        raise typer.BadParameter(
            'name the artist, as in: tagstudio artists set "Abba" ~/music/abba'
        )
    call = invocation(context)
    with open_filled(call.library, writing=not pretend) as library:
        ids = _meant(call, library.read, tracks)
        changed = () if pretend else name_tracks(library, ids, artist)
    _print_changed(len(ids), changed, f"by {artist.strip()}", pretend=pretend, as_json=as_json)


@app.command("clear")
def clear_artist(
    context: typer.Context, tracks: Tracks, pretend: Pretend = False, as_json: AsJson = False
) -> None:
    """Take back what you said of tracks, and judge their names anew, as the folders are now."""
    from tagstudio.engine.artists.name_tracks import clear_tracks

    call = invocation(context)
    with open_filled(call.library, writing=not pretend) as library:
        ids = _meant(call, library.read, tracks)
        changed = () if pretend else clear_tracks(library, ids)
    _print_changed(len(ids), changed, "judged anew", pretend=pretend, as_json=as_json)


def _meant(call: Invocation, read: Any, words: list[str]) -> list[int]:
    from tagstudio.engine.artists.name_tracks import tracks_meant
    from tagstudio.engine.plugins.installed_models import shown_model

    if not any(word.strip() for word in words):
        raise typer.BadParameter("name the tracks: files, folders, or a query")
    with read() as connection:
        return tracks_meant(connection, words, shown_model(connection, call.settings.model))


def _bring_up_to_date(path: LibraryAddress) -> None:
    """Look at names and sound of what is new, unless another program writes to the library."""
    from tagstudio.engine.artists.update_groups import groups_wait, update_groups

    with open_filled(path, writing=False) as library:
        if not groups_wait(library):
            return
    try:
        with open_filled(path, writing=True) as library:
            run_with_bar(update_groups(library), "artists")
    except TagStudioError as error:
        if error.message.key not in {"library.locked", "library.not-writable"}:
            raise
        answer(f"New tracks were not looked at: {error}")


def _tracks(
    connection: "Connection", model: "Model | None", track_ids: list[int]
) -> "Iterator[tuple[TrackRow, GroupedTrack]]":
    from tagstudio.library.tracks.track_groups import grouped_tracks
    from tagstudio.library.views.browse import rows_of

    for start in range(0, len(track_ids), PAGE):
        page = track_ids[start : start + PAGE]
        grouped = grouped_tracks(connection, page)
        for row in rows_of(connection, model, page):
            yield row, grouped[row.id]


def _cells(row: "TrackRow", grouped: "GroupedTrack") -> Cells:
    track = printable(row.path.rpartition("/")[2])
    if grouped.artist:
        return track, printable(grouped.artist.name), _origin(grouped)
    if grouped.group.kind == "album":
        return track, "", f"album ({printable(grouped.name)})"
    return track, "", "sound"


def _as_dict(row: "TrackRow", grouped: "GroupedTrack") -> dict[str, str | None]:
    return {
        "path": row.path,
        "title": row.title,
        "artist": grouped.artist.name if grouped.artist else None,
        "from": _origin(grouped),
        "group": grouped.group.key,
        "kind": grouped.group.kind,
    }


def _origin(grouped: "GroupedTrack") -> str:
    """Return what tells who made a track, or what it is grouped by."""
    if grouped.artist is None:
        return grouped.group.kind
    return "you" if grouped.artist.origin == "user" else grouped.artist.origin


def _print_changed(
    found: int, changed: "tuple[Naming, ...]", what: str, *, pretend: bool, as_json: bool
) -> None:
    if as_json:
        changes = [{"track": c.track_id, "before": c.before, "after": c.after} for c in changed]
        print_json({"tracks": found, "changes": changes})
    elif pretend:
        print(f"{numbered(found, 'track')} would be {printable(what)}.")
    else:
        also = f"; your word changed on {numbered(len(changed), 'track')}"
        print(f"{numbered(found, 'track')} {printable(what)}{also}.")
