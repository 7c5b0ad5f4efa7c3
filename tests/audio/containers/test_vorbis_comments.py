import io

import mutagen
import pytest

from tagstudio.audio.containers.vorbis_comments import (
    VorbisComments,
    key_of,
    vorbis_comments,
    with_comments,
)
from tagstudio.audio.metadata.file_tags.files import read_file_tags, write_file_tags
from tagstudio.audio.metadata.verification.compare import difference

ODD = (b"\xe1lbumartist=Various", b"title=F\xfcr Elise", b"no key at all", b"=", b"Mood=calm")


def put(path, comments: tuple[bytes, ...]) -> None:
    """Put these comments into a file, whatever they are."""
    file = mutagen.File(path)
    if file.tags is None:
        file.add_tags()
    bits = {"framing": True} if path.suffix == ".ogg" else {"framing": False}
    file.tags.write = lambda **_: VorbisComments(b"somebody", comments).packed(**bits)
    file.save()


def found_in(path) -> VorbisComments | None:
    content = path.read_bytes()
    return vorbis_comments(io.BytesIO(content), len(content))


@pytest.mark.parametrize("suffix", [".flac", ".ogg", ".opus", ".oga"])
def test_what_is_no_good_comment_stays_to_the_byte(tmp_path, encode, music, suffix):
    path = encode(tmp_path / f"sound{suffix}", music(0.5))
    put(path, ODD)
    assert found_in(path) == VorbisComments(b"somebody", ODD)
    copy = tmp_path / "copy"
    copy.write_bytes(path.read_bytes())
    write_file_tags(str(copy), str(path), {"genre": ("jazz", "Ænima"), "mood": ("sad",)})
    added = (b"GENRE=jazz", "GENRE=Ænima".encode(), b"MOOD=sad")
    assert found_in(copy) == VorbisComments(b"somebody", (*ODD[:-1], *added))
    assert read_file_tags(str(copy), str(path)).stored["mood"] == ("sad",)
    assert difference(str(path), str(copy), str(path), ("genre", "mood")) is None


@pytest.mark.parametrize("suffix", [".flac", ".opus"])
@pytest.mark.parametrize("other", [b"?lbumartist=Various", b"\xe0lbumartist=Various"])
def test_a_changed_byte_of_a_key_is_a_difference(tmp_path, encode, music, suffix, other):
    path = encode(tmp_path / f"sound{suffix}", music(0.5))
    put(path, ODD)
    copy = tmp_path / f"copy{suffix}"
    copy.write_bytes(path.read_bytes())
    put(copy, (other, *ODD[1:]))
    assert "tag" in str(difference(str(path), str(copy), str(path)))


def test_keys_have_no_case_and_others_keep_their_order():
    found = VorbisComments(b"", (b"Genre=a", b"title=b", b"GENRE=c", b"x"))
    assert with_comments(found, ["genre"], [b"GENRE=d"]).comments == (b"title=b", b"x", b"GENRE=d")
    assert [key_of(one) for one in found.comments] == ["genre", "title", "genre", ""]


@pytest.mark.parametrize(
    "content", [b"", b"fLaC", b"OggS" + bytes(40), b"fLaC\x84\0\0\4\xff\0\0\0"]
)
def test_what_holds_no_comments(content):
    assert vorbis_comments(io.BytesIO(content), len(content)) is None
