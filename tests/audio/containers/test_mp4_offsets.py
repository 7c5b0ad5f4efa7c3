import io

import pytest

from tagstudio.audio.containers.chunks import mp4_atoms
from tagstudio.audio.containers.mp4_atoms import Atom, BadAtoms, read_atom
from tagstudio.audio.containers.mp4_offsets import (
    Unmovable,
    move_from,
    move_tracks,
    moved_fragments,
    refuse_other_places,
    refuse_samples_within,
)

MOVE = move_from(100, 200, 7)


def packed(name: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return (len(content) + 8).to_bytes(4) + name + content


def numbers(width: int, *values: int) -> bytes:
    return b"".join(value.to_bytes(width) for value in values)


def moov(*tables: bytes) -> Atom:
    content = packed(b"stbl", *tables)
    for name in (b"minf", b"mdia", b"trak", b"moov"):
        content = packed(name, content)
    return read_atom(io.BytesIO(content), 0, len(content))


def test_what_lies_behind_moves_and_what_lies_in_front_stays():
    assert [MOVE(at) for at in (0, 99, 200, 5000)] == [0, 99, 207, 5007]
    with pytest.raises(Unmovable):
        MOVE(150)


@pytest.mark.parametrize(
    ("table", "moved"),
    [
        (
            packed(b"stco", bytes(4), numbers(4, 2, 50, 300)),
            packed(b"stco", bytes(4), numbers(4, 2, 50, 307)),
        ),
        (
            packed(b"co64", bytes(4), numbers(4, 1), numbers(8, 1 << 40)),
            packed(b"co64", bytes(4), numbers(4, 1), numbers(8, (1 << 40) + 7)),
        ),
        (
            packed(b"saio", bytes(4), numbers(4, 1, 300)),
            packed(b"saio", bytes(4), numbers(4, 1, 307)),
        ),
        (
            packed(b"saio", b"\1\0\0\1", b"cenc", bytes(4), numbers(4, 1), numbers(8, 300)),
            packed(b"saio", b"\1\0\0\1", b"cenc", bytes(4), numbers(4, 1), numbers(8, 307)),
        ),
        (packed(b"stsz", numbers(4, 0, 300, 9)), packed(b"stsz", numbers(4, 0, 300, 9))),
    ],
)
def test_the_tables_of_a_track(table, moved):
    tree = moov(table)
    move_tracks(tree, MOVE)
    assert tree.rendered() == moov(moved).rendered()


def test_an_offset_that_grows_out_of_its_field_is_refused():
    with pytest.raises(Unmovable, match="too large"):
        move_tracks(moov(packed(b"stco", bytes(4), numbers(4, 1, 0xFFFFFFFF))), MOVE)
    with pytest.raises(BadAtoms):
        move_tracks(moov(packed(b"stco", bytes(4), numbers(4, 3, 300))), MOVE)


def fragments(base: int, moof_at: int) -> bytes:
    """Pack a fragment with an absolute base and one without, and a table of them at the end."""
    absolute = packed(b"tfhd", b"\0\0\0\1", numbers(4, 1), numbers(8, base))
    relative = packed(b"tfhd", b"\0\2\0\x20", numbers(4, 1, 3, 4))
    moof = packed(b"moof", packed(b"traf", absolute), packed(b"traf", relative))
    lengths = numbers(4, 0b011011)  # numbers of 2, 3 and 4 bytes
    entry = numbers(8, 300, moof_at) + bytes(2 + 3 + 4)
    wide = packed(b"tfra", b"\1\0\0\0", numbers(4, 1), lengths, numbers(4, 2), entry, entry)
    short = packed(b"tfra", bytes(4), numbers(4, 2, 0, 1, 300, moof_at), bytes(3))
    return moof + packed(b"mfra", wide, short)


def test_fragments_with_an_absolute_base_and_the_table_of_them():
    content = bytearray(fragments(base=900, moof_at=800))
    file = io.BytesIO(content)
    for at, changed in moved_fragments(file, list(mp4_atoms(file, len(content))), MOVE):
        content[at : at + len(changed)] = changed
    assert content == fragments(base=907, moof_at=807)


def test_places_that_nobody_moves_are_refused():
    def top(*names: bytes) -> list:
        content = b"".join(packed(name, bytes(16)) for name in names)
        return list(mp4_atoms(io.BytesIO(content), len(content)))

    refuse_other_places(moov(), [], top(b"moov", b"sidx", b"moof"))
    with pytest.raises(Unmovable):
        refuse_other_places(moov(), top(b"sidx"), top(b"sidx", b"moov"))
    with pytest.raises(Unmovable):
        refuse_other_places(moov(), [], top(b"moov", b"meta"))
    items = Atom(b"meta", bytes(4), [Atom(b"iloc", bytes(8))])
    with pytest.raises(Unmovable):
        refuse_other_places(Atom(b"moov", b"", [items]), [], top(b"moov"))


STSC = packed(b"stsc", bytes(4), numbers(4, 2, 1, 3, 1, 3, 1, 1))  # 3, 3 and 1 samples a chunk
STCO = packed(b"stco", bytes(4), numbers(4, 3, 50, 300, 60))  # the third ends at 60 + 9


@pytest.mark.parametrize(
    "sizes",
    [
        packed(b"stsz", bytes(4), numbers(4, 0, 7), numbers(4, 1, 2, 3, 1, 1, 1, 9)),
        packed(b"stsz", bytes(4), numbers(4, 9, 7)),
        packed(b"stz2", bytes(7), b"\x10", numbers(4, 7), numbers(2, 1, 2, 3, 1, 1, 1, 9)),
        packed(b"stz2", bytes(7), b"\x08", numbers(4, 7), bytes([1, 2, 3, 1, 1, 1, 9])),
        packed(b"stz2", bytes(7), b"\x04", numbers(4, 7), b"\x12\x31\x11\x90"),
    ],
)
def test_samples_that_reach_into_what_is_rewritten_are_refused(sizes):
    tree = moov(STSC, sizes, STCO)
    refuse_samples_within(tree, 77, 300)
    refuse_samples_within(tree, 327, 900)
    with pytest.raises(Unmovable, match="among the tags"):
        refuse_samples_within(tree, 68, 300)
    with pytest.raises(Unmovable):
        refuse_samples_within(tree, 100, 301)


def test_an_index_without_end_is_no_burden():
    """Billions of samples of one size, as the garbage of a header may say."""
    most = 0xFFFFFFFF
    tree = moov(
        packed(b"stsc", bytes(4), numbers(4, 1, 1, most, 1)),
        packed(b"stsz", bytes(4), numbers(4, 1, most)),
        packed(b"stco", bytes(4), numbers(4, 1, 300)),
    )
    refuse_samples_within(tree, 100, 300)
    with pytest.raises(BadAtoms):
        refuse_samples_within(moov(packed(b"stco", bytes(4), numbers(4, most))), 100, 300)
