"""The three ways to make room; that all samples stay is tested with the tags (`test_mp4`)."""

import io

import pytest

from tagstudio.audio.containers.mp4_atoms import Atom
from tagstudio.audio.containers.mp4_offsets import Unmovable
from tagstudio.audio.containers.mp4_rewrite import PADDING, find_moov, rewrite_moov


def packed(name: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return (len(content) + 8).to_bytes(4) + name + content


def stco(offset: int) -> bytes:
    content = packed(b"stbl", packed(b"stco", bytes(4), (1).to_bytes(4), offset.to_bytes(4)))
    for name in (b"minf", b"mdia", b"trak"):
        content = packed(name, content)
    return content


def file_of(text: bytes, pad: int, gap: int) -> bytes:
    """Pack a file with a text of the index, padding in the index and behind it, and sound."""
    padding = packed(b"free", bytes(pad - 8)) if pad else b""
    between = packed(b"free", bytes(gap - 8)) if gap else b""
    front = packed(b"ftyp", b"M4A ")
    offset = len(front) + 8 + len(stco(0)) + 8 + len(text) + 8 + len(padding) + len(between) + 8
    udta = packed(b"udta", packed(b"name", text), padding)
    return front + packed(b"moov", stco(offset), udta) + between + packed(b"mdat", b"sound")


def set_text(text: bytes):
    def edit(moov: Atom) -> Atom:
        udta = next(moov.named(b"udta"))
        udta.children = [Atom(b"name", text)]
        return udta

    return edit


def rewritten(content: bytes, text: bytes) -> bytes:
    file = io.BytesIO(content)
    rewrite_moov(file, len(content), set_text(text))
    return file.getvalue()


@pytest.mark.parametrize(
    ("pad", "gap", "longer", "pad_after", "gap_after"),
    [
        (0, 0, 0, 0, 0),
        (20, 0, 0, 20, 0),
        (20, 0, 12, 8, 0),
        (20, 0, 20, 0, 0),
        (20, 0, -12, 32, 0),
        (0, 0, -8, 8, 0),
        (20, 30, 13, 0, 37),  # seven bytes cannot be filled, with what follows they can
        (0, 30, 22, 0, 8),
        (0, 30, 30, 0, 0),
        (0, 9, -2, 0, 11),
    ],
)
def test_room_within_the_index_and_behind_it_is_used(pad, gap, longer, pad_after, gap_after):
    before = file_of(b"a" * 50, pad, gap)
    after = rewritten(before, b"b" * (50 + longer))
    assert after == file_of(b"b" * (50 + longer), pad_after, gap_after)
    assert len(after) == len(before)


@pytest.mark.parametrize(
    ("pad", "gap", "longer"), [(0, 0, 1), (0, 0, -1), (20, 0, 13), (9, 9, 11), (0, 30, 31)]
)
def test_else_the_sound_moves_and_its_offset_with_it(pad, gap, longer):
    after = rewritten(file_of(b"a" * 50, pad, gap), b"b" * (50 + longer))
    assert after == file_of(b"b" * (50 + longer), PADDING + 8, gap)


def test_sound_within_what_would_be_rewritten_is_refused():
    content = file_of(b"a" * 50, 0, 30)
    at = content.index(b"mdat") + 4
    wrong = content.replace(at.to_bytes(4), (at - 20).to_bytes(4))
    with pytest.raises(Unmovable, match="among the tags"):
        rewritten(wrong, b"b" * 60)


def test_a_file_with_no_index_or_two_is_refused():
    content = file_of(b"a", 0, 0)
    assert find_moov(io.BytesIO(content[:12]), 12) is None
    for wrong in (content[:12], content + packed(b"moov", b"")):
        with pytest.raises(Unmovable, match="indexes"):
            rewritten(wrong, b"b")
