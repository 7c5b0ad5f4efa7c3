"""`tagstudio export`: tags for other programs."""

import sys
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from tagstudio.cli.invocation import AsJson, invocation
from tagstudio.cli.printing.output import answer, numbered, print_json, problem_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tagstudio.library.models.models import Model
    from tagstudio.library.views.export import Row, UnlistedTrack

SHOWN = 20  # tracks that a playlist leaves out are named


class ExportFormat(StrEnum):
    """The file formats that tags are written in."""

    CSV = "csv"
    WIDE = "csv-wide"
    JSON_LINES = "jsonl"
    PLAYLIST = "m3u8"


def export_tags(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    context: typer.Context,
    query: Annotated[list[str] | None, typer.Argument(help="Which tracks; all without it.")] = None,
    file_format: Annotated[
        ExportFormat, typer.Option("--format", help="csv has a row per track and tag.")
    ] = ExportFormat.CSV,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Else standard output.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Every tag, not only those suggested or decided.")
    ] = False,
    relative: Annotated[
        bool, typer.Option("--relative", help="In m3u8: paths from the playlist's folder.")
    ] = False,
    sort: Annotated[str, typer.Option(help="As for list.")] = "path",
    model: Annotated[str, typer.Option(help="The suggestions of this model.")] = "",
    as_json: AsJson = False,
) -> None:
    """Write tracks and their tags as CSV, JSON Lines or an M3U8 playlist.

    A playlist leaves out files that are missing or hold no sound, and says so.
    """
    from tagstudio.core.files import replaced_atomically
    from tagstudio.engine.plugins.installed_models import shown_model
    from tagstudio.library.db.database import open_library
    from tagstudio.library.search.query import joined, parse
    from tagstudio.library.views.export import playable, tagged_tracks

    if as_json and output is None:
        raise typer.BadParameter("--json needs -o FILE: standard output holds one thing")

    call = invocation(context)
    parsed = parse(joined(query or []))
    target = None if output is None else output.expanduser().absolute()
    folder = (target.parent if target else Path.cwd()) if relative else None
    counted = 0
    left_out: list[UnlistedTrack] = []

    def rows() -> "Iterator[Row]":
        nonlocal counted
        found = tagged_tracks(connection, parsed, shown, sort)
        if file_format is ExportFormat.PLAYLIST:
            found = playable(found, left_out)
        for row in found:
            counted += 1
            yield row

    with open_library(call.library, writing=False) as library, library.read() as connection:
        shown = shown_model(connection, model or call.settings.model)
        with replaced_atomically(target) if target else nullcontext() as temporary:
            if temporary is None:
                sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape")  # type: ignore[union-attr]
                _write(file_format, sys.stdout, rows(), shown, every, folder)
            else:
                with temporary.open(
                    "w", encoding="utf-8", errors="surrogateescape", newline=""
                ) as file:
                    _write(file_format, file, rows(), shown, every, folder)
    _print_report(target, counted, left_out, as_json)


def _print_report(
    target: Path | None, counted: int, left_out: "list[UnlistedTrack]", as_json: bool
) -> None:
    if as_json:
        print_json({"file": str(target), "tracks": counted, "left_out": left_out})
        return
    if target:
        answer(f"{numbered(counted, 'track')} written to {target}.")
    for track in left_out[:SHOWN]:
        answer(f"Left out: {problem_line(track)}")
    if rest := left_out[SHOWN:]:
        answer(f"and {numbered(len(rest), 'other track')}; --json with -o names them all")


def _write(  # noqa: PLR0913, PLR0917 - the options of the command
    file_format: ExportFormat,
    file: IO[str],
    rows: "Iterator[Row]",
    model: "Model | None",
    every: bool,
    folder: Path | None,
) -> None:
    from tagstudio.library.views import export

    match file_format:
        case ExportFormat.CSV:
            export.write_csv(file, rows, model, every)
        case ExportFormat.WIDE:
            export.write_wide_csv(file, rows, model)
        case ExportFormat.JSON_LINES:
            export.write_json_lines(file, rows, model, every)
        case ExportFormat.PLAYLIST:
            export.write_playlist(file, rows, folder)
