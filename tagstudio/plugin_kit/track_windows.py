"""A track -> the windows of it that a model hears, or the reason why there are none."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagstudio.audio.decoding.windows import read_windows
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.files.regular_file import shown
from tagstudio.core.messages import message
from tagstudio.plugin_api import Failure, TrackRef

# What is shorter than a window is repeated until it fills one: less than a second, again and again,
# is a rhythm of its own. Of a track that breaks off, 3 s are asked for: networks of this kind are
# made to judge by no less (musicnn's window).
MIN_SECONDS, MIN_SECONDS_OF_A_PART = 1.0, 3.0


@dataclass(frozen=True)
class WindowRequest:
    """What is wanted of each track: `count` windows of `length` samples at `hz`.

    `gets_on` is called while files are decoded. `feature_bytes` is the size of the features of a
    window, of which a track may bring those of its centre along; 0: none are of use.
    """

    hz: int
    length: int
    count: int = 1
    gets_on: Callable[[], None] = lambda: None
    feature_bytes: int = 0

    def has_centre(self, track: TrackRef) -> bool:
        """Tell whether a track brings what the window in the middle would give."""
        is_odd = self.count > 1 and self.count % 2 == 1
        return is_odd and 0 < self.feature_bytes == len(track.features)


@dataclass(frozen=True)
class TrackWindows:
    """The windows of a track: mono samples; one shorter than asked for is all of the track.

    `partial` tells that the file broke off and they come from its readable part; `seconds` is the
    duration of the track, None where they were reached without knowing it. With `centre_is_known`
    the centre window is not among them: the features of it are those of `track`.
    """

    track: TrackRef
    samples: tuple[NDArray[np.float32], ...]
    partial: bool
    seconds: float | None
    centre_is_known: bool


def load_windows(track: TrackRef, wanted: WindowRequest) -> TrackWindows | Failure:
    """Decode the windows of one track; never raises."""
    has_centre = wanted.has_centre(track)
    try:
        found = read_windows(
            track.path,
            wanted.hz,
            wanted.length,
            wanted.count,
            gets_on=wanted.gets_on,
            but_centre=has_centre,
        )
    except UnreadableAudio as error:
        return Failure(track.id, error.code, error.message)
    except Exception as error:  # whatever a decoder raises, the other tracks are still to be loaded
        reason = message(
            "kit.not-decoded",
            "{path} cannot be decoded ({kind}: {reason}). Copy it again or replace it.",
            path=shown(track.path),
            kind=type(error).__name__,
            reason=error,
        )
        return Failure(track.id, "damaged", reason)
    if too_short := _too_short(track, len(found.samples[0]) / wanted.hz, found.partial):
        return too_short
    if not all(np.isfinite(one).all() for one in found.samples):
        return invalid_samples(track)
    is_beside = has_centre and len(found.samples) == wanted.count - 1
    return TrackWindows(track, found.samples, found.partial, found.seconds, is_beside)


def invalid_samples(track: TrackRef) -> Failure:
    """Return the failure of a track whose samples no model can be given."""
    reason = message(
        "kit.invalid-samples",
        "{path} decodes to invalid samples. Copy it again or replace it.",
        path=shown(track.path),
    )
    return Failure(track.id, "not_finite", reason)


def no_finite_scores(track: TrackRef) -> Failure:
    """Return the failure of a track of which a model gave scores that are no numbers."""
    reason = message(
        "kit.no-finite-scores",
        "{path} gets no finite scores from this model. Try another model.",
        path=shown(track.path),
    )
    return Failure(track.id, "not_finite", reason)


def _too_short(track: TrackRef, seconds: float, partial: bool) -> Failure | None:
    """Return the failure of a track of which too little was heard for an honest suggestion."""
    if seconds >= (MIN_SECONDS_OF_A_PART if partial else MIN_SECONDS):
        return None
    if partial:
        reason = message(
            "kit.too-little-heard",
            "{path} is damaged or cut off: only {seconds:.1f} s of it can be heard, too little to"
            " suggest tags from. Copy it again or replace it.",
            path=shown(track.path),
            seconds=seconds,
        )
    else:
        reason = message(
            "kit.too-short",
            "{path} is only {seconds:.1f} s long, too short to suggest tags from.",
            path=shown(track.path),
            seconds=seconds,
        )
    return Failure(track.id, "too_short", reason)
