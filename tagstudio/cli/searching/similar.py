"""`tagstudio similar` and `duplicates`: what sounds like a track, and what is the same."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tagstudio.cli.invocation import AsJson, Invocation, invocation, open_filled
from tagstudio.cli.printing.output import (
    answer,
    numbered,
    plain_table,
    print_json,
    print_table,
    printable,
    run_with_bar,
)
from tagstudio.core.errors import TagStudioError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tagstudio.engine.similar.duplicates import DuplicateReport
    from tagstudio.engine.similar.same_answers import SharedAnswers
    from tagstudio.library.db.database import Library
    from tagstudio.library.models.models import Model
    from tagstudio.library.search.query import Query
    from tagstudio.library.similar.sound_matrix import Near, SoundMatrix
    from tagstudio.library.similar.sounds import Floats

ROWS = 20  # unless --limit says otherwise
SIGNS = {"yes": "+", "no": "-"}


def similar_tracks(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    context: typer.Context,
    path: Annotated[
        str,
        typer.Argument(
            help="A track of the library, by its path or a part of it, or any other sound file."
        ),
    ],
    query: Annotated[
        list[str] | None, typer.Argument(help="Only among the tracks of this query, as for list.")
    ] = None,
    limit: Annotated[int, typer.Option(min=0, help="Rows at most; 0: all.")] = ROWS,
    model: Annotated[str, typer.Option(help="The model whose suggestions tag:NAME means.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the tracks that sound most like another one, with their similarity, 1 for the same."""
    from tagstudio.engine.plugins.installed_models import shown_model
    from tagstudio.library.search.query import joined, parse

    call = invocation(context)
    parsed = parse(joined(query or []))
    _bring_up_to_date(call)
    with open_filled(call.library, writing=False) as library, library.read() as connection:
        shown = shown_model(connection, model or call.settings.model)
        matrix, vector, track_id = _sound(connection, call, path)
        near = _nearest(connection, matrix, vector, track_id, parsed, shown, limit)
        _print_near(connection, near, path if track_id is None else _path_of(connection, track_id),
                    shown, as_json)  # fmt: skip


def _bring_up_to_date(call: Invocation) -> None:
    """Write the file of vectors where it lacks, if the library can be written: it is quicker."""
    from tagstudio.library.db.database import open_library
    from tagstudio.library.similar.keep_up import LEFT, keep_up
    from tagstudio.library.similar.sound_matrix import token_of
    from tagstudio.library.similar.vector_file import file_called

    with open_filled(call.library, writing=False) as library, library.read() as connection:
        token, beside = token_of(connection), library.beside
    if token and file_called(beside, token).exists():
        return
    try:
        with open_library(call.library, writing=True, making=False) as library:
            keep_up(library, LEFT if token else 0)
    except TagStudioError:  # in use, or not ours to write: the features are read instead
        return


def _sound(
    connection: "Connection", call: Invocation, path: str
) -> "tuple[SoundMatrix, Floats, int | None]":
    """Return all vectors, that of the track or file at `path`, and the id of a track."""
    from tagstudio.engine.similar.of_file import vector_of_file
    from tagstudio.library.search.like import sound_of, track_at
    from tagstudio.library.search.query import QueryError
    from tagstudio.library.similar.sound_matrix import sounds_in

    try:
        track_id = track_at(connection, path)
    except QueryError as error:
        if error.message.key != "like.no-track" or not Path(path).expanduser().is_file():
            raise
        matrix = sounds_in(connection)
        if matrix is None:
            raise TagStudioError(
                "similar.none-heard",
                "What the tracks of the library sound like is not known yet; 'tagstudio suggest'"
                " listens to them.",
            ) from error
        file = Path(path).expanduser().absolute()
        vector = vector_of_file(matrix, file, call.settings.windows, call.settings.device)
        return matrix, vector, None
    return (*sound_of(connection, track_id, path), track_id)


def _nearest(  # noqa: PLR0913, PLR0917 - what is looked for, among what
    connection: "Connection",
    matrix: "SoundMatrix",
    vector: "Floats",
    track_id: int | None,
    query: "Query",
    model: "Model | None",
    limit: int,
) -> "Near":
    import numpy as np

    from tagstudio.library.search.execute import matching_tracks
    from tagstudio.library.tracks.folders import removed_array

    among = matching_tracks(connection, query, model)
    besides = removed_array(connection)
    if track_id is not None:
        besides = np.append(besides, track_id)
    return matrix.nearest(vector, limit or matrix.count, among, besides)


def _path_of(connection: "Connection", track_id: int) -> str:
    from tagstudio.library.views.browse import rows_of

    return rows_of(connection, None, [track_id])[0].path


def _print_near(
    connection: "Connection", near: "Near", path: str, model: "Model | None", as_json: bool
) -> None:
    from tagstudio.engine.artists.shown_names import names_of
    from tagstudio.library.views.browse import rows_of

    rows = rows_of(connection, model, near.track_ids.tolist())
    names = names_of(connection, rows)
    similarities = dict(zip(near.track_ids.tolist(), near.similarities.tolist(), strict=True))
    if as_json:
        found = [
            {
                "path": row.path,
                "title": names[row.id].title,
                "artist": names[row.id].artist,
                "similarity": round(similarities[row.id], 6),
            }
            for row in rows
        ]
        print_json({"like": path, "tracks": found})
        return
    if not rows:
        answer("No other track fits.")
        return
    table = plain_table("Similarity", "Title", "Artist", "File")
    for row in rows:
        name = names[row.id]
        table.add_row(
            f"{similarities[row.id]:.2f}",
            printable(name.title),
            printable(name.artist),
            printable(row.path),
        )
    print_table(table)
    answer(f"{numbered(len(rows), 'track')} most like {path}.")


def show_duplicates(
    context: typer.Context,
    same_answers: Annotated[
        bool,
        typer.Option(
            "--same-answers",
            help="Give all tracks of a group the answers of each; undo takes it back as one.",
        ),
    ] = False,
    pretend: Annotated[
        bool, typer.Option("--pretend", "-p", help="Only say what would change.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the groups of tracks that hold the same recording, with what is answered on each.

    Copies, other encodings, other volumes, and recordings whose beginning is cut off. Nothing is
    deleted: which file to keep is for you to say.
    """
    from tagstudio.engine.similar.duplicates import find_duplicates
    from tagstudio.engine.similar.same_answers import share_answers
    from tagstudio.engine.tagging.library_thresholds import after_answers

    if pretend and not same_answers:
        raise typer.BadParameter("--pretend goes with --same-answers")
    call = invocation(context)
    _bring_up_to_date(call)
    with open_filled(call.library, writing=same_answers and not pretend) as library:
        report = run_with_bar(find_duplicates(library), "duplicates")
        shared = share_answers(library, report.groups, pretend=pretend) if same_answers else None
        if library.is_writable:
            after_answers(library)
        if as_json:
            print_json(_as_dict(library, report, shared))
        else:
            _print_groups(library, report)
            if shared is not None:
                _print_shared(shared, pretend)


def _files(library: "Library", group: list[int]) -> list[dict[str, Any]]:
    """Return what there is to say of each file of a group."""
    from tagstudio.engine.similar.same_answers import answers_of
    from tagstudio.library.similar.file_facts import file_facts_of
    from tagstudio.library.tags.tags import list_tags

    with library.read() as connection:
        facts = file_facts_of(connection, group)
        answers = answers_of(connection, group)
        names = {tag.id: tag.name for tag in list_tags(connection)}
    return [
        {
            "path": one.path,
            "format": one.format,
            "kbit_s": one.kbit_s,
            "seconds": one.seconds,
            "bytes": one.size,
            "answers": {names[tag]: state for tag, state in answers.get(one.track_id, {}).items()},
        }
        for one in facts
    ]


def _as_dict(
    library: "Library", report: "DuplicateReport", shared: "SharedAnswers | None"
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "groups": [_files(library, group) for group in report.groups],
        "unreadable": report.unreadable,
        "not_heard": report.not_heard,
    }
    if shared is not None:
        found["changed"] = len(shared.correction.changes)
        found["contradicting"] = list(shared.contradicting)
        found["undo_group"] = shared.correction.undo_group
    return found


def _print_groups(library: "Library", report: "DuplicateReport") -> None:
    if not report.groups:
        answer("No recording is there twice.")
    for number, group in enumerate(report.groups, start=1):
        table = plain_table(f"{number}.", "Format", "kbit/s", "Seconds", "Answers", "File")
        for one in _files(library, group):
            table.add_row(
                "",
                one["format"],
                "" if one["kbit_s"] is None else str(one["kbit_s"]),
                "" if one["seconds"] is None else f"{one['seconds']:.1f}",
                printable(" ".join(f"{SIGNS[s]}{tag}" for tag, s in one["answers"].items())),
                printable(one["path"]),
            )
        print_table(table)
        print()
    if report.groups:
        files = sum(map(len, report.groups))
        answer(f"{numbered(len(report.groups), 'recording')} in {files:,} files.")
    if report.not_heard:
        answer(
            f"{numbered(report.not_heard, 'track')} not listened to yet: of them only exact copies"
            " are found. Listen with: tagstudio suggest"
        )
    for path in report.unreadable:
        answer(f"{path}: cannot be read, so it was not compared.")


def _print_shared(shared: "SharedAnswers", pretend: bool) -> None:
    would = "would change" if pretend else "changed"
    changes = shared.correction.changes
    tracks = len({change.track_id for change in changes})
    if not changes:
        answer("No answer is to be added: the tracks of each group have the same ones.")
    else:
        count = numbered(len(changes), "answer")
        answer(
            f"{count} {would} on {numbered(tracks, 'track')}."
            + ("" if pretend else " Undo it with: tagstudio undo")
        )
    if shared.contradicting:
        answer(
            "Left as they are, for within a group they are yes here and no there: "
            + ", ".join(shared.contradicting)
        )
