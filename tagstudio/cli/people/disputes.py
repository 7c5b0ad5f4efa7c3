"""`tagstudio disputes`: where people disagree about a tag of a track; settle it."""

from datetime import datetime
from enum import StrEnum
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
    from tagstudio.engine.disputes.find_disputes import Dispute
    from tagstudio.library.db.database import Library
    from tagstudio.library.views.browse import TrackRow

app = typer.Typer(
    invoke_without_command=True,
    help="List where people disagree about a tag of a track, or settle it with 'settle'. What the"
    " last one said holds until then.",
)


class Settled(StrEnum):
    """What holds."""

    YES = "yes"
    NO = "no"


@app.callback()
def list_disputes(context: typer.Context, as_json: AsJson = False) -> None:
    """List the tracks and tags on which people disagree, with what each said, and when."""
    from tagstudio.engine.disputes.find_disputes import find_disputes

    if context.invoked_subcommand is not None:
        return
    with open_filled(invocation(context).library, writing=False) as library:
        with library.read() as connection:
            found = find_disputes(connection)
        rows = _named(library, found)
    if as_json:
        print_json({"disputes": [_as_dict(*one) for one in rows]})
        return
    if not rows:
        answer("Nobody disagrees: no track and tag was answered differently by two people.")
        return
    table = plain_table("Track", "Artist", "Tag", "Said")
    for one, _, names in rows:
        said = ", ".join(_said(one))
        table.add_row(printable(names.title), artist_cell(names), printable(one.tag), said)
    print_table(table)
    if any(names.is_guess for _, _, names in rows):
        answer(GUESSES)
    count = numbered(len(rows), "dispute")
    answer(f"{count}. Say what holds with: tagstudio disputes settle TRACK TAG yes|no")


@app.command("settle")
def settle_dispute(
    context: typer.Context,
    path: Annotated[
        str, typer.Argument(metavar="TRACK", help="The track: its path, or a part of it.")
    ],
    tag: Annotated[str, typer.Argument(metavar="TAG", help="The tag that is disputed.")],
    state: Annotated[Settled, typer.Argument(metavar="yes|no", help="What holds.")],
    as_json: AsJson = False,
) -> None:
    """Say what holds where people disagree; what they said stays known, and undo takes it back."""
    from tagstudio.engine.disputes.find_disputes import settle
    from tagstudio.engine.tagging.library_thresholds import after_answers
    from tagstudio.library.search.execute import tag_called
    from tagstudio.library.search.like import track_at

    with open_filled(invocation(context).library, writing=True) as library:
        with library.read() as connection:
            track_id, found = track_at(connection, path), tag_called(connection, tag)
        change = settle(library, (track_id, found.id), state.value)
        after_answers(library)
    if as_json:
        print_json({"tag": found.name, "before": change.before, "after": change.after})
    else:
        print(f"{printable(found.name)} is {change.after}. Undo it with: tagstudio undo")


def _named(
    library: "Library", found: "list[Dispute]"
) -> "list[tuple[Dispute, TrackRow, ShownNames]]":
    from tagstudio.engine.artists.shown_names import names_of
    from tagstudio.library.views.browse import rows_of

    ids = list(dict.fromkeys(one.track_id for one in found))
    with library.read() as connection:
        rows = rows_of(connection, None, ids)
        names = names_of(connection, rows)
    by_id = {row.id: row for row in rows}
    return [
        (one, by_id[one.track_id], names[one.track_id]) for one in found if one.track_id in by_id
    ]


def _said(dispute: "Dispute") -> list[str]:
    """Return "anna yes (2026-01-31)" for each person, who has the last word last."""
    return [f"{printable(one.person)} {one.state} ({_day(one.at)})" for one in dispute.answers]


def _day(at: int) -> str:
    return datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d")


def _as_dict(one: "Dispute", row: "TrackRow", names: "ShownNames") -> dict[str, object]:
    return {
        "path": row.path,
        "shown": names_as_dict(names),
        "tag": one.tag,
        "answers": [
            {"by": said.person, "answer": said.state, "source": said.source, "at": said.at}
            for said in one.answers
        ],
    }
