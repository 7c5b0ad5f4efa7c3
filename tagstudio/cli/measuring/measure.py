"""`tagstudio measure`: tempo, key and loudness of tracks, and the librarian's word on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tagstudio.cli.invocation import AsJson, Invocation, invocation, open_filled
from tagstudio.cli.printing.measures import key_text, tempo_text
from tagstudio.cli.printing.output import (
    answer,
    numbered,
    plain_table,
    print_json,
    print_table,
    printable,
    problem_line,
    run_with_bar,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tagstudio.engine.measuring.measure import MeasureReport
    from tagstudio.library.db.database import Library
    from tagstudio.library.tracks.facts_by_user import Words
    from tagstudio.library.views.browse import TrackRow

SHOWN = 50  # tracks that are listed


def measure_tracks(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    context: typer.Context,
    tracks: Annotated[
        list[str] | None,
        typer.Argument(help="Paths of tracks, or a query as for list; all without it."),
    ] = None,
    double: Annotated[
        bool, typer.Option("--double", help="Say that the tempo is twice what is shown.")
    ] = False,
    halve: Annotated[
        bool, typer.Option("--halve", help="Say that the tempo is half of what is shown.")
    ] = False,
    tempo: Annotated[
        str | None, typer.Option(metavar="BPM", help='Say the tempo; "" takes your word back.')
    ] = None,
    key: Annotated[
        str | None, typer.Option(help='Say the key: Am, F#m, 8A; "" takes your word back.')
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Renew what is there.")] = False,
    retry: Annotated[bool, typer.Option("--retry", help="Try failed tracks once more.")] = False,
    model: Annotated[str, typer.Option(help="The model whose suggestions tag:NAME means.")] = "",
    as_json: AsJson = False,
) -> None:
    """Measure tempo, key and loudness of the tracks that are not measured yet.

    Tempo and key from the middle two minutes, loudness (EBU R128) over the whole. Stopped or killed
    at any time, the same command goes on where it was. With --double, --halve, --tempo or --key
    nothing is measured: your word counts in the place of what was measured; tagstudio undo takes it
    back. Into files only tagstudio write --measures puts it.
    """
    says = [double, halve, tempo is not None, key is not None]
    if sum(says[:3]) > 1:
        raise typer.BadParameter("--double, --halve and --tempo cannot be given together")
    if any(says) and (again or retry):
        raise typer.BadParameter("--again and --retry measure; give them without your own word")
    if any(says) and not tracks:
        raise typer.BadParameter("name the tracks, as in: tagstudio measure --double song.mp3")
    call = invocation(context)
    if any(says):
        words = {"bpm": tempo, "key": key}
        said = _Said(
            2.0 if double else 0.5 if halve else None,
            {field: word for field, word in words.items() if word is not None},
        )
        _say(call, tracks or [], model, said, as_json)
        return
    _measure(call, tracks or [], model, again, retry, as_json)


def _measure(  # noqa: PLR0913, PLR0917 - as the command has them
    call: Invocation, words: Sequence[str], model: str, again: bool, retry: bool, as_json: bool
) -> None:
    from tagstudio.engine.jobs.library_specs import MeasureJob
    from tagstudio.engine.jobs.specs import run
    from tagstudio.library.search.query import joined, parse

    paths = _as_paths(words)
    query = "" if paths else joined(words)
    parse(query)  # a mistake is reported before a library is opened
    with open_filled(call.library, writing=True) as library:
        with library.read() as connection:
            ids = tuple(_ids_of_paths(connection, paths)) if paths else None
        spec = MeasureJob(
            query=query,
            track_ids=ids,
            model=model or call.settings.model,
            again=again,
            retry=retry,
        )
        report = run_with_bar(run(library, spec), spec.kind)
    print_report(report, as_json)


def print_report(report: "MeasureReport", as_json: bool) -> None:
    """Print the result of measuring."""
    if as_json:
        print_json(report)
        return
    for notice in report.notices:
        answer(str(notice))
    for problem in report.problems:
        answer(problem_line(problem))
    if not report.measured and not report.problems:
        print("Nothing to do: all of these tracks are measured. To renew it, add --again.")
        return
    failed = f", {numbered(len(report.problems), 'track')} failed" if report.problems else ""
    print(f"Measured: {numbered(report.measured, 'track')}{failed}.")
    if report.measured:
        print("See them with: tagstudio list --measures; find them with bpm:120..128 or key:Am")


@dataclass(frozen=True)
class _Said:
    """The librarian's word: a tempo `factor` times as fast as what is shown, or the words."""

    factor: float | None
    words: dict[Any, str]

    def on(self, connection: "Connection", track_ids: Sequence[int]) -> "dict[int, Words]":
        """Return the words on tracks; those without a tempo that could be scaled are left out."""
        from tagstudio.library.tracks.measurements import scaled_tempi

        if self.factor is None:
            return dict.fromkeys(track_ids, self.words)
        scaled = scaled_tempi(connection, track_ids, self.factor)
        return {id: {**self.words, "bpm": tempo} for id, tempo in scaled.items()}


def _say(
    call: Invocation,
    named: Sequence[str],
    model: str,
    said: "_Said",
    as_json: bool,
) -> None:
    from tagstudio.library.tracks.facts_by_user import edit_facts
    from tagstudio.library.views.browse import rows_of

    with open_filled(call.library, writing=True) as library:
        ids = _named_tracks(library, call, named, model)
        with library.write(durable=True) as connection:
            wanted = said.on(connection, ids)
            edited = edit_facts(connection, wanted)
        with library.read() as connection:
            after = rows_of(connection, None, sorted(edited.track_ids))
    if as_json:
        print_json({"tracks": [_as_dict(row) for row in after]})
        return
    if not ids:
        answer("No track fits.")
    elif not wanted:
        answer("None of these tracks has a tempo yet. Measure them: tagstudio measure")
    elif not after:
        answer("Nothing changed: all of it was so already.")
    else:
        _print_rows(after)
        answer("Take it back with: tagstudio undo")


def _print_rows(rows: "Sequence[TrackRow]") -> None:
    table = plain_table("Track", "Tempo", "Key")
    for row in rows[:SHOWN]:
        table.add_row(printable(row.path), tempo_text(row), key_text(row))
    print_table(table)
    if len(rows) > SHOWN:
        print(f"... and {numbered(len(rows) - SHOWN, 'track')} more")


def _as_dict(row: "TrackRow") -> dict[str, Any]:
    return {"path": row.path, "bpm": row.bpm, "key": row.key}


def _named_tracks(
    library: "Library", call: Invocation, named: Sequence[str], model: str
) -> list[int]:
    from tagstudio.engine.plugins.installed_models import shown_model
    from tagstudio.library.search.query import joined, parse
    from tagstudio.library.views.browse import track_ids

    with library.read() as connection:
        if paths := _as_paths(named):
            return _ids_of_paths(connection, paths)
        shown = shown_model(connection, model or call.settings.model)
        return track_ids(connection, parse(joined(named)), shown)


def _as_paths(words: Sequence[str]) -> list[str]:
    """Return the absolute paths where each word names a file or folder, else none."""
    from tagstudio.engine.jobs.library_specs import absolute

    paths = [Path(word).expanduser() for word in words]
    return [str(absolute(path)) for path in paths] if all(path.exists() for path in paths) else []


def _ids_of_paths(connection: "Connection", paths: Sequence[str]) -> list[int]:
    """Return the tracks at these paths, and in these folders; raise TagStudioError for none."""
    import os

    from tagstudio.core.errors import TagStudioError
    from tagstudio.library.tracks.track_names import tracks_at

    found: list[int] = []
    for path in paths:
        there = tracks_at(connection, path, os.sep)
        if not there:
            raise TagStudioError(
                "measure.no-track",
                "{path} is no track of the library. Add its folder first: tagstudio scan FOLDER",
                path=path,
            )
        found += there
    return list(dict.fromkeys(found))
