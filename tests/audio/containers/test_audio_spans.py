import io

import pytest

from tagstudio.audio.containers.audio_spans import AudioSpans, find_audio_spans
from tagstudio.audio.files.formats import FORMATS

CONTAINERS = {
    ".mp3": "mpeg",
    ".aac": "mpeg",
    ".flac": "flac",
    ".ogg": "ogg",
    ".opus": "ogg",
    ".wav": "wav",
    ".aiff": "aiff",
    ".m4a": "mp4",
    ".wma": "asf",
}


def spans_of(content: bytes) -> AudioSpans:
    return find_audio_spans(io.BytesIO(content), len(content))


@pytest.mark.parametrize("suffix", CONTAINERS)
def test_the_container_is_recognised_and_the_spans_are_in_the_file(tmp_path, encode, music, suffix):
    content = encode(tmp_path / f"a{suffix}", music(0.3)).read_bytes()
    found = spans_of(content)
    assert found.container == CONTAINERS[suffix]
    assert all(0 <= start < end <= len(content) for start, end in found.spans)


def test_the_names_in_the_content_hash_never_change():
    named = {one.chunks.container for one in FORMATS if one.chunks}
    assert named == {"wav", "aiff", "mp4", "asf", "dsf", "dff", "caf", "w64", "matroska"}
    between_tags = {one.container for one in FORMATS if one.container}
    assert between_tags == {
        *("wavpack", "musepack", "ape", "tak", "tta"),
        *("ac3", "dts", "amr", "au", "voc"),
    }


def test_a_chunk_beside_the_audio_is_no_part_of_it():
    parts = (
        b"note" + (4).to_bytes(4, "little") + b"text",
        b"data" + (2).to_bytes(4, "little") + b"ab",
    )
    body = b"WAVE" + b"".join(parts)
    content = b"RIFF" + len(body).to_bytes(4, "little") + body
    assert spans_of(content) == AudioSpans("wav", ((len(content) - 2, len(content)),))


def test_an_unknown_container_is_hashed_without_its_tags():
    assert spans_of(b"odd" * 9 + b"TAG" + bytes(125)) == AudioSpans("", ((0, 27),))
    assert spans_of(b"TAG" + bytes(125)) == AudioSpans("", ((0, 128),))  # nothing else is there


SOUND = b"\xff\xfb\x90\x64" + bytes(413)
ID3 = b"ID3\4\0\0\0\0\0\x05" + bytes(5)


def test_zeros_in_front_of_mpeg_are_no_audio_with_a_tag_and_without():
    assert spans_of(bytes(300) + SOUND) == AudioSpans("mpeg", ((300, 717),))
    assert spans_of(ID3 + bytes(300) + SOUND) == AudioSpans("mpeg", ((315, 732),))
    assert spans_of(bytes(300)) == AudioSpans("", ((0, 300),))


def test_tags_behind_the_audio_are_no_part_of_it(tmp_path, encode, music):
    behind = b"ID3\4\0\x10\0\0\0\x04" + bytes(4) + b"3DI\4\0\x10\0\0\0\x04"
    assert spans_of(SOUND + behind) == AudioSpans("mpeg", ((0, 417),))
    ogg = encode(tmp_path / "a.ogg", music(0.3)).read_bytes()
    assert spans_of(ogg + b"TAG" + bytes(125)) == spans_of(ogg)
