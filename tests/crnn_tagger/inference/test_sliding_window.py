from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from crnn_tagger.audio.mel import FRAMES, HOP_SAMPLES, HZ, WINDOW_SAMPLES, WINDOW_SECONDS, log_mel
from crnn_tagger.inference import sliding_window
from crnn_tagger.inference.runtime import RuntimeOptions
from crnn_tagger.inference.scorer import Scorer, sigmoid
from crnn_tagger.inference.sliding_window import predict_windows, window_starts
from crnn_tagger.model.checkpoint import load

from tagstudio.audio.decoding.stream import stream
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.plugin_api import TrackRef, WindowScores

CPU = torch.device("cpu")
MakeSound = Callable[..., str]


def windows_of(scorer: Scorer, path: str) -> list[WindowScores]:
    return [one for step in predict_windows(scorer, TrackRef(1, path)) for one in step]


def by_itself(scorer: Scorer, path: str, start: float) -> np.ndarray:
    """Scores of one window, with a spectrogram of its own."""
    samples = np.concatenate(list(stream(path, HZ)))
    first = round(start * HZ)
    window = np.resize(samples[first : first + WINDOW_SAMPLES], WINDOW_SAMPLES)
    return sigmoid(scorer(log_mel(window[None], scorer.recipe))[0][0])


@pytest.mark.parametrize("precision", ["auto", "single"])
def test_each_window_scores_as_it_does_by_itself(
    model: Path, sound: MakeSound, precision: str
) -> None:
    path = sound("long.wav", seconds=75.0)
    exact = Scorer(load(model), CPU, RuntimeOptions(precision="single"))
    windows = windows_of(Scorer(load(model), CPU, RuntimeOptions(precision=precision)), path)
    starts = sorted(window.start for window in windows)
    np.testing.assert_allclose(np.diff(starts), 3.64, atol=HOP_SAMPLES / HZ)
    assert len(starts) == int((75 - WINDOW_SECONDS) / 3.64) + 1
    for window in windows:
        wanted = by_itself(exact, path, window.start)
        np.testing.assert_allclose(window.scores, wanted, atol=0.01)


def test_a_track_in_stretches_has_the_spectrogram_of_the_whole(
    monkeypatch: pytest.MonkeyPatch, sound: MakeSound
) -> None:
    path = sound("long.wav", seconds=40.0)

    def spectrogram() -> np.ndarray:
        made = sliding_window._decibels(path)
        while True:
            try:
                next(made)
            except StopIteration as end:
                return end.value[0].numpy()

    whole = spectrogram()
    monkeypatch.setattr(sliding_window, "WINDOW_SAMPLES", 5000)
    np.testing.assert_allclose(spectrogram(), whole, atol=1e-4)


def test_a_short_track_is_one_window_as_long_as_the_track(model: Path, sound: MakeSound) -> None:
    scorer, path = Scorer(load(model), CPU), sound("short.wav", seconds=2.0)
    (window,) = windows_of(scorer, path)
    assert (window.start, window.seconds) == (0.0, pytest.approx(2.0))
    np.testing.assert_allclose(window.scores, by_itself(scorer, path, 0.0), atol=1e-5)


def test_coarse_steps_come_first_and_every_window_once() -> None:
    starts = window_starts(11_250)  # four minutes
    assert len(starts) == len(set(starts)) == 58
    assert starts[:3] == [0, 682, 1365]
    assert max(starts) + FRAMES <= 11_250


def test_there_is_a_step_before_the_network_at_which_to_stop(model: Path, sound: MakeSound) -> None:
    steps = predict_windows(Scorer(load(model), CPU), TrackRef(1, sound("long.wav", seconds=70.0)))
    assert list(next(steps)) == []
    steps.close()


def test_a_file_that_cannot_be_decoded_is_an_error_for_the_user(
    model: Path, tmp_path: Path
) -> None:
    with pytest.raises(UnreadableAudio, match="no longer there"):
        windows_of(Scorer(load(model), CPU), str(tmp_path / "gone.wav"))
