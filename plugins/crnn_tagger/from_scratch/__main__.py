"""Train a new network in several processes: torchrun ... -m crnn_tagger.from_scratch CLIPS ..."""

import argparse
import sys
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from tagstudio.core.errors import TagStudioError
from tagstudio.core.paths import cache_folder, models_folder
from tagstudio.core.progress import Progress
from tagstudio.plugin_api import Epoch, ModelInfo, NewModelOptions, Notice, PluginContext

from ..training.distributed import joined, leave
from .pipeline import NewModelTask, train_new

PLUGIN = "crnn_tagger"


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return 0, or 1 when something could not be done."""
    given = vars(_parser().parse_args(arguments))
    clips: Path = given.pop("clips").absolute()
    context = PluginContext(models_folder(PLUGIN), cache_folder() / PLUGIN)
    try:
        with joined(given["device"]) as (world, device):
            options = NewModelOptions(**{**given, "device": device})
            info = _follow(NewModelTask(clips, options, context, world))
            if world.first:
                print(f"{info.name} is installed: {info.title}.")
    except TagStudioError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    """Return a parser with an option for each field of NewModelOptions."""
    parser = argparse.ArgumentParser(PLUGIN, description=__doc__)
    parser.add_argument("clips", type=Path, help="a file of tagstudio models train-new --prepare")
    for field in fields(NewModelOptions):
        name = "--" + field.name.replace("_", "-")
        if field.default is MISSING:
            kind: Any = Path if field.name == "store" else str
            parser.add_argument(name, type=kind, required=True)
        elif field.default is False:
            parser.add_argument(name, action="store_true")
        else:
            kind = _words if isinstance(field.default, tuple) else type(field.default)
            parser.add_argument(name, type=kind, default=field.default)
    return parser


def _words(listed: str) -> tuple[str, ...]:
    return tuple(word for word in listed.split(",") if word)


def _follow(task: NewModelTask) -> ModelInfo:
    """Train, and let the first process report the progress."""
    steps = train_new(task)
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            info: ModelInfo = end.value
            return info
        if task.world.first:
            _show(step)


def _show(step: Progress | Epoch | Notice) -> None:
    match step:
        case Notice(message=message):
            print(message, file=sys.stderr)
        case Epoch():
            validation = "" if step.validation_loss is None else f", {step.validation_loss:.4f}"
            report = f"epoch {step.number} of {step.epochs}: loss {step.loss:.4f}{validation}"
            print(report, file=sys.stderr)


if __name__ == "__main__":
    leave(main())
