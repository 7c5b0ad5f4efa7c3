"""Plugins of API 1 under API 3: old names and old signatures, removed when API 1 is dropped.

They suggest as before. Since API 3 the files of examples are others, so such a plugin neither
learns nor scores from stored features.

Only the child process of a plugin whose manifest says `api = 1` calls `install`, before it imports
the plugin. Nothing of it is visible to newer plugins, nor in the host's process: the channel
carries types of API 3 alone, because `messages.to_json` writes an object as the name of its class
and its fields, and each class below has those of the class that it stands in for.
"""

import sys
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from tagstudio import plugin_api
from tagstudio.core.messages import plain
from tagstudio.core.progress import Job
from tagstudio.plugin_api import archive, clips, examples, precision_threshold, tagger, types

_AUDIO = {
    "chunks": "containers.chunks",
    "content_hash": "containers.content_hash",
    "decode": "decoding.windows",
    "facts": "metadata.facts",
    "file_tags": "metadata.file_tags",
    "file_tags.fields": "metadata.file_tags.fields",
    "file_tags.files": "metadata.file_tags.files",
    "file_tags.id3": "metadata.tag_blocks.id3v2_tag",
    "file_tags.keyed": "metadata.file_tags.keyed",
    "file_tags.writing": "metadata.file_tags.writing",
    "formats": "files.formats",
    "id3v2": "containers.id3v2",
    "payload": "containers.audio_spans",
    "peaks": "decoding.waveform",
    "plausible": "decoding.duration_check",
    "regular_file": "files.regular_file",
    "safe_change": "files.safe_change",
    "sources": "decoding.sources",
    "spliced_file": "containers.spliced_file",
    "stream": "decoding.stream",
    "walk": "files.walk",
    "without_pictures": "containers.skip_artwork",
}
MODULES = {
    **{f"tagstudio.audio.{old}": f"tagstudio.audio.{new}" for old, new in _AUDIO.items()},
    "tagstudio.plugin_api.promise": "tagstudio.plugin_api.precision_threshold",
}
NAMES = {  # of these modules: old name -> new name
    "tagstudio.audio.payload": {"Payload": "AudioSpans", "audio_payload": "find_audio_spans"},
    "tagstudio.audio.peaks": {
        "Peaks": "Waveform",
        "make_peaks": "make_waveform",
        "read_peaks": "read_waveform",
    },
    "tagstudio.audio.walk": {"Skipped": "SkippedFile"},
}

T = TypeVar("T")

_OPERATIONS = {name for name in vars(tagger.Tagger) if not name.startswith("_")}


_load_archive = archive.load_archive
_NOT_GIVEN: Any = object()  # stands for an argument that may be given as None


class TagInfo(types.TagInfo):
    """A TagInfo whose threshold is called `line`."""

    def __init__(  # noqa: PLR0913, PLR0917 - the fields of a tag
        self,
        name: str,
        group: str,
        base_rate: float,
        line: float | None = _NOT_GIVEN,
        threshold: float | None = None,  # given by `dataclasses.replace`, as are those below
        reference: tuple[tuple[float, float], ...] = (),
        heard: bool = True,
        vocabulary: str = "",
        weights: tuple[float, ...] = (),
    ) -> None:
        chosen = threshold if line is _NOT_GIVEN else line
        super().__init__(name, group, base_rate, chosen, reference, heard, vocabulary, weights)

    @property
    def line(self) -> float | None:
        """The threshold."""
        return self.threshold


class Epoch(types.Epoch):
    """An Epoch whose validation figures are called `calibrate_loss` and `calibrate_auc`."""

    def __init__(  # noqa: PLR0913, PLR0917 - the fields of an epoch
        self,
        number: int,
        epochs: int,
        loss: float,
        calibrate_loss: float | None = _NOT_GIVEN,
        calibrate_auc: float | None = _NOT_GIVEN,
        seconds: float = 0.0,
        windows: int = 0,
        validation_loss: float | None = None,  # given by `dataclasses.replace`
        validation_auc: float | None = None,
    ) -> None:
        super().__init__(
            number,
            epochs,
            loss,
            validation_loss if calibrate_loss is _NOT_GIVEN else calibrate_loss,
            validation_auc if calibrate_auc is _NOT_GIVEN else calibrate_auc,
            seconds,
            windows,
        )

    @property
    def calibrate_loss(self) -> float | None:
        """The validation loss."""
        return self.validation_loss

    @property
    def calibrate_auc(self) -> float | None:
        """The macro ROC-AUC on the validation set."""
        return self.validation_auc


class Notice(types.Notice):
    """A Notice that is made of its `text`."""

    __match_args__ = ("text",)

    def __init__(self, text: str) -> None:
        super().__init__(text)


@dataclass(frozen=True)
class Failure:
    """A Failure whose message is a text; the host makes a message of it."""

    track_id: int
    code: str
    message: str


@dataclass(frozen=True)
class Check:
    """A Check whose detail is a text; the host makes a message of it."""

    name: str
    passed: bool
    detail: str


class Clips(clips.Clips):
    """Clips whose splits are called `sides`."""

    def __init__(self, *values: Any, **named: Any) -> None:
        super().__init__(*values, **_with_splits(named))

    @property
    def sides(self) -> NDArray[np.uint8]:
        """The splits."""
        return self.splits


class Tagger(tagger.Tagger):
    """The base class of API 1: `listen_along` is what `predict_windows` has become."""

    def listen_along(
        self, track: types.TrackRef, options: types.PredictOptions
    ) -> Generator[Sequence[Any], None, None]:
        """Score sliding windows over a whole track."""
        return super().predict_windows(track, options)

    def score_clips(  # noqa: PLR0913, PLR0917 - the signature of API 1
        self, clips: Path, side: int, model: str, store: Path, device: str, scores: Path
    ) -> Job[types.ScoredClips]:
        """Score the clips of one split."""
        return super().score_clips(clips, side, model, store, device, scores)


class _Adapter(tagger.Tagger):
    """A tagger of API 1, called as one of API 3."""

    def __init__(self, plugin: Tagger) -> None:
        self._plugin = plugin
        for name in _OPERATIONS - vars(_Adapter).keys():
            setattr(self, name, getattr(plugin, name))

    def predict_windows(
        self, track: types.TrackRef, options: types.PredictOptions
    ) -> Generator[Sequence[Any], None, None]:
        return self._plugin.listen_along(track, options)

    def score_clips(  # noqa: PLR0913, PLR0917 - the signature of API 2
        self, clips: Path, split: int, model: str, store: Path, device: str, scores: Path
    ) -> Job[types.ScoredClips]:
        return self._plugin.score_clips(
            clips=clips, side=split, model=model, store=store, device=device, scores=scores
        )


class _OldModules(MetaPathFinder, Loader):
    """Finds a module of API 1 at its new place; both names give the same module object."""

    def __init__(self) -> None:
        self._specs: dict[str, ModuleSpec | None] = {}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return ModuleSpec(fullname, self) if fullname in MODULES else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module = import_module(MODULES[spec.name])
        for old, new in NAMES.get(spec.name, {}).items():
            setattr(module, old, getattr(module, new))
        self._specs[spec.name] = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        # The import system has just given the module the spec of its old name, and would run it a
        # second time were it looked for by that: the module keeps the spec of its own name.
        spec = module.__spec__
        module.__spec__ = self._specs[spec.name] if spec is not None else None


def install() -> None:
    """Make the names and modules of API 1 importable in this process."""
    sys.meta_path.insert(0, _OldModules())
    for module in (plugin_api, types):
        _add(module, TagInfo=TagInfo, Epoch=Epoch, Notice=Notice, Failure=Failure, Check=Check)
        _add(module, Passage=types.WindowScores)
    _add(plugin_api, Tagger=Tagger)
    _add(tagger, Tagger=Tagger)
    _add(archive, load_archive=load_archive)
    _add(examples, TRAIN=0, CALIBRATE=1, REPLAY=2)
    _add(clips, Clips=Clips, LEARN=0, VALIDATE=1, TEST=2)
    _add(
        precision_threshold,
        PROMISE=precision_threshold.TARGET_PRECISION,
        LEAST_YES=precision_threshold.MIN_POSITIVES,
        LEAST_NO=precision_threshold.MIN_NEGATIVES,
        promised_line=promised_line,
    )


def adapted(plugin: tagger.Tagger) -> tagger.Tagger:
    """Return a tagger of API 1 as one of API 3."""
    return _Adapter(plugin) if isinstance(plugin, Tagger) else plugin


def promised_line(
    answers: NDArray[np.int8],
    scores: NDArray[np.floating],
    promise: float = precision_threshold.TARGET_PRECISION,
) -> float | None:
    """Return the threshold at a target precision."""
    return precision_threshold.threshold_at_precision(answers, scores, promise)


def load_archive(path: Path, kind: Callable[..., T], texts: Sequence[str], what: str) -> T:
    """Make a `kind` of the texts and arrays in `path`; `what` names the kind."""
    return _load_archive(path, kind, texts, plain(what))


def _with_splits(named: dict[str, Any]) -> dict[str, Any]:
    return {{"sides": "splits"}.get(name, name): value for name, value in named.items()}


def _add(module: ModuleType, **names: object) -> None:
    for name, value in names.items():
        setattr(module, name, value)
