from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from crnn_tagger.audio.mel import HZ, WINDOW_SAMPLES, fill_window, mel_db
from crnn_tagger.from_scratch.data import clip_audio
from crnn_tagger.from_scratch.data.clip_audio import decibels_of, load_clip
from numpy.typing import NDArray

from tagstudio.audio.decoding.windows import read_windows
from tagstudio.audio.errors import UnreadableAudio

NOISE = np.random.default_rng(0).normal(0, 0.1, 3 * WINDOW_SAMPLES).astype(np.float32)


def at_once(samples: NDArray[np.float32]) -> NDArray[np.float16]:
    return mel_db(samples[np.newaxis])[0].T.numpy().astype(np.float16)


@pytest.mark.parametrize("samples", [WINDOW_SAMPLES, WINDOW_SAMPLES + 256, WINDOW_SAMPLES + 257])
@pytest.mark.parametrize("block", [1_000, 65_536, 2 * WINDOW_SAMPLES])
def test_blocks_give_the_frames_of_the_whole(samples: int, block: int) -> None:
    signal = NOISE[: samples + WINDOW_SAMPLES]
    blocks = (signal[start : start + block] for start in range(0, len(signal), block))
    frames = np.concatenate(list(decibels_of(blocks)))
    assert np.abs(frames.astype(np.float32) - at_once(signal)).max() < 0.1  # half precision's step


def test_a_whole_file_is_heard_to_its_end(sound: Callable[..., str]) -> None:
    path = sound("long.wav", seconds=70, hz=HZ)
    samples, _ = soundfile.read(path, dtype="float32")
    assert np.array_equal(load_clip(path, None), at_once(samples))


def test_a_short_file_is_repeated(sound: Callable[..., str]) -> None:
    path = sound("short.wav", seconds=5, hz=HZ)
    samples, _ = soundfile.read(path, dtype="float32")
    for seconds in (None, 29.12):
        loaded = load_clip(path, seconds)
        assert loaded.shape == (1366, 96)
        assert np.array_equal(loaded, at_once(fill_window(samples)))


def test_the_middle_is_the_input_of_a_model(sound: Callable[..., str]) -> None:
    path = sound("long.wav", seconds=90, hz=16_000)
    middle = read_windows(path, HZ, WINDOW_SAMPLES).samples[0]
    assert np.array_equal(load_clip(path, 29.12), at_once(middle))
    assert len(load_clip(path, 60)) == 60 * HZ // 256 + 1


def test_what_lies_behind_the_longest_is_left_out(
    sound: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clip_audio, "MAX_SECONDS", 35)
    frames = len(load_clip(sound("endless.wav", seconds=60, hz=HZ), None))
    assert 35 * HZ // 256 <= frames < 40 * HZ // 256


def test_a_decoder_that_takes_for_ever_is_left(
    sound: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clip_audio, "DECODING_SECONDS", -1_000)
    with pytest.raises(UnreadableAudio, match="took too long") as caught:
        load_clip(sound("slow.wav"), None)
    assert caught.value.code == "too_slow"


def test_whatever_a_decoder_raises_is_the_file_s_fault(
    sound: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(path: str, hz: int) -> Iterator[NDArray[np.float32]]:
        yield NOISE
        raise IndexError("frame 7")

    monkeypatch.setattr(clip_audio, "stream", broken)
    with pytest.raises(UnreadableAudio, match="IndexError: frame 7"):
        load_clip(sound("odd.wav"), None)


def test_a_file_that_is_no_sound_says_why(tmp_path: Path) -> None:
    (tmp_path / "text.mp3").write_text("not music " * 100)
    with pytest.raises(UnreadableAudio):
        load_clip(str(tmp_path / "text.mp3"), None)
