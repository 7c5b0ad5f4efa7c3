"""Tracks -> scores: on a processor a track per thread, on a GPU in batches."""

from collections.abc import Generator, Iterable
from contextlib import closing
from functools import partial
from math import prod

from tagstudio.plugin_api import Failure, Prediction, TrackRef
from tagstudio.plugin_kit.reader_threads import THREADS, steadily

from ..audio.loading import LoadingConfig, load_mels, readers
from .gpu_pipeline import predict_on_gpu
from .scorer import Results, Scorer, mean_prediction


def predict(
    scorer: Scorer, tracks: Iterable[TrackRef], windows: int = 1, threads: int = THREADS
) -> Generator[Results, None, None]:
    """Score `tracks`, loading them on `threads`; yield a list per batch, one result per track.

    See `mean_prediction` for a track of several windows. While one track takes long, what is there
    is yielded, or an empty list.
    """
    feature_bytes = 2 * prod(scorer.feature_shape)  # float16
    config = LoadingConfig(
        scorer.recipe, windows, 2 * scorer.batch, threads, feature_bytes=feature_bytes
    )
    if scorer.device.type == "cpu":
        return _predict_on_processor(scorer, tracks, config)
    return predict_on_gpu(scorer, tracks, config)


def _predict_on_processor(
    scorer: Scorer, tracks: Iterable[TrackRef], config: LoadingConfig
) -> Generator[Results, None, None]:
    """Take each track from file to scores in one thread: none waits for another, none is idle."""
    work = partial(_load_and_score, scorer, config)
    batch: Results = []
    ahead = max(config.ahead, config.threads)
    with closing(steadily(work, tracks, readers(config.threads, ahead), config.pulse)) as found:
        for results in found:
            batch += results
            if len(batch) >= scorer.batch or not results:  # none: a sign of life
                yield batch
                batch = []
    if batch:
        yield batch


def _load_and_score(scorer: Scorer, config: LoadingConfig, track: TrackRef) -> Prediction | Failure:
    loaded = load_mels(track, config)
    if isinstance(loaded, Failure):
        return loaded
    return mean_prediction(scorer, loaded, *scorer.one_by_one(loaded.mels))
