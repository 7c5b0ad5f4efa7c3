"""Frames are told from chance by those that follow them."""

import numpy as np
import pytest

from tagstudio.audio.containers.frames import Frame, first_row, frame_at, row_at

MP3 = bytes((0xFF, 0xFB, 0x90, 0x00))  # version 1, layer III, 128 kbit/s, 44,100 Hz: 417 bytes
LAYER_I = bytes((0xFF, 0xFF, 0x40, 0xC0))  # 128 kbit/s, 44,100 Hz: 34 slots of four bytes
FREE = bytes((0xFF, 0xFB, 0x00, 0x00))
ADTS = bytes((0xFF, 0xF1, 0x50, 0x80, 0x19, 0x1F, 0xFC))  # 44,100 Hz, 200 bytes
AC3 = bytes((0x0B, 0x77, 0, 0, 0x14, 0x40, 0, 0))  # 48,000 Hz, 192 kbit/s: 768 bytes
EAC3 = bytes((0x0B, 0x77, 0x01, 0xFF, 0x34, 0x80, 0, 0))  # 48,000 Hz, 1024 bytes of six blocks


@pytest.mark.parametrize(
    ("header", "frame"),
    [
        (MP3, Frame("mpeg3", 417, 1152, 44_100)),
        (LAYER_I, Frame("mpeg1", 136, 384, 44_100)),
        (bytes((0xFF, 0xFD, 0x80, 0x00)), Frame("mpeg2", 417, 1152, 44_100)),
        (bytes((0xFF, 0xF3, 0x80, 0x00)), Frame("mpeg3", 208, 576, 22_050)),
        (bytes((0xFF, 0xE3, 0x18, 0x00)), Frame("mpeg3", 72, 576, 8_000)),
        (FREE, Frame("mpeg3", 0, 1152, 44_100)),
        (ADTS, Frame("adts", 200, 1024, 44_100)),
        (AC3, Frame("ac3", 768, 1536, 48_000)),
        (EAC3, Frame("ac3", 1024, 1536, 48_000)),
        (bytes((0xFF, 0xFB, 0xF0, 0x00)), None),  # a bit rate that there is not
        (bytes((0xFF, 0xFB, 0x9C, 0x00)), None),  # a sample rate that there is not
        (b"RIFF", None),
    ],
)
def test_the_header_of_a_frame(header, frame):
    assert frame_at(header.ljust(8, b"\0"), 0) == frame
    assert frame_at(header[:3], 0) is None


def test_a_row_is_frames_of_one_kind():
    frame = MP3.ljust(417, b"\0")
    assert row_at(frame * 3, 0, 3, is_end=False) == frame_at(frame, 0)
    assert row_at(frame * 2 + bytes(417), 0, 3, is_end=False) is None
    assert row_at(frame + ADTS.ljust(200, b"\0") * 3, 0, 3, is_end=False) is None
    assert row_at(frame * 2, 0, 3, is_end=True) == frame_at(frame, 0)
    assert row_at(frame * 2, 0, 3, is_end=False) is None


def test_free_format_frames_are_equally_long():
    assert row_at(FREE.ljust(1_000, b"\0") * 4, 0, 4, is_end=False)
    odd = b"".join(FREE.ljust(length, b"\0") for length in (1_000, 700, 900, 800))
    assert row_at(odd, 0, 4, is_end=False) is None


def test_a_row_is_found_behind_junk():
    row = ADTS.ljust(200, b"\0") * 5
    assert first_row(b"\xff\xfb\x90\0 GET / HTTP" * 9 + row, 5) == (
        9 * 15,
        frame_at(ADTS + b"\0", 0),
    )


def test_noise_is_no_row():
    noise = np.random.default_rng(0).bytes(1 << 20)
    assert first_row(noise, 5) is None
