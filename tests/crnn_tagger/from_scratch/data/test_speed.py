import numpy as np
import pytest
from crnn_tagger.audio.mel import HZ, mel_db
from crnn_tagger.from_scratch.data.speed import change_speed, frames_needed


def tone(hz: float, seconds: float = 40.0) -> np.ndarray:
    """Decibels of a tone that beats every two seconds, (frames, 96)."""
    time = np.arange(int(seconds * HZ)) / HZ
    samples = np.sin(2 * np.pi * hz * time) * (1.01 + np.sin(np.pi * time))
    noise = np.random.default_rng(0).normal(0, 1e-3, len(time))
    return mel_db((samples + noise).astype(np.float32)[None])[0].T.float().numpy()


@pytest.mark.parametrize("speed", [0.75, 1.3])
def test_pitch_and_tempo_go_with_the_speed(speed: float) -> None:
    found, expected = change_speed(tone(800), speed), tone(800 * speed)[:1366]
    assert found.shape == (1366, 96) and found.dtype == np.float32
    assert abs(int(found.mean(axis=0).argmax()) - int(expected.mean(axis=0).argmax())) <= 1
    beats = np.abs(np.fft.rfft(found.max(axis=1) - found.max(axis=1).mean())).argmax()
    assert beats == pytest.approx(1366 * 256 / HZ / 2 * speed, abs=1)


def test_at_its_own_speed_a_clip_is_what_it_was() -> None:
    decibels = tone(800)
    assert np.allclose(change_speed(decibels, 1.0), decibels[:1366], atol=1e-3)


def test_a_short_clip_begins_anew() -> None:
    decibels = tone(800)[:1366]
    found = change_speed(decibels, 1.25)
    again = round(1366 / 1.25)
    assert np.abs(found[again + 1 : again + 100] - found[1:100]).max() < 20
    assert np.abs(found[again + 1 : again + 100] - found[1:100]).mean() < 2
    assert frames_needed(1.25) > 1366
