"""The hash stays when the tags change, and differs when the audio does."""

import io
import shutil
import struct
from pathlib import Path

import mutagen
import numpy as np
import pytest
import soundfile
from mutagen import apev2, asf, flac, id3, mp4

from tagstudio.audio.containers.content_hash import (
    HASH_BYTES,
    WHOLE_BELOW,
    content_hash,
    hash_of,
)
from tagstudio.audio.errors import UnreadableAudio

SOUND = bytes(range(256)) * 12
ASF_HEADER = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
ASF_DATA = bytes.fromhex("3626b2758e66cf11a6d900aa0062ce6c")


def chunk(name: bytes, content: bytes, order: str) -> bytes:
    return name + struct.pack(f"{order}I", len(content)) + content + bytes(len(content) % 2)


FILES = {
    "mpeg": b"ID3\4\0\0\0\0\0\5title\xff\xfb\x90\0" + SOUND + b"TAG" + bytes(125),
    "adts": b"\xff\xf1\x50\x80" + SOUND,
    "flac": b"fLaC\0\0\0\x22" + bytes(18) + SOUND[1:17] + b"\x84\0\0\4text" + SOUND,
    "flac without MD5": b"fLaC\x80\0\0\x22" + bytes(34) + SOUND,
    "ogg": b"OggS\0\2"
    + bytes(20)
    + b"\1\4headOggS\0\0\1"
    + bytes(19)
    + b"\2\xff\xff"
    + SOUND[:510],
    "wav": b"RIFF\0\0\0\0WAVE" + chunk(b"fmt ", bytes(16), "<") + chunk(b"data", SOUND, "<"),
    "aiff": b"FORM\0\0\0\0AIFF" + chunk(b"COMM", bytes(18), ">") + chunk(b"SSND", SOUND, ">"),
    "mp4": b"\0\0\0\x0cftypM4A " + struct.pack(">I", len(SOUND) + 8) + b"mdat" + SOUND,
    "asf": ASF_HEADER
    + struct.pack("<Q", 24)
    + ASF_DATA
    + struct.pack("<Q", 24 + len(SOUND))
    + SOUND,
    "rf64": b"RF64\xff\xff\xff\xffWAVE" + SOUND,
    "unknown": b"odd" + SOUND + b"TAG" + bytes(125),
}
HASHES = {  # as libraries hold them
    "mpeg": "92958548b06c9445173252f54ee1079c",
    "adts": "2139c8cd397b43a8281c57a6292b24f4",
    "flac": "34a76737878f43d5dd83889cc4a96861",
    "flac without MD5": "b59c8c79aa266c88334cdc60fb9f3cb5",
    "ogg": "e3965c755755b6850bff561f0e426c50",
    "wav": "555b8a0cceb2dc46e18876d4eeb71609",
    "aiff": "3fe404022d32c7ddb9e34b3c0e537937",
    "mp4": "632edc2bc569f0d4a232536599772b4f",
    "asf": "c4c7499f99a4017021a048f3929422c0",
    "rf64": "0c058788e6b0325f0451470c12f61e08",
    "unknown": "c72ddf6d93294848c788dc12ada70423",
}

TAGGED = [".mp3", ".flac", ".ogg", ".opus", ".wav", ".aiff", ".m4a", ".wma"]
LONG_COMMENT = "A long comment. " * 5_000
PICTURE = bytes(range(256)) * 4_000


def hashed(path: Path) -> bytes:
    return content_hash(str(path))


def retag(path: Path, comment: str = LONG_COMMENT, picture: bytes = PICTURE) -> None:
    found = mutagen.File(path)
    if found.tags is None:
        found.add_tags()
    if path.suffix in {".mp3", ".wav", ".aiff"}:
        found.tags.add(id3.TIT2(encoding=3, text="Title"))
        found.tags.add(id3.COMM(encoding=3, lang="eng", desc="", text=comment))
        found.tags.add(id3.APIC(encoding=3, mime="image/png", type=3, desc="", data=picture))
    elif path.suffix == ".m4a":
        found["\xa9cmt"] = comment
        found["covr"] = [mp4.MP4Cover(picture)]
    elif path.suffix == ".wma":
        found["Description"] = comment[:30_000]
        found["WM/Picture"] = [asf.ASFByteArrayAttribute(picture)]
    else:
        found["comment"] = comment
        found["metadata_block_picture"] = picture.hex()
        if path.suffix == ".flac":
            block = flac.Picture()
            block.data = picture
            found.add_picture(block)
    found.save()


@pytest.mark.parametrize("name", FILES)
def test_the_hashes_in_the_libraries_of_today_stay(name):
    content = FILES[name]
    assert hash_of(io.BytesIO(content), len(content)).hex() == HASHES[name]


@pytest.mark.parametrize("suffix", [".wv", ".tta", ".mp2", ".ac3"])
def test_tags_at_the_ends_of_other_formats_keep_the_hash(tmp_path, encode, music, suffix):
    path = encode(tmp_path / f"a{suffix}", music(2))
    original = hashed(path)
    tags = apev2.APEv2()
    tags["Title"] = LONG_COMMENT
    tags.save(path)
    assert hashed(path) == original
    path.write_bytes(b"ID3\x03\0\0\0\0\0\x14" + bytes(20) + path.read_bytes())
    assert hashed(path) == original


def test_tags_and_free_room_between_the_clusters_of_matroska_keep_the_hash(tmp_path, encode, music):
    path = encode(tmp_path / "a.mka", music(2))
    original, content = hashed(path), path.read_bytes()
    cluster = content.index(b"\x1f\x43\xb6\x75")
    void = b"\xec\x41\x00" + bytes(256)
    tags = b"\x12\x54\xc3\x67\x88" + bytes(8)
    segment = content.index(b"\x18\x53\x80\x67")
    size = b"\x01" + b"\xff" * 7  # unknown, as a stream has it
    moved = content[: segment + 4] + size + content[segment + 12 : cluster] + void
    path.write_bytes(moved + content[cluster:] + tags)
    assert hashed(path) == original


@pytest.mark.parametrize("suffix", TAGGED)
@pytest.mark.parametrize("seconds", [2, 15])
def test_retagging_and_moving_keep_the_hash(tmp_path, encode, music, suffix, seconds):
    path = encode(tmp_path / f"a{suffix}", music(seconds))
    original = hashed(path)
    assert len(original) == HASH_BYTES
    retag(path)
    assert path.stat().st_size > len(PICTURE)
    assert hashed(path) == original
    moved = path.rename(tmp_path / f"moved{suffix.upper()}")
    assert hashed(moved) == original
    mutagen.File(moved).delete()
    assert hashed(moved) == original


@pytest.mark.parametrize("suffix", [*TAGGED, ".aac"])
def test_different_audio_has_a_different_hash(tmp_path, encode, music, suffix):
    paths = [encode(tmp_path / f"{seed}{suffix}", music(2, seed=seed)) for seed in (1, 2)]
    assert hashed(paths[0]) != hashed(paths[1])


def test_an_ape_tag_whose_header_looks_like_an_id3v1_tag_keeps_the_hash(tmp_path, encode, music):
    path = encode(tmp_path / "a.mp3", music(2))
    original, size = hashed(path), path.stat().st_size
    tags = apev2.APEv2()
    tags["Comment"] = "x" * 51
    tags.save(path)
    assert path.stat().st_size == size + 131
    assert path.read_bytes()[-128:-125] == b"TAG"
    assert hashed(path) == original


@pytest.mark.parametrize("suffix", [".mp3", ".aac"])
def test_ape_and_id3v1_tags_keep_the_hash(tmp_path, encode, music, suffix):
    path = encode(tmp_path / f"a{suffix}", music(2))
    original = hashed(path)
    tags = apev2.APEv2()
    tags["Title"], tags["Comment"] = "Title", LONG_COMMENT
    tags.save(path)
    assert hashed(path) == original
    with path.open("ab") as file:
        file.write(b"LYRICSBEGININD0000211" + b"000021LYRICS200")
        file.write(b"TAG" + b"Title".ljust(125, b"\0"))
    assert hashed(path) == original
    tags = id3.ID3()
    tags.add(id3.TIT2(encoding=3, text="Title"))
    tags.save(path, v1=2)
    assert hashed(path) == original
    path.write_bytes(b"ID3\x03\0\0\0\0\0\x14" + bytes(20) + bytes(500) + path.read_bytes())
    assert hashed(path) == original


def test_large_files_are_sampled_and_every_format_is_seen_as_such(tmp_path, encode, music):
    path = encode(tmp_path / "a.wav", music(20))
    assert path.stat().st_size > 3 * WHOLE_BELOW
    content = bytearray(path.read_bytes())
    original = hashed(path)
    content[len(content) // 2 + 60_000] ^= 1  # between two samples
    path.write_bytes(content)
    assert hashed(path) == original
    path.write_bytes(content[:-4])
    assert hashed(path) != original


def test_mostly_silent_stems_of_equal_length_do_not_collide(tmp_path):
    silence = np.zeros((48_000 * 3, 2), np.float32)
    tone = 0.5 * np.sin(np.arange(4_800) / 9)[:, None] * np.ones((1, 2))
    for suffix in (".wav", ".mp3"):
        silent, sounding = (encoded_alone(samples, suffix) for samples in (silence, tone))
        hashes = set()
        for stem in range(4):
            audio = silent * (5 + stem) + sounding + silent * (15 - stem)
            assert len(audio) > WHOLE_BELOW
            size = struct.pack("<I", len(audio))
            header = b"RIFF\xff\xff\xff\x7fWAVEdata" + size if suffix == ".wav" else b""
            path = tmp_path / f"{stem}{suffix}"
            path.write_bytes(header + audio)
            hashes.add(hashed(path))
        assert len(hashes) == 4


def encoded_alone(samples: np.ndarray, suffix: str) -> bytes:
    """Return `samples` as bare 16-bit numbers, or as MP3 frames of equal length."""
    file = io.BytesIO()
    if suffix == ".wav":
        soundfile.write(file, samples, 48_000, format="RAW", subtype="PCM_16")
    else:
        constant = {"bitrate_mode": "CONSTANT", "compression_level": 0.0}
        soundfile.write(file, samples, 48_000, format="MP3", **constant)
    return file.getvalue()


def test_a_flac_is_known_by_its_samples(tmp_path, music):
    for level in (0.0, 1.0):
        with soundfile.SoundFile(
            tmp_path / f"{level}.flac", "w", 48_000, 2, "PCM_16", compression_level=level
        ) as file:
            file.write(music(2))
    low, high = tmp_path / "0.0.flac", tmp_path / "1.0.flac"
    assert low.stat().st_size != high.stat().st_size
    assert hashed(low) == hashed(high)


def test_a_flac_without_md5_is_known_by_its_frames(tmp_path, encode, music):
    paths = []
    for seed in (1, 2):
        path = encode(tmp_path / f"{seed}.flac", music(3, seed=seed))
        content = bytearray(path.read_bytes())
        content[26:42] = bytes(16)
        path.write_bytes(content)
        paths.append(path)
    first, second = map(hashed, paths)
    assert first != second
    retag(paths[0])
    assert hashed(paths[0]) == first


def test_an_unknown_layout_is_hashed_whole(tmp_path):
    content = bytearray(b"who knows " * 300_000)
    hashes = set()
    for place in (0, 1_234_567, len(content) - 1):
        changed = content.copy()
        changed[place] ^= 1
        (tmp_path / "a.mp3").write_bytes(changed)
        hashes.add(hashed(tmp_path / "a.mp3"))
    assert len(hashes) == 3


def test_copies_are_equal_and_errors_are_ours(tmp_path, encode, music):
    path = encode(tmp_path / "a.ogg", music(2))
    shutil.copy(path, tmp_path / "b.mp3")
    assert hashed(path) == hashed(tmp_path / "b.mp3")
    with pytest.raises(UnreadableAudio) as caught:
        hashed(tmp_path / "gone.ogg")
    assert caught.value.code == "missing"


def test_size_fields_that_lie_cost_neither_time_nor_memory(tmp_path):
    liars = {
        "wav": b"RIFF\xff\xff\xff\xffWAVEdata\xff\xff\xff\xff",
        "aiff": b"FORM\xff\xff\xff\xffAIFFSSND\xff\xff\xff\xff",
        "mp4": b"\0\0\0\x08ftyp\0\0\0\x01mdat" + b"\xff" * 8,
        "asf": bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c") + b"\xff" * 8,
        "flac": b"fLaC\x00\xff\xff\xff",
        "ogg": b"OggS" + bytes(22) + b"\xff" * 300,
        "id3": b"ID3\x04\0\0\x7f\x7f\x7f\x7f",
        "ape": b"APETAGEX" + b"\xd0\x07\0\0" + b"\xff" * 20,
        "loop": b"\0\0\0\0ftyp" + b"\0\0\0\x08free" * 100_000,
    }
    hashes = set()
    for name, content in liars.items():
        (tmp_path / name).write_bytes(content)
        hashes.add(hashed(tmp_path / name))
    assert len(hashes) == len(liars)


def test_real_files_are_all_different(real_data):
    files = [path for path in (real_data / "clips").iterdir() if path.suffix == ".ogg"]
    assert len({hashed(path) for path in files}) == len(files)
