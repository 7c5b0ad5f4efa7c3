"""Train a network from random weights on a labelled set of clips."""

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.plugins.discovery import Plugin
from tagstudio.engine.plugins.tagger_process import TaggerProcess
from tagstudio.plugin_api import Epoch, ModelInfo, NewModelOptions, Notice
from tagstudio.plugin_api.clips import Clips
from tagstudio.plugin_api.splits import TRAIN


@dataclass(frozen=True)
class NewModelReport:
    """The new model, the number of clips it was trained on, its epochs, the plugin's notices."""

    model: ModelInfo
    clips: int
    epochs: tuple[Epoch, ...]
    notices: tuple[Message, ...]


def train_new(plugin: Plugin, clips: Clips, options: NewModelOptions) -> Job[NewModelReport]:
    """Train a new network of the plugin on `clips` and install it.

    Killed and called again with the same arguments it goes on where it stopped. Raises
    TagStudioError when the training set is empty or the plugin cannot do it.
    """
    if not (clips.splits == TRAIN).any():
        raise TagStudioError(
            "lab.no-training-set", "None of the clips is in the training set. Give more of them."
        )
    file = clips_file(plugin, options.name)
    clips.save(file)
    epochs: dict[int, Epoch] = {}
    notices: list[Message] = []
    with TaggerProcess(plugin) as tagger:
        steps = tagger.stream("train_new", clips=file, options=options)
        model = yield from _forwarded(steps, epochs, notices)
    file.unlink(missing_ok=True)
    clip_count = int((clips.splits == TRAIN).sum())
    return NewModelReport(model, clip_count, tuple(epochs.values()), tuple(notices))


def clips_file(plugin: Plugin, name: str) -> Path:
    """Return the path of the clips of the model called `name` while it is trained."""
    return paths.cache_folder() / plugin.name / "training" / f"{name}.clips.npz"


def _forwarded(
    steps: Generator[Any, None, ModelInfo], epochs: dict[int, Epoch], notices: list[Message]
) -> Job[ModelInfo]:
    """Forward the plugin's progress, collect its epochs and notices, and return the model."""
    last: Epoch | None = None
    with closing(steps):
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                model: ModelInfo = end.value
                return model
            match step:
                case Notice(message=found):
                    notices.append(found)
                case Epoch():
                    last = epochs[step.number] = step
                case Progress():
                    yield with_last_epoch(step, last)


def with_last_epoch(progress: Progress, last: Epoch | None) -> Progress:
    """Add the losses and the score of the last epoch to a report."""
    if last is None:
        return progress
    found = message("lab.loss", "{step}, loss {loss:.4f}", step=progress.message, loss=last.loss)
    if last.validation_loss is not None:
        found = message(
            "lab.validation-loss",
            "{step}, validation {loss:.4f}",
            step=found,
            loss=last.validation_loss,
        )
    if last.validation_auc is not None:
        found = message(
            "lab.validation-auc", "{step}, ROC-AUC {auc:.3f}", step=found, auc=last.validation_auc
        )
    return replace(progress, message=found)
