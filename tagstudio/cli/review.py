"""`tagstudio review`: mark tracks as reviewed."""

from typing import Annotated

import typer

from tagstudio.cli.invocation import invocation, open_filled
from tagstudio.cli.printing.output import numbered


def review_tracks(
    context: typer.Context,
    query: Annotated[list[str], typer.Argument(help="Which tracks, as for list.")],
    take_back: Annotated[
        bool, typer.Option("--undo", help="Mark them as not reviewed, again.")
    ] = False,
    model: Annotated[str, typer.Option(help="The model whose suggestions tag:NAME means.")] = "",
) -> None:
    """Mark tracks as reviewed: all their answers are given, the queue asks no more."""
    from tagstudio.engine.correcting.correct import mark_reviewed
    from tagstudio.engine.plugins.installed_models import shown_model
    from tagstudio.library.search.query import joined, parse

    parsed = parse(joined(query))
    if not parsed.alternatives:
        raise typer.BadParameter("name the tracks, as in: tagstudio review album:monk")
    call = invocation(context)
    with open_filled(call.library, writing=True) as library:
        with library.read() as connection:
            shown = shown_model(connection, model or call.settings.model)
        count = mark_reviewed(library, parsed, shown, not take_back)
    print(f"{numbered(count, 'track')} marked as {'not ' if take_back else ''}reviewed.")
