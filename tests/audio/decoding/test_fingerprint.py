"""A recording is known again louder, shifted and with noise on it; another one is not."""

import numpy as np
import pytest

from tagstudio.audio.decoding.fingerprint import (
    HZ,
    SLACK,
    difference,
    likely_shifts,
    print_of,
)


def music(seed: int, seconds: float = 25.0):
    """Notes of random pitch and length."""
    draw = np.random.default_rng(seed)
    samples = np.zeros(int(seconds * HZ), np.float32)
    start = 0
    while start < len(samples):
        length = int(draw.uniform(0.2, 0.6) * HZ)
        times = np.arange(min(length, len(samples) - start)) / HZ
        for pitch in draw.uniform(200, 1900, 3):
            samples[start : start + length] += np.sin(2 * np.pi * pitch * times) * np.exp(-times)
        start += length
    return samples / 4


def test_it_is_the_same_at_any_volume_and_nearly_with_noise():
    one = music(1)
    noise = np.random.default_rng(0).normal(size=len(one)).astype(np.float32) * 0.01
    assert difference(print_of(one), print_of(one * 0.25), (-SLACK, SLACK)) < 0.02
    assert difference(print_of(one), print_of(one + noise), (-SLACK, SLACK)) < 0.25


def test_another_recording_differs_in_about_half_of_the_bits():
    assert difference(print_of(music(1)), print_of(music(2)), (-SLACK, SLACK)) > 0.4


@pytest.mark.parametrize("cut", [0.5, 5.0])
def test_without_its_beginning_it_is_found_at_the_shift_of_the_lengths(cut):
    one = music(3)
    other = one[int(cut * HZ) :]
    shifts = likely_shifts(len(one) / HZ, len(other) / HZ)
    assert difference(print_of(one), print_of(other), shifts) < 0.1
    # Of equal lengths, the same shift is that of an excerpt of what repeats itself.
    assert difference(print_of(one), print_of(other), (-0.2, 0.2)) > 0.35


def test_what_is_too_short_to_tell_is_not_the_same():
    short = print_of(music(4, 1.0))
    assert difference(short, short, (-SLACK, SLACK)) == 1
    assert len(print_of(np.zeros(10, np.float32))) == 0
