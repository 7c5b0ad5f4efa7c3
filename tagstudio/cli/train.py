"""`tagstudio train` and `tagstudio evaluate`: fine-tune on the corrections, and measure."""

from typing import TYPE_CHECKING, Annotated

import typer

from tagstudio.cli.invocation import AsJson, invocation, open_filled
from tagstudio.cli.printing.output import answer, json_value, numbered, print_json, run_with_bar
from tagstudio.cli.printing.score_tables import comparison_as_dict, print_curve, print_evaluation
from tagstudio.plugin_api.depths import DEFAULT_DEPTH, Depth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tagstudio.engine.evaluation.evaluate import Evaluation
    from tagstudio.engine.training.train import TrainReport


def train_version(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    context: typer.Context,
    depth: Annotated[
        Depth,
        typer.Option(help="Layers to train: the output layer, also the recurrent layers, or all."),
    ] = DEFAULT_DEPTH,
    model: Annotated[str, typer.Option(help="Start from this version, not the active one.")] = "",
    name: Annotated[str, typer.Option(help="Name of the new version.")] = "",
    seed: Annotated[int, typer.Option(min=0, help="Of the random numbers.")] = 0,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda or mps.")] = "",
    reviewed_as_no: Annotated[
        bool,
        typer.Option(
            "--reviewed-as-no", help="Take undecided tags of reviewed tracks as weak noes."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Fine-tune on the corrections: make a candidate version and compare it with its parent.

    Killed or stopped at any time, the same command goes on where it was.
    """
    from tagstudio.engine.jobs.model_specs import TrainJob
    from tagstudio.engine.jobs.specs import run

    call = invocation(context)
    spec = TrainJob(
        depth=depth.value,
        parent=model,
        device=device or call.settings.device,
        seed=seed,
        name=name,
        reviewed_as_no=reviewed_as_no,
    )
    with open_filled(call.library, writing=True) as library:
        report = run_with_bar(run(library, spec), spec.kind)
    print_report(report, as_json)


def print_report(report: "TrainReport", as_json: bool) -> None:
    """Print the new version, and whether it may become the active one."""
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
        "epochs": report.epochs,
        "comparison": report.comparison and comparison_as_dict(report.comparison),
        "promotable": report.verdict.passed,
        "reason": str(report.verdict.reason),
    }


def _print_report(report: "TrainReport") -> None:
    for notice in report.notices:
        answer(str(notice))
    if report.left_out:
        tracks = numbered(report.left_out, "corrected track")
        answer(f"{tracks} were left out of the training: they have no features yet.")
    name = report.model.info.name
    print(f"{name} was trained on {numbered(report.answers, 'answer')}; parent {report.parent}.")
    print(report.verdict.reason)
    if report.verdict.passed:
        print(f"Make it the active version with: tagstudio models promote {name}")


def evaluate_version(
    context: typer.Context,
    model: Annotated[str, typer.Option(help="This version, not the active one.")] = "",
    curve: Annotated[bool, typer.Option("--curve", help="Also draw the learning curve.")] = False,
    as_json: AsJson = False,
) -> None:
    """Measure a version on the test set, tag by tag."""
    from tagstudio.engine.jobs.model_specs import EvaluateJob, LearningCurveJob
    from tagstudio.engine.jobs.specs import run

    call = invocation(context)
    chosen, device = model or call.settings.model, call.settings.device
    spec = EvaluateJob(versions=(chosen,) if chosen else (), device=device)
    drawing = LearningCurveJob(model=chosen, device=device)
    with open_filled(call.library, writing=True) as library:
        [evaluation] = run_with_bar(run(library, spec), spec.kind)
        found = run_with_bar(run(library, drawing), drawing.kind) if curve else None
    if as_json:
        print_json({**json_value(evaluation), "learning_curve": found})
        return
    print_evaluations([evaluation], as_json=False)
    if found:
        print_curve(found)


def print_evaluations(evaluations: "Sequence[Evaluation]", as_json: bool) -> None:
    """Print the figures of versions, one after the other."""
    if as_json:
        print_json({"evaluations": evaluations})
        return
    for evaluation in evaluations:
        print_evaluation(evaluation)
