"""The signals of EBU Tech 3341 and 3342, synthesised, and what a meter must say of them."""

import numpy as np
import pytest
from tempo_key_loudness.loudness import Loudness, LoudnessMeter

HZ = 48_000


def sine(level: float, seconds: float, hz: int = HZ, frequency: float = 1000.0) -> np.ndarray:
    """A sine of this peak level in dBFS on both channels."""
    times = np.arange(round(seconds * hz)) / hz
    wave = (10 ** (level / 20) * np.sin(2 * np.pi * frequency * times)).astype(np.float32)
    return np.stack([wave, wave], axis=1)


def steps(*levels: tuple[float, float]) -> np.ndarray:
    return np.concatenate([sine(level, seconds) for level, seconds in levels])


def measured(samples: np.ndarray, hz: int = HZ, block: int = 16_384) -> Loudness:
    meter = LoudnessMeter(hz, samples.shape[1] if samples.ndim == 2 else 1)
    for start in range(0, len(samples), block):
        meter.add(samples[start : start + block])
    return meter.loudness()


@pytest.mark.parametrize(
    ("signal", "integrated"),
    [  # EBU Tech 3341, table 1, tests 1 to 5; the tolerance is 0.1 LU
        (((-23, 20),), -23.0),
        (((-33, 20),), -33.0),
        (((-36, 10), (-23, 60), (-36, 10)), -23.0),
        (((-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)), -23.0),
        (((-26, 20), (-20, 20.1), (-26, 20)), -23.0),
    ],
)
def test_integrated_loudness_is_gated_as_ebu_3341_wants_it(signal, integrated):
    assert measured(steps(*signal)).integrated == pytest.approx(integrated, abs=0.1)


@pytest.mark.parametrize(
    ("signal", "loudness_range"),
    [  # EBU Tech 3342, table 1, tests 1 to 4; the tolerance is 1 LU
        (((-20, 20), (-30, 20)), 10),
        (((-20, 20), (-15, 20)), 5),
        (((-40, 20), (-20, 20)), 20),
        (((-50, 20), (-35, 20), (-20, 20), (-35, 20), (-50, 20)), 15),
    ],
)
def test_loudness_range_is_that_of_ebu_3342(signal, loudness_range):
    assert measured(steps(*signal)).range == pytest.approx(loudness_range, abs=1)


@pytest.mark.parametrize("hz", [22_050, 44_100, 96_000])
def test_other_rates_measure_the_same(hz):
    assert measured(sine(-23, 10, hz), hz).integrated == pytest.approx(-23, abs=0.1)


def test_one_channel_is_3_lu_less_than_the_same_on_two():
    assert measured(sine(-23, 10)[:, 0]).integrated == pytest.approx(-26, abs=0.1)


def test_the_true_peak_lies_between_the_samples():
    # EBU Tech 3341, test 15: a quarter of the rate, sampled off its crests, at -6 dBTP
    times = np.arange(HZ) / HZ
    fade = np.minimum(1, 20 * np.minimum(times, times[::-1]))
    wave = 0.5 * fade * np.sin(2 * np.pi * 12_000 * times + np.pi / 4)
    found = measured(wave.astype(np.float32)).true_peak
    assert 20 * np.log10(np.abs(wave).max()) == pytest.approx(-9.03, abs=0.01)
    assert found == pytest.approx(-6.02, abs=0.4)


@pytest.mark.parametrize("samples", [sine(-200, 5), sine(-23, 0.2), np.zeros((0, 2), np.float32)])
def test_silence_and_what_is_too_short_have_no_loudness(samples):
    assert measured(samples) == Loudness(None, None, None)


def test_the_length_of_the_blocks_changes_nothing():
    signal = steps((-30, 5), (-18, 5))
    assert measured(signal, block=777) == measured(signal)
