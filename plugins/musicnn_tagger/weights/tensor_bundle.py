"""Read the tensors of a TensorFlow checkpoint without TensorFlow.

A checkpoint is a TensorBundle: an index, which is a table in the format of LevelDB from a tensor's
name to its type, shape and place, and a flat file with the numbers. See TensorFlow's
`tensor_bundle.proto` and LevelDB's `doc/table_format.md`. Both files may be damaged or hostile:
every length is checked before it is used, and every checksum.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from .crc32c import masked_crc32c

MAGIC = 0xDB4775248B80FB57
FOOTER_BYTES = 48
TRAILER_BYTES = 5  # a block's type and its checksum
MAX_INDEX_BYTES = 1 << 20
MAX_ENTRIES = 1 << 16
MAX_DIMENSIONS = 8
FLOAT32 = 1  # DT_FLOAT
# The numbers of the fields in tensor_bundle.proto and tensor_shape.proto.
HEADER_SHARDS, HEADER_ENDIANNESS = 1, 2
ENTRY_TYPE, ENTRY_SHAPE, ENTRY_SHARD, ENTRY_OFFSET, ENTRY_SIZE, ENTRY_CRC = 1, 2, 3, 4, 5, 6
ENTRY_SLICES = 7
SHAPE_DIMENSION, SHAPE_UNKNOWN, DIMENSION_SIZE = 2, 3, 1


class DamagedBundleError(ValueError):
    """The bytes are no TensorBundle, or a part of one is damaged; the text says which."""


@dataclass(frozen=True)
class TensorEntry:
    """The place of a tensor in the flat file: its shape, first byte, bytes and checksum."""

    shape: tuple[int, ...]
    offset: int
    size: int
    crc: int


def read_index(index: bytes) -> dict[str, TensorEntry]:
    """Return the float32 tensors of an index by name; raise DamagedBundleError."""
    if len(index) > MAX_INDEX_BYTES:
        raise DamagedBundleError("the index is too long")
    table = dict(_table(index))
    header = _fields(table.pop(b"", b""))
    if header.get(HEADER_SHARDS) != 1 or header.get(HEADER_ENDIANNESS, 0) != 0:
        raise DamagedBundleError("it is not one little-endian file")
    found: dict[str, TensorEntry] = {}
    for name, value in table.items():
        entry = _fields(value)
        if entry.get(ENTRY_TYPE) == FLOAT32:
            found[name.decode("utf-8", "replace")] = _entry(entry)
    return found


def read_tensor(data: bytes, entry: TensorEntry) -> NDArray[np.float32]:
    """Return a tensor out of the flat file; raise DamagedBundleError."""
    if entry.size != 4 * prod(entry.shape) or entry.offset + entry.size > len(data):
        raise DamagedBundleError("a tensor is not where the index says")
    found = data[entry.offset : entry.offset + entry.size]
    if masked_crc32c(found) != entry.crc:
        raise DamagedBundleError("the checksum of a tensor is wrong")
    return np.frombuffer(found, "<f4").astype(np.float32).reshape(entry.shape)


def _entry(fields: Mapping[int, int | bytes]) -> TensorEntry:
    if ENTRY_SLICES in fields or fields.get(ENTRY_SHARD, 0) != 0:
        raise DamagedBundleError("a tensor is in pieces")
    shape = fields.get(ENTRY_SHAPE, b"")
    sizes = []
    for number, value in _each_field(_bytes(shape)):
        if number == SHAPE_UNKNOWN:
            raise DamagedBundleError("a tensor has no shape")
        if number == SHAPE_DIMENSION:
            sizes.append(_number(_fields(_bytes(value)).get(DIMENSION_SIZE, 0)))
    if len(sizes) > MAX_DIMENSIONS:
        raise DamagedBundleError("a tensor has too many dimensions")
    offset, size, crc = (
        _number(fields.get(one, 0)) for one in (ENTRY_OFFSET, ENTRY_SIZE, ENTRY_CRC)
    )
    return TensorEntry(tuple(sizes), offset, size, crc)


def _table(file: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the keys and values of a LevelDB table."""
    footer = file[-FOOTER_BYTES:]
    if len(footer) < FOOTER_BYTES or int.from_bytes(footer[-8:], "little") != MAGIC:
        raise DamagedBundleError("it does not end as an index does")
    _, at = _varint(footer, 0)  # the place of the meta index, which is empty
    _, at = _varint(footer, at)
    count = 0
    for _key, handle in _block(file, footer[at:]):
        for entry in _block(file, handle):
            count += 1
            if count > MAX_ENTRIES:
                raise DamagedBundleError("the index has too many entries")
            yield entry


def _block(file: bytes, handle: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the keys and values of the block at a handle: its offset and its length."""
    offset, at = _varint(handle, 0)
    length, _ = _varint(handle, at)
    end = offset + length
    if end + TRAILER_BYTES > len(file) - FOOTER_BYTES or length < 4:
        raise DamagedBundleError("a block of the index is not where it should be")
    stored = int.from_bytes(file[end + 1 : end + TRAILER_BYTES], "little")
    if masked_crc32c(file[offset : end + 1]) != stored:
        raise DamagedBundleError("the checksum of the index is wrong")
    if file[end] != 0:
        raise DamagedBundleError("the index is compressed")
    block = file[offset:end]
    # Behind the entries stand the places where keys are whole, 4 bytes each, and their number.
    entries = length - 4 - 4 * int.from_bytes(block[-4:], "little")
    if entries < 0:
        raise DamagedBundleError("a block of the index has no end")
    return _entries(block[:entries])


def _entries(block: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield keys and values; a key is told by what differs from the one before it."""
    at, key = 0, b""
    while at < len(block):
        shared, at = _varint(block, at)
        own, at = _varint(block, at)
        length, at = _varint(block, at)
        if shared > len(key) or at + own + length > len(block):
            raise DamagedBundleError("an entry of the index reaches beyond its end")
        key = key[:shared] + block[at : at + own]
        at += own
        yield key, block[at : at + length]
        at += length


def _fields(message: bytes) -> dict[int, int | bytes]:
    """Return the fields of a protocol buffer by number, of a repeated one the last."""
    return dict(_each_field(message))


def _each_field(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        number, kind = tag >> 3, tag & 7
        if kind == 0:
            value, at = _varint(message, at)
            yield number, value
            continue
        length = {1: 8, 5: 4}.get(kind)
        if kind == 2:
            length, at = _varint(message, at)
        if length is None or at + length > len(message):
            raise DamagedBundleError("an entry of the index is damaged")
        found = message[at : at + length]
        yield number, found if kind == 2 else int.from_bytes(found, "little")
        at += length


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Return the number that begins at a byte, 7 bits a byte, and the place behind it."""
    value = 0
    for shift in range(0, 64, 7):
        if at >= len(data):
            break
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise DamagedBundleError("a number of the index has no end")


def _number(value: int | bytes) -> int:
    if isinstance(value, bytes):
        raise DamagedBundleError("an entry of the index is damaged")
    return value


def _bytes(value: int | bytes) -> bytes:
    if isinstance(value, int):
        raise DamagedBundleError("an entry of the index is damaged")
    return value
