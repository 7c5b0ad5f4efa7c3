"""The class that a plugin derives from which measures tracks instead of tagging them."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from tagstudio.plugin_api.types import Failure, Notice, TrackRef


@dataclass(frozen=True)
class Measurement:
    """What was measured of one track; None is what cannot be said of it.

    `bpm` is the tempo in beats per minute, `other_bpm` the half or the double of it that is its
    other reading. `key` is spelled as `core.musical_keys` has it, such as F#m. `bpm_confidence` and
    `key_confidence` are the chances, in [0, 1], that they are right. `loudness` is the integrated
    loudness in LUFS, `loudness_range` in LU, and `true_peak` in dBTP, as in EBU R128.
    """

    track_id: int
    bpm: float | None = None
    other_bpm: float | None = None
    bpm_confidence: float | None = None
    key: str | None = None
    key_confidence: float | None = None
    loudness: float | None = None
    loudness_range: float | None = None
    true_peak: float | None = None


MeasureStep = Measurement | Failure | Notice


class Measurer:
    """A plugin that measures tracks: its manifest says `kind = "measurer"`.

    It runs in processes of its own, several at once, each called from one thread. A generator may
    be closed between two steps; that is how the user cancels. Raise TagStudioError for faults that
    the user can correct.
    """

    def measure(self, tracks: Sequence[TrackRef]) -> Generator[Sequence[MeasureStep], None, None]:
        """Measure `tracks`; yield batches of results, exactly one result per track.

        A track that cannot be decoded gets a Failure. Yield an empty batch while a track takes
        long: a plugin that is silent for two minutes is ended.
        """
        raise NotImplementedError
