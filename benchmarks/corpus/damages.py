"""Damages: what happens to files on bad disks, in broken downloads and by careless programs."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from corpus.truth import Heard, Read

Change = Callable[[bytes, random.Random], bytes]


@dataclass(frozen=True)
class Damage:
    """A damage: its name, what it does, and what may still be expected of the file.

    `cuts` is the share that is kept of a file that is cut off, 0 for other damages; `in_front` the
    number of bytes that stand before the file.
    """

    name: str
    apply: Change
    heard: Heard = "any"
    read: Read = "right or none"
    cuts: float = 0
    in_front: int = 0


def _cut(share: float) -> Damage:
    def change(content: bytes, chance: random.Random) -> bytes:
        return content[: int(len(content) * share)]

    return Damage(f"cut off at {share:.0%}", change, cuts=share)


def _in_front(size: int, zeros: bool) -> Damage:
    def change(content: bytes, chance: random.Random) -> bytes:
        return (bytes(size) if zeros else chance.randbytes(size)) + content

    what = "zeros" if zeros else "junk"
    return Damage(
        f"{size >> 10} KiB of {what} in front", change, in_front=size, read="right or none"
    )


def _behind(size: int, zeros: bool) -> Damage:
    def change(content: bytes, chance: random.Random) -> bytes:
        return content + (bytes(size) if zeros else chance.randbytes(size))

    return Damage(f"{size >> 10} KiB of {'zeros' if zeros else 'junk'} behind", change)


def _flips(name: str, first: float, last: float, count: int, read: Read = "any") -> Damage:
    """Turn `count` bits between two places; places over 1 are bytes, others shares of the file."""

    def change(content: bytes, chance: random.Random) -> bytes:
        changed = bytearray(content)
        begin, end = (int(at if at > 1 else at * len(content)) for at in (first, last))
        for _ in range(count):
            at = chance.randrange(begin, max(begin + 1, min(end, len(content))))
            if at < len(changed):
                changed[at] ^= 1 << chance.randrange(8)
        return bytes(changed)

    return Damage(name, change, read=read)


def _overwritten(name: str, share: float, zeros: bool) -> Damage:
    def change(content: bytes, chance: random.Random) -> bytes:
        size = int(len(content) * share)
        at = len(content) // 2
        return (
            content[:at] + (bytes(size) if zeros else chance.randbytes(size)) + content[at + size :]
        )

    return Damage(name, change)


def _lost_block(content: bytes, chance: random.Random) -> bytes:
    at = len(content) // 2
    return content[:at] + content[at + 4096 :]


def _doubled_block(content: bytes, chance: random.Random) -> bytes:
    at = len(content) // 2
    return content[:at] + content[at - 4096 : at] + content[at:]


def _empty(content: bytes, chance: random.Random) -> bytes:
    return b""


DAMAGES = (
    *map(_cut, (0.1, 0.5, 0.9, 0.99)),
    _in_front(1 << 10, zeros=True),
    _in_front(1 << 16, zeros=True),
    _in_front(1 << 10, zeros=False),
    _in_front(1 << 17, zeros=False),
    _behind(1 << 10, zeros=True),
    _behind(1 << 16, zeros=False),
    _flips("a bit of the first 64 bytes", 0.0, 64, 1),
    _flips("a bit of the first 2000 bytes", 0.0, 2000, 1),
    _flips("a bit in the middle", 0.4, 0.6, 1),
    _flips("20 bits anywhere", 0.0, 1.0, 20),
    _flips("20 bits of the last tenth", 0.9, 1.0, 20),
    _overwritten("a tenth in the middle zero", 0.1, zeros=True),
    _overwritten("a tenth in the middle junk", 0.1, zeros=False),
    Damage("4 KiB lost in the middle", _lost_block),
    Damage("4 KiB twice in the middle", _doubled_block),
    Damage("empty", _empty, heard="not", read="any"),
)
