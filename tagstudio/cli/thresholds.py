"""`tagstudio thresholds`: the score from which each tag counts as suggested."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tagstudio.cli.invocation import AsJson, Invocation, invocation
from tagstudio.cli.printing.output import (
    answer,
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
    from tagstudio.library.models.user_thresholds import UserThreshold

    Choice = Callable[[Connection, Model], list[tuple[ModelTag, UserThreshold]]]

app = typer.Typer(
    no_args_is_help=True,
    help="Show and set the score from which each tag counts as suggested. A threshold that you set"
    " carries over to the next version of the model as a rule: the tag is suggested as often, or"
    " right as often, as before.",
)

ForModel = Annotated[str, typer.Option(help="The thresholds of this model.")]
Pretend = Annotated[bool, typer.Option("-p", "--pretend", help="Only say what would change.")]


@app.command("list")
def list_thresholds(context: typer.Context, model: ForModel = "", as_json: AsJson = False) -> None:
    """List the tags with their thresholds, and on how many undecided tracks each is suggested."""
    from tagstudio.engine.plugins.installed_models import cannot_hear
    from tagstudio.engine.tagging.thresholds import tag_thresholds
    from tagstudio.library.db.database import open_library

    call = invocation(context)
    with open_library(call.library, writing=False) as library, library.read() as connection:
        shown = _model(connection, call, model)
        found = tag_thresholds(connection, shown)
    if as_json:
        print_json({"model": shown.name, "tags": [_as_dict(one) for one in found]})
        return
    headings = ("Tag", "Group", "Base rate", "Model's threshold", "In this library")
    table = plain_table(*headings, "Your threshold", "Suggested on")
    for one in found:
        tag = one.tag
        rates = f"{tag.base_rate:.1%}", f"{tag.model_threshold:.3f}"
        ours = _library_threshold(tag), _user_threshold(tag)
        table.add_row(printable(tag.name), tag.group, *rates, *ours, f"{one.suggested:,}")
    print_table(table)
    unheard = cannot_hear(shown.name, [one.tag.name for one in found if not one.tag.is_heard])
    if unheard:
        answer(str(unheard))


_BY_RULE = {
    "top": "top of the tracks",
    "root": "as often as before",
    "answers": "your answers",
    "own tag": "your answers",
}


def _library_threshold(tag: "ModelTag") -> str:
    """Return the threshold that follows from the library, with its reason; "" for the model's."""
    if tag.library_rule == "unheard":
        return "not heard"
    reason = _BY_RULE.get(tag.library_rule or "")
    return f"{tag.default_threshold:.3f} ({reason})" if reason else ""


def _user_threshold(tag: "ModelTag") -> str:
    """Return the threshold that the user set, with the rule it was set by; "" for none."""
    if not tag.is_set_by_user:
        return ""
    shares = {"precision": "{:.0%} right", "share": "{:.1%} of the tracks"}
    rule = shares.get(tag.user_rule or "")
    if rule is None or tag.user_target is None:
        return f"{tag.threshold:.3f}"
    return f"{tag.threshold:.3f} ({rule.format(tag.user_target)})"


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
    share: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE", help="Suggest it on this share of the library's tracks, such as 0.05."
        ),
    ] = None,
    right: Annotated[float | None, typer.Option(hidden=True)] = None,
    model: ForModel = "",
    pretend: Pretend = False,
    as_json: AsJson = False,
) -> None:
    """Set the threshold of a tag: a score, or by a target precision or a share of the tracks."""
    from tagstudio.engine.tagging.library_thresholds import threshold_at_share
    from tagstudio.engine.tagging.thresholds import choose_threshold, tag_of
    from tagstudio.library.models.user_thresholds import UserThreshold

    target = right if precision is None else precision  # --right is the earlier name
    if sum(one is not None for one in (score, target, share)) != 1:
        raise typer.BadParameter("name one of: a score, --precision PRECISION, --share SHARE")

    def choose(connection: "Connection", of: "Model") -> "list[tuple[ModelTag, UserThreshold]]":
        found = tag_of(of, tag)
        if target is not None:
            threshold = choose_threshold(connection, of, found, target)
            return [(found, UserThreshold(threshold, "precision", target))]
        if share is not None:
            threshold = threshold_at_share(connection, of, found, share)
            return [(found, UserThreshold(threshold, "share", share))]
        assert score is not None
        return [(found, UserThreshold(score))]

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
    """Use the threshold of library and model again."""
    from tagstudio.engine.tagging.thresholds import tag_of
    from tagstudio.library.models.user_thresholds import UserThreshold

    if bool(tag) == every:
        raise typer.BadParameter("name either a tag or --all")

    def choose(connection: "Connection", of: "Model") -> "list[tuple[ModelTag, UserThreshold]]":
        tags = [one for one in of.tags if one.is_set_by_user] if every else [tag_of(of, tag)]
        return [(one, UserThreshold(one.default_threshold)) for one in tags]

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
        print(f"No threshold of {model} is set by you.")


def _model(connection: "Connection", call: Invocation, name: str) -> "Model":
    from tagstudio.engine.plugins.installed_models import model_to_set

    return model_to_set(connection, name or call.settings.model)


def _as_dict(found: "TagThreshold") -> dict[str, Any]:
    named = {
        "tag": found.tag.name,
        "group": found.tag.group,
        "base_rate": found.tag.base_rate,
        "threshold": found.tag.threshold,
        "model_threshold": found.tag.model_threshold,
        "library_threshold": found.tag.library_threshold,
        "library_rule": found.tag.library_rule,
        "user_rule": found.tag.user_rule,
        "user_target": found.tag.user_target,
        "heard": found.tag.is_heard,
        "suggested": found.suggested,
    }
    return with_old_names(named)
