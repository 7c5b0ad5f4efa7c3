"""CRC-32C (Castagnoli), the checksum of TensorFlow's and LevelDB's files, with numpy."""

from math import isqrt

import numpy as np
from numpy.typing import NDArray

POLYNOMIAL = 0x82F63B78  # reflected
ONES = 0xFFFFFFFF
MASK = 0xA282EAD8
MAX_LANES = 1024

Words = NDArray[np.uint32]


def masked_crc32c(data: bytes) -> int:
    """Return the checksum as both formats store it: rotated by 15 bits, plus a constant."""
    crc = crc32c(data)
    return (((crc >> 15) | (crc << 17)) + MASK) & ONES


def crc32c(data: bytes) -> int:
    """Return the CRC-32C of some bytes."""
    # A step of the register for one byte b is s -> table[(s ^ b) & 255] ^ (s >> 8), linear over
    # GF(2) in s and b together. So the checksum of A then B is that of A with len(B) zero bytes
    # behind it, xor that of B from a register of zeros; and zero bytes ahead of the data leave a
    # register of zeros as it is. That cuts the data into lanes of one length, which numpy steps
    # through side by side. A register that begins with ones is the first four bytes inverted.
    if len(data) < 4:
        return _register(ONES, data) ^ ONES
    count = min(MAX_LANES, isqrt(len(data)))
    length = -(-len(data) // count)
    lanes = np.zeros(count * length, np.uint8)
    begin = len(lanes) - len(data)
    lanes[begin:] = np.frombuffer(data, np.uint8)
    lanes[begin : begin + 4] ^= 0xFF
    of_lanes = _stepped(np.zeros(count, np.uint32), lanes.reshape(count, length))
    bits = np.uint32(1) << np.arange(32, dtype=np.uint32)
    behind = _stepped(bits, np.zeros((32, length), np.uint8))  # each bit, `length` zeros later
    found = 0
    for of_lane in of_lanes.tolist():
        moved = np.bitwise_xor.reduce(behind[(found >> np.arange(32)) & 1 == 1], initial=0)
        found = int(moved) ^ of_lane
    return found ^ ONES


def _stepped(registers: Words, lanes: NDArray[np.uint8]) -> Words:
    """Step n registers through n rows of bytes, (n, length)."""
    for column in np.ascontiguousarray(lanes.T):
        registers = _TABLE[(registers ^ column) & 0xFF] ^ (registers >> np.uint32(8))
    return registers


def _register(register: int, data: bytes) -> int:
    for byte in data:
        register = int(_TABLE[(register ^ byte) & 0xFF]) ^ (register >> 8)
    return register


def _table() -> Words:
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = np.where(table & 1, (table >> np.uint32(1)) ^ np.uint32(POLYNOMIAL), table >> 1)
    return table.astype(np.uint32)


_TABLE = _table()
