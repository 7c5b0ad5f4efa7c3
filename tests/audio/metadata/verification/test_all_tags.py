import io
import struct

from tagstudio.audio.metadata.verification.all_tags import all_tags


def apev2(value: bytes) -> bytes:
    item = struct.pack("<II", len(value), 0) + b"Genre\0" + value
    begin, end = (
        b"APETAGEX" + struct.pack("<IIII", 2000, len(item) + 32, 1, flags) + bytes(8)
        for flags in (1 << 31 | 1 << 29, 1 << 31)
    )
    return begin + item + end


def test_the_header_of_an_apev2_tag_is_no_id3v1_tag_wherever_it_lies():
    tag = apev2(b"x" * 53)
    assert len(tag) == 131
    assert tag[3:6] == b"TAG"
    content = bytes(400) + tag
    found = all_tags(io.BytesIO(content), len(content), None)
    assert found == {("APEv2", "genre"): ("x" * 53,)}


def test_an_id3v1_tag_behind_the_sound_is_found():
    content = bytes(400) + b"TAG" + b"Blue Train".ljust(94, b"\0") + bytes(30) + b"\x08"
    found = all_tags(io.BytesIO(content), len(content), None)
    assert found["ID3v1", "title"] == ("Blue Train",)
    assert found["ID3v1", "genre"] == ("8",)
