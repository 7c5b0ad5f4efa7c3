"""Tracks -> scores: the network in batches, on whichever device there is."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from copy import deepcopy

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from tagstudio.core.errors import TagStudioError
from tagstudio.plugin_api import Failure, Prediction, TrackRef

from .checkpoint import Checkpoint
from .hearing import THREADS, Heard, Listening, hear_all, not_finite
from .networks import Block, Network

Array = NDArray[np.float32]

BATCH_WINDOWS = {"cpu": 8, "mps": 16, "cuda": 32}  # halved by whoever runs out of memory
OUT_OF_MEMORY = ("out of memory", "allocate memory", "not enough memory")  # CUDA and MPS; CPU
MAX_FLOAT16 = 65504.0


class Scorer:
    """A model on a device. `batch` is the number of windows it takes at a time; it only shrinks.

    `hurried`: use half precision also on a processor that is quicker at it, at 0.01 at most.
    """

    def __init__(self, checkpoint: Checkpoint, device: torch.device, hurried: bool = False) -> None:
        self.recipe = checkpoint.card.recipe
        self.device = device
        self.batch = BATCH_WINDOWS[device.type]
        brief = hurried and has_bfloat16(device)
        self.half = device.type == "cuda" or brief
        self._half_type = torch.bfloat16 if brief else torch.float16
        self._network = folded(checkpoint.network).to(device)
        if device.type != "mps":  # the convolutions take 0.5 of the time on a processor
            self._network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def __call__(self, mels: Tensor) -> tuple[Array, Array]:
        """Score windows: (n, 96, 1366) -> scores (n, tags) and features (n, *feature_shape).

        Out of memory halves the batch and goes on; raises TagStudioError when one is too many.
        """
        scored: list[tuple[Tensor, Tensor]] = []
        start = 0
        while start < len(mels):
            chunk = mels[start : start + self.batch]
            try:
                scored.append(self._score(chunk))
            except RuntimeError as error:
                self._shrink(error)
            else:
                start += len(chunk)
        scores, features = zip(*scored, strict=True)
        return torch.cat(scores).numpy(), torch.cat(features).numpy()

    @torch.inference_mode()
    def _score(self, mels: Tensor) -> tuple[Tensor, Tensor]:
        mels = mels.to(self.device)
        features = self._features(mels, self.half)
        if self.half and not features.isfinite().all():  # beyond the range of half precision
            features = self._features(mels, half=False)
        return self._network.head(features).sigmoid().cpu(), features.cpu()

    def _features(self, mels: Tensor, half: bool) -> Tensor:
        with torch.autocast(self.device.type, self._half_type, enabled=half):
            return self._network.features(mels).float()

    def _shrink(self, error: RuntimeError) -> None:
        """Halve the batch if `error` is a lack of memory that this may mend; else raise."""
        if not any(words in str(error) for words in OUT_OF_MEMORY):
            raise error
        if self.batch == 1:
            raise TagStudioError(
                "There is not enough memory to listen to a single window. Close other programs,"
                " or choose the device cpu."
            ) from error
        self.batch //= 2
        if self.device.type == "cuda":
            torch.cuda.empty_cache()


def has_bfloat16(device: torch.device) -> bool:
    """Tell whether the processor multiplies in bfloat16 itself; imitated, it takes 4 times longer.

    Older versions of torch do not say; then it counts as one that does not.
    """
    known = getattr(torch.cpu, "_is_avx512_bf16_supported", None)
    return device.type == "cpu" and known is not None and bool(known())


def folded(network: Network) -> Network:
    """Return a copy for prediction, each batch norm multiplied into the convolution before it."""
    network = deepcopy(network).eval()
    for block in network.modules():
        if isinstance(block, Block) and isinstance(block.norm, nn.BatchNorm2d):
            block.conv = fuse_conv_bn_eval(block.conv, block.norm)
            block.norm = nn.Identity()
    return network


def predict(
    scorer: Scorer, tracks: Iterable[TrackRef], windows: int = 1, threads: int = THREADS
) -> Generator[Sequence[Prediction | Failure], None, None]:
    """Listen to `tracks`; yield a list per network batch, in all one result per track.

    The scores of a track's windows are averaged, and so are the features. `threads` decode.
    """
    listening = Listening(scorer.recipe, windows, 2 * scorer.batch, threads)
    with closing(hear_all(tracks, listening)) as heard:
        for group in _groups(heard, scorer):
            yield _results(scorer, group)


def _groups(heard: Iterable[Heard | Failure], scorer: Scorer) -> Iterator[list[Heard | Failure]]:
    """Gather what fills a batch of windows; a failure counts as one."""
    group: list[Heard | Failure] = []
    held = 0
    for one in heard:
        group.append(one)
        held += len(one.mels) if isinstance(one, Heard) else 1
        if held >= scorer.batch:
            yield group
            group, held = [], 0
    if group:
        yield group


def _results(scorer: Scorer, group: list[Heard | Failure]) -> list[Prediction | Failure]:
    results: list[Prediction | Failure] = [one for one in group if isinstance(one, Failure)]
    heard = [one for one in group if isinstance(one, Heard)]
    if not heard:
        return results
    scores, features = scorer(torch.cat([one.mels for one in heard]))
    ends = np.cumsum([len(one.mels) for one in heard])[:-1]
    split = zip(heard, np.split(scores, ends), np.split(features, ends), strict=True)
    return results + [_result(*of_track) for of_track in split]


def _result(heard: Heard, scores: Array, features: Array) -> Prediction | Failure:
    """Average one track's windows: scores (windows, tags), features (windows, *feature_shape)."""
    mean_scores, mean_features = scores.mean(axis=0), features.mean(axis=0)
    if not (np.isfinite(mean_scores).all() and np.isfinite(mean_features).all()):
        return not_finite(heard.track, "gets no finite scores from this model. Try another model.")
    stored = mean_features.clip(-MAX_FLOAT16, MAX_FLOAT16).astype("<f2")
    return Prediction(heard.track.id, tuple(mean_scores.tolist()), stored.tobytes(), heard.partial)
