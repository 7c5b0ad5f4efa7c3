"""`tagstudio queue`: the tracks to review next (active learning)."""

from typing import TYPE_CHECKING, Annotated

import typer

from tagstudio.cli.invocation import AsJson, invocation, open_filled
from tagstudio.cli.printing.output import answer, plain_table, print_json, print_table, printable
from tagstudio.core.errors import TagStudioError
from tagstudio.engine.active_learning.review_item import Order

if TYPE_CHECKING:
    from tagstudio.engine.active_learning.review_item import ReviewItem
    from tagstudio.library.views.browse import TrackRow


def show_queue(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    context: typer.Context,
    query: Annotated[list[str] | None, typer.Argument(help="Which tracks; all without it.")] = None,
    order: Annotated[
        Order,
        typer.Option(
            help="uncertain: scores near their thresholds; disagree: against the file's own genre;"
            " committee: where the members of a joint model disagree; diverse: new artists and"
            " features; random; mixed: all of these, one in five random."
        ),
    ] = Order.MIXED,
    limit: Annotated[int, typer.Option(min=1, help="Tracks at most.")] = 20,
    model: Annotated[str, typer.Option(help="The suggestions of this model.")] = "",
    as_json: AsJson = False,
) -> None:
    """Show the tracks to ask about next, and the tags to answer.

    On test music no order taught the model faster than a random one; the others find what looks
    wrong, and keep apart what is alike.
    """
    from tagstudio.engine.active_learning.queue import review_queue
    from tagstudio.engine.plugins.installed_models import suggesting_model
    from tagstudio.library.search.query import joined, parse
    from tagstudio.library.views.browse import rows_of

    call = invocation(context)
    parsed = parse(joined(query or []))
    with (
        open_filled(call.library, writing=False) as library,
        library.read() as connection,
    ):
        shown = suggesting_model(connection, model or call.settings.model)
        if order is Order.COMMITTEE and not shown.members:
            raise TagStudioError(
                "queue.no-committee",
                "{model} is one model. Only the members of a joint model can disagree: take another"
                " order, or name a joint model with --model.",
                model=shown.name,
            )
        questions = review_queue(connection, shown, parsed, order, limit)
        rows = {row.id: row for row in rows_of(connection, shown, [q.track_id for q in questions])}
    asked = [(question, rows[question.track_id]) for question in questions]
    if as_json:
        head = {"model": shown.name, "order": order.value}
        print_json({**head, "tracks": [_as_dict(*one) for one in asked]})
    else:
        _print_questions(asked)


def _print_questions(asked: "list[tuple[ReviewItem, TrackRow]]") -> None:
    if not asked:
        answer("Nothing is left to ask: every track found is reviewed, or has no suggestions yet.")
        return
    table = plain_table("Track", "Artist", "Why", "Asks about")
    for question, row in asked:
        title = printable(row.title or row.path)
        tags = ", ".join(printable(tag) for tag in question.tags)
        table.add_row(title, printable(row.credit), _why(question), tags)
    print_table(table)


def _why(item: "ReviewItem") -> str:
    """Return the strategy that chose a track, with the tag that a committee disagrees about."""
    if item.why is Order.COMMITTEE and item.tags:
        return f"the members disagree about {printable(item.tags[0])}"
    return item.why.value


def _as_dict(item: "ReviewItem", row: "TrackRow") -> dict[str, object]:
    return {
        "path": row.path,
        "title": row.title,
        "artist": row.artist,
        "why": item.why.value,
        "tags": list(item.tags),
        "albumartist": row.albumartist,
    }
