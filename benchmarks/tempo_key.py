"""How often tempo and key of the plugin `tempo_key_loudness` are right, and seconds a track.

    python benchmarks/tempo_key.py [--pieces N] [--reported] [FILE ...]

Pieces of known tempo and key are synthesised: six textures, tempi from 60 to 180, all 24 keys.
Constants of the plugin are chosen on those of even numbers; with `--reported` those of odd numbers,
with tempi and keys of their own, are measured. Of FILEs what is found and the seconds are printed.
"""

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tempo_key_loudness import decoding
from tempo_key_loudness.key import measure_key
from tempo_key_loudness.plugin import create
from tempo_key_loudness.tempo import measure_tempo

from tagstudio.audio.decoding.resample import resampled
from tagstudio.core.musical_keys import MAJOR_KEYS, MINOR_KEYS
from tagstudio.demo import instruments as play
from tagstudio.demo.instruments import Samples
from tagstudio.demo.score import Chord, Note, Performance, melody
from tagstudio.library.tracks.measurements import is_sure
from tagstudio.plugin_api import Notice, PluginContext, TrackRef

SECONDS = 45.0
SAME_TEMPO = 0.04  # as MIREX: within four in a hundred
MAJOR_DEGREES = ((0, 7, 9, 5), (0, 5, 7, 0), (0, 9, 5, 7), (0, 4, 5, 7), (0, 5, 2, 7))
MINOR_DEGREES = ((0, 8, 3, 10), (0, 5, 7, 0), (0, 10, 8, 7), (0, 5, 10, 3), (0, 3, 8, 7))
_MINOR_CHORDS_OF_MAJOR = {2, 4, 9}  # ii, iii, vi
_MINOR_CHORDS_OF_MINOR = {0, 5}  # i, iv; v is major, as in the harmonic scale


@dataclass(frozen=True)
class Made:
    """A synthesised piece: what it is, and its mono samples at decoding.HZ."""

    texture: str
    bpm: float
    key: str
    samples: "np.typing.NDArray[np.float32]"


def progression(tonic: int, minor: bool, degrees: Iterable[int]) -> list[Chord]:
    """Return triads on these degrees, in semitones above the tonic, near middle C."""
    found = []
    for degree in degrees:
        minors = _MINOR_CHORDS_OF_MINOR if minor else _MINOR_CHORDS_OF_MAJOR
        third = 3 if degree in minors else 4
        root = 60 + (tonic + degree) % 12
        found.append((root, root + third, root + 7))
    return found


def _hits(changes: list[Chord], hits: list[tuple[float, float]], up: int = 0) -> list[Note]:
    return [
        (4 * i + beat, tone + up, beats)
        for i, chord in enumerate(changes)
        for beat, beats in hits
        for tone in chord
    ]


def _roots(changes: list[Chord], line: list[tuple[float, int, float]]) -> list[Note]:
    return [
        (4 * i + beat, chord[0] + step, beats)
        for i, chord in enumerate(changes)
        for beat, step, beats in line
    ]


def dance(piece: Performance, changes: list[Chord], seed: int) -> Samples:
    """A kick on every beat, off-beat hats and bass, stabs."""
    piece.drum(play.kick, "x---", 1.0)
    piece.drum(play.open_hat, "--x-", 0.35)
    piece.drum(play.clap, "----x---", 0.5)
    piece.play(play.stab, _hits(changes, [(0, 0.3), (1.5, 0.4), (2.5, 0.5)]), 0.3)
    piece.play(play.sub_bass, _roots(changes, [(0.5, -24, 0.4), (2.5, -24, 0.4)]), 0.5)
    return piece.in_room(0.8, 0.2)


def band(piece: Performance, changes: list[Chord], seed: int) -> Samples:
    """Kick and snare, eighths on the hat, guitars and a bass."""
    piece.drum(play.kick, "x-----x-x-x-----", 0.7)
    piece.drum(play.snare, "----x---", 1.0)
    piece.drum(play.hat, "x-", 0.5)
    piece.play(play.guitar, _hits(changes, [(0, 1.4), (1.5, 0.9), (3, 0.9)], -12), 0.3)
    piece.play(play.guitar, _roots(changes, [(k / 2, -24, 0.5) for k in range(8)]), 0.7)
    piece.play(play.guitar, melody(changes, 4, (1, 0.5, 0.5, 2), seed), 0.2)
    return piece.in_room(0.7, 0.25, loudness=2.0)


def solo_piano(piece: Performance, changes: list[Chord], seed: int) -> Samples:
    """A bass note and chords on the beats, a melody above."""
    piece.play(play.piano, _roots(changes, [(0, -24, 1.8), (2, -17, 1.8)]), 0.5)
    piece.play(play.piano, _hits(changes, [(1, 0.8), (3, 0.8)]), 0.25)
    piece.play(play.piano, melody(changes, 4, (1, 1, 0.5, 0.5, 1), seed), 0.6)
    return piece.in_room(1.6, 0.35)


def chamber(piece: Performance, changes: list[Chord], seed: int) -> Samples:
    """Strings that hold chords, plucked quarters below, a melody."""
    piece.play(play.strings, _hits(changes, [(0, 3.9)]), 0.3)
    piece.play(play.upright_bass, _roots(changes, [(k, -24, 0.9) for k in range(4)]), 0.6)
    piece.play(play.strings, melody(changes, 4, (1, 1, 2), seed), 0.3)
    return piece.in_room(2.2, 0.5)


def swing(piece: Performance, changes: list[Chord], seed: int) -> Samples:
    """Walking bass, ride cymbal, off-beat chords, a swung solo."""
    walk = [(0, -24, 0.95), (1, -20, 0.95), (2, -17, 0.95), (3, -13, 0.95)]
    piece.play(play.upright_bass, _roots(changes, walk), 0.6)
    piece.play(play.piano, _hits(changes, [(0.5, 0.3), (2.5, 1.0)]), 0.18)
    piece.play(play.electric_piano, melody(changes, 4, (0.5, 0.5, 1), seed), 0.4)
    piece.drum(play.ride, "x--x" if seed % 3 else "x---", 0.3, 4)
    return piece.in_room(0.9, 0.25)


def electronic(piece: Performance, changes: list[Chord], seed: int) -> Samples:
    """Sixteenths of an acid line, a broken beat, pads."""
    line = [(k / 4, -24 + (0, 0, 12, 0, 7, 0, 0, 12)[k % 8], 0.2) for k in range(16)]
    piece.play(play.acid, _roots(changes, line), 0.35)
    piece.play(play.pad, _hits(changes, [(0, 4)]), 0.35)
    piece.drum(play.kick, "x-------x-x-----", 1.0)
    piece.drum(play.snare, "----x-------x---", 0.8)
    piece.drum(play.hat, "x-x-xox-", 0.35)
    return piece.in_room(0.8, 0.2)


TEXTURES: tuple[Callable[[Performance, list[Chord], int], Samples], ...] = (
    dance,
    band,
    solo_piano,
    chamber,
    swing,
    electronic,
)


def make(seed: int) -> Made:
    """Make the piece of this number: its texture goes round, the rest is drawn."""
    rng = np.random.default_rng(seed)
    texture = TEXTURES[(seed // 2) % len(TEXTURES)]
    tonic, minor = int(rng.integers(12)), bool(rng.integers(2))
    bpm = float(np.round(rng.uniform(60, 180), 1))
    of_mode = MINOR_DEGREES if minor else MAJOR_DEGREES
    degrees = of_mode[int(rng.integers(len(of_mode)))]
    bars = max(4, round(SECONDS * bpm / 240))
    changes = progression(tonic, minor, [degrees[k % 4] for k in range(bars - 1)])
    changes += progression(tonic, minor, [0])
    stereo = texture(Performance(bpm, 4 * bars, 0.17 if texture is swing else 0), changes, seed)
    mono = np.ascontiguousarray(stereo.mean(axis=1), np.float32)
    key = (MINOR_KEYS if minor else MAJOR_KEYS)[tonic]
    return Made(texture.__name__, bpm, key, resampled(mono, play.HZ, decoding.HZ))


def reading(found: float, bpm: float) -> str:
    """Return whether a tempo is right, the half, the double, or wrong."""
    for name, factor in (("right", 1.0), ("half", 0.5), ("double", 2.0)):
        if abs(found / (bpm * factor) - 1) < SAME_TEMPO:
            return name
    return "wrong"


def measure_pieces(seeds: Iterable[int]) -> None:
    """Measure synthesised pieces; print a row for each and the counts."""
    tempi: Counter[tuple[bool, str]] = Counter()
    keys: Counter[tuple[bool, bool]] = Counter()
    others = 0
    seconds = 0.0
    print(" number texture     bpm    found  or     chance  reading  key   found  chance")
    for seed in seeds:
        made = make(seed)
        start = time.perf_counter()
        tempo, key = measure_tempo(made.samples), measure_key(made.samples)
        seconds += time.perf_counter() - start
        if tempo is None or key is None:
            print(f"{seed:7} {made.texture:11} nothing found")
            tempi[False, "none"] += tempo is None
            keys[False, False] += key is None
            continue
        read = reading(tempo.bpm, made.bpm)
        tempi[is_sure(tempo.confidence), read] += 1
        keys[is_sure(key.confidence), key.name == made.key] += 1
        other = tempo.other_bpm or 0.0
        others += read != "right" and reading(other, made.bpm) == "right"
        print(
            f"{seed:7} {made.texture:11} {made.bpm:5.1f}  {tempo.bpm:5.1f}  {other:5.1f}"
            f"  {tempo.confidence:.2f}    {read:8} {made.key:5} {key.name:6} {key.confidence:.2f}",
            flush=True,
        )
    print(f"tempo (sure?, reading): {dict(tempi)}; the other reading was right: {others}")
    print(f"key (sure?, right?): {dict(keys)}")
    print(f"{seconds / sum(tempi.values()):.2f} s for {SECONDS:.0f} s of sound, without decoding")


def measure_files(files: Iterable[str]) -> None:
    """Measure files as the plugin does; print what it finds, and the seconds of it."""
    folder = Path(tempfile.gettempdir())
    measurer = create(PluginContext(folder, folder / "tempo_key"))
    for number, file in enumerate(files):
        start = time.perf_counter()
        steps = measurer.measure([TrackRef(number, file)])
        results = [one for step in steps for one in step if not isinstance(one, Notice)]
        print(f"{time.perf_counter() - start:5.1f} s  {Path(file).name}  {results[0]}", flush=True)


def main() -> None:
    """Measure pieces, or the files that are named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*")
    parser.add_argument("--pieces", type=int, default=48)
    parser.add_argument("--reported", action="store_true")
    options = parser.parse_args()
    if options.files:
        measure_files(options.files)
        return
    measure_pieces(2 * number + options.reported for number in range(options.pieces))


if __name__ == "__main__":
    main()
