import numpy as np
import pytest
import soundfile

from tagstudio.audio.decoding import spectrogram
from tagstudio.audio.decoding.spectrogram import (
    BANDS,
    HIGHEST_HZ,
    LOWEST_HZ,
    Spectrogram,
    make_spectrogram,
)
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.core.progress import run

HZ = 44_100


def made(tmp_path, samples) -> Spectrogram:
    path = tmp_path / "a.wav"
    soundfile.write(path, samples, HZ)
    return run(make_spectrogram(str(path)))


def tone(hz: float, seconds: float) -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * hz * np.arange(round(HZ * seconds)) / HZ)


@pytest.mark.parametrize("hz", [110.0, 440.0, 3000.0])
def test_a_tone_is_bright_at_its_pitch(tmp_path, hz):
    found = made(tmp_path, tone(hz, 2.0))
    centres = np.geomspace(LOWEST_HZ, HIGHEST_HZ, BANDS + 2)[1:-1]
    loudest = found.levels[len(found.levels) // 2].argmax()
    assert abs(np.log2(centres[loudest] / hz)) < 0.25  # octaves


def test_sound_is_where_it_is_in_time(tmp_path):
    silence = np.zeros(2 * HZ)
    found = made(tmp_path, np.concatenate([silence, tone(440.0, 2.0), silence]))
    loud = np.flatnonzero(found.levels.max(axis=1) > 200) * found.column_seconds
    assert loud.min() == pytest.approx(2.0, abs=0.15)
    assert loud.max() == pytest.approx(4.0, abs=0.15)
    assert len(found.levels) * found.column_seconds == pytest.approx(6.0, abs=0.15)


def test_a_long_track_has_no_more_columns_and_the_same_picture(tmp_path, monkeypatch):
    samples = np.concatenate([np.zeros(5 * HZ), tone(440.0, 5.0)])
    fine = made(tmp_path, samples)
    monkeypatch.setattr(spectrogram, "MOST_COLUMNS", 64)
    coarse = made(tmp_path, samples)
    assert len(coarse.levels) <= 65 < len(fine.levels)
    assert len(coarse.levels) * coarse.column_seconds == pytest.approx(10.0, abs=0.5)
    quiet, loud = coarse.levels[2].max(), coarse.levels[-3].max()
    assert quiet == 0
    assert loud > 200


@pytest.mark.parametrize("seconds", [0.01, 1.0])
def test_silence_and_very_short_sounds_are_empty_pictures(tmp_path, seconds):
    found = made(tmp_path, np.zeros(round(seconds * HZ)))
    assert found.levels.shape[1] == BANDS
    assert not found.levels.any()


def test_what_cannot_be_decoded_says_so(tmp_path):
    path = tmp_path / "a.wav"
    path.write_bytes(b"no sound")
    with pytest.raises(UnreadableAudio):
        run(make_spectrogram(str(path)))
