"""The data that travels between host and plugin."""

from dataclasses import dataclass
from pathlib import Path

from tagstudio.core.messages import Message, as_message
from tagstudio.core.settings import AUTO
from tagstudio.plugin_api.depths import DEFAULT_DEPTH


@dataclass(frozen=True)
class TrackRef:
    """A track to score.

    `id` is the host's and comes back with the result. `path` is a file-system path as Python
    spells it (`os.fsdecode`: bytes that are not UTF-8 stand as lone surrogates). `seconds` is the
    duration the file's header claims, or None; headers lie. `features` is the feature map of the
    track's centre window where the host has it: a tagger that is asked for more windows, of which
    the middle one is the centre, need not compute it again; empty for none.
    """

    id: int
    path: str
    seconds: float | None = None
    features: bytes = b""


@dataclass(frozen=True)
class TagInfo:
    """One output of a model.

    `group` is genre, mood, voice and instrument, or era (or the plugin's own word). `base_rate` is
    the share of positive clips in the data the model was trained on, in (0, 1). `threshold` is the
    score from which on the tag counts as suggested, in (0, 1]; None leaves the choice to the host.
    `reference` tells how the tag's scores are distributed over music of all kinds: pairs of a share
    of the tracks and the score that this share reaches, both in (0, 1]; () for unknown. A tag that
    is not `heard` is one whose scores tell nothing about the music. `vocabulary` names the set of
    tags that it is one of, such as last.fm; empty for none. `weights` has, for a tag of a joint
    model, the say of each of its members, in their order: shares of 1, 0 for a member that lacks
    the tag; () for any other tag.
    """

    name: str
    group: str
    base_rate: float
    threshold: float | None = None
    reference: tuple[tuple[float, float], ...] = ()
    heard: bool = True
    vocabulary: str = ""
    weights: tuple[float, ...] = ()


@dataclass(frozen=True)
class Member:
    """A model that a joint model is made of: its plugin, its name, and the digest of its file."""

    plugin: str
    name: str
    sha256: str


@dataclass(frozen=True)
class LearnedFrom:
    """The answers that a version was trained on.

    `library_id` is the id of their library, `path` where its file lay, `last_answer` the number of
    the newest entry in its journal at that time: all older ones count.
    """

    library_id: str
    path: str
    last_answer: int


@dataclass(frozen=True)
class DamagedModel:
    """A model file that cannot be used: its name, and the reason as a whole sentence."""

    name: str
    reason: Message


@dataclass(frozen=True)
class ModelInfo:
    """A model version that is installed and can predict.

    `sha256` is the digest of the model file and tells two versions of one name apart. `tags` are
    the outputs in column order. `feature_shape` is the shape of the features that each prediction
    carries for later training, () for none. Two models with the same `feature_digest` (not empty)
    compute the same features. `parent` names the version it was trained from. `parameters` is the
    number of trainable parameters, 0 for unknown. `library` tells whose answers it was trained on,
    None for a published model or an unknown library. `members` are the models that a joint model
    is made of, () for any other.
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
    library: "LearnedFrom | None" = None
    members: tuple[Member, ...] = ()


@dataclass(frozen=True)
class PredictOptions:
    """How to predict.

    `model` is the name of an installed model; `device` is auto, cpu, cuda or mps; `windows` the
    number of evenly spaced windows whose logits are averaged (1: the centre of the track). A track
    that is too short for two windows has one.
    """

    model: str
    device: str = AUTO
    windows: int = 1


@dataclass(frozen=True)
class Prediction:
    """The scores of one track.

    `scores` has one number in [0, 1] per tag of the model, in its order: the sigmoid of the mean of
    the windows' logits. `features` has the feature maps of the windows one after another, each the
    flat little-endian float16 array of the model's `feature_shape` (empty for none). `partial` is
    true when the file broke off or was damaged and the scores come from the readable part.
    `seconds` is the duration of the track as it was decoded, None where that is not known.
    `opinions` has, for each member of a joint model, its own scores in the order of its own tags.
    """

    track_id: int
    scores: tuple[float, ...]
    features: bytes = b""
    partial: bool = False
    seconds: float | None = None
    opinions: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True)
class WindowScores:
    """The scores of one window of a track, which begins at `start` and lasts for `seconds`.

    `scores` has one number in [0, 1] per tag of the model, in its order.
    """

    start: float
    seconds: float
    scores: tuple[float, ...]


@dataclass(frozen=True)
class Failure:
    """Why a track has no scores: a short `code` for machines, a `message` for people.

    A plain sentence is taken as a message without a key.
    """

    track_id: int
    code: str
    message: Message

    def __init__(self, track_id: int, code: str, message: Message | str) -> None:
        _set(self, track_id=track_id, code=code, message=as_message(message))


@dataclass(frozen=True)
class Notice:
    """A sentence for the user, such as the device that is used and why.

    A plain sentence is taken as a message without a key.
    """

    message: Message

    def __init__(self, message: Message | str) -> None:
        _set(self, message=as_message(message))

    @property
    def text(self) -> str:
        """The sentence in English."""
        return str(self.message)


@dataclass(frozen=True)
class TrainOptions:
    """How to make a new version called `name` of the installed model `parent`.

    `depth` is one of `depths.Depth`. The same `seed` on the same machine gives the same version; at
    depth head there is nothing random. `library` tells whose answers they are; a version keeps it.
    """

    parent: str
    name: str
    depth: str = DEFAULT_DEPTH.value
    device: str = AUTO
    seed: int = 0
    library: LearnedFrom | None = None


@dataclass(frozen=True)
class NewModelOptions:
    """How to train a network from random weights on a `Clips` file.

    `name` is the new model's; `network` and `size` ("0.1M" ... "3M" parameters) are words of the
    plugin's own. `store` is the folder for the decoded clips, so that each is decoded only once;
    it may be there already, whole or in part. `augment` names the augmentations that are switched
    on. `teacher` is an installed model for knowledge distillation: its scores are soft targets,
    beside a clip's answers or alone where it has none ("": no teacher). `windows` is the number of
    windows in an epoch (0: one of each clip). `pool_first` pools before the batch norms in
    training: faster, but not as in the paper. The same `seed` on the same machine gives the same
    model.
    """

    name: str
    network: str
    size: str
    store: Path
    device: str = AUTO
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
    """The number of clips that were scored, and the network's run time for them in seconds."""

    clips: int
    seconds: float


@dataclass(frozen=True)
class Epoch:
    """One epoch of training: its number from 1, the largest number of epochs, and its figures.

    `loss` is the training loss; `validation_loss` and `validation_auc` (macro ROC-AUC over the tags
    that have both answers, None where no tag has) are measured on the validation set. `seconds` is
    the training time without the validation; `windows` is the number of windows trained on, 0 for
    unknown.
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
    """The result of one check: its name, whether it passed, and the figures for people.

    A plain sentence is taken as a message without a key.
    """

    name: str
    passed: bool
    detail: Message

    def __init__(self, name: str, passed: bool, detail: Message | str) -> None:
        _set(self, name=name, passed=passed, detail=as_message(detail))


def _set(made: object, **values: object) -> None:
    """Set the fields of a frozen dataclass that has an `__init__` of its own."""
    for name, value in values.items():
        object.__setattr__(made, name, value)
