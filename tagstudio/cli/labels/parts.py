"""`tagstudio labels part` and `parts`: answers to stretches of a track, given and listed."""

import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tagstudio.cli.invocation import AsJson, invocation, open_filled
from tagstudio.cli.printing.output import (
    answer,
    numbered,
    plain_table,
    print_json,
    print_table,
    printable,
)
from tagstudio.core.clock import clock

if TYPE_CHECKING:
    from tagstudio.engine.correcting.parts import PartCorrection, TrackPart
    from tagstudio.library.tags.decisions import DecisionState

_CLOCK = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d*)?)")


def seconds_of(text: str) -> float:
    """Return the seconds of 42, 0:42, 1:10.5 or 1:02:03."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise typer.BadParameter(f"{text!r} is no time; write 0:42, 1:10.5 or 70")
    hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return 3600 * hours + 60 * minutes + seconds


def place_text(ms: int) -> str:
    """Return a moment of a track as `seconds_of` reads it: 0:42, 1:10.5, 1:02:03."""
    return clock(ms / 1000, exact=True)


def answer_part(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    context: typer.Context,
    path: Annotated[str, typer.Argument(help="The track: its path, or a part of it.")],
    tag: Annotated[str, typer.Argument(help="The tag that is answered.")],
    start: Annotated[
        str,
        typer.Option("--from", metavar="TIME", help="Where it begins: 0:42, 1:10.5 or 70."),
    ] = "",
    end: Annotated[str, typer.Option("--to", metavar="TIME", help="Where it ends.")] = "",
    yes: Annotated[
        bool | None, typer.Option("--yes/--no", help="The answer.", show_default=False)
    ] = None,
    remove: Annotated[
        bool,
        typer.Option(
            "--remove", help="Take the answer back; without --from and --to, in all parts."
        ),
    ] = False,
    new_tag: Annotated[
        bool, typer.Option("--new-tag", help="Make an unknown tag one of your own.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Answer yes or no to a tag in a part of a track; the track's own tag stays as it is.

    Training hears the part by itself and learns from it, beside the answers to whole tracks.
    """
    from tagstudio.engine.correcting import parts
    from tagstudio.engine.plugins.vocabulary import bring_vocabulary
    from tagstudio.library.search.like import track_at

    if remove == (yes is not None):
        raise typer.BadParameter("say one of --yes, --no and --remove")
    if bool(start) != bool(end) or not (start or remove):
        raise typer.BadParameter("say where the part is, as in: --from 0:42 --to 1:10")
    where = (seconds_of(start), seconds_of(end)) if start else None
    with open_filled(invocation(context).library, writing=True) as library:
        bring_vocabulary(library)
        with library.read() as connection:
            track_id = track_at(connection, path)
        if where is None or remove:
            done = parts.remove_parts(library, track_id, tag, where)
        else:
            state: DecisionState = "yes" if yes else "no"
            place = parts.PartPlace(track_id, *where)
            done = parts.answer_part(library, place, tag, state, new_tag=new_tag)
    if as_json:
        print_json(_changes(done))
    else:
        _print_changes(done)


def list_parts(
    context: typer.Context,
    path: Annotated[
        str, typer.Argument(help="Only of this track: its path, or a part of it.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """List the parts of tracks that were answered, with their answers."""
    from tagstudio.engine.correcting.parts import parts_of
    from tagstudio.library.search.like import track_at

    with (
        open_filled(invocation(context).library, writing=False) as library,
        library.read() as connection,
    ):
        found = parts_of(connection, [track_at(connection, path)] if path else None)
    if as_json:
        print_json({"parts": [_as_dict(one) for one in found]})
    elif not found:
        answer(
            "No part is answered yet. Answer one with, for example: tagstudio labels part song.mp3"
            " guitar --from 0:42 --to 1:10 --yes"
        )
    else:
        table = plain_table("Track", "From", "To", "Tag", "Answer", "Source")
        for one in found:
            ends = [place_text(ms) for ms in one.stretch]
            table.add_row(printable(one.path), *ends, printable(one.tag), one.state, one.source)
        print_table(table)


def _print_changes(done: "PartCorrection") -> None:
    for one in done.changes:
        ends = f"{place_text(one.start_ms)} to {place_text(one.end_ms)}"
        state = "undecided" if one.after == "unseen" else one.after
        print(f"{printable(done.tag)}: {state} from {ends}")
    if done.changes:
        answer(f"{numbered(len(done.changes), 'part')} changed. Undo it with: tagstudio undo")
    else:
        answer("Nothing changed: the part had this answer already.")


def _changes(done: "PartCorrection") -> dict[str, Any]:
    return {
        "tag": done.tag,
        "changes": [
            {
                "track": one.track_id,
                "from": one.start_ms / 1000,
                "to": one.end_ms / 1000,
                "before": one.before,
                "after": one.after,
            }
            for one in done.changes
        ],
    }


def _as_dict(one: "TrackPart") -> dict[str, Any]:
    return {
        "path": one.path,
        "tag": one.tag,
        "from": one.stretch.start,
        "to": one.stretch.end,
        "state": one.state,
        "source": one.source,
        "at": one.at,
    }
