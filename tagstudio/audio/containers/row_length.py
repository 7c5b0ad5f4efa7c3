"""How long a row of frames is (MP3, ADTS, AC-3), without reading all of it.

Such a file has no length but that of its frames. Many MP3 files say in their first frame, which
holds no sound, how many frames and bytes follow; that is wrong after files were joined or cut, and
the bytes show it. Where nothing is said, frames are looked at in a few places: their lengths say
how many bytes a second takes.
Layout: https://www.codeproject.com/Articles/8295/MPEG-Audio-Frame-Header (Xing, Info and VBRI)
"""

from dataclasses import dataclass
from typing import BinaryIO

from tagstudio.audio.containers.frames import Frame, first_row, frame_at
from tagstudio.audio.containers.id3v2 import after_leading_tags
from tagstudio.audio.containers.recognise import MOST_JUNK
from tagstudio.audio.containers.trailing_tags import before_trailing_tags

PLACES = 16  # where frames are looked at
PLACE_BYTES = 1 << 13
_FRAMES_TOGETHER = 3
_HEAD_BYTES = 1 << 14
_HAS_FRAMES, _HAS_BYTES = 1, 2
_TOLERANCE = 0.02  # between the bytes that are declared and those that are there


@dataclass(frozen=True)
class FrameRow:
    """A row of frames in the bytes [start, end) of a file.

    `declared_seconds` is what the first frame says, None where it says nothing. `is_cut_off` tells
    that fewer bytes are there than it says, `is_contradicted` that more are.
    """

    start: int
    end: int
    declared_seconds: float | None
    is_cut_off: bool
    is_contradicted: bool

    def seconds(self, file: BinaryIO) -> float | None:
        """Return the length that is declared and not contradicted, or else an estimate."""
        if self.declared_seconds and not self.is_contradicted:
            return self.declared_seconds
        return _estimated(file, self.start, self.end) or None


def find_row(file: BinaryIO, size: int) -> FrameRow | None:
    """Return the row of frames in a `file` of `size` bytes; None where none is at its start."""
    start = after_leading_tags(file, size)
    file.seek(start)
    head = file.read(_HEAD_BYTES)
    found = first_row(head, _FRAMES_TOGETHER)
    if found is None:
        head += file.read(MOST_JUNK)
        found = first_row(head, _FRAMES_TOGETHER)
    if found is None:
        return None
    at, frame = found
    end = before_trailing_tags(file, start + at, size)
    declared = _declared(head, at, frame)
    if not declared or not all(declared):
        return FrameRow(start + at, end, None, False, False)
    frames, promised = declared
    there = end - start - at
    return FrameRow(
        start + at,
        end,
        frames * frame.samples / frame.hz,
        there < promised * (1 - _TOLERANCE),
        there > promised * (1 + _TOLERANCE),
    )


def _declared(head: bytes, at: int, frame: Frame) -> tuple[int, int] | None:
    """Return the frames and bytes that the first frame declares; None where it does not."""
    if not frame.length or frame.kind not in {"mpeg1", "mpeg2", "mpeg3"}:
        return None
    first = head[at : at + frame.length]
    if first[36:40] == b"VBRI":
        return int.from_bytes(first[46:50], "big"), int.from_bytes(first[42:46], "big")
    for name in (b"Xing", b"Info"):
        place = first.find(name, 4, 44)
        if place >= 0:
            flags = int.from_bytes(first[place + 4 : place + 8], "big")
            if flags & _HAS_FRAMES and flags & _HAS_BYTES:
                numbers = first[place + 8 : place + 16]
                return int.from_bytes(numbers[:4], "big"), int.from_bytes(numbers[4:], "big")
    return None


def _estimated(file: BinaryIO, start: int, end: int) -> float:
    """Return the seconds of the frames in the bytes [start, end); 0 where too few are found."""
    seconds, counted = 0.0, 0
    for place in range(PLACES):
        first = start + max(0, end - start - PLACE_BYTES) * place // (PLACES - 1)
        file.seek(first)
        content = file.read(min(PLACE_BYTES, end - first))
        of_place = _frames_in(content)
        seconds += sum(one.samples / one.hz for one in of_place)
        counted += sum(one.length for one in of_place)
    return seconds * (end - start) / counted if counted else 0.0


def _frames_in(content: bytes) -> list[Frame]:
    """Return the frames of the first row in `content`."""
    found = first_row(content, _FRAMES_TOGETHER)
    if found is None:
        return []
    at, frame = found[0], frame_at(content, found[0])
    frames = []
    while frame and frame.length and frame.hz == found[1].hz:
        frames.append(frame)
        at += frame.length
        frame = frame_at(content, at)
    return frames
