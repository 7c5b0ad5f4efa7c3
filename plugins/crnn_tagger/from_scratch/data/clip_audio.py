"""An audio file -> the decibels of all of it, from which any window can be cut later."""

import time
from collections.abc import Iterable, Iterator
from contextlib import closing

import numpy as np
from numpy.typing import NDArray

from tagstudio.audio.decoding.stream import stream
from tagstudio.audio.decoding.windows import read_windows
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.files.regular_file import shown

from ...audio.mel import HOP_SAMPLES, HZ, WINDOW_SAMPLES, fill_window, mel_db

CHUNK_SAMPLES = WINDOW_SAMPLES  # a multiple of the hop; its spectrum takes 11 MB on the way
MAX_SECONDS = 2 * 3600  # of audio; the rest is left out, whatever the header claims
DECODING_SECONDS = 10.0  # of the processor, and one more for every MIN_DECODING_SPEED of audio
MIN_DECODING_SPEED = 10

Samples = NDArray[np.float32]
Decibels = NDArray[np.float16]  # (frames, 96): each frame in one piece, so a window is one read


def load_clip(path: str, seconds: float | None) -> Decibels:
    """Return the unclipped decibels of the middle `seconds` of a file, or of all (None, two hours).

    Frames as `mel_db` gives them for all samples at once. A file shorter than a window is repeated
    until it fills one, so there are 1366 at least. Raises UnreadableAudio for a damaged file.
    """
    try:
        blocks = _all(path) if seconds is None else _middle(path, seconds)
        decibels = np.concatenate(list(decibels_of(_at_least_a_window(blocks))))
    except UnreadableAudio:
        raise
    except Exception as error:  # whatever a decoder raises, the other clips are still to be loaded
        raise UnreadableAudio(
            "damaged",
            "crnn.not-decoded",
            "{path} cannot be decoded ({kind}: {reason}). Copy it again or replace it.",
            path=shown(path),
            kind=type(error).__name__,
            reason=error,
        ) from error
    if not np.isfinite(decibels).all():
        raise UnreadableAudio(
            "not_finite",
            "crnn.invalid-samples",
            "{path} decodes to invalid samples. Copy it again or replace it.",
            path=shown(path),
        )
    return decibels


def _middle(path: str, seconds: float) -> Iterator[Samples]:
    samples = max(WINDOW_SAMPLES, round(seconds * HZ))
    yield read_windows(path, HZ, samples).samples[0]


def _all(path: str) -> Iterator[Samples]:
    started, decoded = time.thread_time(), 0.0
    with closing(stream(path, HZ)) as blocks:
        for block in blocks:
            yield block
            decoded += len(block) / HZ
            if decoded >= MAX_SECONDS:
                return
            if time.thread_time() - started > DECODING_SECONDS + decoded / MIN_DECODING_SPEED:
                raise UnreadableAudio(
                    "too_slow",
                    "crnn.decoding-too-slow",
                    "{path} took too long to decode. Convert it to FLAC.",
                    path=shown(path),
                )


def _at_least_a_window(blocks: Iterable[Samples]) -> Iterator[Samples]:
    """Yield the blocks; when they are less than a window together, one window of them repeated."""
    held: list[Samples] = []
    lacking = WINDOW_SAMPLES
    for block in blocks:
        lacking -= len(block)
        held.append(block)
        if lacking <= 0:
            yield from held
            held.clear()
    if lacking > 0:
        yield fill_window(np.concatenate(held))


def decibels_of(blocks: Iterable[Samples]) -> Iterator[Decibels]:
    """Yield the frames of a signal that comes in blocks, as if it had come at once.

    A frame spans one hop before and behind its centre, so each chunk begins one hop before its
    first frame, and the frame at its end, which would take in the reflection there, is left to the
    next.
    """
    held, skipped = np.zeros(0, np.float32), 0
    for block in blocks:
        held = np.concatenate([held, block])
        while len(held) >= CHUNK_SAMPLES + HOP_SAMPLES:  # enough stays for the next reflection
            yield _frames(held[:CHUNK_SAMPLES])[skipped:-1]
            held, skipped = held[CHUNK_SAMPLES - HOP_SAMPLES :], 1
    yield _frames(held)[skipped:]


def _frames(samples: Samples) -> Decibels:
    frames: Decibels = mel_db(samples[np.newaxis])[0].T.numpy().astype(np.float16)
    return frames
