"""`tagstudio doubts`: answers that do not fit the others; keep them or turn them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from tagstudio.cli.invocation import AsJson, invocation, open_filled
from tagstudio.cli.printing.names import GUESSES, artist_cell, names_as_dict
from tagstudio.cli.printing.output import (
    answer,
    numbered,
    plain_table,
    print_json,
    print_table,
    printable,
)

if TYPE_CHECKING:
    from tagstudio.engine.artists.shown_names import ShownNames
    from tagstudio.engine.doubts.find_doubts import Doubt, Doubts
    from tagstudio.library.db.database import Library
    from tagstudio.library.views.browse import TrackRow

THIN_NAMED = 5  # tags with too few answers


def show_doubts(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    context: typer.Context,
    query: Annotated[list[str] | None, typer.Argument(help="On which tracks; all without.")] = None,
    tag: Annotated[str, typer.Option(help="Only answers to this tag.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="Answers at most.")] = 50,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep what is listed: it is not doubted again.")
    ] = False,
    turn: Annotated[
        bool, typer.Option("--turn", help="Turn what is listed: yes becomes no, no becomes yes.")
    ] = False,
    pretend: Annotated[
        bool, typer.Option("--pretend", "-p", help="Show what would be kept or turned.")
    ] = False,
    model: Annotated[str, typer.Option(help="Judge by this model.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the answers that fit the others least: most likely slips of the hand.

    Each is checked by a copy of the model that has not learned from it. With --keep or --turn, and
    a query and a tag, what is listed is settled as one action: tagstudio undo takes it back.
    """
    from tagstudio.engine.doubts.find_doubts import find_doubts
    from tagstudio.engine.plugins.installed_models import shown_model
    from tagstudio.library.search.query import joined, parse

    if keep and turn:
        raise typer.BadParameter("--keep and --turn cannot be given together")
    settles = keep or turn
    if settles and not (query and tag):
        raise typer.BadParameter(
            "name the tracks and the tag, as in: tagstudio doubts coltrane --tag jazz --turn"
        )
    call, parsed = invocation(context), parse(joined(query or []))
    with open_filled(call.library, writing=settles and not pretend) as library:
        with library.read() as connection:
            shown = shown_model(connection, model or call.settings.model)
            found = find_doubts(connection, shown, parsed, tag, limit)
        if settles and not pretend and found.listed:
            _settle(library, found, turn=turn)
        rows = _named(library, found)
    if as_json:
        head = {
            "model": shown.name if shown else None,
            **_counts(found),
            "done": ("turned" if turn else "kept") if settles and not pretend else None,
        }
        print_json({**head, "doubts": [_as_dict(*one) for one in rows]})
        return
    _print(found, rows)
    if settles and found.listed:
        done = "turned" if turn else "kept"
        count = numbered(len(found.listed), "answer")
        tail = f"would be {done}." if pretend else f"{done}. Undo it with: tagstudio undo"
        answer(f"{count} {tail}")


def _counts(found: "Doubts") -> dict[str, object]:
    """Return what is said of all doubts in JSON."""
    names = ("compared", "found", "kept", "unheard", "older", "obstacle")
    return {name: getattr(found, name) for name in names} | {"thin": list(found.thin)}


def _settle(library: "Library", found: "Doubts", *, turn: bool) -> None:
    from tagstudio.engine.doubts import settle
    from tagstudio.engine.tagging.library_thresholds import after_answers

    if turn:
        settle.turn(library, [((one.track_id, one.tag_id), one.state) for one in found.listed])
        after_answers(library)
    else:
        settle.keep(library, [(one.track_id, one.tag_id) for one in found.listed])


def _named(library: "Library", found: "Doubts") -> "list[tuple[Doubt, TrackRow, ShownNames]]":
    from tagstudio.engine.artists.shown_names import names_of
    from tagstudio.library.views.browse import rows_of

    ids = list(dict.fromkeys(one.track_id for one in found.listed))
    with library.read() as connection:
        rows = rows_of(connection, None, ids)
        names = names_of(connection, rows)
    by_id = {row.id: row for row in rows}
    return [(one, by_id[one.track_id], names[one.track_id]) for one in found.listed]


def _print(found: "Doubts", rows: "list[tuple[Doubt, TrackRow, ShownNames]]") -> None:
    if found.obstacle is not None:
        answer(found.obstacle)
        return
    if rows:
        table = plain_table("Track", "Artist", "Tag", "You said", "By", "When", "Score", "Why")
        for one, _, names in rows:
            day = datetime.fromtimestamp(one.at).astimezone().strftime("%Y-%m-%d")
            cells = (printable(names.title), artist_cell(names), printable(one.tag), one.state)
            table.add_row(*cells, one.source, day, f"{one.score:.2f}", _why(one))
        print_table(table)
    if any(names.is_guess for _, _, names in rows):
        answer(GUESSES)
    _print_remarks(found)


def _print_remarks(found: "Doubts") -> None:
    compared = numbered(found.compared, "answer")
    if not found.listed:
        answer(f"None of these answers is in doubt ({compared} compared).")
    elif found.found > len(found.listed):
        further = numbered(found.found - len(found.listed), "doubt")
        answer(f"{further} more of {compared} compared; see them with --limit {found.found}.")
    if found.kept:
        answer(f"{numbered(found.kept, 'answer')} kept before.")
    if found.unheard:
        tracks = numbered(found.unheard, "answered track")
        answer(f"Without scores, so not compared: {tracks}. Run: tagstudio suggest")
    if found.older:
        tracks = numbered(found.older, "answered track")
        answer(f"Answered earlier, so not compared: {tracks}.")
    if found.thin:
        named = ", ".join(printable(tag) for tag in found.thin[:THIN_NAMED])
        rest = len(found.thin) - THIN_NAMED
        more = f" and {rest} more" if rest > 0 else ""
        answer(f"Not compared, as their answers are too few or all the same: {named}{more}.")


def _why(one: "Doubt") -> str:
    if not one.is_backed:
        return "the model finds the opposite"
    return f"of {one.alike} tracks like this, yes to {one.alike_yes}"


def _as_dict(one: "Doubt", row: "TrackRow", names: "ShownNames") -> dict[str, object]:
    return {
        "path": row.path,
        "shown": names_as_dict(names),
        "tag": one.tag,
        "answer": one.state,
        "source": one.source,
        "at": one.at,
        "score": one.score,
        "alike": one.alike,
        "alike_yes": one.alike_yes,
    }
