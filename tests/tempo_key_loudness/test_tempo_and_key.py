"""Tempo and key of sounds of which both are known."""

import numpy as np
import pytest
from tempo_key_loudness.decoding import HZ
from tempo_key_loudness.key import MAJOR, MINOR, key_of, measure_key
from tempo_key_loudness.tempo import measure_tempo

from tagstudio.core.musical_keys import MAJOR_KEYS, MINOR_KEYS


def clicks(bpm: float, seconds: float = 30.0) -> np.ndarray:
    """A click on each beat, the first of four louder."""
    sound = np.zeros(round(seconds * HZ), np.float32)
    click = np.exp(-np.arange(2000) / 200) * np.random.default_rng(1).uniform(-1, 1, 2000)
    for number, start in enumerate(np.arange(0, seconds - 0.2, 60 / bpm)):
        at = round(start * HZ)
        sound[at : at + 2000] += (1.0 if number % 4 == 0 else 0.6) * click
    return sound


def chord(notes: tuple[int, ...], seconds: float) -> np.ndarray:
    times = np.arange(round(seconds * HZ)) / HZ
    tones = [
        np.sin(2 * np.pi * overtone * 440 * 2 ** ((note - 69) / 12) * times) / overtone
        for note in notes
        for overtone in (1, 2, 3)
    ]
    return (0.1 * np.sum(tones, axis=0)).astype(np.float32)


@pytest.mark.parametrize("bpm", [84.0, 100.0, 120.0, 131.5])
def test_the_tempo_of_clicks_is_found_within_half_a_percent(bpm):
    found = measure_tempo(clicks(bpm))
    assert found is not None
    assert found.bpm == pytest.approx(bpm, rel=0.005)
    assert found.other_bpm is not None
    assert found.other_bpm / found.bpm in {0.5, 2.0}
    assert 0 < found.confidence < 1


@pytest.mark.parametrize("tonic", [0, 3, 6, 9])
def test_the_profiles_are_those_of_their_keys(tonic):
    for profile, names in ((MAJOR, MAJOR_KEYS), (MINOR, MINOR_KEYS)):
        found = key_of(np.roll(profile, tonic))
        assert found is not None
        assert found.name == names[tonic]


def test_the_key_of_a_cadence_is_found():
    # A minor: i iv V i
    cadence = [(57, 60, 64), (62, 65, 69), (64, 68, 71), (57, 60, 64)] * 2
    found = measure_key(np.concatenate([chord(notes, 1.5) for notes in cadence]))
    assert found is not None
    assert found.name == "Am"


def test_silence_and_what_is_too_short_have_neither():
    for samples in (np.zeros(20 * HZ, np.float32), clicks(120, 2.0), np.zeros(0, np.float32)):
        assert measure_tempo(samples) is None
        assert measure_key(samples) is None
