"""A model on a device: windows -> logits and features, in batches that fit its memory."""

from collections.abc import Iterable, Iterator
from contextlib import closing

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tagstudio.core.errors import TagStudioError
from tagstudio.plugin_api import Failure, Prediction
from tagstudio.plugin_kit.reader_threads import THREADS, in_threads
from tagstudio.plugin_kit.track_windows import no_finite_scores

from ..audio.loading import MelInput, readers
from ..model.checkpoint import Checkpoint
from ..model.tensors import MAX_FLOAT16, is_out_of_memory
from .runtime import FASTEST, RuntimeOptions, for_gpu, for_processor

Array = NDArray[np.float32]
Results = list[Prediction | Failure]

BATCH_WINDOWS = {"cpu": 8, "mps": 16, "cuda": 32}  # halved when memory runs out


class Scorer:
    """A model on a device. `batch` is the number of windows that are scored at a time.

    A processor scores each of them on a thread of its own, which suits its caches better than one
    network on all threads. `runtime_message` tells the user which library runs the network.
    """

    def __init__(
        self,
        checkpoint: Checkpoint,
        device: torch.device,
        options: RuntimeOptions = FASTEST,
        batch: int = 0,
    ) -> None:
        """Take `batch` windows at a time, 0: as many as suit the device."""
        self.recipe = checkpoint.card.recipe
        self.feature_shape = checkpoint.card.feature_shape
        self.device = device
        self.is_batch_given = batch > 0
        self.batch = batch or BATCH_WINDOWS[device.type]
        if device.type == "cpu":
            self.runtime = for_processor(checkpoint.network, self.recipe, options)
        else:
            self.runtime = for_gpu(checkpoint.network, self.recipe, device, options.precision)
        self.runtime_message = self.runtime.message

    def __call__(self, mels: Tensor) -> tuple[Array, Array]:
        """Score windows: (n, 96, 1366) -> logits (n, tags) and features (n, *feature_shape).

        Raises TagStudioError when there is no memory for a single one.
        """
        if self.device.type != "cpu":
            return self.in_batches(mels)
        with closing(
            in_threads(self.in_batches, _one_each(mels), readers(THREADS, len(mels) + 1))
        ) as scored:
            return _joined(scored)

    def one_by_one(self, mels: Tensor) -> tuple[Array, Array]:
        """Score windows in the calling thread, as `__call__` does in several."""
        return _joined(map(self.in_batches, _one_each(mels)))

    def in_batches(self, mels: Tensor) -> tuple[Array, Array]:
        """Score windows `batch` at a time; out of memory halves the batch and tries again."""
        scored: list[tuple[Array, Array]] = []
        start = 0
        while start < len(mels):
            chunk = mels[start : start + self.batch]
            try:
                logits, features = self.score(chunk.to(self.device))
                scored.append((logits.cpu().numpy(), features.cpu().numpy()))
            except RuntimeError as error:
                self.shrink(error)
            else:
                start += len(chunk)
        return _joined(scored)

    @torch.inference_mode()
    def logits(self, features: Array) -> Array:
        """Map features that are known, (n, *feature_shape), to logits, (n, tags)."""
        found: Array = self.runtime.logits(torch.from_numpy(features).to(self.device)).cpu().numpy()
        return found

    @torch.inference_mode()
    def score(self, mels: Tensor) -> tuple[Tensor, Tensor]:
        """Score windows that are on the device, all at once; the results stay there."""
        features = self.features(mels)
        return self.runtime.logits(features), features

    @torch.inference_mode()
    def features(self, mels: Tensor) -> Tensor:
        """Return the feature maps of windows that are on the device, all at once."""
        features = self.runtime.features(mels)
        if self.runtime.half and not features.isfinite().all():  # beyond half precision's range
            features = self.runtime.features(mels, exact=True)
        return features

    def shrink(self, error: RuntimeError) -> None:
        """Halve the batch if `error` is a lack of memory that this may cure; else raise."""
        if not is_out_of_memory(error):
            raise error
        if self.batch == 1:
            raise TagStudioError(
                "crnn.no-memory-for-a-window",
                "There is not enough memory to score a single window. Close other programs, or"
                " choose the device cpu.",
            ) from error
        self.batch //= 2
        if self.device.type == "cuda":
            torch.cuda.empty_cache()


def _one_each(mels: Tensor) -> Iterator[Tensor]:
    """Yield each window as a batch of one."""
    return (mels[i : i + 1] for i in range(len(mels)))


def _joined(scored: Iterable[tuple[Array, Array]]) -> tuple[Array, Array]:
    logits, features = zip(*scored, strict=True)
    return np.concatenate(logits), np.concatenate(features)


def sigmoid(logits: Array) -> Array:
    """Return the scores of logits, in [0, 1]."""
    scores: Array = torch.from_numpy(logits).sigmoid().numpy()
    return scores


def mean_prediction(
    scorer: Scorer, loaded: MelInput, logits: Array, features: Array
) -> Prediction | Failure:
    """Score one track by its windows: logits (windows, tags), features (windows, *feature_shape).

    A score is the sigmoid of the mean of the windows' logits.
    """
    if loaded.centre_is_known:
        known = np.frombuffer(loaded.track.features, "<f2").astype(np.float32)
        known = known.reshape(1, *scorer.feature_shape)
        logits = _around(scorer.logits(known), logits)
        features = _around(known, features)
    mean_scores = sigmoid(logits.mean(axis=0))
    track = loaded.track
    if not (np.isfinite(logits).all() and np.isfinite(features).all()):
        return no_finite_scores(track)
    stored = features.clip(-MAX_FLOAT16, MAX_FLOAT16).astype("<f2")
    scores = tuple(mean_scores.tolist())
    return Prediction(track.id, scores, stored.tobytes(), loaded.partial, loaded.seconds)


def _around(centre: Array, others: Array) -> Array:
    """Return the rows of an even number of windows with that of the centre amid them."""
    half = len(others) // 2
    return np.concatenate([others[:half], centre, others[half:]])
