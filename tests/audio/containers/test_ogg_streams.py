import io

import pytest

from tagstudio.audio.containers.ogg_streams import (
    OggPage,
    SeveralStreams,
    first_pages,
    ogg_pages,
    refuse_several_streams,
)

FIRST, LATER = 2, 0


def page(serial: int, content: bytes, flags: int = LATER, position: int = 0) -> bytes:
    """A page whose content is one packet, which ends in it."""
    lengths = b"\xff" * (len(content) // 255) + bytes((len(content) % 255,))
    head = b"OggS\0" + bytes((flags,)) + position.to_bytes(8, "little")
    return head + bytes((serial,)) * 4 + bytes(8) + bytes((len(lengths),)) + lengths + content


def test_pages_are_told_with_their_places_up_to_what_is_none():
    first, second = page(7, b"head", FIRST), page(7, bytes(300), position=48_000)
    found = list(ogg_pages(io.BytesIO(b"ID3" + first + second + b"TAG" + bytes(125)), 3))
    start = 3 + len(first)
    assert found == [
        OggPage(3, 3 + 28, start, b"\7" * 4, begins=True, position=bytes(8), lengths=b"\4"),
        OggPage(
            start,
            start + 29,
            start + len(second),
            b"\7" * 4,
            begins=False,
            position=(48_000).to_bytes(8, "little"),
            lengths=b"\xff\x2d",
        ),
    ]


@pytest.mark.parametrize("content", [b"", b"Ogg", b"OggS" + bytes(22), b"oggS" + bytes(30)])
def test_no_page_is_found_where_none_is_whole(content):
    assert list(ogg_pages(io.BytesIO(content), 0)) == []


def test_only_the_streams_that_begin_together_have_first_pages():
    together = page(1, b"a", FIRST) + page(2, b"b", FIRST)
    file = io.BytesIO(together + page(1, b"c") + page(3, b"d", FIRST))
    assert [one.serial for one in first_pages(file, 0)] == [b"\1" * 4, b"\2" * 4]


def test_no_more_streams_than_players_know_are_looked_through():
    file = io.BytesIO(b"".join(page(number, b"", FIRST) for number in range(200)))
    assert len(list(first_pages(file, 0))) == 16


@pytest.mark.parametrize(
    "later",
    [
        page(1, b"c") + page(2, b"d"),
        page(2, b"b", FIRST) + page(1, b"c"),
        page(1, b"c") + page(1, b"again", FIRST),
    ],
    ids=["a page of another", "at once", "one after the other with one number"],
)
def test_several_streams_are_refused(later):
    with pytest.raises(SeveralStreams):
        refuse_several_streams(io.BytesIO(page(1, b"a", FIRST) + later))


def test_one_stream_is_not_refused_whatever_stands_behind_it():
    file = io.BytesIO(page(1, b"a", FIRST) + page(1, b"b") + b"junk" + page(2, b"x", FIRST))
    refuse_several_streams(file)
