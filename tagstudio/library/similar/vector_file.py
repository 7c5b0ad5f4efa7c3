"""The file of vectors beside a library, which is memory-mapped: derived, and never trusted blindly.

    magic | length of the head | head, JSON | mean, axes | track ids | sums | vectors

Vectors lie dimension after dimension, each of the same number of float32, so that a scalar product
with all of them reads the memory in order. The head names the sizes and has a digest of itself and
of what stands between it and the vectors, but for the track ids: of these it has the CRC-32, which
of a million of them takes 2 ms in place of 9. Files of earlier versions have no such CRC: there the
digest is of the ids, too. `sums` are those of the words of each dimension, modulo 2^64. What is cut
short, of another version, or has a wrong digest, CRC or sum is no file.
"""

from __future__ import annotations

import hashlib
import json
import logging
import mmap
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tagstudio.core.files import leftovers, replaced_atomically
from tagstudio.library.similar.embedding import Embedding
from tagstudio.library.similar.sounds import Floats

if TYPE_CHECKING:
    from tagstudio.library.db.id_sets import Ids

MAGIC = b"TgStVec1"
_ALIGNED = 64  # bytes
_IDS = 2  # the place of the track ids among the parts between head and vectors
_PADDED = 16  # float32: a row is of whole words and cache lines
_log = logging.getLogger(__name__)

Sums = NDArray[np.uint64]


@dataclass(frozen=True)
class Vectors:
    """The vectors of tracks: `columns` (d, n) for `track_ids` (n,), ascending.

    `listener` says whose features they are of (`sounds.Listener.key`).
    """

    listener: str
    embedding: Embedding
    track_ids: Ids
    columns: Floats


def folder_of(library: Path) -> Path:
    """Return the folder of the file of vectors of a library."""
    return library.with_name(library.name + ".similar")


def file_called(library: Path, token: str) -> Path:
    """Return the file of vectors that a library calls `token`."""
    return folder_of(library) / f"{token}.vectors"


def write_vectors(file: Path, vectors: Vectors) -> None:
    """Write a file of vectors, whole or not at all; raises OSError."""
    width, count = vectors.columns.shape
    padded = np.zeros((width, -(-count // _PADDED) * _PADDED), "<f4")
    padded[:, :count] = vectors.columns
    embedding = vectors.embedding
    parts = [
        np.ascontiguousarray(embedding.mean, "<f4").tobytes(),
        np.ascontiguousarray(embedding.axes, "<f4").tobytes(),
        vectors.track_ids.astype("<i8").tobytes(),
        _sums(padded).tobytes(),
    ]
    head = {
        "listener": vectors.listener,
        "features": len(embedding.mean),
        "dimensions": width,
        "tracks": count,
        "fitted": embedding.count,
        "ids": zlib.crc32(parts[_IDS]),
    }
    head["digest"] = _digest(head, parts)
    text = json.dumps(head).encode("utf-8")
    with replaced_atomically(file) as temporary, temporary.open("wb") as written:
        written.write(MAGIC + len(text).to_bytes(8, "little") + text)
        for part in parts:
            written.write(part)
        written.write(b"\0" * (-written.tell() % _ALIGNED))
        written.write(padded.tobytes())


def read_vectors(file: Path) -> Vectors | None:
    """Return the vectors of a file, mapped into memory; None where it is missing or damaged."""
    try:
        with file.open("rb") as opened:
            mapped = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
        return _parsed(mapped)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, OverflowError) as error:
        _log.warning("%s is not used: %s", file, error)
        return None


def drop_others(file: Path) -> None:
    """Remove the files of vectors beside this one, as far as they can be removed."""
    for other in file.parent.glob("*.vectors"):
        if other != file:
            _remove(other)
    for left in _leftovers(file):
        _remove(left)


def _leftovers(file: Path) -> Iterator[Path]:
    yield from file.parent.glob(".*.vectors.*.tmp")
    yield from leftovers(file)


def _remove(file: Path) -> None:
    with suppress(OSError):  # mapped by another program, on Windows: the next time
        file.unlink(missing_ok=True)


def _parsed(mapped: mmap.mmap) -> Vectors:
    start = len(MAGIC) + 8
    if mapped[: len(MAGIC)] != MAGIC:
        raise ValueError("it is of another kind")
    length = int.from_bytes(mapped[len(MAGIC) : start], "little")
    head: dict[str, Any] = json.loads(mapped[start : start + length])
    digest = head.pop("digest")
    features, width, count, fitted = (
        _count(head[name]) for name in ("features", "dimensions", "tracks", "fitted")
    )
    sizes = (4 * features, 4 * features * width, 8 * count, 8 * width)
    parts, place = [], start + length
    for size in sizes:
        parts.append(mapped[place : place + size])
        place += size
    place += -place % _ALIGNED
    padded = -(-count // _PADDED) * _PADDED
    checked = zlib.crc32(parts[_IDS])
    is_sound = digest == _digest(head, parts) and head.get("ids", checked) == checked
    if len(mapped) != place + 4 * width * padded or not is_sound:
        raise ValueError("it is damaged")
    every = np.frombuffer(mapped, "<f4", width * padded, place).reshape(width, padded)
    if not np.array_equal(_sums(every), np.frombuffer(parts[3], "<u8")):
        raise ValueError("its vectors are damaged")
    mean = np.frombuffer(parts[0], "<f4")
    axes = np.frombuffer(parts[1], "<f4").reshape(features, width)
    ids = np.frombuffer(parts[2], "<i8")
    return Vectors(str(head["listener"]), Embedding(mean, axes, fitted), ids, every[:, :count])


def _count(value: object) -> int:
    if not isinstance(value, int) or value < 0:
        raise ValueError("its sizes are damaged")
    return value


def _digest(head: dict[str, Any], parts: list[bytes]) -> str:
    digest = hashlib.blake2b(json.dumps(head, sort_keys=True).encode("utf-8"), digest_size=16)
    for place, part in enumerate(parts):
        if place != _IDS or "ids" not in head:
            digest.update(part)
    return digest.hexdigest()


def _sums(padded: Floats) -> Sums:
    if not padded.shape[1]:
        return np.zeros(len(padded), np.uint64)
    sums: Sums = padded.view("<u8").sum(axis=1, dtype=np.uint64)
    return sums
