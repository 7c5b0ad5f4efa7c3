"""Write small TensorBundles, whole and damaged."""

import numpy as np
from musicnn_tagger.weights.crc32c import masked_crc32c
from musicnn_tagger.weights.tensor_bundle import MAGIC


def varint(value: int) -> bytes:
    found = b""
    while value > 127:
        found += bytes([value & 127 | 128])
        value >>= 7
    return found + bytes([value])


def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def text(field: int, value: bytes) -> bytes:
    return varint(field << 3 | 2) + varint(len(value)) + value


def entry(array: np.ndarray, offset: int, **other: int) -> bytes:
    """Return the entry of a tensor; `other` says dtype, crc or size in place of its own."""
    shape = b"".join(text(2, number(1, size)) for size in array.shape)
    crc = other.get("crc", masked_crc32c(array.tobytes()))
    fields = number(1, other.get("dtype", 1)) + text(2, shape) + number(4, offset)
    return fields + number(5, other.get("size", array.nbytes)) + b"\x35" + crc.to_bytes(4, "little")


def block(entries: dict[bytes, bytes], kind: int = 0) -> bytes:
    """Return a block with its trailer; keys share what they have in common with the one before."""
    body, last = b"", b""
    for key, value in sorted(entries.items()):
        shared = 0
        while shared < min(len(key), len(last)) and key[shared] == last[shared]:
            shared += 1
        own = key[shared:]
        body += varint(shared) + varint(len(own)) + varint(len(value)) + own + value
        last = key
    body += bytes(4) + (1).to_bytes(4, "little") + bytes([kind])
    return body + masked_crc32c(body).to_bytes(4, "little")


def table(entries: dict[bytes, bytes], kind: int = 0) -> bytes:
    data = block(entries, kind)
    meta = block({})
    handle = varint(0) + varint(len(data) - 5)
    top = block({b"\xff": handle})
    footer = varint(len(data)) + varint(len(meta) - 5)
    footer += varint(len(data) + len(meta)) + varint(len(top) - 5)
    return data + meta + top + footer.ljust(40, b"\0") + MAGIC.to_bytes(8, "little")


HEADER = number(1, 1)


def bundle(arrays: dict[str, np.ndarray]) -> tuple[bytes, bytes]:
    """Return the index and the flat file of some float32 tensors."""
    data, entries = b"", {b"": HEADER}
    for name, array in sorted(arrays.items()):
        entries[name.encode()] = entry(array, len(data))
        data += array.tobytes()
    return table(entries), data
