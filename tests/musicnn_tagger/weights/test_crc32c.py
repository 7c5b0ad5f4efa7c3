import zlib

import numpy as np
import pytest
from musicnn_tagger.weights.crc32c import crc32c, masked_crc32c


@pytest.mark.parametrize(
    ("data", "wanted"),  # RFC 3720, B.4
    [
        (bytes(32), 0x8A9136AA),
        (b"\xff" * 32, 0x62A8AB43),
        (bytes(range(32)), 0x46DD794E),
        (bytes(range(31, -1, -1)), 0x113FDB5C),
        (b"123456789", 0xE3069283),
        (b"", 0),
    ],
)
def test_the_published_checksums(data: bytes, wanted: int) -> None:
    assert crc32c(data) == wanted


def test_lanes_of_any_length_give_what_one_register_gives() -> None:
    table = [0] * 256
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = (value >> 1) ^ (0x82F63B78 if value & 1 else 0)
        table[byte] = value
    numbers = np.random.default_rng(0)
    for length in (1, 3, 4, 5, 63, 64, 1000, 4097):
        data = numbers.bytes(length)
        register = 0xFFFFFFFF
        for byte in data:
            register = table[(register ^ byte) & 255] ^ (register >> 8)
        assert crc32c(data) == register ^ 0xFFFFFFFF
        assert crc32c(data) != zlib.crc32(data)


def test_the_mask_is_that_of_leveldb() -> None:
    crc = crc32c(b"foo")
    masked = masked_crc32c(b"foo")
    assert masked != crc
    rotated = (masked - 0xA282EAD8) & 0xFFFFFFFF
    assert ((rotated >> 17) | (rotated << 15)) & 0xFFFFFFFF == crc
