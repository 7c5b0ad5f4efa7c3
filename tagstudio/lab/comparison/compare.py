"""Train each network of a comparison and score the test set with it; resume after a stop."""

import hashlib
import json
import shutil
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.plugins.discovery import Plugin
from tagstudio.engine.plugins.tagger_process import TaggerProcess
from tagstudio.lab.comparison.folder import ComparisonFolder
from tagstudio.lab.comparison.runs import Plan, Run
from tagstudio.learning.answers import MIN_PER_CLASS_TO_MEASURE
from tagstudio.plugin_api import Epoch, ModelInfo, NewModelOptions, Notice
from tagstudio.plugin_api.clips import Clips
from tagstudio.plugin_api.ranking_metrics import measured_tags
from tagstudio.plugin_api.splits import TEST


@dataclass(frozen=True)
class ComparisonReport:
    """The finished runs, and the notices of the plugin, each with the run that it came from."""

    runs: tuple[Run, ...]
    notices: tuple[Message, ...]


def all_networks(plugin: Plugin) -> tuple[str, ...]:
    """Return the names of the networks that the plugin can train."""
    with TaggerProcess(plugin) as tagger:
        return tuple(tagger.call("networks"))


def compare_networks(
    plugin: Plugin, clips: Clips, plan: Plan, kept: ComparisonFolder
) -> Job[ComparisonReport]:
    """Do the runs of `plan` that are not finished in `kept`.

    The trained networks stay there and are not among the installed models. Raises TagStudioError
    when the test set is too small to measure anything, or another comparison is in the folder.
    """
    if not measured_tags(clips.answers[clips.splits == TEST]):
        raise TagStudioError(
            "lab.small-test-set",
            "No tag has {count} yes and {count} no in the test set of these clips, so nothing could"
            " be measured. Give more labelled clips.",
            count=MIN_PER_CLASS_TO_MEASURE,
        )
    kept.begin(_conditions(plugin, clips, plan.training), clips)
    _bring_teacher(plugin, plan.training.teacher, kept.models)
    runs = list(plan.runs())
    with TaggerProcess(plugin, kept.models) as tagger:
        runner = _Runner(tagger, kept, clips, plan.training)
        for number, run in enumerate(runs):
            place = message(
                "lab.place",
                "{number} of {count}, {network} {size}",
                number=number + 1,
                count=len(runs),
                network=run.network,
                size=run.size,
            )
            runs[number] = yield from runner.finish(kept.kept(run), place)
    notices = tuple(_at(place, found) for found, place in runner.notices.items())
    return ComparisonReport(tuple(runs), notices)


def _conditions(plugin: Plugin, clips: Clips, training: NewModelOptions) -> dict[str, Any]:
    """Return the conditions that two runs must share to be compared."""
    digest = hashlib.sha256(json.dumps([clips.tags, clips.ids, clips.groups]).encode("ascii"))
    digest.update(clips.answers.tobytes() + clips.splits.tobytes())
    shared = asdict(training)
    for name in ("name", "network", "size", "seed", "store"):
        del shared[name]
    shared["augment"] = sorted(shared["augment"])
    return {"plugin": plugin.name, "clips": digest.hexdigest(), **shared}


def _bring_teacher(plugin: Plugin, teacher: str, models: Path) -> None:
    """Copy the installed models beside the new ones: the plugin alone knows the files of one."""
    installed = paths.models_folder(plugin.name)
    if teacher and installed.is_dir():
        shutil.copytree(installed, models, copy_function=_copy_absent, dirs_exist_ok=True)


def _copy_absent(source: str, target: str) -> str:
    return target if Path(target).exists() else str(shutil.copy2(source, target))


class _Runner:
    """Trains and scores runs in one tagger process."""

    def __init__(
        self, tagger: TaggerProcess, kept: ComparisonFolder, clips: Clips, training: NewModelOptions
    ) -> None:
        self._tagger, self._kept, self._clips, self._training = tagger, kept, clips, training
        self.notices: dict[Message, Message] = {}  # notice -> the place that it first came from

    def finish(self, run: Run, place: Message) -> Job[Run]:
        """Do the rest of `run`; each report begins with `place`."""
        if not run.sha256:
            run = yield from self._train(run, place)
        if run.scored is None:
            run = yield from self._score(run, place)
        return run

    def _train(self, run: Run, place: Message) -> Job[Run]:
        name, network, size = run.name, run.network, run.size
        options = replace(self._training, name=name, network=network, size=size, seed=run.seed)

        def note(epoch: Epoch) -> None:
            nonlocal run
            earlier = tuple(one for one in run.epochs if one.number < epoch.number)
            run = self._kept.keep(replace(run, epochs=(*earlier, epoch)))

        steps = self._tagger.stream("train_new", clips=self._kept.clips, options=options)
        info: ModelInfo = yield from self._forwarded(steps, place, note)
        tags = tuple(tag.name for tag in info.tags)
        if not set(tags) >= set(self._clips.tags):
            raise TagStudioError(
                "lab.lost-tags", "The model {name} lacks tags that it was trained on.", name=name
            )
        return self._kept.keep(
            replace(run, sha256=info.sha256, parameters=info.parameters, tags=tags)
        )

    def _score(self, run: Run, place: Message) -> Job[Run]:
        scores = self._kept.scores_file(run)
        scores.parent.mkdir(parents=True, exist_ok=True)
        steps = self._tagger.stream(
            "score_clips",
            clips=self._kept.clips,
            split=TEST,
            model=run.name,
            store=self._training.store,
            device=self._training.device,
            scores=scores,
        )
        scored = yield from self._forwarded(steps, place)
        return self._kept.keep(replace(run, scored=scored))

    def _forwarded(
        self,
        steps: Generator[Any, None, Any],
        place: Message,
        note: Callable[[Epoch], None] = lambda epoch: None,
    ) -> Job[Any]:
        """Forward the progress of a call of the plugin, and return its result."""
        latest = Progress()
        with closing(steps):
            while True:
                try:
                    step = next(steps)
                except StopIteration as end:
                    return end.value
                match step:
                    case Epoch():
                        note(step)
                        yield replace(latest, message=_at(place, _epoch_message(step)))
                    case Progress():
                        latest = step
                        yield replace(latest, message=_at(place, step.message))
                    case Notice(message=found):
                        self.notices.setdefault(found, place)


def _at(place: Message, step: Message | str) -> Message:
    return message("lab.at", "{place}: {step}", place=place, step=step)


def _epoch_message(epoch: Epoch) -> Message:
    if epoch.validation_loss is None:
        return message(
            "lab.epoch", "epoch {number}, loss {loss:.4f}", number=epoch.number, loss=epoch.loss
        )
    return message(
        "lab.validated-epoch",
        "epoch {number}, loss {loss:.4f}, validation {validation:.4f}",
        number=epoch.number,
        loss=epoch.loss,
        validation=epoch.validation_loss,
    )
