"""The GPU pipeline, on the processor: all of it but CUDA's streams."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from crnn_tagger.audio.loading import LoadingConfig
from crnn_tagger.inference import gpu_pipeline
from crnn_tagger.inference.gpu_pipeline import fastest_batch, predict_on_gpu
from crnn_tagger.inference.predict import predict
from crnn_tagger.inference.runtime import Runtime, RuntimeOptions, with_folded_norms
from crnn_tagger.inference.scorer import Scorer
from crnn_tagger.model.checkpoint import load

from tagstudio.core.messages import plain
from tagstudio.plugin_api import Failure, Prediction, TrackRef
from tagstudio.plugin_kit.reader_threads import THREAD_NAME

CPU = torch.device("cpu")
EXACT = RuntimeOptions("torch", "single")
MakeSound = Callable[..., str]


@pytest.fixture
def scorer(model: Path) -> Scorer:
    return Scorer(load(model), CPU, EXACT, batch=3)


@pytest.fixture
def tracks(sound: MakeSound, tmp_path: Path) -> list[TrackRef]:
    good = [sound(f"{pitch}.wav", seconds=2, pitch=pitch) for pitch in range(200, 1000, 100)]
    (tmp_path / "empty.wav").touch()
    paths = [*good[:2], str(tmp_path / "empty.wav"), *good[2:]]
    return [TrackRef(number, path) for number, path in enumerate(paths)]


def on_gpu(scorer: Scorer, tracks: list[TrackRef]) -> dict[int, Prediction | Failure]:
    steps = predict_on_gpu(scorer, tracks, LoadingConfig(scorer.recipe))
    return {one.track_id: one for step in steps for one in step}


def assert_alike(
    found: dict[int, Prediction | Failure], wanted: list[Prediction | Failure]
) -> None:
    assert len(found) == len(wanted)
    for one in wanted:
        same = found[one.track_id]
        assert type(same) is type(one)
        if isinstance(one, Prediction) and isinstance(same, Prediction):
            np.testing.assert_allclose(same.scores, one.scores, atol=1e-4)
            assert len(same.features) == len(one.features)


def test_the_gpu_gives_the_scores_of_the_processor(scorer: Scorer, tracks: list[TrackRef]) -> None:
    wanted = [one for step in predict(scorer, tracks) for one in step]
    assert [type(one) for one in wanted].count(Failure) == 1
    assert_alike(on_gpu(scorer, tracks), wanted)


def test_the_gpu_scores_tracks_of_several_windows_one_of_them_known(
    scorer: Scorer, sound: MakeSound
) -> None:
    paths = [sound(f"{hz}.wav", seconds=70, hz=12_000, pitch=hz) for hz in (300, 500)]
    tracks = [TrackRef(number, path) for number, path in enumerate(paths)]
    [[centre, _]] = predict(scorer, tracks, 1)
    assert isinstance(centre, Prediction)
    wanted = [one for step in predict(scorer, tracks, 3) for one in step]
    knowing = [replace(tracks[0], features=centre.features), tracks[1]]
    config = LoadingConfig(scorer.recipe, 3, feature_bytes=len(centre.features))
    steps = predict_on_gpu(scorer, knowing, config)
    assert_alike({one.track_id: one for step in steps for one in step}, wanted)


def test_mels_are_made_by_the_processor_where_the_gpu_has_no_double_precision(
    scorer: Scorer, tracks: list[TrackRef], monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = [one for step in predict(scorer, tracks) for one in step]

    class WithoutDoubles(gpu_pipeline.GpuPipeline):
        def __init__(self, scorer: Scorer) -> None:
            super().__init__(scorer)
            self.makes_mels = False

    monkeypatch.setattr(gpu_pipeline, "GpuPipeline", WithoutDoubles)
    assert_alike(on_gpu(scorer, tracks), wanted)


def test_a_batch_too_large_for_the_memory_is_scored_in_parts(
    scorer: Scorer, tracks: list[TrackRef]
) -> None:
    wanted = [one for step in predict(scorer, tracks) for one in step]
    features = scorer.runtime.features
    sizes: list[int] = []

    def limited(mels: torch.Tensor, exact: bool = False) -> torch.Tensor:
        sizes.append(len(mels))
        if len(mels) > 1:
            raise RuntimeError("CUDA out of memory. Tried to allocate 2 GiB")
        return features(mels, exact)

    object.__setattr__(scorer.runtime, "features", limited)
    assert_alike(on_gpu(scorer, tracks), wanted)
    assert scorer.batch == 1
    assert max(sizes[1:]) == 1  # and it is remembered


def test_what_half_precision_cannot_hold_is_computed_in_single(
    model: Path, tracks: list[TrackRef]
) -> None:
    checkpoint = load(model)
    with torch.no_grad():
        checkpoint.network.blocks[0].norm.weight.mul_(1e6)  # type: ignore[union-attr,index]
    scorer = Scorer(checkpoint, CPU, EXACT, batch=3)
    wanted = [one for step in predict(scorer, tracks) for one in step]
    scorer.runtime = Runtime(with_folded_norms(checkpoint.network), plain("in half"), torch.float16)
    assert_alike(on_gpu(scorer, tracks), wanted)
    assert_alike({one.track_id: one for s in predict(scorer, tracks) for one in s}, wanted)


def test_closing_leaves_no_thread(scorer: Scorer, tracks: list[TrackRef]) -> None:
    steps = predict_on_gpu(scorer, tracks, LoadingConfig(scorer.recipe))
    next(steps)
    steps.close()
    assert not [t for t in threading.enumerate() if t.name.startswith(THREAD_NAME)]


@pytest.mark.parametrize(
    ("seconds_per_window", "found"),
    [
        ({32: 2.0, 64: 1.5, 128: 1.49}, 64),  # 128 pays too little
        ({32: 2.0, 64: 2.5}, 32),
        ({32: 5.0, 64: 4.0, 128: 3.0, 256: 2.0, 512: 1.0}, 512),  # and no further
        ({32: 2.0, 64: 1.0}, 64),  # 128 does not fit
        ({}, 32),
    ],
)
def test_the_batch_grows_for_as_long_as_it_pays_and_fits(
    seconds_per_window: dict[int, float], found: int
) -> None:
    def seconds(batch: int) -> float:
        if batch not in seconds_per_window:
            raise RuntimeError("CUDA out of memory. Tried to allocate 2 GiB")
        return seconds_per_window[batch] * batch

    assert fastest_batch(seconds, 32) == found


def test_an_error_that_is_no_lack_of_memory_ends_the_search() -> None:
    def broken(batch: int) -> float:
        raise RuntimeError("device-side assert triggered")

    with pytest.raises(RuntimeError, match="device-side assert"):
        fastest_batch(broken, 32)
