"""A duration is believed when the file is large enough for it."""

import math

import pytest

from tagstudio.audio.decoding.duration_check import is_plausible_duration

MIB = 1 << 20


@pytest.mark.parametrize("seconds", [240.0, 6_000.0])
def test_what_a_file_can_hold_is_believed(seconds):
    assert is_plausible_duration(seconds, 4 * MIB)


@pytest.mark.parametrize("seconds", [0.0, -1.0, math.nan, math.inf, 2.0**63 / 44_100, 1e6])
def test_what_it_cannot_is_not(seconds):
    assert not is_plausible_duration(seconds, 4 * MIB)


def test_uncompressed_audio_needs_more_bytes():
    compact_disc = 44_100 * 4
    assert is_plausible_duration(20, 4 * MIB, compact_disc)
    assert not is_plausible_duration(200, 4 * MIB, compact_disc)
