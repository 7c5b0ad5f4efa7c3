"""`tagstudio train` and `tagstudio evaluate`: learn from the corrections, and measure."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from tagstudio.cli.invocation import AsJson, invocation
from tagstudio.cli.output import answer, numbered, print_json, run_with_bar
from tagstudio.plugin_api.depths import DEFAULT_DEPTH, Depth

if TYPE_CHECKING:
    from tagstudio.engine.training.train import TrainReport


def train_version(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    context: typer.Context,
    depth: Annotated[
        Depth, typer.Option(help="The output layer, also the recurrent layers, or everything.")
    ] = DEFAULT_DEPTH,
    model: Annotated[str, typer.Option(help="Start from this version, not the active one.")] = "",
    name: Annotated[str, typer.Option(help="Name of the new version.")] = "",
    seed: Annotated[int, typer.Option(min=0)] = 0,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda or mps.")] = "",
    reviewed_as_no: Annotated[
        bool,
        typer.Option("--reviewed-as-no", help="Untouched tags of reviewed tracks: weak noes."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Learn from the corrections: make a candidate version and measure it beside its parent.

    Killed or stopped at any time, the same command goes on where it was.
    """
    from tagstudio.engine.jobs.record import recorded
    from tagstudio.engine.plugins.installed_models import active_model, installed_models
    from tagstudio.engine.training.train import TrainSettings, train
    from tagstudio.library.db.database import open_library

    call = invocation(context)
    settings = TrainSettings(
        depth.value, device or call.settings.device, seed, name, reviewed_as_no
    )
    with open_library(call.library, writing=True) as library:
        with library.read() as connection:
            parent = active_model(connection, installed_models(), model)
        job = train(library, parent, settings)
        arguments = {"depth": depth.value, "parent": parent.info.name}
        report = run_with_bar(recorded(library, "train", arguments, job), "train")
    if as_json:
        print_json(_as_dict(report))
    else:
        _print_report(report)


def _as_dict(report: "TrainReport") -> dict[str, object]:
    return {
        "version": report.model.info.name,
        "sha256": report.model.info.sha256,
        "parent": report.parent,
        "answers": report.answers,
        "left_out": report.left_out,
        "epochs": [asdict(epoch) for epoch in report.epochs],
        "comparison": report.comparison and asdict(report.comparison),
        "promotable": report.verdict.passed,
        "reason": report.verdict.reason,
    }


def _print_report(report: "TrainReport") -> None:
    for notice in report.notices:
        answer(notice)
    if report.left_out:
        tracks = numbered(report.left_out, "corrected track")
        answer(f"{tracks} could not be learned from: nothing was heard of them.")
    name = report.model.info.name
    print(f"{name} learned from {numbered(report.answers, 'answer')}; parent {report.parent}.")
    print(report.verdict.reason)
    if report.verdict.passed:
        print(f"Make it the active version with: tagstudio models promote {name}")


def evaluate_version(
    context: typer.Context,
    model: Annotated[str, typer.Option(help="This version, not the active one.")] = "",
    curve: Annotated[
        bool, typer.Option("--curve", help="Also say what more answers would be worth.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Measure a version on the held-out corrections, tag by tag."""
    from tagstudio.cli.score_tables import print_curve, print_evaluation
    from tagstudio.engine.evaluation.evaluate import evaluate, freeze
    from tagstudio.engine.plugins.installed_models import active_model, installed_models, root_model
    from tagstudio.engine.training.learning_curve import learning_curve
    from tagstudio.library.db.database import open_library

    call = invocation(context)
    with open_library(call.library, writing=True) as library:
        installed = installed_models()
        with library.read() as connection:
            chosen = active_model(connection, installed, model or call.settings.model)
        job = evaluate(library, chosen, freeze(library), call.settings.device)
        evaluation = run_with_bar(job, "evaluate")
        found = None
        if curve:
            root = root_model(installed, chosen)
            drawing = learning_curve(library, root, "head", call.settings.device)
            found = run_with_bar(drawing, "curve")
    if as_json:
        print_json({**asdict(evaluation), "learning_curve": found and asdict(found)})
        return
    print_evaluation(evaluation)
    if found:
        print_curve(found)
