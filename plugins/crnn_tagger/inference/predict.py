"""Tracks -> scores: on a processor a track per thread, on a graphics card in batches."""

from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tagstudio.core.errors import TagStudioError
from tagstudio.plugin_api import Failure, Prediction, TrackRef

from ..audio.loading import THREADS, LoadingConfig, MelInput, in_threads, load_mels, not_finite
from ..model.checkpoint import Checkpoint
from .runtime import FASTEST, Wish, for_card, for_processor

Array = NDArray[np.float32]
Results = list[Prediction | Failure]

BATCH_WINDOWS = {"cpu": 8, "mps": 16, "cuda": 32}  # halved by whoever runs out of memory
OUT_OF_MEMORY = ("out of memory", "allocate memory", "not enough memory")  # CUDA and MPS; CPU
MAX_FLOAT16 = 65504.0


class Scorer:
    """A model on a device. `batch` is the number of windows that are scored at a time.

    A processor scores each of them on a thread of its own, which suits its caches better than one
    network on all threads. `how` tells the user what runs the network.
    """

    def __init__(
        self, checkpoint: Checkpoint, device: torch.device, wish: Wish = FASTEST, batch: int = 0
    ) -> None:
        """Take `batch` windows at a time, 0: as many as suit the device."""
        self.recipe = checkpoint.card.recipe
        self.device = device
        self.is_batch_given = batch > 0
        self.batch = batch or BATCH_WINDOWS[device.type]
        if device.type == "cpu":
            self.runtime = for_processor(checkpoint.network, self.recipe, wish)
        else:
            self.runtime = for_card(checkpoint.network, self.recipe, device, wish.precision)
        self.how = self.runtime.how

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
        """Score windows `batch` at a time; out of memory halves it and goes on."""
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
        """Score windows that lie on the device, all at once; the results stay there."""
        features = self.runtime.features(mels)
        if self.runtime.half and not features.isfinite().all():  # beyond half precision's range
            features = self.runtime.features(mels, exact=True)
        return self.runtime.scores(features), features

    def shrink(self, error: RuntimeError) -> None:
        """Halve the batch if `error` is a lack of memory that this may mend; else raise."""
        if not is_out_of_memory(error):
            raise error
        if self.batch == 1:
            raise TagStudioError(
                "There is not enough memory to listen to a single window. Close other programs,"
                " or choose the device cpu."
            ) from error
        self.batch //= 2
        if self.device.type == "cuda":
            torch.cuda.empty_cache()


def is_out_of_memory(error: Exception) -> bool:
    """Tell whether torch or OpenVINO asked for more memory than there is."""
    return any(words in str(error) for words in OUT_OF_MEMORY)


def _one_each(mels: Tensor) -> Iterator[Tensor]:
    """Yield each window as a batch of one."""
    return (mels[i : i + 1] for i in range(len(mels)))


def _joined(scored: Iterable[tuple[Array, Array]]) -> tuple[Array, Array]:
    scores, features = zip(*scored, strict=True)
    return np.concatenate(scores), np.concatenate(features)


def predict(
    scorer: Scorer, tracks: Iterable[TrackRef], windows: int = 1, threads: int = THREADS
) -> Generator[Results, None, None]:
    """Listen to `tracks` on so many threads; yield a list per batch, in all one result per track.

    The scores of a track's windows are averaged, and so are the features.
    """
    listening = LoadingConfig(scorer.recipe, windows, 2 * scorer.batch, threads)
    if scorer.device.type == "cpu":
        return _on_processor(scorer, tracks, listening)
    from .gpu_pipeline import predict_on_card

    return predict_on_card(scorer, tracks, listening)


def _on_processor(
    scorer: Scorer, tracks: Iterable[TrackRef], listening: LoadingConfig
) -> Generator[Results, None, None]:
    """Take each track from file to scores in one thread: none waits for another, none is idle."""
    work = partial(_hear_and_score, scorer, listening)
    group: Results = []
    ahead = max(listening.ahead, listening.threads)
    with closing(in_threads(work, tracks, listening.threads, ahead)) as results:
        for result in results:
            group.append(result)
            if len(group) >= scorer.batch:
                yield group
                group = []
    if group:
        yield group


def _hear_and_score(
    scorer: Scorer, listening: LoadingConfig, track: TrackRef
) -> Prediction | Failure:
    heard = load_mels(track, listening)
    return heard if isinstance(heard, Failure) else result(heard, *scorer.one_by_one(heard.mels))


def result(heard: MelInput, scores: Array, features: Array) -> Prediction | Failure:
    """Average one track's windows: scores (windows, tags), features (windows, *feature_shape)."""
    mean_scores, mean_features = scores.mean(axis=0), features.mean(axis=0)
    if not (np.isfinite(mean_scores).all() and np.isfinite(mean_features).all()):
        return not_finite(heard.track, "gets no finite scores from this model. Try another model.")
    stored = mean_features.clip(-MAX_FLOAT16, MAX_FLOAT16).astype("<f2")
    return Prediction(heard.track.id, tuple(mean_scores.tolist()), stored.tobytes(), heard.partial)
