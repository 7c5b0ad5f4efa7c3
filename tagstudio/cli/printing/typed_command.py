"""The command that a user would type for the spec of a job that can be resumed."""

import shlex
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tagstudio.cli.printing.output import numbered
from tagstudio.core.settings import Settings

if TYPE_CHECKING:
    from tagstudio.engine.jobs.file_tag_specs import UndoWriteJob
    from tagstudio.engine.jobs.library_specs import MeasureJob, ScanJob, SuggestJob
    from tagstudio.engine.jobs.model_specs import EvaluateJob, TrainJob
    from tagstudio.engine.jobs.specs import AnySpec


def typed_command(spec: "AnySpec", settings: Settings) -> str:
    """Return the command with the options that differ from their defaults, quoted for a shell."""
    return COMMANDS[spec.kind](spec, settings)


def _scan(spec: "ScanJob", settings: Settings) -> str:
    command = shlex.join(["scan", *map(str, spec.folders)])
    if not spec.again:
        return command
    return f"{command} ({len(spec.again)} once more)"  # of the window: there is no option for it


def _suggest(spec: "SuggestJob", settings: Settings) -> str:
    options: dict[str, str | int] = {
        "--model": spec.model,
        "--device": _unless(settings.device, spec.device),
        "--windows": _unless(settings.windows, spec.windows),
        "--again": spec.again,
        "--retry": spec.retry,
        "--ray": spec.ray,
        "--ray-cpus": spec.ray_cpus,
        "--ray-gpus": "" if spec.ray_gpus == 1 else f"{spec.ray_gpus:g}",
    }
    several = {"--path-map": spec.path_maps, "--ray-batch": spec.ray_batches}
    repeated = [word for name, values in several.items() for one in values for word in (name, one)]
    return shlex.join(["suggest", *_typed(options), *repeated, *_query(spec.query)])


def _measure(spec: "MeasureJob", settings: Settings) -> str:
    options: dict[str, str | int] = {
        "--model": _unless(settings.model, spec.model),
        "--again": spec.again,
        "--retry": spec.retry,
    }
    command = shlex.join(["measure", *_typed(options), *_query(spec.query)])
    if spec.track_ids is None:
        return command
    count = len(spec.track_ids)
    return f"{command} ({numbered(count, 'chosen track')})"  # named by paths, or in the window


def _query(query: str) -> list[str]:
    """Return the arguments that `joined` makes this query of; `--` if one looks like an option.

    One with quotes is a single argument: `joined` leaves it as it is.
    """
    words = [query] if '"' in query else query.split()
    return ["--", *words] if any(word.startswith("-") for word in words) else words


def _train(spec: "TrainJob", settings: Settings) -> str:
    options: dict[str, str | int] = {
        "--model": spec.parent,
        "--depth": spec.depth,
        "--seed": spec.seed,
        "--name": spec.name,
        "--device": _unless(settings.device, spec.device),
        "--answers-only": not spec.reviewed_as_no,
        "--no-trials": not spec.trials,
        "--holdout": spec.holdout,
    }
    return shlex.join(["train", *_typed(options)])


def _evaluate(spec: "EvaluateJob", settings: Settings) -> str:
    """Return a command for each version: only the window measures several in one job."""
    versions = spec.versions or ("",)
    commands = []
    for version in versions:
        options: dict[str, str | int] = {"--model": version, "--holdout": spec.holdout}
        commands.append(shlex.join(["evaluate", *_typed(options)]))
    return "; ".join(commands)


def _undo_write(spec: "UndoWriteJob", settings: Settings) -> str:
    return shlex.join(["write", *_typed({"--undo": True, "--keep-time": spec.keep_time})])


def _typed(options: Mapping[str, str | int]) -> list[str]:
    """Return options as they are typed, without those that are empty, 0 or False."""
    typed: list[str] = []
    for name, value in options.items():
        if value:
            typed += [name] if value is True else [name, str(value)]
    return typed


def _unless(default: str | int, value: str | int) -> str | int:
    """Return the value, "" where it is the default."""
    return "" if value == default else value


COMMANDS: Mapping[str, Callable[[Any, Settings], str]] = {
    "scan": _scan,
    "suggest": _suggest,
    "train": _train,
    "evaluate": _evaluate,
    "measure": _measure,
    "write_undo": _undo_write,
}
