"""`tagstudio train` and `tagstudio evaluate`: fine-tune on the corrections, and measure."""

import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated

import typer

from tagstudio.cli.invocation import AsJson, invocation, open_filled
from tagstudio.cli.printing.output import (
    answer,
    json_value,
    numbered,
    print_json,
    printable,
    run_with_bar,
)
from tagstudio.cli.printing.readiness_table import print_readiness
from tagstudio.cli.printing.renewal import renew, say_renewed
from tagstudio.cli.printing.score_tables import print_curve, print_evaluation
from tagstudio.core.errors import TagStudioError
from tagstudio.core.library_address import LibraryAddress
from tagstudio.core.messages import message
from tagstudio.plugin_api.depths import DEFAULT_DEPTH, Depth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tagstudio.cli.invocation import Invocation
    from tagstudio.engine.evaluation.evaluate import Evaluation
    from tagstudio.engine.training.readiness import Readiness
    from tagstudio.engine.training.train import TrainReport
    from tagstudio.library.db.database import Library


ReviewedAsNo = Annotated[
    bool,
    typer.Option(
        "--reviewed-as-no/--answers-only",
        help="Take the tags that reviewed tracks were left without as weak noes, or not.",
    ),
]
Trials = Annotated[
    bool,
    typer.Option(
        "--trials/--no-trials",
        help="Use a version on trial once it is probably better, or only when it is proven.",
    ),
]
IfDue = Annotated[
    bool,
    typer.Option(
        "--if-due",
        help="Do nothing unless enough tracks were answered since the last training, and renew"
        " the suggestions afterwards; for cron and timers.",
    ),
]


def train_version(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    context: typer.Context,
    depth: Annotated[
        Depth,
        typer.Option(help="What learns: the output layer, also the recurrent layers, or all."),
    ] = DEFAULT_DEPTH,
    model: Annotated[
        str, typer.Option(help="Train the published model that this version comes from.")
    ] = "",
    name: Annotated[str, typer.Option(help="Name of the new version.")] = "",
    seed: Annotated[int, typer.Option(min=0, help="Of the random numbers.")] = 0,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda or mps.")] = "",
    reviewed_as_no: ReviewedAsNo = True,
    trials: Trials = True,
    holdout: Annotated[
        bool,
        typer.Option("--holdout", help="Leave out the artists of the frozen test set."),
    ] = False,
    check: Annotated[
        bool,
        typer.Option("--check", help="Only say what can be learned, and which answers would help."),
    ] = False,
    if_due: IfDue = False,
    as_json: AsJson = False,
) -> None:
    """Learn from the answers: make a new version, judge it, and use it if it is better.

    Killed or stopped at any time, the same command goes on where it was.
    """
    from tagstudio.engine.jobs.model_specs import TrainJob
    from tagstudio.engine.jobs.specs import run

    call = invocation(context)
    if check:
        print_readiness(_readiness(call.library, model), as_json)
        return
    if if_due and not _is_due(call, as_json):
        return
    spec = TrainJob(
        depth=depth.value,
        parent=model,
        device=device or call.settings.device,
        seed=seed,
        name=name,
        reviewed_as_no=reviewed_as_no,
        trials=trials,
        holdout=holdout,
    )
    with ExitStack() as stack:
        library = _opened(call, stack, may_leave_it=if_due, as_json=as_json)
        if library is None:
            return
        report = run_with_bar(run(library, spec), spec.kind)
        changed = report.in_use or bool(report.taken_back)
        renewal = renew(call, library, spec.device) if changed else None
    print_report(report, as_json, renewed=renewal is not None)
    if renewal is not None and not as_json:
        say_renewed(renewal)


def _readiness(path: LibraryAddress, model: str) -> "Readiness":
    from tagstudio.engine.plugins.installed_models import active_model, installed_models
    from tagstudio.engine.training.readiness import readiness

    with open_filled(path, writing=False) as library, library.read() as connection:
        return readiness(connection, active_model(connection, installed_models(), model))


def _is_due(call: "Invocation", as_json: bool) -> bool:
    """Tell whether a training is due; say so where none is."""
    from tagstudio.engine.training.due import due

    with open_filled(call.library, writing=False) as library, library.read() as connection:
        found = due(connection, call.settings.train_after, time.time())
    if found.reason is not None and as_json:
        print_json({"due": False, "tracks": found.tracks, "reason": found.reason})
    elif found.reason is not None:
        print(found.reason)
    return found.is_due


def _opened(
    call: "Invocation", stack: ExitStack, *, may_leave_it: bool, as_json: bool
) -> "Library | None":
    """Open the library; None, once that is said, where it is left to whoever holds it."""
    try:
        return stack.enter_context(open_filled(call.library, writing=True))
    except TagStudioError as error:
        if not (may_leave_it and error.message.key == "library.locked"):
            raise
        _leave_to_its_holder(error, as_json)
        return None


def _leave_to_its_holder(error: TagStudioError, as_json: bool) -> None:
    """Say that a training is due and that whoever holds the library is in its way."""
    reason = message(
        "due.held",
        "A training is due. {why} An open window trains by itself; else the next run does.",
        why=error.message,
    )
    if as_json:
        print_json({"due": True, "trained": False, "reason": reason})
    else:
        print(reason)


def print_report(report: "TrainReport", as_json: bool, *, renewed: bool = False) -> None:
    """Print the new version, and what the judge said of it; `renewed`: it has suggested already."""
    if as_json:
        print_json(_as_dict(report))
        return
    _print_report(report)
    if not report.in_use:
        print("It stays a candidate.")
        if report.too_many:
            print(f"To use it: tagstudio models promote {report.model.info.name}")
        return
    print(f"It is in use now.{'' if renewed else ' Let it suggest with: tagstudio suggest'}")
    if report.own_tags:
        from tagstudio.engine.evaluation.expected_tags import sentence_on

        for one in report.own_tags:
            print(sentence_on(one))
        print("To go back to the version before: tagstudio models rollback")


def _as_dict(report: "TrainReport") -> dict[str, object]:
    judged = report.judgement
    return {
        "version": report.model.info.name,
        "sha256": report.model.info.sha256,
        "parent": report.parent,
        "answers": report.answers,
        "assumed": report.assumed,
        "tracks": report.tracks,
        "left_out": report.left_out,
        "of_files": report.of_files,
        "parts": report.parts,
        "parts_left_out": report.problems,
        "epochs": report.epochs,
        "outcome": judged.outcome,
        "in_use": report.in_use,
        "too_many": report.too_many,
        "taken_back": report.taken_back,
        "own_tags": report.own_tags,
        "reason": str(judged.reason),
        "judgement": dict(judged.details),
    }


def _print_report(report: "TrainReport") -> None:
    from tagstudio.engine.evaluation.verdict_words import said_of

    for notice in report.notices:
        answer(str(notice))
    if report.left_out:
        tracks = numbered(report.left_out, "answered track")
        answer(f"{tracks} were left out of the training: they have no features yet.")
    if report.of_files:
        answer(f"{numbered(report.of_files, 'genre')} of files taught beside the answers, less.")
    if report.problems:
        parts = numbered(len(report.problems), "part")
        answer(f"{parts} of tracks could not be heard and taught nothing. First: {_first(report)}")
    name = report.model.info.name
    learned = f"{numbered(report.answers, 'answer')} to {numbered(report.tracks, 'track')}"
    assumed = f" and {report.assumed:,} tags assumed to be no" if report.assumed else ""
    if report.parts:
        assumed += f" and {numbered(report.parts, 'part')} of tracks"
    print(f"{name} learned from {learned}{assumed}; it comes from {report.parent}.")
    if report.taken_back:
        print(f"{report.taken_back} was on trial and is taken back.")
    print(said_of(report.judgement))


def _first(report: "TrainReport") -> str:
    problem = report.problems[0]
    return f"{printable(problem.path)}: {problem.message}"


def evaluate_version(
    context: typer.Context,
    model: Annotated[str, typer.Option(help="This version, not the active one.")] = "",
    curve: Annotated[bool, typer.Option("--curve", help="Also draw the learning curve.")] = False,
    holdout: Annotated[
        bool,
        typer.Option(
            "--holdout",
            help="On a frozen test set of 30 % of the artists. Train with --holdout, too: else it"
            " has learned from them.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Measure a version on your answers, tag by tag, by copies that never saw them."""
    from tagstudio.engine.jobs.model_specs import EvaluateJob, LearningCurveJob
    from tagstudio.engine.jobs.specs import run

    call = invocation(context)
    chosen, device = model or call.settings.model, call.settings.device
    spec = EvaluateJob(versions=(chosen,) if chosen else (), device=device, holdout=holdout)
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
