"""A patch that turns a changed file back into the one that it was, byte for byte.

A tag writer moves the audio and changes little else: an index of offsets (MP4), the numbers and
checksums of pages (Ogg), sizes in headers. So the old file is compared with the new one window by
window, at the shift of the last window that fitted. Where less than half of a window differs, its
differing runs are kept; where more does, another shift is looked for: those that were seen before,
then places in the new file where a few bytes of the old one stand. A window that fits nowhere is
kept whole.

The patch is a JSON line (both hashes, the old size and time of change) and a zlib stream of steps,
which give bytes or copy them from the new file. It is applied only to a file with the hash of the
new one, and its result counts only with the hash of the old one. The steps are, with the numbers as
varints (seven bits a byte, the lowest first):

    number of bytes << 1 | 1, the bytes
    number of bytes << 1, their offset in the new file
"""

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from tagstudio.audio.files.safe_change import FileState

WINDOW = 1 << 15  # bytes
_FITTING = 2  # a window fits where less than one in so many of its bytes differs
_FITTING_WELL = 16  # likewise, and no other shift is tried
_GAP = 12  # equal bytes between two runs that cost less within one run than as a step
_MOST_SHIFTS = 32  # shifts that are remembered
_MOST_SEARCHES = 64  # of the whole new file, for one patch
_PROBE = 48  # bytes that are searched for
_PROBE_AT = (0, 1 << 12, 1 << 13, 3 << 13)  # in the window
_LEAST_VALUES = 12  # different bytes in a probe: silence would be found anywhere
_BLOCK = 1 << 20
_MOST_NUMBER_BITS = 63
_LINE_BYTES = 1 << 10  # of the first line, at most

_Step = tuple[int, int, bytes]  # offset and length in the new file, or bytes
_Bytes = NDArray[np.uint8]


class PatchTooLarge(Exception):  # noqa: N818 - reads as what it says
    """The files differ in more than a patch may hold."""


class PatchDoesNotFit(Exception):  # noqa: N818 - reads as what it says
    """A damaged patch, or one between other files."""


@dataclass(frozen=True)
class PatchHeader:
    """What a patch leads from, by the SHA-256 of the changed file, and the `old` file it makes."""

    new_sha256: str
    old: FileState


def write_patch(old: Path, new: Path, header: PatchHeader, patch: Path, most_bytes: int) -> None:
    """Write to `patch` what leads from the file `new` back to `old`.

    Raises PatchTooLarge beyond `most_bytes`, and OSError.
    """
    compressor = zlib.compressobj(6)
    line = json.dumps(asdict(header)).encode("ascii") + b"\n"
    written = len(line)
    with old.open("rb") as before, new.open("rb") as after, patch.open("wb") as file:
        file.write(line)
        sizes = header.old.size, new.stat().st_size
        for step in _joined(_Comparison(before, after, *sizes).steps()):
            written += file.write(compressor.compress(_packed(step)))
            if written > most_bytes:
                raise PatchTooLarge
        written += file.write(compressor.flush())
    if written > most_bytes:
        raise PatchTooLarge


def read_header(patch: Path) -> PatchHeader:
    """Return the files that a patch is for; raises PatchDoesNotFit and OSError."""
    with patch.open("rb") as file:
        return _header(file)


def apply_patch(patch: Path, new: Path, old: Path | None) -> None:
    """Write to `old` what `patch` makes of the file `new`; with None only try it.

    Raises PatchDoesNotFit unless the result has the hash that it should have, and OSError.
    """
    digest, size = hashlib.sha256(), 0
    with patch.open("rb") as file, new.open("rb") as source:
        header = _header(file)
        target = old.open("wb") if old else None
        try:
            for block in _restored(file, source):
                size += len(block)
                if size > header.old.size:
                    raise PatchDoesNotFit
                digest.update(block)
                if target:
                    target.write(block)
        except (zlib.error, IndexError) as error:
            raise PatchDoesNotFit from error
        finally:
            if target:
                target.close()
    if digest.hexdigest() != header.old.sha256:
        raise PatchDoesNotFit


def _header(file: BinaryIO) -> PatchHeader:
    try:
        found = json.loads(file.readline(_LINE_BYTES))
        return PatchHeader(str(found["new_sha256"]), _state(**found["old"]))
    except (ValueError, TypeError, KeyError) as error:
        raise PatchDoesNotFit from error


def _state(size: object, mtime_ns: object, sha256: object) -> FileState:
    return FileState(int(str(size)), int(str(mtime_ns)), str(sha256))


class _Comparison:
    """The comparison of two open files, window by window of the old one."""

    def __init__(self, old: BinaryIO, new: BinaryIO, old_size: int, new_size: int) -> None:
        self._old, self._new = old, new
        self._old_size, self._new_size = old_size, new_size
        self._shifts = [0, new_size - old_size]  # the last that fitted comes first
        self._searches = _MOST_SEARCHES

    def steps(self) -> Iterator[_Step]:
        """Yield the steps from the new file to the old one."""
        for start in range(0, self._old_size, WINDOW):
            window = _at(self._old, start, min(WINDOW, self._old_size - start))
            shift = self._shift_for(window, start)
            if shift is None:
                yield 0, 0, window
            else:
                yield from _differences(window, self._at_shift(window, start, shift), start + shift)

    def _shift_for(self, window: bytes, start: int) -> int | None:
        """Return the shift at which most of the window is the same, None where there is none."""
        fitting = self._best(window, start, self._shifts)
        if fitting is None:
            fitting = self._best(window, start, self._found(window, start))
        if fitting is not None:
            others = [one for one in self._shifts if one != fitting]
            self._shifts = [fitting, *others][:_MOST_SHIFTS]
        return fitting

    def _best(self, window: bytes, start: int, shifts: Iterable[int]) -> int | None:
        fewest, best = len(window) // _FITTING, None
        for shift in shifts:
            there = self._at_shift(window, start, shift)
            different = fewest if there is None else _count_different(window, there)
            if different < fewest:
                fewest, best = different, shift
            if different <= len(window) // _FITTING_WELL:
                break
        return best

    def _found(self, window: bytes, start: int) -> Iterator[int]:
        """Yield the shifts at which some bytes of the window stand in the new file."""
        for offset in _PROBE_AT:
            probe = window[offset : offset + _PROBE]
            if len(set(probe)) < _LEAST_VALUES or not self._searches:
                continue
            self._searches -= 1
            if (found := _find(self._new, probe)) is not None:
                yield found - (start + offset)

    def _at_shift(self, window: bytes, start: int, shift: int) -> bytes | None:
        """Return as many bytes of the new file; None where they are not all within it."""
        if start + shift < 0 or start + shift + len(window) > self._new_size:
            return None
        return _at(self._new, start + shift, len(window))


def _at(file: BinaryIO, start: int, length: int) -> bytes:
    file.seek(start)
    return file.read(length)


def _count_different(one: bytes, other: bytes) -> int:
    return int(np.count_nonzero(_array(one) != _array(other)))


def _array(data: bytes) -> _Bytes:
    return np.frombuffer(data, np.uint8)


def _find(file: BinaryIO, probe: bytes) -> int | None:
    """Return the first place of `probe` in the file."""
    file.seek(0)
    before, at = b"", 0
    while block := file.read(_BLOCK):
        found = (before + block).find(probe)
        if found >= 0:
            return at - len(before) + found
        at += len(block)
        before = block[-len(probe) + 1 :]
    return None


def _differences(old: bytes, new: bytes | None, at: int) -> Iterator[_Step]:
    """Yield the steps from `new`, which is at offset `at`, to `old`, which is as long."""
    if new is None:
        yield 0, 0, old
        return
    places = np.flatnonzero(_array(old) != _array(new))
    breaks = np.flatnonzero(np.diff(places) > _GAP)
    starts = [int(places[0]), *(int(places[i + 1]) for i in breaks)] if len(places) else []
    ends = [*(int(places[i]) + 1 for i in breaks), int(places[-1]) + 1] if len(places) else []
    done = 0
    for start, end in zip(starts, ends, strict=True):
        if start > done:
            yield at + done, start - done, b""
        yield 0, 0, old[start:end]
        done = end
    if done < len(old):
        yield at + done, len(old) - done, b""


def _joined(steps: Iterator[_Step]) -> Iterator[_Step]:
    """Yield the steps, with copies that go on where the last one ended as one."""
    offset = length = 0
    for at, count, given in steps:
        if not given and length and at == offset + length:
            length += count
            continue
        if length:
            yield offset, length, b""
        offset, length = at, count
        if given:
            yield 0, 0, given
            length = 0
    if length:
        yield offset, length, b""


def _packed(step: _Step) -> bytes:
    offset, length, given = step
    if given:
        return _varint(len(given) << 1 | 1) + given
    return _varint(length << 1) + _varint(offset)


def _varint(value: int) -> bytes:
    digits = bytearray()
    while value > 0x7F:
        digits.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*digits, value))


def _restored(patch: BinaryIO, new: BinaryIO) -> Iterator[bytes]:
    """Yield the bytes of the old file; raises zlib.error and IndexError for a damaged patch."""
    steps = _Unpacked(patch)
    while (head := steps.number()) is not None:
        length = head >> 1
        if head & 1:
            yield from steps.given(length)
            continue
        offset = steps.number()
        if offset is None:
            raise IndexError
        new.seek(offset)
        while length:
            block = new.read(min(length, _BLOCK))
            if not block:
                raise IndexError
            yield block
            length -= len(block)


class _Unpacked:
    """The uncompressed steps of a patch, read as they are needed."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decompressor = zlib.decompressobj()
        self._ready = b""
        self._position = 0

    def number(self) -> int | None:
        """Return the next number, None at the end."""
        value = shift = 0
        while self._has_more():
            digit = self._ready[self._position]
            self._position += 1
            value |= (digit & 0x7F) << shift
            shift += 7
            if digit < 0x80:
                return value
            if shift > _MOST_NUMBER_BITS:
                raise IndexError
        if shift:
            raise IndexError
        return None

    def given(self, length: int) -> Iterator[bytes]:
        """Yield the next `length` bytes."""
        while length:
            if not self._has_more():
                raise IndexError
            part = self._ready[self._position : self._position + length]
            self._position += len(part)
            length -= len(part)
            yield part

    def _has_more(self) -> bool:
        while self._position >= len(self._ready):
            if self._decompressor.eof:
                return False
            data = self._decompressor.unconsumed_tail or self._file.read(_BLOCK)
            self._position = 0
            self._ready = self._decompressor.decompress(data, _BLOCK)
            if not data and not self._ready:
                return False
        return True
