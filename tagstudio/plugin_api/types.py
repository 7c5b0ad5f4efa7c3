"""The data that travels between host and plugin."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class TrackRef:
    """A track to listen to.

    `id` is the host's and comes back with the result. `path` is a file-system path as Python
    spells it (`os.fsdecode`: bytes that are not UTF-8 stand as lone surrogates). `seconds` is the
    duration the file's header claims, or None; headers lie.
    """

    id: int
    path: str
    seconds: float | None = None


@dataclass(frozen=True)
class TagInfo:
    """One output of a model.

    `group` is genre, mood, voice and instrument, or era (or the plugin's own word). `base_rate` is
    the share of positive clips in the data the model was trained on, in (0, 1). `threshold` is the
    score from which on the tag counts as suggested, in (0, 1]; None leaves the choice to the host.
    """

    name: str
    group: str
    base_rate: float
    threshold: float | None = None


@dataclass(frozen=True)
class ModelInfo:
    """A model version that is installed and can predict.

    `sha256` is the digest of the model file and tells two versions of one name apart. `tags` are
    the outputs in column order. `feature_shape` is the shape of the features that each prediction
    carries for later training, () for none. `parent` names the version it was trained from.
    `parameters` is how many numbers training may change, 0 where the plugin does not say.
    """

    name: str
    sha256: str
    tags: tuple[TagInfo, ...]
    title: str = ""
    source: str = ""
    licence: str = ""
    parent: str | None = None
    feature_shape: tuple[int, ...] = ()
    feature_digest: str = ""
    parameters: int = 0


@dataclass(frozen=True)
class PredictOptions:
    """How to listen.

    `model` is the name of an installed model; `device` is auto, cpu, cuda or mps; `windows` the
    number of evenly spaced windows whose scores are averaged (1: the centre of the track).
    """

    model: str
    device: str = "auto"
    windows: int = 1


@dataclass(frozen=True)
class Prediction:
    """What a model says of one track.

    `scores` has one number in [0, 1] per tag of the model, in its order. `features` is the flat
    little-endian float16 array of the model's `feature_shape` (empty for none). `partial` tells
    that the file broke off or was damaged and the scores come from what could be read.
    """

    track_id: int
    scores: tuple[float, ...]
    features: bytes = b""
    partial: bool = False


@dataclass(frozen=True)
class WindowScores:
    """What a model says of a part of a track that begins at `start` and lasts for `seconds`.

    `scores` has one number in [0, 1] per tag of the model, in its order.
    """

    start: float
    seconds: float
    scores: tuple[float, ...]


@dataclass(frozen=True)
class Failure:
    """Why a track could not be listened to: a short code for machines, a sentence for people."""

    track_id: int
    code: str
    message: str


@dataclass(frozen=True)
class Notice:
    """A sentence for the user, such as which device is used and why."""

    text: str


@dataclass(frozen=True)
class TrainOptions:
    """How to make a new version called `name` of the installed model `parent`.

    `depth` says what may change: "head" (the output layer), "recurrent" (what comes behind the
    features), "full" (everything, from audio). The same `seed` on the same machine gives the same
    version.
    """

    parent: str
    name: str
    depth: str = "recurrent"
    device: str = "auto"
    seed: int = 0


@dataclass(frozen=True)
class NewModelOptions:
    """How to train a network from random weights on a `Clips` file.

    `name` is the new model's; `network` and `size` ("0.1M" ... "3M" parameters) are words of the
    plugin's own. `store` is the folder in which the plugin keeps what it hears of the clips, so
    that it decodes each only once; it may be there already, whole or in part. `augment` names the
    augmentations that are switched on. `teacher` is an installed model whose scores are soft
    targets, beside a clip's answers or alone where it has none ("": no teacher). `windows` is how
    many make an epoch (0: one of each clip). `pool_first` trades likeness to the paper for speed:
    batch norms in training see pooled maps. The same `seed` on the same machine gives the same
    model.
    """

    name: str
    network: str
    size: str
    store: Path
    device: str = "auto"
    seed: int = 0
    epochs: int = 30
    batch: int = 16
    learning_rate: float = 1e-3
    augment: tuple[str, ...] = ()
    teacher: str = ""
    windows: int = 0
    pool_first: bool = False


@dataclass(frozen=True)
class ScoredClips:
    """How many clips were scored, and the seconds the network took for them."""

    clips: int
    seconds: float


@dataclass(frozen=True)
class Epoch:
    """One epoch of training: its number from 1, of how many at most, and how it went.

    `loss` is the training loss; `validation_loss` and `validation_auc` (macro ROC-AUC over the tags
    that have both answers, None where no tag has) are measured on the calibrate side. `seconds` is
    what learning took, without measuring; `windows` is how many windows were learned from, 0 where
    the plugin does not say.
    """

    number: int
    epochs: int
    loss: float
    validation_loss: float | None
    validation_auc: float | None
    seconds: float = 0.0
    windows: int = 0


@dataclass(frozen=True)
class Check:
    """One thing that was verified: what, whether it holds, and the figures."""

    name: str
    passed: bool
    detail: str
