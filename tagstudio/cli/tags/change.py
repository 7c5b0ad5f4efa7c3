"""Make a change of the vocabulary, or pretend to, and say what came of it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import typer

from tagstudio.cli.invocation import invocation
from tagstudio.cli.printing.output import answer, numbered, print_json

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tagstudio.library.tags.tag_changes import TagChange


def change(
    context: typer.Context,
    wanted: "Callable[[Connection], TagChange]",
    pretend: bool,
    as_json: bool,
    done: str,
) -> None:
    """Make the change that `wanted` returns of a library, and say so."""
    from tagstudio.engine.tagging.library_thresholds import after_answers
    from tagstudio.library.db.database import open_library
    from tagstudio.library.tags.tag_changes import make

    with open_library(invocation(context).library, writing=True, making=False) as library:
        if pretend:
            with library.read() as connection:
                found, group = wanted(connection), None
        else:
            with library.write(durable=True) as connection:
                found = wanted(connection)
                group = make(connection, found)
            if found.merged is not None:
                after_answers(library)
    if as_json:
        print_json(_as_dict(found, group))
    else:
        answer(_said(found, pretend, done))


def _said(found: "TagChange", pretend: bool, done: str) -> str:
    if not found.edits:
        return "That is so already; nothing changed."
    parts = ["Nothing was changed; this would be done." if pretend else done]
    if found.merged is not None:
        parts.append(f"{numbered(found.answers, 'answer')} to it count for the other tag too.")
        if found.differing:
            on = numbered(found.differing, "track")
            parts.append(f"On {on} you said otherwise of that one: this stays.")
    elif found.answers:
        parts.append(f"{numbered(found.answers, 'answer')} to it stay in the journal.")
    return " ".join(parts)


def _as_dict(found: "TagChange", group: int | None) -> dict[str, Any]:
    counts = {"answers": found.answers, "differing": found.differing}
    return {"action": group, **counts, "changes": [one._asdict() for one in found.edits]}
