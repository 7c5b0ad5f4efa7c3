import librosa
import numpy as np
import pytest
from musicnn_tagger.mel import (
    BANDS,
    FRAMES,
    HZ,
    PATCH_SAMPLES,
    PATCHES,
    WINDOW_SAMPLES,
    clip_patches,
    fill_patch,
    log_mel,
    mel_filters,
    window_patches,
)


def sound(seconds: float) -> np.ndarray:
    time = np.arange(round(seconds * HZ)) / HZ
    noise = np.random.default_rng(0).standard_normal(len(time))
    return (np.sin(2 * np.pi * 440 * time) * 0.8 + 0.02 * noise).astype(np.float32)


def test_the_filters_are_librosas() -> None:
    wanted = librosa.filters.mel(sr=HZ, n_fft=512, n_mels=BANDS)
    np.testing.assert_allclose(mel_filters(), wanted, atol=1e-8)


def test_the_numbers_are_those_of_the_original() -> None:
    """musicnn's extractor: librosa's mels in half precision, then the logarithm."""
    samples = sound(4)
    mels = librosa.feature.melspectrogram(
        y=samples, sr=HZ, hop_length=256, n_fft=512, n_mels=BANDS
    ).T
    wanted = np.log10(10000 * mels.astype(np.float16).astype(np.float32) + 1)
    found = log_mel(samples).numpy()
    assert found.shape == wanted.shape
    # A mel that librosa rounds to the next half is one step away: 2^-11 of it.
    np.testing.assert_allclose(found, wanted, atol=2**-10 / np.log(10))
    assert np.abs(found - wanted).mean() < 1e-5


def test_samples_beyond_all_measure_give_finite_numbers() -> None:
    assert log_mel(1000 * sound(1)).isfinite().all()
    assert (log_mel(np.zeros(HZ, np.float32)) == 0).all()


@pytest.mark.parametrize(
    ("seconds", "patches"),
    [(0.5, 1), (2.68, 1), (2.99, 1), (4, 2), (9, 4), (29.12, PATCHES)],
)
def test_a_window_is_heard_from_its_first_to_its_last_frame(seconds: float, patches: int) -> None:
    samples = sound(seconds)
    found = window_patches(samples)
    assert found.shape == (patches, FRAMES, BANDS)
    frames = log_mel(fill_patch(samples))
    np.testing.assert_array_equal(found[0], frames[:FRAMES])
    np.testing.assert_array_equal(found[-1], frames[-FRAMES:])


def test_a_clip_is_cut_as_the_original_cuts_it() -> None:
    samples = sound(10)
    frames = log_mel(samples)
    found = clip_patches(samples)
    assert found.shape == (3, FRAMES, BANDS)
    np.testing.assert_array_equal(found.reshape(-1, BANDS), frames[: 3 * FRAMES])


def test_what_is_shorter_than_a_patch_is_repeated() -> None:
    samples = sound(1)
    filled = fill_patch(samples)
    assert len(filled) == PATCH_SAMPLES
    np.testing.assert_array_equal(filled[HZ : 2 * HZ], samples)
    assert fill_patch(sound(29.12)).size == WINDOW_SAMPLES
    with pytest.raises(ValueError, match="no samples"):
        fill_patch(samples[:0])
