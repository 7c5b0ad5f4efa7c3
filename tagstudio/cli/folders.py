"""`tagstudio folders`: list and remove the folders of the library."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tagstudio.cli.invocation import AsJson, invocation
from tagstudio.cli.printing.output import (
    answer,
    json_value,
    numbered,
    plain_table,
    print_json,
    print_table,
    printable,
)

if TYPE_CHECKING:
    from tagstudio.library.tracks.folders import FolderState, Removal

app = typer.Typer(
    no_args_is_help=True,
    help="List the folders of the library, or take one out of it. 'tagstudio scan FOLDER' adds"
    " one, or puts it back.",
)


@app.command("list")
def list_folders(context: typer.Context, as_json: AsJson = False) -> None:
    """List the folders, with the tracks in each and the answers on them."""
    from tagstudio.library.db.database import open_library
    from tagstudio.library.tracks.folders import folder_states

    library_file = invocation(context).library
    with open_library(library_file, writing=False) as library, library.read() as connection:
        found = folder_states(connection)
    if as_json:
        print_json({"folders": [_as_dict(one) for one in found]})
        return
    if not found:
        answer("The library has no folders yet; name one: tagstudio scan FOLDER")
        return
    table = plain_table("Folder", "State", "Tracks", "Answers")
    for one in found:
        table.add_row(printable(one.path), _state(one), f"{one.tracks:,}", f"{one.answers:,}")
    print_table(table)


@app.command("remove")
def remove_folder(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A folder of the library.")],
    pretend: Annotated[
        bool, typer.Option("-p", "--pretend", help="Only say what would be removed.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take a folder and its tracks out of the library; answers are kept, files never touched."""
    from tagstudio.library.db.database import open_library
    from tagstudio.library.tracks import folders

    path = os.path.abspath(folder.expanduser())  # noqa: PTH100 - as a scan spells it
    with open_library(invocation(context).library, writing=not pretend) as library:
        if pretend:
            with library.read() as connection:
                removal = folders.removal(connection, path)
        else:
            with library.write(durable=True) as connection:
                removal = folders.remove(connection, path)
    if as_json:
        print_json({**json_value(removal), "pretended": pretend})
    else:
        _print_removal(removal, pretend)


def _print_removal(removal: "Removal", pretend: bool) -> None:
    path = printable(removal.path)
    print(f"{'Would be removed' if pretend else 'Removed'}: {path}")
    answers = numbered(removal.answers, "answer")
    print(
        f"{numbered(removal.tracks, 'track')} out of the library; their {answers} and all"
        " suggestions are kept, and no file is touched"
    )
    if removal.kept:
        print(f"{numbered(removal.kept, 'track')} in it stay, for another folder holds them too")
    if not pretend:
        answer(f"It comes back as it was with: tagstudio scan {path}")


def _state(folder: "FolderState") -> str:
    if folder.removed_at is not None:
        day = datetime.fromtimestamp(folder.removed_at, UTC).astimezone().strftime("%Y-%m-%d")
        return f"removed {day}"
    return "there" if Path(folder.path).exists() else "missing"


def _as_dict(folder: "FolderState") -> dict[str, Any]:
    return {**json_value(folder), "there": Path(folder.path).exists()}
