"""A file is what its content says, whatever it is called."""

import io

import numpy as np
import pytest

from tagstudio.audio.containers.recognise import recognise
from tagstudio.audio.files.formats import FORMATS

NAMES = {
    **{".mp3": "mp3", ".flac": "flac", ".ogg": "ogg", ".opus": "opus", ".wav": "wav"},
    **{".aiff": "aiff", ".m4a": "m4a", ".mov": "m4a", ".aac": "aac", ".wma": "wma"},
    **{".au": "au", ".caf": "caf", ".w64": "w64", ".rf64": "rf64", ".voc": "voc", ".wv": "wv"},
    **{".tta": "tta", ".mka": "mka", ".webm": "mka", ".mkv": "mka", ".oga": "ogg"},
    **{".ac3": "ac3", ".eac3": "ac3", ".mp2": "mp2"},
}
PACKED = {  # the beginnings of formats that nothing here encodes
    "dsf": b"DSD " + (28).to_bytes(8, "little") + bytes(16) + b"fmt ",
    "dff": b"FRM8" + bytes(8) + b"DSD FVER",
    "mpc": b"MPCKSH",
    "ape": b"MAC \x96\x0f",
    "tak": b"tBaK",
    "amr": b"#!AMR\n<",
    "dts": b"\x7f\xfe\x80\x01",
    "spx": b"OggS\0\2" + bytes(20) + b"\1\x50" + b"Speex   ",
}
OTHERS = (".mp3", ".flac", ".m4a", ".wav", ".tmp", "")


def name_of(content: bytes, name: str = "") -> str | None:
    found = recognise(io.BytesIO(content), len(content), name)
    return found and found.name


@pytest.mark.parametrize("suffix", NAMES)
def test_each_format_is_known_by_its_content_under_any_name(tmp_path, encode, music, suffix):
    content = encode(tmp_path / f"a{suffix}", music(0.5)).read_bytes()
    tag = b"ID3\4\0\0\0\0\1\x7f" + bytes(255)
    for name in (suffix, *OTHERS):
        assert name_of(content, f"a{name}") == NAMES[suffix]
        assert name_of(tag + content, f"a{name}") == NAMES[suffix]


@pytest.mark.parametrize("name", PACKED)
def test_formats_are_known_by_their_first_bytes(name):
    assert name_of(PACKED[name] + bytes(100), "a.mp3") == name


@pytest.mark.parametrize("suffix", [".mp3", ".aac", ".ac3", ".mp2"])
def test_frames_are_found_behind_what_does_not_belong_there(tmp_path, encode, music, suffix):
    content = encode(tmp_path / f"a{suffix}", music(0.5)).read_bytes()
    for junk in (bytes(1_000), b"GET / HTTP/1.0\r\n" * 99, np.random.default_rng(0).bytes(90_000)):
        assert name_of(junk + content, "a.wav") == NAMES[suffix]


def test_the_name_counts_where_the_content_says_nothing():
    assert name_of(b"Dear diary" * 99, "a.FLAC") == "flac"
    assert name_of(b"Dear diary" * 99, "a.txt") is None
    assert name_of(b"", "a.txt") is None


def test_an_old_quicktime_file_needs_no_type():
    movie = (8).to_bytes(4, "big") + b"wide" + (16).to_bytes(4, "big") + b"mdat" + bytes(8)
    assert name_of(movie + (100).to_bytes(4, "big") + b"moov" + bytes(92)) == "m4a"
    assert name_of(movie + bytes(100)) is None
    wide = (1).to_bytes(4, "big") + b"moov" + (108).to_bytes(8, "big") + bytes(92)
    assert name_of(movie + wide) == "m4a"
    assert name_of(movie + bytes(4) + b"moov" + bytes(92)) == "m4a"  # it goes to the end
    assert name_of(movie[:8] + (1000).to_bytes(4, "big") + b"mdat" + bytes(100)) == "m4a"
    assert name_of(movie[:8] + (1000).to_bytes(4, "big") + b"free" + bytes(100)) is None


def test_a_stream_of_pictures_before_the_sound_of_an_ogg_file_is_passed_over():
    def page(packet: bytes) -> bytes:
        return b"OggS\0\2" + bytes(20) + bytes((1, len(packet))) + packet

    assert name_of(page(b"fishead\0" + bytes(56)) + page(b"OpusHead" + bytes(11))) == "opus"
    assert name_of(page(b"\x80theora" + bytes(35)) + page(b"\x7fFLAC" + bytes(46))) == "ogg"


def test_each_suffix_names_one_format():
    for one in FORMATS:
        for suffix in one.suffixes:
            assert name_of(b"?" * 99, f"a{suffix}") == one.name
