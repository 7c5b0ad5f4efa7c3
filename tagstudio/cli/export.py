"""`tagstudio export`: tags for other programs."""

import errno
import os
import sys
from contextlib import contextmanager, nullcontext
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from tagstudio.cli.invocation import AsJson, invocation
from tagstudio.cli.printing.output import answer, numbered, print_json, problem_line
from tagstudio.core.errors import TagStudioError
from tagstudio.core.os_errors import refusal_of
from tagstudio.core.os_errors import shown as shown_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tagstudio.library.models.models import Model
    from tagstudio.library.views.export import Row, UnlistedTrack

SHOWN = 20  # tracks that a playlist leaves out are named

BOM = "\ufeff"


class ExportFormat(StrEnum):
    """The file formats that tags are written in."""

    CSV = "csv"
    WIDE = "csv-wide"
    JSON_LINES = "jsonl"
    PLAYLIST = "m3u8"


# By the suffix of the file; any other is CSV.
FORMATS = {
    ".m3u8": ExportFormat.PLAYLIST,
    ".m3u": ExportFormat.PLAYLIST,
    ".jsonl": ExportFormat.JSON_LINES,
    ".ndjson": ExportFormat.JSON_LINES,
    ".json": ExportFormat.JSON_LINES,
}
# Files of these names may be replaced: they are lists, not music, and no library.
REPLACEABLE = {*FORMATS, ".csv", ".tsv", ".txt"}


def export_tags(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    context: typer.Context,
    query: Annotated[list[str] | None, typer.Argument(help="Which tracks; all without it.")] = None,
    named_format: Annotated[
        ExportFormat | None,
        typer.Option(
            "--format",
            help="csv has a row per track and tag. Without it the file's suffix says it, else csv.",
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Else standard output.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Every tag, not only those suggested or decided.")
    ] = False,
    relative: Annotated[
        bool, typer.Option("--relative", help="In m3u8: paths from the playlist's folder.")
    ] = False,
    raw: Annotated[
        bool,
        typer.Option(
            "--raw",
            help="In CSV: texts as they are, without the ' that keeps a spreadsheet from running"
            " them as formulas.",
        ),
    ] = False,
    bom: Annotated[
        bool, typer.Option("--bom", help="Begin with the mark by which Excel knows UTF-8.")
    ] = False,
    sort: Annotated[str, typer.Option(help="As for list.")] = "path",
    model: Annotated[str, typer.Option(help="The suggestions of this model.")] = "",
    as_json: AsJson = False,
) -> None:
    """Write tracks and their tags as CSV, JSON Lines or an M3U8 playlist.

    A playlist leaves out files that are missing or hold no sound, and says so.
    """
    from tagstudio.engine.plugins.installed_models import shown_model
    from tagstudio.library.db.database import open_library
    from tagstudio.library.search.query import joined, parse
    from tagstudio.library.views.export import tagged_tracks

    if as_json and output is None:
        raise typer.BadParameter("--json needs -o FILE: standard output holds one thing")
    target = None if output is None else output.expanduser().absolute()
    file_format = named_format or FORMATS.get(_suffix(target), ExportFormat.CSV)
    _check(target, file_format, bool(raw or bom))
    call = invocation(context)
    parsed = parse(joined(query or []))
    folder = (target.parent if target else Path.cwd()) if relative else None
    with open_library(call.library, writing=False) as library, library.read() as connection:
        shown = shown_model(connection, model or call.settings.model)
        found = tagged_tracks(connection, parsed, shown, sort)
        rows = _CountedRows(found, file_format is ExportFormat.PLAYLIST)
        with _opened(target) as file:
            if bom:
                file.write(BOM)
            _write(file_format, file, iter(rows), shown, every, folder, raw)
    _print_report(target, rows, as_json)


class _CountedRows:
    """The tracks that are written, and their `count`; `left_out` of a playlist are others."""

    def __init__(self, found: "Iterator[Row]", in_playlist: bool) -> None:
        self.count = 0
        self.left_out: list[UnlistedTrack] = []
        self._found = found
        self._in_playlist = in_playlist

    def __iter__(self) -> "Iterator[Row]":
        from tagstudio.library.views.export import playable

        for row in playable(self._found, self.left_out) if self._in_playlist else self._found:
            self.count += 1
            yield row


def _suffix(target: Path | None) -> str:
    return target.suffix.lower() if target else ""


def _check(target: Path | None, file_format: ExportFormat, for_csv: bool) -> None:
    """Raise BadParameter for options of another format.

    Raises TagStudioError where a file at `target` is not of a kind that an export makes.
    """
    if for_csv and file_format not in {ExportFormat.CSV, ExportFormat.WIDE}:
        raise typer.BadParameter("--raw and --bom are for CSV")
    other = target and target.is_file() and _suffix(target) not in REPLACEABLE
    if target and other and target.stat().st_size:
        raise TagStudioError(
            "export.other-file",
            "There is a file {file} already, and by its name it is no list or playlist, so it is"
            " not replaced. Choose another name, such as {example}.",
            file=shown_path(target),
            example=f"{target.stem}.csv",
        )


def _print_report(target: Path | None, rows: _CountedRows, as_json: bool) -> None:
    if as_json:
        print_json({"file": str(target), "tracks": rows.count, "left_out": rows.left_out})
        return
    if target:
        answer(f"{numbered(rows.count, 'track')} written to {target}.")
    for track in rows.left_out[:SHOWN]:
        answer(f"Left out: {problem_line(track)}")
    if rest := rows.left_out[SHOWN:]:
        answer(f"and {numbered(len(rest), 'other track')}; --json with -o names them all")


@contextmanager
def _opened(target: Path | None) -> "Iterator[IO[str]]":
    """Give standard output, or a file that takes its place at `target` when the block ends.

    Raises TagStudioError where that cannot be written. What is no file, as /dev/stdout or a pipe,
    is written to as it is.
    """
    from tagstudio.core.files import replaced_atomically

    if target is None:
        sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape")  # type: ignore[union-attr]
        yield sys.stdout
        return
    try:
        special = target.exists() and not target.is_file() and not target.is_dir()
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
        with (
            nullcontext(target) if special else replaced_atomically(target) as place,
            place.open("w", encoding="utf-8", errors="surrogateescape", newline="") as file,
        ):
            yield file
    except BrokenPipeError:
        raise
    except OSError as error:
        raise TagStudioError(
            "export.not-written",
            "{file} could not be written: {reason}. {advice}",
            file=shown_path(target),
            reason=refusal_of(error).reason,
            advice=refusal_of(error).advice,
        ) from error


def _write(  # noqa: PLR0913, PLR0917 - the options of the command
    file_format: ExportFormat,
    file: IO[str],
    rows: "Iterator[Row]",
    model: "Model | None",
    every: bool,
    folder: Path | None,
    raw: bool,
) -> None:
    from tagstudio.library.views import export

    match file_format:
        case ExportFormat.CSV:
            export.write_csv(file, rows, model, every, raw=raw)
        case ExportFormat.WIDE:
            export.write_wide_csv(file, rows, model, raw=raw)
        case ExportFormat.JSON_LINES:
            export.write_json_lines(file, rows, model, every)
        case ExportFormat.PLAYLIST:
            export.write_playlist(file, rows, folder)
