"""Short stretches of decoded sound at the start, middle and end of a file, reached by seeking.

A file may be read whole from its start and yet be broken for a player that seeks in it, and a
decoder may refuse what a reader of packets takes. Two decoders each look for themselves.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import soundfile
from av.error import FFmpegError

from tagstudio.audio.decoding.ffmpeg_frames import decoded, values_of
from tagstudio.audio.metadata.verification.streams import open_container

PLACES = (0.0, 0.5, 1.0)
SECONDS = 0.25  # of each stretch
_MOST_FRAMES = 1 << 16  # decoded at one place
_PREROLL_SECONDS = 0.5  # a codec with overlapping frames decodes correctly after that
_MOST_PACKETS = 512
_GUESS = 0.1  # share by which libsndfile's guess of a length may differ
_MPEG_FIRST = 8 * 576  # samples; the frames before lack what frames in front of them hold
_GUESSING_DEMUXERS = frozenset(["mp3", "aac", "ogg"])

Stretches = tuple[str, ...]  # a hash for each of PLACES, or why there is none


def ffmpeg_stretches(path: str, name: str, seconds: float) -> Stretches:
    """Return the hashes of what FFmpeg decodes of a file that lasts `seconds`.

    Where it guesses the place that it seeks (MP3, ADTS, Ogg) it decodes the start only.
    """
    return tuple(_decoded(path, name, place * seconds, place == PLACES[-1]) for place in PLACES)


def _decoded(path: str, name: str, at: float, to_the_end: bool) -> str:
    digest = blake2b(digest_size=16)
    with ExitStack() as stack:
        container = open_container(stack.enter_context(Path(path).open("rb")), name, stack)
        if container is None or not container.streams.audio:
            return "none"
        if at and container.format.name in _GUESSING_DEMUXERS:
            return "guessed"
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
                digest.update(values_of(frame)[0].tobytes())
                if not to_the_end and time is not None and time > start + SECONDS:
                    break
        except (FFmpegError, OSError, ValueError) as error:
            return f"{type(error).__name__} {digest.hexdigest()}"
    return digest.hexdigest()


def _frames(container: Any, stream: Any) -> Iterator[Any]:
    channels = stream.channels
    for number, packet in enumerate(container.demux(stream)):
        if number > _MOST_PACKETS:
            return
        with suppress(FFmpegError):  # players skip a damaged packet too
            yield from decoded(packet, channels)


@dataclass(frozen=True)
class LibsndfileView:
    """What libsndfile says of a file, and the hashes of what it decodes from these `starts` on.

    `bytes` is the size of the file.
    """

    header: tuple[Any, ...]
    bytes: int
    frames: int
    starts: tuple[int, ...]
    stretches: Stretches

    @property
    def is_mpeg(self) -> bool:
        """Whether it is MPEG audio, in a WAV too."""
        return _is_mpeg(self.header[-1])


def is_heard_alike(path: str, name: str, known: LibsndfileView) -> bool:
    """Tell whether libsndfile hears the copy at `path` as it hears the file itself, `known`.

    Without a header it guesses the length of MPEG audio by the size of the file, tags and all, so
    by a new tag a short file of a low rate becomes a fifth longer.
    """
    other = libsndfile_view(path, name, known.starts)
    if other is None or (other.header, other.stretches) != (known.header, known.stretches):
        return False
    if not known.is_mpeg:
        return other.frames == known.frames
    grown = other.bytes / known.bytes
    least, most = min(1.0, grown) - _GUESS, max(1.0, grown) + _GUESS
    return least * known.frames <= other.frames <= most * known.frames


def _is_mpeg(subtype: str) -> bool:
    return subtype.startswith("MPEG")


def libsndfile_view(path: str, name: str, starts: tuple[int, ...] = ()) -> LibsndfileView | None:
    """Decode from PLACES, or from the frames `starts`; None where libsndfile does not know it.

    `name` is that of the file, by which libsndfile recognises an MP3 with junk at its start.
    The length of an MP3 without a header is its guess, so places are the file's, not the copy's.
    The end of one in a WAV it takes to be that of the file, other chunks and all.
    """
    try:
        with _called(path, name) as link, soundfile.SoundFile(link) as sound:
            header = (sound.samplerate, sound.channels, sound.format, sound.subtype)
            length = min(_MOST_FRAMES, int(sound.samplerate * SECONDS))
            last = max(0, sound.frames - length)
            first = min(last, _MPEG_FIRST) if _is_mpeg(sound.subtype) else 0
            is_wrapped = _is_mpeg(sound.subtype) and sound.format != "MP3"
            places = PLACES[:-1] if is_wrapped else PLACES
            starts = starts or tuple(max(first, int(place * last)) for place in places)
            hashes = tuple(_read(sound, start, length) for start in starts)
            return LibsndfileView(header, Path(path).stat().st_size, sound.frames, starts, hashes)
    except (soundfile.SoundFileError, OSError, ValueError, TypeError):
        return None


@contextmanager
def _called(path: str, name: str) -> Iterator[Any]:
    """Give a name for the file at `path` that ends like `name`, or an open file without one."""
    with TemporaryDirectory(prefix="tagstudio-") as folder, Path(path).open("rb") as file:
        link = Path(folder) / ("audio" + Path(name).suffix.encode("ascii", "ignore").decode())
        try:
            link.symlink_to(Path(path).absolute())
        except OSError:  # Windows
            yield file
            return
        yield str(link)


def _read(sound: Any, start: int, length: int) -> str:
    try:
        sound.seek(start)
        return blake2b(sound.read(length, "float32").tobytes(), digest_size=16).hexdigest()
    except (soundfile.SoundFileError, OSError, ValueError) as error:
        return type(error).__name__
