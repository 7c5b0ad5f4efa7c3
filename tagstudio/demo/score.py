"""Scores and their performance: chords by name, notes in beats, drums as strings of steps."""

import re
from collections.abc import Iterable, Sequence

import numpy as np

from tagstudio.demo.instruments import HZ, Drum, Effect, Instrument, Samples, reverberating

Note = tuple[float, int, float]  # beat it begins at, MIDI note, beats it lasts
Chord = tuple[int, ...]  # MIDI notes, the root first, near middle C

_TONES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_QUALITIES = {
    "": (0, 4, 7),
    "m": (0, 3, 7),
    "5": (0, 7, 12),
    "6": (0, 4, 7, 9),
    "7": (0, 4, 7, 10),
    "m7": (0, 3, 7, 10),
    "maj7": (0, 4, 7, 11),
    "m9": (0, 3, 7, 10, 14),
    "maj9": (0, 4, 7, 11, 14),
    "sus4": (0, 5, 7),
}


def chords(names: str, octave: int = 4) -> list[Chord]:
    """Return the chords named in `names`, such as "Dm7 G7 Cmaj7"; octave 4 begins at middle C."""
    found = []
    for name in names.split():
        match = re.fullmatch(r"([A-G])([#b]?)(.*)", name)
        assert match, name
        root = 12 * (octave + 1) + _TONES[match[1]] + {"#": 1, "b": -1, "": 0}[match[2]]
        found.append(tuple(root + step for step in _QUALITIES[match[3]]))
    return found


def melody(
    progression: Sequence[Chord],
    beats_each: float,
    rhythm: Sequence[float],
    seed: int,
    up: int = 12,
) -> Iterable[Note]:
    """Yield a line over the chords that moves to near chord tones; `rhythm` is in beats."""
    rng = np.random.default_rng(seed)
    last = progression[0][-1] + up
    for i, chord in enumerate(progression):
        at, end = i * beats_each, (i + 1) * beats_each
        step = 0
        while at < end - 1e-6:
            near = sorted(
                (tone + up + shift for tone in chord for shift in (-12, 0, 12)),
                key=lambda tone: abs(tone - last),
            )
            last = int(rng.choice(near[:4]))
            beats = min(rhythm[step % len(rhythm)], end - at)
            if rng.random() > 0.12:  # a breath now and then
                yield at, last, beats
            at += beats
            step += 1


class Performance:
    """A piece being played: tempo, length in beats, and the mix of the notes played so far.

    `swing` is how much later than even each second half of a beat comes, in beats (0.17: triplets).
    """

    def __init__(self, bpm: float, beats: int, swing: float = 0.0) -> None:
        self.beats = beats
        self._beat_seconds = 60 / bpm
        self._swing = swing
        self._mix = np.zeros(int((beats * self._beat_seconds + 2) * HZ))

    def play(
        self,
        instrument: Instrument,
        notes: Iterable[Note],
        gain: float,
        effect: Effect | None = None,
    ) -> None:
        """Play `notes`; the `effect` is on all of them together."""
        track = np.zeros_like(self._mix)
        for beat, note, beats in notes:
            self._add(track, beat, instrument(note, round(beats * self._beat_seconds, 3)))
        self._mix += gain * (effect(track) if effect else track)

    def drum(self, drum: Drum, steps: str, gain: float, steps_per_beat: int = 4) -> None:
        """Beat `drum` at each x of `steps` (o: softly), over and over to the end."""
        track = np.zeros_like(self._mix)
        for i in range(self.beats * steps_per_beat):
            loudness = {"x": 1.0, "o": 0.45}.get(steps[i % len(steps)])
            if loudness:
                self._add(track, i / steps_per_beat, drum() * loudness)
        self._mix += gain * track

    def in_room(self, seconds: float, wet: float, loudness: float = 1.0) -> Samples:
        """Return the performance in a room of its own, as (frames, 2) samples within -1 to 1.

        A `loudness` above 1 presses the peaks down, as records of loud music do.
        """
        stereo = np.stack(reverberating(self._mix, seconds, wet, seeds=(11, 12)), axis=1)
        fade = np.minimum(1, np.arange(len(stereo))[::-1] / (2 * HZ))[:, None]
        pressed = np.tanh(loudness * stereo / np.abs(stereo).max()) / np.tanh(loudness)
        faded: Samples = 0.65 * pressed * fade  # lossy codecs overshoot
        return faded

    def _add(self, track: Samples, beat: float, sound: Samples) -> None:
        swung = self._swing if abs(beat % 1 - 0.5) < 0.01 else 0.0
        start = int((beat + swung) * self._beat_seconds * HZ)
        room = track[start : start + len(sound)]
        room += sound[: len(room)]
