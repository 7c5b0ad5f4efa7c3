"""A parent and examples -> a new version with its shadows, installed: the whole of `train`."""

import hashlib
import json
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import sha256_of
from tagstudio.core.messages import message
from tagstudio.learning.witnesses import MIN_NO, MIN_YES
from tagstudio.plugin_api import Epoch, ModelInfo, Notice, PluginContext, TrainOptions
from tagstudio.plugin_api.depths import Depth
from tagstudio.plugin_api.model_names import check_model_name
from tagstudio.plugin_kit.copies import COPIES, ModelCopy
from tagstudio.plugin_kit.training_set import TrainingSet, check_features, read_training_set

from ..inference.device import choose_device
from ..model.checkpoint import SUFFIX, Checkpoint, is_finished, load, read_info, save
from ..model.networks import Network
from ..training.trainer import PATIENCE, TrainingConfig
from ..training.training_state import forget_abandoned, forget_state, state_path
from .adam_stage import Layers, StageRun
from .full import all_layers, load_audio
from .learned import Learned
from .learning_copy import Root, layers_behind_features, learn_layers, learn_output_layer
from .new_version import Provenance, new_version
from .output_layer import known_of, widened

Steps = Generator[Epoch | Notice, None, ModelInfo]

RECIPE = 5  # counted up when the training changes, so that no state of another one is resumed
MIN_STEPS = 5  # an epoch: few examples are trained on in small batches, many in larger ones
BATCHES = (16, 256)  # the smallest and the largest
OUTPUT_ONLY = ("output.",)  # `behind_features` of a network without a recurrent part
# Answered tracks up to which training by ADAM pays: with more, the residual has caught up (the
# table in docs/experiments.md), and it takes longer.
MAX_TRACKS_FOR_AUTO = 250


@dataclass(frozen=True)
class Schedule:
    """How ADAM runs: epochs, examples per step (0: by the number of tracks), rate, patience."""

    epochs: int
    batch: int
    rate: float
    patience: int


RECURRENT = Schedule(8, 0, 6e-3, PATIENCE)
FULL = Schedule(10, 8, 3e-4, 3)


@dataclass(frozen=True)
class FineTuningTask:
    """A training: the parent, the examples, the options, and the plugin's folders."""

    parent: Path
    examples: Path
    options: TrainOptions
    context: PluginContext

    @property
    def target(self) -> Path:
        """The file of the new version."""
        return self.context.models / (self.options.name + SUFFIX)


@dataclass(frozen=True)
class _How:
    """The key of a training, the depth to which the network can be trained, and the device."""

    key: str
    depth: Depth
    device: torch.device


def train(task: FineTuningTask) -> Steps:
    """Run `Tagger.train`; a version that is installed already is returned unchanged."""
    _check_options(task.options)
    key = training_key(task)
    if is_finished(task.target, key):
        return read_info(task.target)
    forget_abandoned(task.context.cache)
    parent = load(task.parent)
    training_set = read_training_set(task.examples, parent.card.tags)
    depth = _depth(task.options.depth, parent.network)
    if depth != task.options.depth == Depth.RECURRENT:
        yield Notice(
            message(
                "training.head-only",
                "This network has no layers between its features and its output: only the output"
                " layer is trained.",
            )
        )
    device, notice = _device(task.options.device, depth)
    if notice:
        yield notice
    how = _How(key, depth, device)
    with _one_thread(how):
        training_set, learned = yield from _learn(task, how, parent, training_set)
    made = Provenance(task.options, key, sha256_of(task.examples))
    save(task.target, *new_version(made, parent, training_set, learned), new=True)
    forget_state(task.context.cache, key)
    return read_info(task.target)


def _learn(
    task: FineTuningTask, how: _How, parent: Checkpoint, training_set: TrainingSet
) -> Generator[Epoch | Notice, None, tuple[TrainingSet, list[Learned]]]:
    """Return the training set as it was used, and what each of the copies learned."""
    network = widened(parent.network, len(training_set.tags) - len(parent.card.tags))
    device, mels = how.device, None
    if how.depth == Depth.FULL:
        cache = (task.context.cache, how.key)
        training_set, mels = yield from load_audio(training_set, parent, device, cache)
    check_features(training_set, parent.card.feature_shape)
    root = Root(network, known_of(network, training_set, device), device)
    layers = layers_behind_features(root) if mels is None else all_layers(network, mels, device)
    return training_set, (yield from _learn_copies(task, how, root, layers))


def training_key(task: FineTuningTask) -> str:
    """Return a digest of everything that the result depends on.

    Whose answers they are plays no part: the same ones teach the same.
    """
    options = {name: value for name, value in asdict(task.options).items() if name != "library"}
    parts = [RECIPE, options, sha256_of(task.examples), sha256_of(task.parent)]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode("utf-8")).hexdigest()


def _depth(depth: str, network: Network) -> Depth:
    """Return the depth that is trained: without layers behind the features, only the output."""
    if depth != Depth.FULL and network.behind_features == OUTPUT_ONLY:
        return Depth.HEAD
    return Depth(depth)


def _check_options(options: TrainOptions) -> None:
    if options.depth not in list(Depth):
        raise TagStudioError(
            "training.unknown-depth",
            "There is no depth {depth!r}; use {depths}.",
            depth=options.depth,
            depths=", ".join(Depth),
        )
    check_model_name(options.name)


def _device(device: str, depth: str) -> tuple[torch.device, Notice | None]:
    """Return the device to train on, and what to say about it.

    Small steps on stored features are fastest on the processor.
    """
    if device == "auto" and depth != Depth.FULL:
        return torch.device("cpu"), None
    chosen, said = choose_device(device)
    return chosen, Notice(said)


def _learn_copies(
    task: FineTuningTask, how: _How, root: Root, layers: Layers
) -> Generator[Epoch | Notice, None, list[Learned]]:
    """Return what each of the copies learned; each of them by itself, the shipped one first.

    From audio there is that one alone: each shadow would need features of its own of the whole
    library, so a version of this depth cannot be judged by shadows.
    """
    schedule = FULL if how.depth == Depth.FULL else RECURRENT
    copies = COPIES[:1] if how.depth == Depth.FULL else COPIES
    in_all = schedule.epochs * len(copies)
    learned = []
    for number, copy in enumerate(copies):
        tracks = answered_tracks(copy, root.known.training_set)
        if how.depth == Depth.HEAD or (how.depth == Depth.AUTO and not pays(copy, tracks)):
            learned.append(learn_output_layer(root, copy))
            continue
        config = TrainingConfig(
            schedule.epochs,
            schedule.batch or int(np.clip(tracks // MIN_STEPS, *BATCHES)),
            schedule.rate,
            schedule.patience,
            number * schedule.epochs,
            in_all,
        )
        state = state_path(task.context.cache, how.key, copy.label)
        run = StageRun(config, task.options.seed, state)
        learned.append((yield from learn_layers(root, copy, layers, run)))
    if how.depth in {Depth.RECURRENT, Depth.FULL} and not learned[0].went_deeper:
        yield Notice(
            message(
                "training.no-evidence",
                "Only the output layer is trained: there are too few answers to tell whether more"
                " of the network should be. No tag has {yes} yes and {no} no among a fifth of the"
                " artists.",
                yes=MIN_YES,
                no=MIN_NO,
            )
        )
    return learned


def answered_tracks(copy: ModelCopy, training_set: TrainingSet) -> int:
    """Return the number of answered tracks that a copy may see."""
    return int(training_set.answered[copy.sees(training_set)].sum())


def pays(copy: ModelCopy, tracks: int) -> bool:
    """Tell whether a copy that sees so many answered tracks is trained by ADAM at depth `auto`."""
    return tracks <= MAX_TRACKS_FOR_AUTO * copy.share


@contextmanager
def _one_thread(how: _How) -> Iterator[None]:
    """Compute on one thread where steps are so small that threads would wait for each other."""
    threads = torch.get_num_threads()
    if how.device.type == "cpu" and how.depth != Depth.FULL:
        torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
