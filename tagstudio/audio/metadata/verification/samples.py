"""Short stretches of decoded sound at the start, middle and end of a file, reached by seeking.

A file may be read whole from its start and yet be broken for a player that seeks in it, and a
decoder may refuse what a reader of packets takes. Two decoders each look for themselves.
"""

from collections.abc import Iterator
from contextlib import ExitStack, suppress
from hashlib import blake2b
from typing import Any, BinaryIO

import numpy as np
import soundfile
from av.error import FFmpegError

from tagstudio.audio.metadata.verification.streams import open_container

PLACES = (0.0, 0.5, 1.0)
SECONDS = 0.25  # of each stretch
_MOST_FRAMES = 1 << 16  # decoded at one place
_PREROLL_SECONDS = 0.5  # a codec with overlapping frames decodes correctly after that
_MOST_PACKETS = 512

Stretches = tuple[str, ...]  # a hash for each of PLACES, or why there is none


def ffmpeg_stretches(file: BinaryIO, name: str, seconds: float) -> Stretches:
    """Return the hashes of what FFmpeg decodes of a file that lasts `seconds`."""
    return tuple(_decoded(file, name, place * seconds, place == PLACES[-1]) for place in PLACES)


def _decoded(file: BinaryIO, name: str, at: float, to_the_end: bool) -> str:
    file.seek(0)
    digest = blake2b(digest_size=16)
    with ExitStack() as stack:
        container = open_container(file, name, stack)
        if container is None or not container.streams.audio:
            return "none"
        stream = container.streams.audio[0]
        start = max(0.0, at - SECONDS) if to_the_end else at
        try:
            if at and stream.time_base:
                first = (stream.start_time or 0) + (start - _PREROLL_SECONDS) / stream.time_base
                container.seek(max(0, int(first)), stream=stream)
            for frame in _frames(container, stream):
                time = None if frame.time is None else frame.time
                if time is not None and time < start:
                    continue
                digest.update(np.ascontiguousarray(frame.to_ndarray()).tobytes())
                if not to_the_end and time is not None and time > start + SECONDS:
                    break
        except (FFmpegError, OSError, ValueError) as error:
            return f"{type(error).__name__} {digest.hexdigest()}"
    return digest.hexdigest()


def _frames(container: Any, stream: Any) -> Iterator[Any]:
    for number, packet in enumerate(container.demux(stream)):
        if number > _MOST_PACKETS:
            return
        with suppress(FFmpegError):  # players skip a damaged packet too
            yield from packet.decode()


def libsndfile_stretches(file: BinaryIO) -> tuple[tuple[Any, ...], Stretches] | None:
    """Return what libsndfile says of a file, and the hashes of what it decodes; None if nothing."""
    file.seek(0)
    try:
        with soundfile.SoundFile(file) as sound:
            header = (sound.frames, sound.samplerate, sound.channels, sound.format, sound.subtype)
            length = min(_MOST_FRAMES, int(sound.samplerate * SECONDS))
            starts = [int(place * max(0, sound.frames - length)) for place in PLACES]
            return header, tuple(_read(sound, start, length) for start in starts)
    except (soundfile.SoundFileError, OSError, ValueError, TypeError):
        return None


def _read(sound: Any, start: int, length: int) -> str:
    try:
        sound.seek(start)
        return blake2b(sound.read(length, "float32").tobytes(), digest_size=16).hexdigest()
    except (soundfile.SoundFileError, OSError, ValueError) as error:
        return type(error).__name__
