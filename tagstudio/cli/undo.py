"""`tagstudio undo` and `tagstudio redo`: undo the last action, or redo it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

from tagstudio.cli.invocation import AsJson, invocation
from tagstudio.cli.printing.output import answer, numbered, print_json, printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from tagstudio.library.tags.part_answers import PartChange
    from tagstudio.library.tags.tag_edits import TagEdit
    from tagstudio.library.tags.undo_history import Step

TAGS_NAMED = 5  # of those that a step concerns


def undo_action(
    context: typer.Context,
    as_json: AsJson = False,
) -> None:
    """Take the newest correction or import back, whole; again for the one before."""
    from tagstudio.engine.correcting.undo import undo

    _step(context, undo, "Undone", "There is nothing to undo.", as_json)


def redo_action(
    context: typer.Context,
    as_json: AsJson = False,
) -> None:
    """Redo the action that was undone last, until something new is corrected."""
    from tagstudio.engine.correcting.undo import redo

    _step(context, redo, "Redone", "There is nothing to redo.", as_json)


def _step(
    context: typer.Context,
    take: "Callable[[Connection], Step | None]",
    done: str,
    nothing: str,
    as_json: bool,
) -> None:
    from tagstudio.engine.tagging.library_thresholds import after_answers
    from tagstudio.library.db.database import open_library
    from tagstudio.library.tags.tags import shown_names

    with open_library(invocation(context).library, writing=True, making=False) as library:
        with library.write(durable=True) as connection:
            step = take(connection)
        after_answers(library)
        with library.read() as connection:
            names = shown_names(connection)
    if as_json:
        print_json(_as_dict(step, names))
    elif step is None:
        answer(nothing)
    else:
        made = datetime.fromtimestamp(step.at).astimezone().strftime("%Y-%m-%d %H:%M")
        print(f"{done}: {_what(step)} of {made} ({step.source}){_tags(step, names)}.")
        if step.left:
            people = ", ".join(printable(one) for one in step.by) or "somebody else"
            answer(f"{numbered(step.left, 'word')} of it stays: {people} said something since.")


def _what(step: "Step") -> str:
    counts = {
        "answer": len(step.changes),
        "review mark": len(step.marks),
        "artist": len(step.namings),
        "title or album": len(step.edits),
        "kept answer": len(step.kept),
        "tag change": len({one.tag_id for one in step.tag_edits}),
        "part answer": len(step.parts),
    }
    parts = [numbered(count, noun) for noun, count in counts.items() if count]
    return " and ".join(parts) or numbered(0, "answer")


def _tags(step: "Step", names: dict[int, str]) -> str:
    answered = {one.tag_id for one in step.changes} | {one.tag_id for one in step.parts}
    tags = sorted({names[tag_id] for tag_id in answered} | _edited(step, names))
    if not tags:
        return (
            ""
            if step.marks or step.namings or step.edits or step.kept or step.tag_edits or step.parts
            else ": nothing, for all was changed since"
        )
    rest = len(tags) - TAGS_NAMED
    named = ", ".join(printable(tag) for tag in tags[:TAGS_NAMED])
    return f": {named}" + (f" and {rest} more" if rest > 0 else "")


def _edited(step: "Step", names: dict[int, str]) -> set[str]:
    return {names[one.tag_id] for one in step.tag_edits if one.tag_id is not None}


def _as_dict(step: "Step | None", names: dict[int, str]) -> dict[str, Any]:
    if step is None:
        nothing: dict[str, Any] = {"action": None, "changes": [], "marks": [], "artists": []}
        return {**nothing, "edits": [], "kept": [], "tags": [], "parts": [], "left": 0, "by": []}
    return {
        "action": step.action,
        "source": step.source,
        "at": step.at,
        "changes": [
            {
                "track": change.track_id,
                "tag": names[change.tag_id],
                "before": change.before,
                "after": change.after,
            }
            for change in step.changes
        ],
        "marks": [
            {"track": one.track_id, "before": one.before, "after": one.after} for one in step.marks
        ],
        "artists": [
            {"track": one.track_id, "before": one.before, "after": one.after}
            for one in step.namings
        ],
        "edits": [
            {
                "track": one.track_id,
                "field": one.field,
                "before": one.before,
                "after": one.after,
            }
            for one in step.edits
        ],
        "kept": [
            {
                "track": one.track_id,
                "tag": names[one.tag_id],
                "answer": one.state,
                "before": one.before is not None,
                "after": one.after is not None,
            }
            for one in step.kept
        ],
        "tags": [_tag_edit(one, names) for one in step.tag_edits],
        "parts": [_part(one, names) for one in step.parts],
        "left": step.left,
        "by": list(step.by),
    }


def _part(one: "PartChange", names: dict[int, str]) -> dict[str, Any]:
    return {
        "track": one.track_id,
        "tag": names[one.tag_id],
        "from": one.start_ms / 1000,
        "to": one.end_ms / 1000,
        "before": one.before,
        "after": one.after,
    }


def _tag_edit(one: "TagEdit", names: dict[int, str]) -> dict[str, Any]:
    return {
        "tag": names[one.tag_id] if one.tag_id is not None else None,
        "field": one.field,
        "before": one.before,
        "after": one.after,
    }
