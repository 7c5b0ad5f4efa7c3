from pathlib import Path

import librosa
import numpy as np
import pytest
import torch
from crnn_tagger.audio import mel
from crnn_tagger.audio.mel import (
    HZ,
    WINDOW_SAMPLES,
    MelRecipe,
    fill_window,
    log_mel,
    mel_db,
    standardise,
)
from numpy.typing import NDArray

from tagstudio.audio.decoding.windows import read_windows

TIME = np.arange(WINDOW_SAMPLES) / HZ
RNG = np.random.default_rng(0)
SIGNALS = {
    "noise": 0.1 * RNG.standard_normal(WINDOW_SAMPLES),
    "tone": np.sin(2 * np.pi * 440 * TIME),
    "high tone": 0.9 * np.sin(2 * np.pi * 5000 * TIME),
    "chirp": np.sin(2 * np.pi * (50 * TIME + 100 * TIME**2)),
    "nearly silent": 1e-5 * RNG.standard_normal(WINDOW_SAMPLES),
    "half silent": np.where(TIME < 10, np.sin(2 * np.pi * 200 * TIME), 0),
}


def librosa_db(samples: NDArray[np.float32], top_db: float | None) -> NDArray[np.float64]:
    mel = librosa.feature.melspectrogram(
        y=samples.astype(np.float64),
        sr=12_000,
        n_fft=512,
        hop_length=256,
        n_mels=96,
        power=2,
        pad_mode="reflect",
    )
    return librosa.power_to_db(mel**2, ref=1.0, top_db=top_db)


def as_decoded(signal: NDArray[np.float64]) -> NDArray[np.float32]:
    return signal.astype(np.float32)


def test_the_contract_is_the_papers() -> None:
    assert WINDOW_SAMPLES == 349_440
    assert pytest.approx(29.12) == mel.WINDOW_SECONDS
    assert mel.mel_filters().shape == (96, 257)


def test_the_filters_are_librosas() -> None:
    wanted = librosa.filters.mel(sr=12_000, n_fft=512, n_mels=96, dtype=np.float64)
    np.testing.assert_allclose(mel.mel_filters(), wanted, rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("name", SIGNALS)
def test_decibels_are_librosas(name: str) -> None:
    samples = as_decoded(SIGNALS[name])
    ours = mel_db(samples[np.newaxis])[0].numpy()
    assert ours.shape == (96, 1366)
    assert np.abs(ours - librosa_db(samples, top_db=None)).max() < 1e-3
    complete = log_mel(samples[np.newaxis], MelRecipe(centred=False))[0].numpy()
    assert np.abs(complete - librosa_db(samples, top_db=80)).max() < 1e-3


def test_decibels_of_real_music_are_librosas(real_data: Path) -> None:
    for clip in ("cute", "dubstep"):
        path = real_data / "published" / f"bensound-{clip}.mp3"
        samples = read_windows(str(path), HZ, WINDOW_SAMPLES, 1).samples[0]
        ours = mel_db(samples[np.newaxis])[0].numpy()
        assert np.abs(ours - librosa_db(samples, top_db=None)).max() < 1e-3


def test_a_batch_gives_what_its_windows_give_alone() -> None:
    together = log_mel(np.stack([as_decoded(s) for s in SIGNALS.values()]), MelRecipe())
    for window, signal in zip(together, SIGNALS.values(), strict=True):
        alone = log_mel(as_decoded(signal)[np.newaxis], MelRecipe())[0]
        assert torch.allclose(window, alone, atol=1e-5)


def test_only_the_range_below_the_windows_own_maximum_is_kept() -> None:
    loud_and_soft = np.stack([as_decoded(SIGNALS["half silent"]), as_decoded(SIGNALS["noise"])])
    decibels = log_mel(loud_and_soft, MelRecipe(centred=False))
    for window in decibels:
        assert window.max() - window.min() <= 80 + 1e-4
    assert decibels[0].max() - decibels[0].min() == pytest.approx(80, abs=1e-4)


def test_a_centred_window_has_mean_0_and_sounds_the_same_at_any_level() -> None:
    noise = as_decoded(SIGNALS["noise"])[np.newaxis]
    window, softer = (log_mel(gain * noise, MelRecipe())[0].double() for gain in (1, 0.5))
    assert window.mean() == pytest.approx(0, abs=1e-6)
    decibels = log_mel(noise, MelRecipe(centred=False))[0].double()
    assert window.std().item() == pytest.approx(decibels.std().item() / 15.87, rel=1e-4)
    assert (window - softer).abs().max() < 1e-4


def test_a_standardised_window_has_mean_0_and_deviation_1() -> None:
    chirp = as_decoded(SIGNALS["chirp"])[np.newaxis]
    window = standardise(log_mel(chirp, MelRecipe(centred=False)).double())[0]
    assert window.mean() == pytest.approx(0, abs=1e-6)
    assert window.std(correction=0) == pytest.approx(1, abs=1e-6)


def test_digital_silence_is_heard_as_nothing() -> None:
    mel = log_mel(np.zeros((1, WINDOW_SAMPLES), np.float32), MelRecipe())
    assert (mel == 0).all()


def test_a_short_clip_is_repeated() -> None:
    clip = RNG.standard_normal(100_000).astype(np.float32)
    filled = fill_window(clip)
    assert filled.shape == (349_440,)
    assert (filled[:100_000] == clip).all()
    assert (filled[100_000:200_000] == clip).all()
    assert (filled[300_000:] == clip[:49_440]).all()


def test_a_clip_without_samples_cannot_fill_a_window() -> None:
    with pytest.raises(ValueError, match="no samples"):
        fill_window(np.zeros(0, np.float32))
