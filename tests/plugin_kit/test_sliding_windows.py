from collections.abc import Callable

import numpy as np
import soundfile

from tagstudio.plugin_api import Listening
from tagstudio.plugin_kit.sliding_windows import SlidingWindow, sliding_windows

HZ = 8000


def windows(path: str, seconds: float) -> list[SlidingWindow]:
    found = sliding_windows(path, Listening(HZ, seconds))
    return [one for one in found if one is not None]


def test_a_coarse_picture_comes_first_and_then_the_windows_between(
    sound: Callable[..., str],
) -> None:
    path = sound("a.wav", seconds=40)
    starts = [one.start for one in windows(path, 16)]
    assert starts == [0, 8, 16, 24, 2, 4, 6, 10, 12, 14, 18, 20, 22]


def test_each_window_has_the_samples_of_its_place(sound: Callable[..., str]) -> None:
    path = sound("a.wav", seconds=20)
    whole, _ = soundfile.read(path, dtype="float32")
    for one in windows(path, 3):
        begin = round(one.start * HZ)
        np.testing.assert_array_equal(one.samples, whole[begin : begin + 3 * HZ])
        assert one.seconds == 3


def test_windows_are_a_second_apart_at_least(sound: Callable[..., str]) -> None:
    found = sorted(one.start for one in windows(sound("a.wav", seconds=10), 3))
    assert found == list(range(8))


def test_a_short_track_is_one_window(sound: Callable[..., str]) -> None:
    [one] = windows(sound("a.wav", seconds=2), 3)
    assert (one.start, one.seconds, len(one.samples)) == (0.0, 2.0, 2 * HZ)


def test_a_track_of_one_window_is_decoded_once(sound: Callable[..., str]) -> None:
    [one] = windows(sound("a.wav", seconds=3.5), 3)
    assert len(one.samples) == 3 * HZ
