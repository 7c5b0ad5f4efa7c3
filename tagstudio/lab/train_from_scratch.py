"""Train a network from random weights on a labelled set of clips."""

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.plugins.discovery import Plugin
from tagstudio.engine.plugins.tagger_process import TaggerProcess
from tagstudio.plugin_api import Epoch, ModelInfo, NewModelOptions, Notice
from tagstudio.plugin_api.clips import Clips
from tagstudio.plugin_api.splits import TRAIN


@dataclass(frozen=True)
class NewModelReport:
    """What training gave: the model, its epochs, and what the plugin said on the way."""

    model: ModelInfo
    clips: int
    epochs: tuple[Epoch, ...]
    notices: tuple[str, ...]


def train_new(plugin: Plugin, clips: Clips, options: NewModelOptions) -> Job[NewModelReport]:
    """Let the plugin train a new network on `clips` and install it.

    Killed and called again with the same arguments it goes on where it stopped. Raises
    TagStudioError when there is nothing to learn from or the plugin cannot do it.
    """
    if not (clips.splits == TRAIN).any():
        raise TagStudioError("None of the clips is on the learning side. Give more of them.")
    file = clips_file(plugin, options.name)
    clips.save(file)
    epochs: dict[int, Epoch] = {}
    notices: list[str] = []
    with TaggerProcess(plugin) as tagger:
        steps = tagger.stream("train_new", clips=file, options=options)
        model = yield from _told(steps, epochs, notices)
    file.unlink(missing_ok=True)
    learned = int((clips.splits == TRAIN).sum())
    return NewModelReport(model, learned, tuple(epochs.values()), tuple(notices))


def clips_file(plugin: Plugin, name: str) -> Path:
    """Return where the clips of the model called `name` lie while it is trained."""
    return paths.cache_folder() / plugin.name / "training" / f"{name}.clips.npz"


def _told(
    steps: Generator[Any, None, ModelInfo], epochs: dict[int, Epoch], notices: list[str]
) -> Job[ModelInfo]:
    """Report what the plugin yields, noting epochs and notices, and return the model."""
    last: Epoch | None = None
    with closing(steps):
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                model: ModelInfo = end.value
                return model
            match step:
                case Notice(text=text):
                    notices.append(text)
                case Epoch():
                    last = epochs[step.number] = step
                case Progress():
                    yield reached(step, last)


def reached(progress: Progress, last: Epoch | None) -> Progress:
    """Add what the last epoch reached to a report."""
    if last is None:
        return progress
    said = [str(progress.message), f"loss {last.loss:.4f}"]
    if last.validation_loss is not None:
        said.append(f"validation {last.validation_loss:.4f}")
    if last.validation_auc is not None:
        said.append(f"ROC-AUC {last.validation_auc:.3f}")
    return replace(progress, message=", ".join(said))
