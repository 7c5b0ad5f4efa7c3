"""Tags and files put together from bytes, as other programs write them."""

import io
import struct
from types import SimpleNamespace

import pytest
from mutagen.id3 import ID3, TALB, TCON, TDRC, TIT2, TPE1, TXXX

from tagstudio.audio.metadata.tag_blocks.ape import ape_tag_of

SOUND = (b"\xff\xfb\x90\x64" + bytes(413)) * 8  # frames of silence
SAMPLES = bytes(range(1, 101)) * 20
FORMAT = struct.pack("<HHIIHH", 1, 1, 8000, 16000, 2, 16)
FRAMES = {one.__name__: one for one in (TIT2, TPE1, TALB, TDRC, TCON)}


def id3v1(title: str = "", genre: int = 255, year: str = "") -> bytes:
    texts = title.encode("latin-1").ljust(30, b"\0") + bytes(60) + year.encode().ljust(4, b"\0")
    return b"TAG" + texts + bytes(30) + bytes([genre])


def apev2(**texts: str) -> bytes:
    return ape_tag_of({name: tuple(text.split("\0")) for name, text in texts.items()}, {})


def id3v2(version: int = 4, **texts: str) -> bytes:
    tag = ID3()
    for name, text in texts.items():
        tag.add(FRAMES[name](encoding=1, text=text) if name in FRAMES else TXXX(1, name, text))
    file = io.BytesIO()
    tag.save(file, v2_version=version, padding=lambda info: 0)
    return file.getvalue()


def with_footer(tag: bytes) -> bytes:
    header = tag[:5] + bytes([tag[5] | 0x10]) + tag[6:10]
    return header + tag[10:] + b"3DI" + header[3:]


def chunk(name: bytes, content: bytes, order: str = "<", size: int | None = None) -> bytes:
    length = len(content) if size is None else size
    return name + struct.pack(f"{order}I", length) + content + bytes(len(content) % 2)


def wav(*chunks: bytes, size: int | None = None) -> bytes:
    content = b"WAVE" + chunk(b"fmt ", FORMAT) + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(content) if size is None else size) + content


def aiff(*chunks: bytes) -> bytes:
    rate = bytes.fromhex("400bfa00000000000000")  # 8 kHz, an 80-bit float
    common = struct.pack(">hIh", 1, len(SAMPLES) // 2, 16) + rate
    content = b"AIFF" + chunk(b"COMM", common, ">") + b"".join(chunks)
    return b"FORM" + struct.pack(">I", len(content)) + content


def info(**texts: str) -> bytes:
    parts = (chunk(name.encode(), text.encode() + b"\0") for name, text in texts.items())
    return chunk(b"LIST", b"INFO" + b"".join(parts))


@pytest.fixture(scope="session")
def make() -> SimpleNamespace:
    """Return the makers of tags and files, a sound of MPEG frames, and samples of 16 bits."""
    makers = (id3v1, apev2, id3v2, with_footer, chunk, wav, aiff, info)
    named = {one.__name__: one for one in makers}
    return SimpleNamespace(**named, sound=SOUND, samples=SAMPLES)
