"""`tagstudio lines`: from which score on each tag counts as suggested."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tagstudio.cli.invocation import AsJson, Invocation, invocation
from tagstudio.cli.output import numbered, plain_table, print_json, print_table, printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from tagstudio.engine.tagging.thresholds import TagThreshold, ThresholdChange
    from tagstudio.library.models.models import Model, ModelTag

    Choice = Callable[[Connection, Model], list[tuple[ModelTag, float]]]

app = typer.Typer(
    no_args_is_help=True,
    help="See and set from which score on each tag counts as suggested. A line that is set holds"
    " for one version of a model: another one's scores mean something else.",
)

ForModel = Annotated[str, typer.Option(help="The lines of this model.")]
Pretend = Annotated[bool, typer.Option("-p", "--pretend", help="Only say what would change.")]


@app.command("list")
def list_thresholds(context: typer.Context, model: ForModel = "", as_json: AsJson = False) -> None:
    """List the tags with their lines, and on how many open tracks each is suggested."""
    from tagstudio.engine.tagging.thresholds import tag_thresholds
    from tagstudio.library.db.database import open_library

    call = invocation(context)
    with open_library(call.library, writing=False) as library, library.read() as connection:
        shown = _model(connection, call, model)
        lines = tag_thresholds(connection, shown)
    if as_json:
        print_json({"model": shown.name, "tags": [_as_dict(line) for line in lines]})
        return
    table = plain_table("Tag", "Group", "Base rate", "Model's line", "Your line", "Suggested on")
    for line in lines:
        tag = line.tag
        own = f"{tag.threshold:.3f}" if tag.threshold != tag.model_threshold else ""
        rates = f"{tag.base_rate:.1%}", f"{tag.model_threshold:.3f}"
        table.add_row(printable(tag.name), tag.group, *rates, own, f"{line.suggested:,}")
    print_table(table)


@app.command("set")
def set_threshold(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    context: typer.Context,
    tag: Annotated[str, typer.Argument(help="The tag.")],
    score: Annotated[
        float | None, typer.Argument(help="The tag is suggested from this score on.")
    ] = None,
    right: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE",
            help="Find the score by your answers: so many of the tracks above it are right, 0.9"
            " for 9 of 10.",
        ),
    ] = None,
    model: ForModel = "",
    pretend: Pretend = False,
    as_json: AsJson = False,
) -> None:
    """Set the line of a tag: a score, or the lowest one that keeps a promise."""
    from tagstudio.engine.tagging.thresholds import tag_of, threshold_at_precision

    if (score is None) == (right is None):
        raise typer.BadParameter("name either a score or --right SHARE")

    def choose(connection: "Connection", of: "Model") -> "list[tuple[ModelTag, float]]":
        found = tag_of(of, tag)
        if right is not None:
            return [(found, threshold_at_precision(connection, of, found, right))]
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
    """Let the model's own line count again."""
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
    from tagstudio.engine.tagging.thresholds import set_threshold as store_threshold
    from tagstudio.engine.tagging.thresholds import threshold_change
    from tagstudio.library.db.database import open_library

    with (
        open_library(call.library, writing=not pretend) as library,
        library.read() if pretend else library.write(durable=True) as connection,
    ):
        shown = _model(connection, call, model)
        set_one = threshold_change if pretend else store_threshold
        changes = [set_one(connection, shown, tag, line) for tag, line in choose(connection, shown)]
    if as_json:
        print_json({"model": shown.name, "changes": [vars(change) for change in changes]})
    else:
        _print_changes(shown.name, changes)


def _print_changes(model: str, changes: "list[ThresholdChange]") -> None:
    for change in changes:
        print(
            f"{printable(change.tag)} ({model}): from {change.after:.3f} on, suggested on"
            f" {numbered(change.suggested_after, 'open track')}; before, from {change.before:.3f}"
            f" on, {change.suggested_before:,}"
        )
    if not changes:
        print(f"No line of {model} is set; its own count.")


def _model(connection: "Connection", call: Invocation, name: str) -> "Model":
    from tagstudio.engine.plugins.installed_models import suggesting_model

    return suggesting_model(connection, name or call.settings.model)


def _as_dict(line: "TagThreshold") -> dict[str, Any]:
    return {
        "tag": line.tag.name,
        "group": line.tag.group,
        "base_rate": line.tag.base_rate,
        "line": line.tag.threshold,
        "model_line": line.tag.model_threshold,
        "suggested": line.suggested,
    }
