"""A model on a device: windows -> scores and features, in batches that fit its memory."""

from collections.abc import Iterable, Iterator
from contextlib import closing

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tagstudio.audio.files.regular_file import shown
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import message
from tagstudio.plugin_api import Failure, Prediction

from ..audio.loading import THREADS, MelInput, in_threads
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
        self.device = device
        self.is_batch_given = batch > 0
        self.batch = batch or BATCH_WINDOWS[device.type]
        if device.type == "cpu":
            self.runtime = for_processor(checkpoint.network, self.recipe, options)
        else:
            self.runtime = for_gpu(checkpoint.network, self.recipe, device, options.precision)
        self.runtime_message = self.runtime.message

    def __call__(self, mels: Tensor) -> tuple[Array, Array]:
        """Score windows: (n, 96, 1366) -> scores (n, tags) and features (n, *feature_shape).

        Raises TagStudioError when there is no memory for a single one.
        """
        if self.device.type != "cpu":
            return self.in_batches(mels)
        with closing(
            in_threads(self.in_batches, _one_each(mels), THREADS, len(mels) + 1)
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
                scores, features = self.score(chunk.to(self.device))
                scored.append((scores.cpu().numpy(), features.cpu().numpy()))
            except RuntimeError as error:
                self.shrink(error)
            else:
                start += len(chunk)
        return _joined(scored)

    @torch.inference_mode()
    def score(self, mels: Tensor) -> tuple[Tensor, Tensor]:
        """Score windows that are on the device, all at once; the results stay there."""
        features = self.runtime.features(mels)
        if self.runtime.half and not features.isfinite().all():  # beyond half precision's range
            features = self.runtime.features(mels, exact=True)
        return self.runtime.scores(features), features

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
    scores, features = zip(*scored, strict=True)
    return np.concatenate(scores), np.concatenate(features)


def mean_prediction(loaded: MelInput, scores: Array, features: Array) -> Prediction | Failure:
    """Average one track's windows: scores (windows, tags), features (windows, *feature_shape)."""
    mean_scores, mean_features = scores.mean(axis=0), features.mean(axis=0)
    track = loaded.track
    if not (np.isfinite(mean_scores).all() and np.isfinite(mean_features).all()):
        reason = message(
            "crnn.no-finite-scores",
            "{path} gets no finite scores from this model. Try another model.",
            path=shown(track.path),
        )
        return Failure(track.id, "not_finite", reason)
    stored = mean_features.clip(-MAX_FLOAT16, MAX_FLOAT16).astype("<f2")
    mean = tuple(mean_scores.tolist())
    return Prediction(track.id, mean, stored.tobytes(), loaded.partial, loaded.seconds)
