"""The plugin: one decoding of a track, then tempo and key of its middle."""

from collections.abc import Callable, Generator, Sequence
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

from tagstudio.audio.errors import UnreadableAudio
from tagstudio.plugin_api import Failure, Measurement, Measurer, PluginContext, TrackRef
from tagstudio.plugin_api.measurer import MeasureStep
from tempo_key_loudness.compiled_code import CompiledCode

if TYPE_CHECKING:
    from tagstudio.audio.decoding.blocks import Samples
    from tempo_key_loudness.key import Key
    from tempo_key_loudness.tempo import Tempo

Result = TypeVar("Result")
_NOW_AND_THEN = 1.0  # seconds, between two signs of life
_BLOCKS = 200  # of a file, between two of them


class TempoKeyLoudness(Measurer):
    """Measures tempo, key and loudness of tracks."""

    def __init__(self, code: CompiledCode) -> None:
        self._code = code

    def measure(self, tracks: Sequence[TrackRef]) -> Generator[Sequence[MeasureStep], None, None]:
        """Measure tracks, one after the other."""
        for track in tracks:
            yield ()
            try:
                result = yield from _measured(track)
            except UnreadableAudio as error:
                yield [Failure(track.id, error.code, error.message)]
            else:
                self._code.prove()
                yield [result]


def create(context: PluginContext) -> TempoKeyLoudness:
    """Make the measurer; it keeps the code that librosa has compiled."""
    return TempoKeyLoudness(CompiledCode(context.cache))


def _measured(track: TrackRef) -> Generator[Sequence[MeasureStep], None, Measurement]:
    from tempo_key_loudness.decoding import hear

    heard = None
    for number, step in enumerate(hear(track.path, track.seconds)):
        heard = step
        if number % _BLOCKS == 0:
            yield ()
    assert heard is not None
    samples, loudness = heard.middle, heard.loudness
    tempo, key = yield from _beside(lambda: _tempo_and_key(samples))
    return Measurement(
        track.id,
        bpm=_rounded(tempo.bpm if tempo else None),
        other_bpm=_rounded(tempo.other_bpm if tempo else None),
        bpm_confidence=_rounded(tempo.confidence if tempo else None),
        key=key.name if key else None,
        key_confidence=_rounded(key.confidence if key else None),
        loudness=_rounded(loudness.integrated),
        loudness_range=_rounded(loudness.range),
        true_peak=_rounded(loudness.true_peak),
    )


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 2)


def _tempo_and_key(samples: "Samples") -> "tuple[Tempo | None, Key | None]":
    # librosa compiles what it needs at its first use, which takes long on a busy machine.
    from tempo_key_loudness.key import measure_key
    from tempo_key_loudness.tempo import measure_tempo

    return measure_tempo(samples), measure_key(samples)


def _beside(work: Callable[[], Result]) -> Generator[Sequence[MeasureStep], None, Result]:
    """Do what takes long in a thread, with signs of life meanwhile; return or raise as it does."""
    outcome: list[Result] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            outcome.append(work())
        except BaseException as error:  # it is raised again where it can be told
            failed.append(error)

    thread = Thread(target=run, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(_NOW_AND_THEN)
        yield ()
    if failed:
        raise failed[0]
    return outcome[0]
