"""`tagstudio thresholds`: the score from which each tag counts as suggested."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tagstudio.cli.invocation import AsJson, Invocation, invocation
from tagstudio.cli.printing.output import (
    numbered,
    plain_table,
    print_json,
    print_table,
    printable,
    with_old_names,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from tagstudio.engine.tagging.thresholds import TagThreshold, ThresholdChange
    from tagstudio.library.models.models import Model, ModelTag

    Choice = Callable[[Connection, Model], list[tuple[ModelTag, float]]]

app = typer.Typer(
    no_args_is_help=True,
    help="Show and set the score from which each tag counts as suggested. A threshold that you set"
    " holds for one version of a model: the scores of another version mean something else.",
)

ForModel = Annotated[str, typer.Option(help="The thresholds of this model.")]
Pretend = Annotated[bool, typer.Option("-p", "--pretend", help="Only say what would change.")]


@app.command("list")
def list_thresholds(context: typer.Context, model: ForModel = "", as_json: AsJson = False) -> None:
    """List the tags with their thresholds, and on how many undecided tracks each is suggested."""
    from tagstudio.engine.tagging.thresholds import tag_thresholds
    from tagstudio.library.db.database import open_library

    call = invocation(context)
    with open_library(call.library, writing=False) as library, library.read() as connection:
        shown = _model(connection, call, model)
        found = tag_thresholds(connection, shown)
    if as_json:
        print_json({"model": shown.name, "tags": [_as_dict(one) for one in found]})
        return
    headings = ("Tag", "Group", "Base rate", "Model's threshold", "Your threshold", "Suggested on")
    table = plain_table(*headings)
    for one in found:
        tag = one.tag
        own = f"{tag.threshold:.3f}" if tag.threshold != tag.model_threshold else ""
        rates = f"{tag.base_rate:.1%}", f"{tag.model_threshold:.3f}"
        table.add_row(printable(tag.name), tag.group, *rates, own, f"{one.suggested:,}")
    print_table(table)


@app.command("set")
def set_threshold(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    context: typer.Context,
    tag: Annotated[str, typer.Argument(help="The tag.")],
    score: Annotated[
        float | None, typer.Argument(help="The tag is suggested from this score on.")
    ] = None,
    precision: Annotated[
        float | None,
        typer.Option(
            metavar="PRECISION",
            help="Take the lowest score with this precision on your answers: 0.9 if 9 of 10 of the"
            " tracks above it have the tag.",
        ),
    ] = None,
    right: Annotated[float | None, typer.Option(hidden=True)] = None,
    model: ForModel = "",
    pretend: Pretend = False,
    as_json: AsJson = False,
) -> None:
    """Set the threshold of a tag: a score, or the lowest score with a target precision."""
    from tagstudio.engine.tagging.thresholds import choose_threshold, tag_of

    target = right if precision is None else precision  # --right is the earlier name
    if (score is None) == (target is None):
        raise typer.BadParameter("name either a score or --precision PRECISION")

    def choose(connection: "Connection", of: "Model") -> "list[tuple[ModelTag, float]]":
        found = tag_of(of, tag)
        if target is not None:
            return [(found, choose_threshold(connection, of, found, target))]
        assert score is not None
        return [(found, score)]

    _change(invocation(context), model, choose, pretend=pretend, as_json=as_json)


@app.command("reset")
def reset_threshold(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    context: typer.Context,
    tag: Annotated[str, typer.Argument(help="The tag.")] = "",
    every: Annotated[bool, typer.Option("--all", help="All tags.")] = False,
    model: ForModel = "",
    pretend: Pretend = False,
    as_json: AsJson = False,
) -> None:
    """Use the model's own threshold again."""
    from tagstudio.engine.tagging.thresholds import tag_of

    if bool(tag) == every:
        raise typer.BadParameter("name either a tag or --all")

    def choose(connection: "Connection", of: "Model") -> "list[tuple[ModelTag, float]]":
        tags = (
            [one for one in of.tags if one.threshold != one.model_threshold]
            if every
            else [tag_of(of, tag)]
        )
        return [(one, one.model_threshold) for one in tags]

    _change(invocation(context), model, choose, pretend=pretend, as_json=as_json)


def _change(
    call: Invocation, model: str, choose: "Choice", *, pretend: bool, as_json: bool
) -> None:
    from tagstudio.engine.tagging.thresholds import change_threshold, threshold_change
    from tagstudio.library.db.database import open_library

    with (
        open_library(call.library, writing=not pretend) as library,
        library.read() if pretend else library.write(durable=True) as connection,
    ):
        shown = _model(connection, call, model)
        set_one = threshold_change if pretend else change_threshold
        chosen = choose(connection, shown)
        changes = [set_one(connection, shown, tag, threshold) for tag, threshold in chosen]
    if as_json:
        print_json({"model": shown.name, "changes": changes})
    else:
        _print_changes(shown.name, changes)


def _print_changes(model: str, changes: "list[ThresholdChange]") -> None:
    for change in changes:
        after = numbered(change.suggested_after, "undecided track")
        print(
            f"{printable(change.tag)} ({model}): from {change.after:.3f} on, suggested on {after};"
            f" before, from {change.before:.3f} on, {change.suggested_before:,}"
        )
    if not changes:
        print(f"No threshold of {model} is set; its own are used.")


def _model(connection: "Connection", call: Invocation, name: str) -> "Model":
    from tagstudio.engine.plugins.installed_models import suggesting_model

    return suggesting_model(connection, name or call.settings.model)


def _as_dict(found: "TagThreshold") -> dict[str, Any]:
    named = {
        "tag": found.tag.name,
        "group": found.tag.group,
        "base_rate": found.tag.base_rate,
        "threshold": found.tag.threshold,
        "model_threshold": found.tag.model_threshold,
        "suggested": found.suggested,
    }
    return with_old_names(named)
