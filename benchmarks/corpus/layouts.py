"""Containers packed or rearranged by hand: what encoders rarely write, and people still have."""

import struct
from collections.abc import Callable

import numpy as np

from corpus.sound import Samples
from corpus.tags import riff_chunk

Atom = tuple[bytes, bytes]

# MP4


def atoms(content: bytes) -> list[Atom]:
    """Return the names and contents of the atoms in `content`."""
    found, at = [], 0
    while at + 8 <= len(content):
        size, name = struct.unpack_from(">I4s", content, at)
        head = 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", content, at + 8)
            head = 16
        elif size == 0:
            size = len(content) - at
        found.append((name, content[at + head : at + size]))
        at += max(size, head)
    return found


def packed(found: list[Atom]) -> bytes:
    """Return atoms as bytes."""
    return b"".join(struct.pack(">I4s", len(body) + 8, name) + body for name, body in found)


def changed(content: bytes, path: list[bytes], change: Callable[[bytes], bytes]) -> bytes:
    """Return `content` with the body of the atom at `path` as `change` makes it."""
    name, rest = path[0], path[1:]
    out = []
    for found, body in atoms(content):
        new = body
        if found == name and rest:
            new = changed(body, rest, change)
        elif found == name:
            new = change(body)
        out.append((found, new))
    return packed(out)


def mp4_meta_without_version(content: bytes) -> bytes:
    """Return an MP4 whose `meta` atom begins with its children, as QuickTime writes it."""
    return changed(content, [b"moov", b"udta", b"meta"], lambda body: body[4:])


def mp4_wide_mdat(content: bytes) -> bytes:
    """Return an MP4, `free` before `mdat`, whose `mdat` has a size of 64 bits."""
    at = content.index(b"mdat") - 4
    if content[at - 8 : at] != b"\0\0\0\x08free":
        raise ValueError("no room for a size of 64 bits")
    (size,) = struct.unpack_from(">I", content, at)
    return content[: at - 8] + struct.pack(">I4sQ", 1, b"mdat", size + 8) + content[at + 8 :]


def mp4_index_before_endless_mdat(content: bytes) -> bytes:
    """Return an MP4, index last, with the index first and an `mdat` of the size 0: to the end."""
    found = atoms(content)
    before = [one for one in found if one[0] == b"ftyp"]
    (sound,) = (body for name, body in found if name == b"mdat")
    old = content.index(b"mdat") + 4
    moov = next(one for one in found if one[0] == b"moov")
    new = len(packed([*before, moov])) + 8

    def moved(body: bytes) -> bytes:
        (count,) = struct.unpack_from(">I", body, 4)
        offsets = struct.unpack_from(f">{count}I", body, 8)
        return body[:8] + struct.pack(f">{count}I", *(one - old + new for one in offsets))

    path = [b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stco"]
    index = changed(packed([moov]), path, moved)
    return packed(before) + index + bytes(4) + b"mdat" + sound


def mp4_co64(content: bytes) -> bytes:
    """Return an MP4, index last, whose chunk offsets have 64 bits."""

    def wide(body: bytes) -> bytes:
        (count,) = struct.unpack_from(">I", body, 4)
        offsets = struct.unpack_from(f">{count}I", body, 8)
        return body[:8] + struct.pack(f">{count}Q", *offsets)

    path = [b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stco"]
    return changed(content, path, wide).replace(b"stco", b"co64")


def mp4_free_after_moov(content: bytes, size: int = 3000) -> bytes:
    """Return an MP4, index last, with an unknown and a `free` atom behind the index."""
    return content + packed([(b"uuid", bytes(range(16)) + b"of someone"), (b"free", bytes(size))])


# RIFF and its kin


def wav(
    samples: Samples,
    hz: int,
    *,
    before: bytes = b"",
    after: bytes = b"",
    odd: bool = False,
    data_size: int | None = None,
    riff_size: int | None = None,
    bits: int = 16,
    kind: bytes = b"RIFF",
) -> bytes:
    """Return a WAV of PCM; `data_size` and `riff_size` are what it says where that is untrue."""
    channels = samples.shape[1]
    if bits == 8:
        sound = ((samples * 127) + 128).astype(np.uint8).tobytes()
    else:
        sound = (samples * 32767).astype("<i2").tobytes()
    sound = sound[:-1] if odd else sound
    block = channels * bits // 8
    head = riff_chunk(b"fmt ", struct.pack("<HHIIHH", 1, channels, hz, hz * block, block, bits))
    said = len(sound) if data_size is None else data_size
    data = b"data" + struct.pack("<I", said) + sound + bytes(len(sound) % 2 if after else 0)
    body = b"WAVE" + before + head + data + after
    if kind == b"RF64":
        ds64 = riff_chunk(
            b"ds64", struct.pack("<QQQI", len(body) + 36, len(sound), len(sound) // block, 0)
        )
        body = b"WAVE" + ds64 + before + head + data + after
        return kind + b"\xff" * 4 + body
    return kind + struct.pack("<I", len(body) if riff_size is None else riff_size) + body


def with_id3_chunk(content: bytes, tag: bytes) -> bytes:
    """Return a WAV or AIFF with a chunk for an ID3v2 tag behind its other chunks."""
    order, name = ("<I", b"id3 ") if content.startswith(b"RIFF") else (">I", b"ID3 ")
    chunk = name + struct.pack(order, len(tag)) + tag + bytes(len(tag) % 2)
    whole = content + bytes(len(content) % 2) + chunk
    return whole[:4] + struct.pack(order, len(whole) - 8) + whole[8:]


def bext_chunk() -> bytes:
    """Return the chunk of a broadcast WAV."""
    text = b"A description".ljust(256, b"\0") + b"An originator".ljust(32, b"\0") + bytes(32)
    return riff_chunk(b"bext", text + b"2020-06-2907:00:00" + bytes(8 + 2 + 64 + 190))


def dsf(samples: Samples, hz: int = 44_100) -> bytes:
    """Return a DSF file of DSD at 64 times `hz`, modulated by first-order delta-sigma."""
    rate, block = hz * 64, 4096
    planes = []
    for channel in samples.T:
        wave = np.repeat((channel.astype(np.float64) + 1) / 2, 64)
        bits = np.diff(np.floor(np.cumsum(wave)), prepend=0).astype(np.uint8)
        planes.append(np.packbits(bits, bitorder="little").tobytes())
    count, frames = len(planes[0]), len(samples) * 64
    sound = b""
    for at in range(0, count, block):
        sound += b"".join(plane[at : at + block].ljust(block, b"\x69") for plane in planes)
    form = struct.pack(
        "<4sQIIIIIIQII",
        b"fmt ",
        52,
        1,
        0,
        2 if len(planes) == 2 else 1,
        len(planes),
        rate,
        1,
        frames,
        block,
        0,
    )
    total = 28 + 52 + 12 + len(sound)
    return (
        struct.pack("<4sQQQ", b"DSD ", 28, total, 0)
        + form
        + struct.pack("<4sQ", b"data", 12 + len(sound))
        + sound
    )


# MPEG


def layer_one(seed: int, seconds: float, hz: int = 44_100) -> bytes:
    """Return MPEG-1 layer I frames, mono: eight subbands of coloured noise, packed by hand."""
    chance = np.random.default_rng(seed)
    index = {44_100: 0, 48_000: 1, 32_000: 2}[hz]
    slots = 12 * 192_000 // hz
    frames = bytearray()
    for number in range(round(seconds * hz / 384)):
        fields = [
            (0xFFF, 12),
            (1, 1),
            (3, 2),
            (1, 1),
            (6, 4),
            (index, 2),
            (0, 1),
            (0, 1),
            (3, 2),
            (0, 4),
            (0, 2),
        ]
        fields += [(3 if band < 8 else 0, 4) for band in range(32)]
        fields += [(min(62, 12 + 4 * band + number % 24), 6) for band in range(8)]
        fields += [(int(chance.integers(0, 15)), 4) for _ in range(12 * 8)]
        value, length = 0, 0
        for number_of, bits in fields:
            value, length = value << bits | number_of, length + bits
        size = slots * 4
        frames += (value << size * 8 - length).to_bytes(size, "big")
    return bytes(frames)
