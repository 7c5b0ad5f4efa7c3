"""What is not the file any more is found, and named; what is, passes, in every format."""

import shutil
import struct
from collections.abc import Callable
from pathlib import Path

import av
import mutagen
import mutagen.apev2
import numpy as np
import pytest
from mutagen.asf import ASF
from mutagen.flac import FLAC, Picture
from mutagen.id3 import APIC, CHAP, ID3, TIT2, TPE1
from mutagen.mp3 import MP3
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus

from tagstudio.audio.metadata.file_tags.files import write_file_tags
from tagstudio.audio.metadata.verification.compare import difference
from tagstudio.audio.metadata.verification.worker import answer

SUFFIXES = (".mp3", ".flac", ".ogg", ".opus", ".m4a", ".wma", ".wav", ".aiff")
KINDS = [FLAC, MP3, MP4, ASF, OggOpus]
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(3000)


@pytest.fixture
def sound(tmp_path, encode, music) -> Callable[[str], Path]:
    def make(suffix: str) -> Path:
        return encode(tmp_path / f"sound{suffix}", music(1.5))

    return make


def copy_of(path: Path) -> Path:
    return Path(shutil.copyfile(path, path.with_name(".copy.tmp")))


def told(path: Path, copy: Path, *fields: str) -> str:
    """Return what differs in a copy."""
    return str(difference(str(path), str(copy), str(path), fields) or "")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_written_copy_differs_in_its_fields_only(sound, suffix):
    path = sound(suffix)
    tags = mutagen.File(path, easy=suffix == ".mp3")
    if suffix in {".mp3", ".flac", ".ogg", ".opus"}:
        tags["title"] = ["Für Elise"]
        tags.save()
    copy = copy_of(path)
    write_file_tags(str(copy), str(path), {"genre": ("jazz",), "mood": ("x" * 5000,)})
    assert told(path, copy, "genre", "mood") == ""
    assert told(path, copy, "mood") != ""


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_copy_that_lacks_its_end_is_found(sound, suffix):
    path = sound(suffix)
    copy = copy_of(path)
    copy.write_bytes(path.read_bytes()[: -path.stat().st_size // 4])
    assert told(path, copy) != ""


@pytest.mark.parametrize("suffix", [*SUFFIXES[:4], ".m4a", ".wma"])
def test_changed_bytes_of_the_sound_are_found(sound, suffix):
    path = sound(suffix)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    for at in range(middle, middle + 3300):  # a packet of ASF, which may be half padding
        content[at] ^= 0x55
    copy = copy_of(path)
    copy.write_bytes(content)
    assert told(path, copy) != ""


def test_a_broken_index_is_found_though_every_byte_of_the_sound_is_there(sound):
    path = sound(".m4a")
    content = bytearray(path.read_bytes())
    at = content.index(b"stco") + 12
    for place in range(at, at + 4 * struct.unpack(">I", content[at - 4 : at])[0], 4):
        [offset] = struct.unpack_from(">I", content, place)
        content[place : place + 4] = struct.pack(">I", offset + 9)
    copy = copy_of(path)
    copy.write_bytes(content)
    assert "sound" in told(path, copy)


def test_a_lost_edit_list_is_found(sound):
    """It says how much of the encoder's start to skip."""
    path = sound(".m4a")
    copy = copy_of(path)
    copy.write_bytes(path.read_bytes().replace(b"edts", b"free"))
    assert told(path, copy) != ""


def test_a_shorter_copy_is_said_with_both_lengths(sound, encode, music, tmp_path):
    path = sound(".m4a")
    shorter = encode(tmp_path / "shorter.m4a", music(0.5))
    assert "s long instead of 1.5" in told(path, shorter)


def test_lost_pictures_are_found(sound):
    flac = sound(".flac")
    tags, picture = FLAC(flac), Picture()
    picture.data, picture.mime = PICTURE, "image/png"
    tags.add_picture(picture)
    tags.save()
    mp3 = sound(".mp3")
    frames = ID3()
    frames.add(APIC(3, "image/png", 3, "", PICTURE))
    frames.save(mp3)
    m4a = sound(".m4a")
    cover = MP4(m4a)
    cover["covr"] = [PICTURE]
    cover.save()
    for path, key in ((flac, None), (mp3, "APIC:"), (m4a, "covr")):
        copy = copy_of(path)
        changed = mutagen.File(copy, KINDS)
        if key:
            del changed[key]
        else:
            changed.clear_pictures()
        changed.save(copy)
        assert told(path, copy) != "", path


def test_lost_chapters_are_found(sound):
    path = sound(".mp3")
    frames = ID3()
    frames.add(CHAP("c1", 0, 500, 0xFFFFFFFF, 0xFFFFFFFF, [TIT2(3, ["One"])]))
    frames.save(path)
    copy = copy_of(path)
    ID3(copy).delete(copy)
    assert "chapters" in told(path, copy)


def test_lost_chunks_of_a_wav_are_found(sound):
    path = sound(".wav")
    whole = path.read_bytes()
    cue = b"cue " + (28).to_bytes(4, "little") + bytes(28)
    path.write_bytes(whole[:4] + (len(whole) + 28).to_bytes(4, "little") + whole[8:] + cue)
    copy = copy_of(path)
    copy.write_bytes(whole)
    assert told(path, copy) == "the copy would lose a part of the file, cue"


@pytest.mark.parametrize("value", ["Changed", ""])
def test_another_tag_that_changes_or_goes_is_found(sound, value):
    for suffix in (".flac", ".opus", ".mp3", ".m4a", ".wma"):
        path = sound(suffix)
        key = {".mp3": "TIT2", ".m4a": "\xa9nam", ".wma": "Title"}.get(suffix, "title")
        for target, text in ((path, "Title"), (copy_of(path), value)):
            tags = mutagen.File(target, KINDS)
            if tags.tags is None:
                tags.add_tags()
            if text:
                tags[key] = TIT2(3, [text]) if suffix == ".mp3" else [text]
            tags.save(target)
        assert "tag" in told(path, path.with_name(".copy.tmp"), "genre"), suffix


def test_a_tag_that_hides_another_is_found_and_one_that_repeats_it_is_not(sound):
    path = sound(".mp3")
    old = b"TAG" + b"Naima".ljust(30, b"\0") + b"Coltrane".ljust(30, b"\0")
    path.write_bytes(path.read_bytes() + old.ljust(127, b"\0") + b"\xff")
    copy = copy_of(path)
    hiding = ID3()
    hiding.add(TIT2(3, ["Naima"]))
    hiding.save(copy)
    assert "artist" in told(path, copy).casefold()
    hiding.add(TPE1(3, ["Coltrane"]))
    hiding.save(copy)
    assert told(path, copy) == ""
    hiding.add(TPE1(3, ["Somebody"]))
    hiding.save(copy)
    assert told(path, copy) != ""


def test_the_longer_text_of_apev2_may_hide_that_of_id3v1_which_cuts_it_off(sound):
    path = sound(".mp3")
    ape = mutagen.apev2.APEv2()
    ape["Title"] = "A love supreme, part 1: Acknowledgement"
    path.write_bytes(
        path.read_bytes() + b"TAG" + b"A love supreme, part 1: Acknow".ljust(125, b"\0")
    )
    ape.save(path)
    copy = copy_of(path)
    write_file_tags(str(copy), str(path), {"genre": ("jazz",)})
    assert str(ID3(copy)["TIT2"]) == "A love supreme, part 1: Acknowledgement"
    assert told(path, copy, "genre") == ""
    other = ID3(copy)
    other.add(TIT2(3, ["Somebody"]))
    other.save(copy)
    assert told(path, copy, "genre") != ""


def test_an_older_tag_that_goes_is_found(sound):
    path = sound(".mp3")
    whole = path.read_bytes()
    path.write_bytes(whole + b"TAG" + b"Naima".ljust(125, b"\0"))
    copy = copy_of(path)
    copy.write_bytes(whole)
    assert told(path, copy) != ""


def test_a_file_that_nothing_opens_cannot_be_compared(tmp_path):
    path = tmp_path / "text.mp3"
    path.write_text("no sound at all")
    assert "no decoder" in told(path, copy_of(path))


def test_junk_before_an_mp3_and_a_name_of_its_own(sound):
    path = sound(".mp3")
    path.write_bytes(b"junk" * 300 + path.read_bytes())
    copy = copy_of(path)
    assert told(path, copy) == ""
    copy.write_bytes(copy.read_bytes()[:-3000])
    assert told(path, copy) != ""


@pytest.mark.parametrize("hz", [8000, 11025, 16000])
def test_a_tag_makes_a_low_rate_without_header_longer_by_guess_but_no_other_sound(
    tmp_path, music, hz
):
    path = tmp_path / "bare.mp3"
    with av.open(str(path), "w", format="mp3", options={"write_xing": "0"}) as container:
        stream = container.add_stream("libmp3lame", rate=hz, layout="mono", bit_rate=8000)
        samples = np.ascontiguousarray(music(4, hz).mean(axis=1, keepdims=True).T)
        frame = av.AudioFrame.from_ndarray(samples, "fltp", "mono")
        frame.sample_rate = hz
        container.mux([*stream.encode(frame), *stream.encode(None)])
    copy = copy_of(path)
    write_file_tags(str(copy), str(path), {"genre": ("jazz",)})
    assert copy.stat().st_size > 1.1 * path.stat().st_size
    assert told(path, copy, "genre") == ""
    copy.write_bytes(copy.read_bytes()[:-1500])
    assert told(path, copy, "genre") != ""


def test_tags_behind_mpeg_audio_in_a_wav_are_no_sound_of_it(tmp_path, music):
    path = tmp_path / "wrapped.wav"
    with av.open(str(path), "w", format="wav") as container:
        stream = container.add_stream("libmp3lame", rate=44_100, layout="stereo")
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(music(3, 44_100).T), "fltp", "stereo"
        )
        frame.sample_rate = 44_100
        container.mux([*stream.encode(frame), *stream.encode(None)])
    copy = copy_of(path)
    write_file_tags(str(copy), str(path), {"genre": ("jazz",)})
    assert told(path, copy, "genre") == ""


@pytest.mark.parametrize("version", [2, 3])
def test_texts_of_an_unsynchronised_tag_are_those_that_stand_there(sound, version):
    path = sound(".mp3")
    names = {2: (b"TT2", b"TP1"), 3: (b"TIT2", b"TPE1")}[version]
    frames = b""
    for name, text in zip(names, ("F\xfcr Elise 3010", "\xc5se"), strict=True):
        content = b"\1\xff\xfe" + text.encode("utf-16-le")
        size = len(content).to_bytes(3 if version == 2 else 4, "big")
        frames += name + size + bytes(0 if version == 2 else 2) + content
    frames = frames.replace(b"\xff", b"\xff\0")
    head = b"ID3" + bytes([version, 0, 0x80, 0, 0, len(frames) >> 7, len(frames) & 0x7F])
    path.write_bytes(head + frames + path.read_bytes())
    copy = copy_of(path)
    write_file_tags(str(copy), str(path), {"genre": ("jazz",)})
    assert told(path, copy, "genre") == ""
    changed = ID3(copy)
    changed.add(TIT2(3, ["Somebody"]))
    changed.save(copy)
    assert told(path, copy, "genre") != ""


@pytest.mark.parametrize("container", ["mov", "mp4"])
def test_the_items_that_quicktime_numbers_are_compared_by_their_names(tmp_path, music, container):
    path = tmp_path / "sound.m4a"
    flags = {"movflags": "use_metadata_tags"}
    with av.open(str(path), "w", format=container, options=flags) as file:
        file.metadata.update({"title": "Naima", "genre": "Ska", "artist": "Coltrane"})
        stream = file.add_stream("aac", rate=48_000, layout="stereo")
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(music(1).T), "fltp", "stereo")
        frame.sample_rate = 48_000
        file.mux([*stream.encode(frame), *stream.encode(None)])
    copy = copy_of(path)
    write_file_tags(str(copy), str(path), {"genre": ("jazz",), "mood": ("calm",)})
    assert told(path, copy, "genre", "mood") == ""
    assert "genre" in told(path, copy, "mood")
    content = copy.read_bytes()
    copy.write_bytes(content.replace(b"Coltrane", b"Coltrana"))
    assert "artist" in told(path, copy, "genre", "mood")


def test_the_process_answers_with_the_difference_or_why_there_is_none(sound):
    path = sound(".flac")
    request = {"original": str(path), "copy": str(path), "name": str(path), "fields": []}
    assert answer(request) == {"difference": None}
    assert "copy.unreadable" in answer({**request, "copy": str(path) + "?"})["difference"]


def test_a_stream_more_or_less_is_found(sound, tmp_path):
    path = sound(".m4a")
    both = tmp_path / "both.m4a"
    with av.open(str(path)) as source, av.open(str(both), "w", format="ipod") as target:
        streams = [target.add_stream_from_template(source.streams.audio[0]) for _ in range(2)]
        for packet in source.demux():
            if packet.dts is not None:
                packet.stream = streams[0]
                target.mux(packet)
    assert told(both, path) != ""


def test_an_artist_in_a_tag_behind_the_sound_is_no_damage_to_it(sound):
    """ID3v1 behind a FLAC: FFmpeg takes it for the end of the last packet."""
    path = sound(".flac")
    tag = b"TAG" + b"A song".ljust(30, b"\0") + b"Abba".ljust(30, b"\0")
    path.write_bytes(path.read_bytes() + tag.ljust(127, b"\0") + b"\xff")
    copy = copy_of(path)
    content = copy.read_bytes()
    copy.write_bytes(content[:-95] + b"Nadja".ljust(30, b"\0") + content[-65:])
    assert told(path, copy, "artist") == ""
    assert "artist" in told(path, copy)
    copy.write_bytes(content[:-400] + bytes(40) + content[-360:])
    assert told(path, copy, "artist") == "the sound would be damaged"
    copy.write_bytes(content[:-160] + content[-128:])  # 32 bytes of the sound are gone
    assert "the sound" in told(path, copy, "artist")
