"""The twelve pieces of the demo, each a short score in one genre."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tagstudio.demo import instruments as play
from tagstudio.demo.instruments import Samples
from tagstudio.demo.score import Chord, Note, Performance, chords, melody


@dataclass(frozen=True)
class Piece:
    """A piece: the format of its file, its tags, and the function that plays it.

    `compose` returns (frames, 2) samples at instruments.HZ.
    """

    format: str
    title: str
    artist: str
    album: str
    genre: str
    year: int
    compose: Callable[[], Samples]


def _struck(
    progression: Sequence[Chord],
    beats_each: float,
    hits: Sequence[tuple[float, float]],
    up: int = 0,
) -> Iterable[Note]:
    """Yield each chord at its `hits`: (beat, beats it lasts), counted from the change."""
    for i, chord in enumerate(progression):
        for beat, beats in hits:
            for tone in chord:
                yield i * beats_each + beat, tone + up, beats


def _roots(
    progression: Sequence[Chord], beats_each: float, line: Sequence[tuple[float, int, float]]
) -> Iterable[Note]:
    """Yield a bass `line` on each root: (beat, semitones above the root, beats it lasts)."""
    for i, chord in enumerate(progression):
        for beat, step, beats in line:
            yield i * beats_each + beat, chord[0] + step, beats


def _broken(
    progression: Sequence[Chord],
    beats_each: float,
    pattern: Sequence[int],
    step: float,
    rings: float,
) -> Iterable[Note]:
    """Yield each chord tone by tone: `pattern` are places in the chord, `step` beats apart."""
    for i, chord in enumerate(progression):
        for k in range(int(beats_each / step)):
            place = pattern[k % len(pattern)]
            octave, tone = divmod(place, len(chord))
            yield i * beats_each + k * step, chord[tone] + 12 * octave, rings


def waltz() -> Samples:
    """Three in a bar: a low note, two chords, and a melody over them."""
    changes = chords("C Am F G7 C Em F G7 Am Em F C F C G7 C " * 2)
    piece = Performance(168, 3 * len(changes))
    piece.play(play.piano, _roots(changes, 3, [(0, -24, 2.5)]), 0.5)
    piece.play(play.piano, _struck(changes, 3, [(1, 0.8), (2, 0.8)]), 0.22)
    piece.play(play.piano, melody(changes, 3, (1, 1, 1, 2, 1, 1.5, 0.5, 1), seed=1), 0.6)
    return piece.in_room(1.6, 0.35)


def jazz_trio() -> Samples:
    """Walking bass, ride cymbal, sparse chords and a swung solo."""
    changes = chords("Dm7 G7 Cmaj7 A7 Dm7 G7 Em7 A7 Fmaj7 Fm7 Em7 A7 Dm7 G7 C6 A7 Dm7 G7 C6")
    piece = Performance(140, 4 * len(changes), swing=0.17)
    walk = [(0, -24, 0.95), (1, -20, 0.95), (2, -17, 0.95), (3, -13, 0.95)]
    piece.play(play.upright_bass, _roots(changes, 4, walk), 0.5)
    piece.play(play.piano, _struck(changes, 4, [(0.5, 0.3), (2.5, 1.0)]), 0.16)
    piece.play(play.piano, melody(changes, 4, (0.5, 0.5, 0.5, 0.5, 1, 0.5, 0.5), seed=2), 0.5)
    piece.drum(play.ride, "x-xo" * 2, 0.28, steps_per_beat=2)
    piece.drum(play.hat, "-x", 0.3, steps_per_beat=1)
    piece.drum(play.snare, "------o---o----o", 0.12)
    return piece.in_room(0.9, 0.25)


def house() -> Samples:
    """A kick on every beat, open hats between, piano-like stabs and an off-beat bass."""
    changes = chords("Am7 Am7 Fmaj7 Fmaj7 Dm7 Dm7 Em7 Em7 " * 2 + "Am7 Am7")
    piece = Performance(124, 4 * len(changes))
    piece.drum(play.kick, "x---", 1.0)
    piece.drum(play.open_hat, "--x-", 0.35)
    piece.drum(play.clap, "----x---", 0.5)
    piece.drum(play.hat, "o-xo", 0.3)
    piece.play(play.stab, _struck(changes, 4, [(0, 0.3), (0.75, 0.3), (1.5, 0.4), (2.5, 0.5)]), 0.3)
    bass = [(0.5, -24, 0.4), (1.5, -24, 0.4), (2.5, -24, 0.4), (3.5, -12, 0.4)]
    piece.play(play.sub_bass, _roots(changes, 4, bass), 0.5)
    return piece.in_room(0.8, 0.2)


def techno() -> Samples:
    """One acid line that turns round and round over a relentless kick."""
    changes = [chord[:1] * 2 for chord in chords("A A A C " * 4 + "A A", octave=2)]
    piece = Performance(132, 4 * len(changes))
    line = [(k / 4, step, 0.2) for k, step in enumerate((0, 0, 12, 0, 3, 0, 0, 10) * 2)]
    piece.play(play.acid, _roots(changes, 4, line), 0.4, play.echoing(0.34))
    piece.drum(play.kick, "x---", 1.1)
    piece.drum(play.hat, "o-x-ooxo", 0.4)
    piece.drum(play.clap, "----x-------x--o", 0.35)
    piece.drum(play.ride, "--x-", 0.12)
    return piece.in_room(0.6, 0.15)


def ambient() -> Samples:
    """Slow chords that melt into one another in a very large room."""
    changes = chords("Cmaj9 Am9 Fmaj9 Gsus4", octave=3)
    piece = Performance(60, 8 * len(changes) + 4)
    piece.play(play.pad, _struck(changes, 8, [(0, 9)]), 0.5)
    piece.play(play.pad, _roots(changes, 8, [(0, -12, 9)]), 0.5, play.muffled(200))
    bells = melody(changes, 8, (3, 2, 4), seed=3, up=24)
    piece.play(play.electric_piano, bells, 0.12, play.echoing(0.75, 0.6))
    return piece.in_room(5.0, 1.2)


def rock() -> Samples:
    """Distorted power chords on two guitars, bass below, a backbeat."""
    changes = chords("E5 E5 G5 A5 E5 E5 D5 A5 C5 D5 E5 E5 C5 D5 E5 E5 E5", octave=2)
    piece = Performance(128, 4 * len(changes))
    amplifier = play.distorted(30, 5_000)
    for late, up in ((0.0, 0), (0.03, 12)):
        strums = [(late, 1.4), (1.5 + late, 0.9), (2.5 + late, 0.45), (3 + late, 0.9)]
        piece.play(play.guitar, _struck(changes, 4, strums, up), 0.3, amplifier)
    piece.play(play.guitar, _roots(changes, 4, [(k / 2, -12, 0.5) for k in range(8)]), 0.9)
    lead = melody(changes[:16], 4, (1, 0.5, 0.5, 2), seed=4, up=24)
    piece.play(play.guitar, lead, 0.12, play.distorted(12, 3_500))
    piece.drum(play.kick, "x-----x-x-x-----", 0.7)
    piece.drum(play.snare, "----x---", 1.1)
    piece.drum(play.hat, "x-", 0.6)
    piece.drum(play.crash, "x" + "-" * 31, 0.7)
    return piece.in_room(0.7, 0.25, loudness=2.0)


def metal() -> Samples:
    """Tremolo-picked low chords over a double kick."""
    changes = chords("E5 F5 E5 G5 E5 F5 A#5 A5 " * 3 + "E5 F5", octave=2)
    piece = Performance(184, 4 * len(changes))
    amplifier = play.distorted(60, 5_500)
    for late, up in ((0.0, -2), (0.02, -2), (0.01, 10)):
        picked = [(k / 4 + late, 0.3) for k in range(16)]
        piece.play(play.guitar, _struck(changes, 4, picked, up), 0.25, amplifier)
    piece.play(play.guitar, _roots(changes, 4, [(k / 2, -14, 0.4) for k in range(8)]), 0.6)
    piece.drum(play.kick, "x", 0.5)
    piece.drum(play.snare, "--x-", 1.1, steps_per_beat=2)
    piece.drum(play.ride, "x-", 0.5)
    piece.drum(play.crash, "x" + "-" * 31, 0.7)
    return piece.in_room(0.5, 0.2, loudness=2.5)


def folk() -> Samples:
    """A steel-string guitar picked with thumb and fingers, and a tune on top."""
    changes = chords("G C G D G Em C D " * 2, octave=3)
    piece = Performance(108, 4 * len(changes))
    picked = _broken(changes, 4, (0, 4, 2, 5, 1, 4, 2, 5), 0.5, rings=1.8)
    piece.play(play.guitar, picked, 0.4)
    piece.play(play.guitar, _roots(changes, 4, [(0, -12, 1.9), (2, -5, 1.9)]), 0.4)
    piece.play(play.guitar, melody(changes, 4, (1, 1, 0.5, 0.5, 1), seed=5), 0.35)
    return piece.in_room(0.8, 0.25)


def blues() -> Samples:
    """Twelve bars, shuffled, with a guitar that answers itself."""
    changes = chords("A7 D7 A7 A7 D7 D7 A7 A7 E7 D7 A7 E7 A7 D7 A7 A7", octave=3)
    piece = Performance(104, 4 * len(changes), swing=0.17)
    boogie = [(k / 2, step - 12, 0.5) for k, step in enumerate((0, 0, 4, 4, 7, 7, 9, 7))]
    piece.play(play.upright_bass, _roots(changes, 4, boogie), 0.4)
    chop = [(k / 2, 0.3) for k in range(8)]
    piece.play(play.guitar, _struck(changes, 4, chop), 0.2, play.distorted(2.0))
    lead = melody(changes, 4, (0.5, 0.5, 1, 0.5, 0.5, 1), seed=6, up=12)
    piece.play(play.guitar, lead, 0.5, play.distorted(4.0, 4_500))
    piece.drum(play.kick, "x-", 0.6, steps_per_beat=1)
    piece.drum(play.snare, "-x", 0.7, steps_per_beat=1)
    piece.drum(play.ride, "x", 0.25, steps_per_beat=2)
    return piece.in_room(0.7, 0.25)


def hip_hop() -> Samples:
    """A dusty electric piano loop, a deep bass and a lazy boom-bap beat."""
    changes = chords("Dm9 Am7 Gm7 Am7 " * 3)
    piece = Performance(88, 4 * len(changes), swing=0.1)
    loop = _struck(changes, 4, [(0, 1.4), (1.5, 1.0), (3, 0.6)])
    piece.play(play.electric_piano, loop, 0.25, play.muffled(2_500))
    bass = [(0, -24, 0.8), (1.75, -24, 0.5), (2.5, -17, 0.6)]
    piece.play(play.sub_bass, _roots(changes, 4, bass), 0.7)
    piece.drum(play.kick, "x------x--x-----", 1.1)
    piece.drum(play.snare, "----x-------x---", 0.9)
    piece.drum(play.hat, "x-x-x-xox-x-x-x-", 0.5)
    return piece.in_room(0.5, 0.12, loudness=2.0)


def chip_tune() -> Samples:
    """Square arpeggios, a triangle bass, and noise for drums."""
    changes = chords("C G Am F C G F G Am Em F C F C Dm G C G Am F C G")
    piece = Performance(150, 4 * len(changes))
    piece.play(play.square, _broken(changes, 4, (0, 1, 2, 3, 2, 1), 0.25, rings=0.22), 0.3)
    piece.play(play.square, melody(changes, 4, (0.5, 0.5, 1, 0.5, 0.5), seed=7), 0.5)
    bass = [(k / 2, -24 + 12 * (k % 2), 0.4) for k in range(8)]
    piece.play(play.triangle, _roots(changes, 4, bass), 0.6)
    piece.drum(play.hat, "x-o-", 0.4)
    piece.drum(play.snare, "----x---", 0.4)
    return piece.in_room(0.1, 0.02)


def slow() -> Samples:
    """A string section over a quiet organ, very slow."""
    changes = chords("Am F C G Am Dm Em Am")
    piece = Performance(56, 4 * len(changes))
    piece.play(play.strings, _struck(changes, 4, [(0, 4)]), 0.4)
    piece.play(play.strings, melody(changes, 4, (2, 1, 1), seed=8), 0.6)
    piece.play(play.strings, _roots(changes, 4, [(0, -24, 4)]), 0.6)
    piece.play(play.organ, _struck(changes, 4, [(0, 4)], up=-12), 0.12)
    return piece.in_room(3.0, 0.7)


PIECES = (
    Piece("wav", "Rainy Sunday Waltz", "Clara Weiss", "Window Seat", "Classical", 2009, waltz),
    Piece("flac", "Blue Corner", "The Ellery Trio", "Late Set", "Jazz", 1998, jazz_trio),
    Piece("mp3", "Night Line", "Parcel", "Platform 9 EP", "House", 2014, house),
    Piece("flac", "Relay", "Voltmeter", "Closed Circuit", "Techno", 2006, techno),
    Piece("opus", "Tidelands", "Low Sun", "Estuary", "Ambient", 2017, ambient),
    Piece("mp3", "Iron Highway", "Copper Mile", "Copper Mile", "Rock", 1994, rock),
    Piece("mp3", "Ashes of the Forge", "Grimhold", "Anvil Psalms", "Metal", 2011, metal),
    Piece("ogg", "The Miller's Orchard", "Hanna Lowe", "Field Paths", "Folk", 2003, folk),
    Piece("flac", "Empty Pocket Shuffle", "Deacon Briggs", "Twelve Bars", "Blues", 1987, blues),
    Piece("wav", "Corner Store Loop", "Sal & the Crates", "Dust Jacket", "Hip-Hop", 2001, hip_hop),
    Piece("wav", "Pixel Sprint", "8-Bit Otter", "Insert Coin", "Chiptune", 2012, chip_tune),
    Piece("flac", "Evening in the Nave", "Orrin Vale", "Quiet Hours", "Chillout", 2020, slow),
)
