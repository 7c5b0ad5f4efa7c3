"""Covers in files as other programs write them, by the ways in which formats hold pictures."""

from base64 import b64encode

import mutagen
import numpy as np
import pytest
from mutagen.apev2 import APEv2, APEValue
from mutagen.asf import ASFByteArrayAttribute
from mutagen.flac import Picture
from mutagen.id3 import APIC
from mutagen.mp4 import MP4Cover

from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.metadata import cover
from tagstudio.audio.metadata.cover import read_cover

FRONT, BACK = b"\x89PNG\r\n\x1a\nfront", b"\x89PNG\r\n\x1a\nback"
BINARY = 1  # the kind of an APEv2 item


def picture(kind: int, content: bytes) -> Picture:
    made = Picture()
    made.type, made.mime, made.desc, made.data = kind, "image/png", "x", content
    return made


def with_id3(path) -> None:
    file = mutagen.File(path)
    if file.tags is None:
        file.add_tags()
    file.tags.add(APIC(3, "image/png", 4, "back", BACK))
    file.tags.add(APIC(3, "image/png", 3, "front", FRONT))
    file.save()


def with_flac(path) -> None:
    file = mutagen.File(path)
    file.add_picture(picture(4, BACK))
    file.add_picture(picture(3, FRONT))
    file.save()


def with_vorbis(path) -> None:
    file = mutagen.File(path)
    both = [picture(4, BACK), picture(3, FRONT)]
    file["metadata_block_picture"] = [b64encode(one.write()).decode() for one in both]
    file.save()


def with_mp4(path) -> None:
    file = mutagen.File(path)
    file["covr"] = [MP4Cover(FRONT, MP4Cover.FORMAT_PNG)]
    file.save()


def with_asf(path) -> None:
    file = mutagen.File(path)
    texts = "image/png".encode("utf-16-le") + b"\0\0" + "x".encode("utf-16-le") + b"\0\0"
    pictures = [
        bytes([kind]) + len(content).to_bytes(4, "little") + texts + content
        for kind, content in ((4, BACK), (3, FRONT))
    ]
    file.tags["WM/Picture"] = [ASFByteArrayAttribute(one) for one in pictures]
    file.save()


def with_apev2(path) -> None:
    tags = APEv2()
    tags["Cover Art (Front)"] = APEValue(b"cover.png\0" + FRONT, BINARY)
    tags.save(path)


WAYS = {
    ".mp3": with_id3,
    ".wav": with_id3,
    ".aiff": with_id3,
    ".flac": with_flac,
    ".ogg": with_vorbis,
    ".opus": with_vorbis,
    ".m4a": with_mp4,
    ".wma": with_asf,
    ".wv": with_apev2,
}


@pytest.mark.parametrize("suffix", WAYS)
def test_the_front_cover_is_found_in_every_format(tmp_path, encode, music, suffix):
    path = encode(tmp_path / f"a{suffix}", music(1.0))
    assert read_cover(str(path)) is None
    WAYS[suffix](path)
    assert read_cover(str(path)) == FRONT


def test_any_picture_will_do_where_there_is_no_front_cover(tmp_path, encode, music):
    path = encode(tmp_path / "a.flac", music(1.0))
    file = mutagen.File(path)
    file.add_picture(picture(4, BACK))
    file.save()
    assert read_cover(str(path)) == BACK


@pytest.mark.parametrize("suffix", [".mp3", ".flac", ".ogg", ".m4a", ".wma"])
def test_a_broken_file_has_no_cover_and_breaks_nothing(tmp_path, encode, music, suffix):
    path = encode(tmp_path / f"a{suffix}", music(1.0))
    WAYS[suffix](path)
    whole = path.read_bytes()
    chance = np.random.default_rng(0)
    for _ in range(40):
        damaged = bytearray(whole[: chance.integers(1, len(whole))])
        for place in chance.integers(0, len(damaged), 30):
            damaged[place] = chance.integers(0, 256)
        path.write_bytes(damaged)
        assert isinstance(read_cover(str(path)), bytes | None)


def test_huge_tags_are_not_read(tmp_path, encode, music, monkeypatch):
    path = encode(tmp_path / "a.mp3", music(1.0))
    with_id3(path)
    monkeypatch.setattr(cover, "MOST_BYTES", 20)
    assert read_cover(str(path)) is None


def test_what_is_no_file_is_refused(tmp_path):
    with pytest.raises(UnreadableAudio):
        read_cover(str(tmp_path))
