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
from tagstudio.cli.printing.output import (
    answer,
    numbered,
    print_json,
    problem_line,
    run_with_bar,
)
from tagstudio.core.errors import TagStudioError
from tagstudio.core.os_errors import refusal_of
from tagstudio.core.os_errors import shown as shown_path
from tagstudio.core.progress import run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tagstudio.engine.exchange.export import ExportReport
    from tagstudio.engine.exchange.formats import ExchangeFormat
    from tagstudio.library.views.export import UnlistedTrack

SHOWN = 20  # tracks that a playlist leaves out are named


class ExportFormat(StrEnum):
    """The file formats that tags are written in."""

    CSV = "csv"
    WIDE = "wide"
    XLSX = "xlsx"
    JSON_LINES = "jsonl"
    JAMS = "jams"
    LABEL_STUDIO = "label-studio"
    AUDACITY = "audacity"
    PLAYLIST = "m3u8"
    FORMER_WIDE = "csv-wide"  # the earlier name


TABLES = {ExportFormat.CSV, ExportFormat.WIDE, ExportFormat.FORMER_WIDE}
# Files of these names may be replaced: they are lists, not music, and no library.
REPLACEABLE = {
    ".csv", ".tsv", ".txt", ".m3u8", ".m3u", ".jsonl", ".ndjson", ".json", ".jams", ".xlsx",
}  # fmt: skip
ARCHIVES = (".jams.zip", ".txt.zip")  # these too

NamedFormat = Annotated[
    ExportFormat | None,
    typer.Option(
        "--format",
        help="csv and xlsx have a row per track and tag, wide a row per track. Without it the"
        " file's name says it (.xlsx, .jsonl, .m3u8, .jams, .jams.zip, .txt.zip), else csv.",
    ),
]
Raw = Annotated[
    bool,
    typer.Option(
        "--raw",
        help="In CSV: texts as they are, without the ' that keeps a spreadsheet from running"
        " them as formulas.",
    ),
]
WhereHeard = Annotated[
    bool,
    typer.Option(
        "--heard",
        help="In audacity: mark where each tag is heard, not the whole track; listens to each"
        " track along its length.",
    ),
]


def export_tags(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    context: typer.Context,
    query: Annotated[list[str] | None, typer.Argument(help="Which tracks; all without it.")] = None,
    named_format: NamedFormat = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Else standard output.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Every tag, not only those suggested or decided.")
    ] = False,
    relative: Annotated[
        bool, typer.Option("--relative", help="In m3u8: paths from the playlist's folder.")
    ] = False,
    raw: Raw = False,
    bom: Annotated[
        bool, typer.Option("--bom", help="Begin with the mark by which Excel knows UTF-8.")
    ] = False,
    heard: WhereHeard = False,
    sort: Annotated[str, typer.Option(help="As for list.")] = "path",
    model: Annotated[str, typer.Option(help="The suggestions of this model.")] = "",
    as_json: AsJson = False,
) -> None:
    """Write tracks and their tags for other programs, and for import into another library.

    JAMS and Audacity's labels have a file per track, so several tracks are an archive
    (tags.jams.zip, tags.txt.zip). A playlist leaves out files that are missing or hold no sound,
    and says so. What you left undecided on a reviewed track is assumed to be no: it comes with
    --all only.
    """
    from tagstudio.engine.exchange.export import ExportPlan, export_tracks
    from tagstudio.engine.exchange.formats import FORMATS, format_of
    from tagstudio.engine.exchange.writer import ExportOptions
    from tagstudio.engine.plugins.installed_models import shown_model
    from tagstudio.library.db.database import open_library
    from tagstudio.library.search.query import joined, parse

    if as_json and output is None:
        raise typer.BadParameter("--json needs -o FILE: standard output holds one thing")
    target = None if output is None else output.expanduser().absolute()
    name = "wide" if named_format is ExportFormat.FORMER_WIDE else named_format
    file_format = FORMATS[name] if name else format_of(target)
    _check(target, file_format, bool(raw or bom), heard, bool(named_format))
    call = invocation(context)
    parsed = parse(joined(query or []))
    folder = (target.parent if target else Path.cwd()) if relative else None
    options = ExportOptions(every, raw, bom, folder, heard)
    with open_library(call.library, writing=False) as library, library.read() as connection:
        shown = shown_model(connection, model or call.settings.model)
        plan = ExportPlan(file_format, parsed, shown, sort, options, call.settings.device)
        with _opened(target) as file:
            job = export_tracks(connection, plan, file, target)
            report = run_with_bar(job, "export") if target else run(job)
    _print_report(target, report, as_json)


def _check(
    target: Path | None, file_format: "ExchangeFormat", for_csv: bool, heard: bool, is_named: bool
) -> None:
    """Raise BadParameter for options of another format.

    Raises TagStudioError where a file at `target` is not of a kind that an export makes.
    """
    if for_csv and file_format.name not in TABLES:
        raise typer.BadParameter("--raw and --bom are for CSV")
    if heard and file_format.name != ExportFormat.AUDACITY:
        raise typer.BadParameter("--heard is for --format audacity")
    if file_format.is_binary and target is None:
        raise typer.BadParameter(f"--format {file_format.name} needs -o FILE: it is no text")
    name = target.name.lower() if target else ""
    if name.endswith(".zip") and not (is_named or name.endswith(ARCHIVES)):
        raise typer.BadParameter("say what the archive holds: --format jams or --format audacity")
    if name.endswith(".zip") and not file_format.per_track:
        raise typer.BadParameter("only jams and audacity are written into an archive")
    other = target and target.is_file() and not _is_replaceable(target)
    if target and other and target.stat().st_size:
        raise TagStudioError(
            "export.other-file",
            "There is a file {file} already, and by its name it is no list or playlist, so it is"
            " not replaced. Choose another name, such as {example}.",
            file=shown_path(target),
            example=f"{target.stem}.csv",
        )
    if target and target.suffix and not is_named and not _is_replaceable(target):
        raise typer.BadParameter(
            f"{target.suffix} is no kind of file that is exported: end the name in .csv, .xlsx,"
            " .jsonl, .m3u8 or .jams, or add --format"
        )


def _is_replaceable(target: Path) -> bool:
    return target.suffix.lower() in REPLACEABLE or target.name.lower().endswith(ARCHIVES)


def _print_report(target: Path | None, report: "ExportReport", as_json: bool) -> None:
    if as_json:
        found = {"left_out": report.left_out, "unheard": report.unheard}
        print_json({"file": str(target), "tracks": report.count, **found})
        return
    if target:
        answer(f"{numbered(report.count, 'track')} written to {target}.")
    if report.untagged:
        answer(f"Left out, for they have no tags: {numbered(report.untagged, 'track')}.")
    _name(report.left_out, "Left out")
    _name(report.unheard, "Labels of the whole track")


def _name(tracks: "list[UnlistedTrack]", what: str) -> None:
    for track in tracks[:SHOWN]:
        answer(f"{what}: {problem_line(track)}")
    if rest := tracks[SHOWN:]:
        answer(f"and {numbered(len(rest), 'other track')}; --json with -o names them all")


@contextmanager
def _opened(target: Path | None) -> "Iterator[IO[bytes]]":
    """Give standard output, or a file that takes its place at `target` when the block ends.

    Raises TagStudioError where that cannot be written. What is no file, as /dev/stdout or a pipe,
    is written to as it is.
    """
    from tagstudio.core.files import replaced_atomically

    if target is None:
        sys.stdout.flush()
        yield sys.stdout.buffer
        return
    try:
        special = target.exists() and not target.is_file() and not target.is_dir()
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
        with (
            nullcontext(target) if special else replaced_atomically(target) as place,
            place.open("wb") as file,
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
