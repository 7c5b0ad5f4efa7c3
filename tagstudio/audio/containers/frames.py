"""Rows of frames: MPEG audio, AAC in ADTS, AC-3. They have no header but those of their frames.

The first bits of a frame are a sync word that turns up in any data once in a few thousand bytes, so
it proves nothing alone. What proves it is the next frame, which begins where the first one ends and
is of the same kind and rate, and the one after that. Layouts: ISO/IEC 11172-3 and 13818-3 (MPEG),
13818-7 (ADTS), ETSI TS 102 366 (AC-3, E-AC-3).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tagstudio.audio.files.formats import Frames

LONGEST_FRAME = 8191  # of ADTS; MPEG audio has up to 2,881 bytes, AC-3 up to 4,096

_LONGEST_PADDING = 4  # bytes by which free-format frames of one file differ
_SYNC = re.compile(rb"\xff[\xe0-\xff]|\x0b\x77")
_MPEG_KBITS = {  # of version 1, and of 2 and 2.5, by layer
    (1, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (1, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_MPEG_HZ = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_LAYERS: Mapping[int, Frames] = {1: "mpeg1", 2: "mpeg2", 3: "mpeg3"}
_ADTS_HZ = (96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025)
_ADTS_RATES = (*_ADTS_HZ, 8_000, 7_350)
_AC3_KBITS = (
    *(32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192),
    *(224, 256, 320, 384, 448, 512, 576, 640),
)
_AC3_HZ = (48_000, 44_100, 32_000)
_EAC3_BLOCKS = (1, 2, 3, 6)  # of 256 samples each


@dataclass(frozen=True)
class Frame:
    """The header of one frame.

    `kind` is one of formats.Frames, `length` its bytes (0 in free-format MPEG audio, where only the
    next frame tells), `samples` what it holds of each channel, at `hz`.
    """

    kind: Frames
    length: int
    samples: int
    hz: int


def frame_at(content: bytes, at: int) -> Frame | None:
    """Return the frame whose header is at `at` in `content`; None where none is."""
    header = content[at : at + 8]
    if len(header) < 8:
        return None
    if header[:2] == b"\x0b\x77":
        return _ac3(header)
    if header[0] != 0xFF or header[1] < 0xE0:
        return None
    return _adts(header) if header[1] & 0xF6 == 0xF0 else _mpeg(header)


def row_at(content: bytes, at: int, least: int, is_end: bool) -> Frame | None:
    """Return the first frame where `least` frames of one kind follow one another from `at` on.

    With `is_end` the file ends with `content`, and a row of fewer frames may end with it.
    """
    first = frame = frame_at(content, at)
    free_length = _free_length(content, at) if first and not first.length else 0
    for _ in range(least - 1):
        if frame is None:
            return None
        length = frame.length
        if not length and abs(_free_length(content, at) - free_length) <= _LONGEST_PADDING:
            length = _free_length(content, at)
        if not length:
            return None
        at += length
        if at >= len(content):
            return first if is_end else None
        frame = _same_kind(frame_at(content, at), first)
    return first if frame else None


def first_row(content: bytes, least: int) -> tuple[int, Frame] | None:
    """Return the place and the first frame of the first row of `least` frames in `content`."""
    for found in _SYNC.finditer(content):
        frame = row_at(content, found.start(), least, is_end=False)
        if frame:
            return found.start(), frame
    return None


def _same_kind(frame: Frame | None, first: Frame | None) -> Frame | None:
    if frame is None or first is None:
        return None
    return frame if (frame.kind, frame.hz) == (first.kind, first.hz) else None


def _free_length(content: bytes, at: int) -> int:
    """Return the length of the free-format frame at `at`: the next like header tells."""
    like = content[at : at + 2] + bytes((content[at + 2] & 0xFC,))
    follows = at
    while (follows := content.find(like[:2], follows + 24)) >= 0:
        if follows - at > LONGEST_FRAME:
            return 0
        if content[follows + 2 : follows + 3] and content[follows + 2] & 0xFC == like[2]:
            return follows - at
    return 0


def _mpeg(header: bytes) -> Frame | None:
    version, layer = header[1] >> 3 & 3, 4 - (header[1] >> 1 & 3)
    rate, index = header[2] >> 2 & 3, header[2] >> 4
    if version == 1 or layer == 4 or rate == 3 or index == 15 or header[3] & 3 == 2:
        return None
    hz = _MPEG_HZ[version][rate]
    is_first = version == 3
    samples = 384 if layer == 1 else 576 if layer == 3 and not is_first else 1152
    if not index:
        return Frame(_LAYERS[layer], 0, samples, hz)
    table = (1, layer) if is_first else (2, min(layer, 2))
    bits = _MPEG_KBITS[table][index - 1] * 1000
    padding = header[2] >> 1 & 1
    slot = 4 if layer == 1 else 1  # bytes
    length = (samples // 8 * bits // hz // slot + padding) * slot
    return Frame(_LAYERS[layer], length, samples, hz)


def _adts(header: bytes) -> Frame | None:
    rate = header[2] >> 2 & 15
    length = (header[3] & 3) << 11 | header[4] << 3 | header[5] >> 5
    if rate >= len(_ADTS_RATES) or length < 8:
        return None
    return Frame("adts", length, 1024 * (1 + (header[6] & 3)), _ADTS_RATES[rate])


def _ac3(header: bytes) -> Frame | None:
    revision = header[5] >> 3
    if revision > 16:
        return None
    if revision > 10:
        return _eac3(header)
    rate, size = header[4] >> 6, header[4] & 63
    if rate == 3 or size >= 2 * len(_AC3_KBITS):
        return None
    hz, bits = _AC3_HZ[rate], _AC3_KBITS[size // 2] * 1000
    words = 96 * bits // hz + (size & 1 if rate == 1 else 0)
    return Frame("ac3", 2 * words, 1536, hz >> max(0, revision - 8))


def _eac3(header: bytes) -> Frame | None:
    rate, blocks = header[4] >> 6, header[4] >> 4 & 3
    length = 2 * ((header[2] & 7) << 8 | header[3]) + 2
    if length < 8 or (rate == 3 and blocks == 3):
        return None
    if rate == 3:
        return Frame("ac3", length, 1536, _AC3_HZ[blocks] // 2)
    return Frame("ac3", length, 256 * _EAC3_BLOCKS[blocks], _AC3_HZ[rate])
