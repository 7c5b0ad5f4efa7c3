"""`tagstudio list`: tracks with their tags, as a table or JSON."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tagstudio.cli.invocation import invocation
from tagstudio.cli.printing.measures import HEADINGS as MEASURED
from tagstudio.cli.printing.measures import measure_cells
from tagstudio.cli.printing.names import GUESSES, artist_cell, names_as_dict
from tagstudio.cli.printing.output import answer, numbered, print_json_list, printable
from tagstudio.cli.printing.streamed_table import Cells, print_rows
from tagstudio.core.clock import clock

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tagstudio.library.db.database import Library
    from tagstudio.library.models.models import Model
    from tagstudio.library.models.opinions import Opinion
    from tagstudio.library.search.query import Query
    from tagstudio.library.views.browse import TrackRow
    from tagstudio.library.views.tag_states import Tagging

HEADINGS = ("Title", "Artist", "Time", "State", "Tags suggested")
DISAGREEMENT = "disagreement"  # the key to sort by
APART = "Disagreement"
MEASURES = frozenset(["bpm", "key", "loudness"])  # keys to sort by
PART = "(part)"  # marks a file of which only a part could be heard
PAGE = 1000  # tracks held at a time
ROWS = 200  # of a table, unless --limit says otherwise
TAGS_SHOWN = 6  # in a row of the table, best first
NOTHING_SAID: "Mapping[str, Sequence[Opinion]]" = MappingProxyType({})


def list_tracks(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    context: typer.Context,
    query: Annotated[
        list[str] | None, typer.Argument(help="Such as: tag:jazz year:1960..1970 coltrane")
    ] = None,
    sort: Annotated[
        str,
        typer.Option(
            help="path, title, artist, album, year, seconds, bpm, key, loudness, added, state,"
            " disagreement, tag:NAME, like:PATH (what sounds most like it first)."
        ),
    ] = "path",
    limit: Annotated[int, typer.Option(min=0, help="Rows at most; 0: all.")] = ROWS,
    model: Annotated[str, typer.Option(help="Show the suggestions of this model.")] = "",
    opinions: Annotated[
        bool,
        typer.Option("--opinions", help="Of a joint model: what each of its members says."),
    ] = False,
    measures: Annotated[
        bool, typer.Option("--measures", help="With tempo, key and loudness.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON document, all rows, all tags.")
    ] = False,
) -> None:
    """List tracks with the tags suggested for them: score, and score by base rate of the tag."""
    from tagstudio.engine.plugins.installed_models import shown_model
    from tagstudio.library.db.database import open_library
    from tagstudio.library.search.query import joined, parse
    from tagstudio.library.views.export import tagged_tracks

    call = invocation(context)
    parsed = parse(joined(query or []))
    with open_library(call.library, writing=False) as library:
        with library.read() as connection:
            shown = shown_model(connection, model or call.settings.model)
        if as_json:
            with library.read() as connection:
                found = tagged_tracks(connection, parsed, shown, sort)
                rows = _as_dicts(connection, found, shown, opinions)
                print_json_list({"model": shown.name if shown else None}, "tracks", rows)
        else:
            print_tracks(library, parsed, shown, sort, limit, opinions=opinions, measures=measures)


def print_tracks(  # noqa: PLR0913 - what there is to choose
    library: "Library",
    query: "Query",
    model: "Model | None",
    sort: str = "path",
    limit: int = ROWS,
    *,
    opinions: bool = False,
    measures: bool = False,
) -> None:
    """Print the tracks a query finds as a table, up to `limit` of them (0: all).

    With `opinions` what each member of a joint model says stands behind its suggestions. Then, and
    where tracks are sorted by it, how far the members are apart has a column. With `measures`, and
    where tracks are sorted by one, tempo, key and loudness have columns.
    """
    from tagstudio.library.views.browse import first_ids

    with library.read() as connection:
        total, found = first_ids(connection, query, model, sort, limit or None)
        if not total:
            answer(
                "No track fits." if query.alternatives else "The library is empty; scan a folder."
            )
            return
        marks = Marks()
        is_apart = bool(model and model.members) and (opinions or sort.startswith(DISAGREEMENT))
        measured = measures or sort.rstrip("+-") in MEASURES
        extra = (*([APART] if is_apart else []), *(MEASURED if measured else ()))
        headings = (*HEADINGS[:-1], *extra, HEADINGS[-1])
        cells = partial(_cells, connection, model, marks, _Columns(opinions, is_apart, measured))
        sample = list(cells(found[:: max(1, len(found) // PAGE)]))
        pages = (found[start : start + PAGE] for start in range(0, len(found), PAGE))
        rows = chain.from_iterable(cells(page) for page in pages)
        print_rows(headings, sample if len(found) <= PAGE else rows, sample)
    shown = min(total, limit or total)
    more = f" of {total:,}; --limit 0 lists all" if shown < total else ""
    by = f", suggestions of {model.name}" if model else ""
    answer(f"{numbered(shown, 'track')}{more}{by}.")
    if model and model.tags and not model.offered_tags:
        answer(
            "All vocabularies of the model are switched off, so no tags are suggested."
            " List them with: tagstudio vocabularies; switch one on with:"
            " tagstudio vocabularies on NAME"
        )
    if marks.partial:
        answer(f"{PART}: only a part of the file could be heard; it is damaged or cut off.")
    if marks.nearest:
        answer("In brackets: no tag reaches its threshold there; this one comes nearest.")
    if marks.guessed:
        answer(GUESSES)


@dataclass(frozen=True)
class _Columns:
    """What else is shown: what members of a joint model say, how far they are apart, measures."""

    opinions: bool
    disagreement: bool
    measures: bool


@dataclass
class Marks:
    """Which marks stand in the rows of a table, to be explained below it."""

    partial: bool = False
    guessed: bool = False
    nearest: bool = False


def _cells(
    connection: "Connection",
    model: "Model | None",
    marks: Marks,
    columns: _Columns,
    track_ids: Sequence[int],
) -> Iterator[Cells]:
    """Yield the cells of each track.

    The scores of undecided tags are read only for tracks without a tag to show.
    """
    from tagstudio.engine.artists.shown_names import names_of
    from tagstudio.library.models.disagreement import disagreements_of
    from tagstudio.library.models.opinions import opinions_of
    from tagstudio.library.tags.people import has_several
    from tagstudio.library.views.browse import rows_of
    from tagstudio.library.views.tag_states import settled, taggings_of

    taggings = taggings_of(connection, model, track_ids, unseen=False)
    taggings = {id: settled(found) for id, found in taggings.items()}
    bare = [track_id for track_id in track_ids if not any(map(_counts, taggings[track_id]))]
    taggings |= taggings_of(connection, model, bare)
    if not has_several(connection):  # who said it goes without saying
        taggings = {id: [replace(t, by="") for t in found] for id, found in taggings.items()}
    said = opinions_of(connection, model, track_ids) if columns.opinions else {}
    apart = disagreements_of(connection, model, track_ids) if columns.disagreement else {}
    rows = rows_of(connection, model, track_ids)
    names = names_of(connection, rows)
    for row in rows:
        title, artist = printable(names[row.id].title), artist_cell(names[row.id])
        state = f"{row.state} {PART}" if row.partial else row.state
        marks.partial |= row.partial
        marks.guessed |= names[row.id].is_guess
        tags = _tags(row, taggings[row.id], said.get(row.id, {}))
        marks.nearest |= tags.startswith("(") and not any(map(_counts, taggings[row.id]))
        about = apart.get(row.id)
        told = [f"{about.value:.2f} {about.tag}" if about else ""] if columns.disagreement else []
        told += measure_cells(row) if columns.measures else ()
        yield title, artist, "" if row.seconds is None else clock(row.seconds), state, *told, tags


def _as_dicts(
    connection: "Connection",
    rows: "Iterable[tuple[TrackRow, list[Tagging]]]",
    model: "Model | None",
    opinions: bool,
) -> Iterator[dict[str, Any]]:
    """Yield the JSON object of each track, a page of tracks at a time."""
    from tagstudio.engine.artists.shown_names import names_of
    from tagstudio.library.models.disagreement import disagreements_of
    from tagstudio.library.models.opinions import opinions_of

    left = iter(rows)
    while page := list(islice(left, PAGE)):
        ids = [row.id for row, _ in page]
        names = names_of(connection, [row for row, _ in page])
        said = opinions_of(connection, model, ids) if opinions else {}
        apart = disagreements_of(connection, model, ids)
        for row, taggings in page:
            found = _as_dict(row, taggings, model) | {"shown": names_as_dict(names[row.id])}
            if opinions:
                _add_opinions(found, said.get(row.id, {}))
            about = apart.get(row.id)
            found["disagreement"] = round(about.value, 6) if about else None
            found["disagreement_about"] = about.tag if about else None
            yield found


def _add_opinions(found: dict[str, Any], said: "Mapping[str, Sequence[Opinion]]") -> None:
    for suggestion in found["suggestions"]:
        of_tag = said.get(suggestion["tag"], ())
        suggestion["opinions"] = {one.model: round(one.score, 6) for one in of_tag}


def _as_dict(row: "TrackRow", taggings: "list[Tagging]", model: "Model | None") -> dict[str, Any]:
    return {
        "path": row.path,
        "title": row.title,
        "artist": row.artist,
        "album": row.album,
        "year": row.year,
        "genre": row.genre,
        "duration": row.seconds,
        "format": row.format,
        "state": row.state,
        "failure": str(row.failure_message) if row.failure_message else None,
        "partial": row.partial,
        "model": model.name if model else None,
        "suggestions": [
            {
                "tag": tagging.tag,
                "score": round(tagging.score, 6),
                "lift": round(tagging.lift or 0, 2),
                "state": tagging.state,
                "left_alone": tagging.left_alone,
            }
            for tagging in taggings
            if tagging.score is not None
        ],
        "decisions": {
            tagging.tag: tagging.state for tagging in taggings if tagging.state in {"yes", "no"}
        },
        "answered_by": {tagging.tag: tagging.by for tagging in taggings if tagging.by},
        "albumartist": row.albumartist,
        "bpm": row.bpm,
        "other_bpm": row.other_bpm,
        "bpm_confidence": row.bpm_confidence,
        "key": row.key,
        "key_confidence": row.key_confidence,
        "loudness": row.loudness,
        "loudness_range": row.loudness_range,
        "true_peak": row.true_peak,
    }


def _tags(
    row: "TrackRow",
    taggings: "list[Tagging]",
    said: "Mapping[str, Sequence[Opinion]]" = NOTHING_SAID,
) -> str:
    from tagstudio.library.views.tag_states import listed

    if row.failure_message:
        return printable(str(row.failure_message))
    counted = list(filter(_counts, taggings))
    if not counted:
        return _nearest(taggings, said)
    shown = [_tag(tagging, said) for tagging in listed(taggings)[:TAGS_SHOWN]]
    rest = len(counted) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")


def _counts(tagging: "Tagging") -> bool:
    return tagging.state in {"yes", "suggested"}


def _nearest(
    taggings: "list[Tagging]", said: "Mapping[str, Sequence[Opinion]]" = NOTHING_SAID
) -> str:
    """Return the undecided tag that comes nearest to its threshold, in brackets.

    None where one reached it and was left alone.
    """
    if any(tagging.left_alone for tagging in taggings):
        return ""
    unseen = [tagging for tagging in taggings if tagging.state == "unseen" and tagging.threshold]
    if not unseen:
        return ""
    nearest = max(unseen, key=lambda tagging: tagging.margin)
    return f"({_tag(nearest, said)})"


def _tag(tagging: "Tagging", said: "Mapping[str, Sequence[Opinion]]") -> str:
    of_members = ", ".join(f"{one.model} {one.score:.2f}" for one in said.get(tagging.tag, ()))
    behind = f" [{of_members}]" if of_members else ""
    if tagging.state == "yes":
        by = f", {printable(tagging.by)}" if tagging.by else ""
        return f"{tagging.tag} (yes{by}){behind}"
    if tagging.source == "implied":
        return f"{tagging.tag} (implied){behind}"
    return f"{tagging.tag} {tagging.score:.2f} ×{tagging.lift:.0f}{behind}"
