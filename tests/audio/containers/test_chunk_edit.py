import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagstudio.audio.containers.chunk_edit import (
    ChunkEdit,
    UneditableChunks,
    check_chunks,
    edit_chunks,
    is_chunked,
)
from tagstudio.audio.containers.chunks import iff_chunks, riff_chunks

ORDERS = {b"RIFF": "<", b"FORM": ">"}


def part(name: bytes, content: bytes, order: str = "<", size: int | None = None) -> bytes:
    length = len(content) if size is None else size
    return name + struct.pack(f"{order}I", length) + content + bytes(len(content) % 2)


def form(magic: bytes, *parts: bytes, size: int | None = None) -> bytes:
    content = b"KIND" + b"".join(parts)
    length = len(content) if size is None else size
    return magic + struct.pack(f"{ORDERS[magic]}I", length) + content


def chunks(content: bytes) -> list[tuple[bytes, bytes]]:
    walk = riff_chunks if content.startswith(b"RIFF") else iff_chunks
    found = walk(io.BytesIO(content), len(content))
    return [(one.name, content[one.start : one.end]) for one in found]


def edited(content: bytes, *edits: ChunkEdit, tag: bytes = b"") -> bytes:
    file = io.BytesIO(content)
    edit_chunks(file, len(content), edits, tag)
    return file.getvalue()


CONTENTS = st.binary(min_size=1, max_size=20)


@given(
    magic=st.sampled_from([*ORDERS]),
    contents=st.lists(CONTENTS, min_size=1, max_size=5),
    news=st.lists(st.binary(max_size=20), max_size=5),
    tag=st.binary(max_size=9),
)
def test_only_the_edited_chunks_change_and_the_sizes_are_right(magic, contents, news, tag):
    parts = [part(b"C%03d" % n, one, ORDERS[magic]) for n, one in enumerate(contents)]
    content = form(magic, *parts)
    starts = [20 + sum(map(len, parts[:n])) for n in range(len(parts))]
    edits = [ChunkEdit(start, new) for start, new in zip(starts, news, strict=False)]
    after = edited(content, *edits, tag=tag)
    wanted = [
        (b"C%03d" % n, new)
        for n, new in enumerate([*news[: len(parts)], *contents[len(news) :]])
        if new
    ]
    wanted += [({b"RIFF": b"id3 ", b"FORM": b"ID3 "}[magic], tag)] if tag else []
    assert chunks(after) == wanted
    assert struct.unpack(f"{ORDERS[magic]}I", after[4:8])[0] == len(after) - 8


def test_a_missing_zero_behind_the_last_chunk_is_added():
    content = form(b"RIFF", part(b"data", b"odd")[:-1])
    after = edited(content, tag=b"tag!")
    assert chunks(after) == [(b"data", b"odd"), (b"id3 ", b"tag!")]
    assert len(after) == int.from_bytes(after[4:8], "little") + 8


def test_what_stands_behind_the_form_stays_behind_it():
    content = form(b"RIFF", part(b"data", b"even")) + b"TAG of a program"
    after = edited(content, tag=b"tag!")
    assert after.endswith(b"id3 \4\0\0\0tag!TAG of a program")
    assert int.from_bytes(after[4:8], "little") == len(after) - 8 - len(b"TAG of a program")


@pytest.mark.parametrize("size", [0xFFFFFFFF, 0x7FFFF000, 0x7FFFFFFF, 0xFFFFFFDB])
def test_sizes_that_a_pipe_left_open_are_filled_in(size):
    content = form(b"RIFF", part(b"LIST", b"x" * 4), part(b"data", b"even", size=size), size=size)
    after = edited(content, ChunkEdit(20, b"longer"), tag=b"tag!")
    assert chunks(after) == [(b"LIST", b"longer"), (b"data", b"even"), (b"id3 ", b"tag!")]
    assert int.from_bytes(after[4:8], "little") == len(after) - 8


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (form(b"RIFF", part(b"data", b"even", size=1000), size=1000), "cut_off"),
        (form(b"RIFF"), "cut_off"),
        (form(b"RIFF", part(b"data", b""), b"audio of any length"), "no_size"),
    ],
)
def test_what_cannot_be_edited_is_refused_and_untouched(content, reason):
    file = io.BytesIO(content)
    for attempt in (check_chunks, lambda file, size: edit_chunks(file, size, (), b"tag!")):
        with pytest.raises(UneditableChunks) as raised:
            attempt(file, len(content))
        assert raised.value.reason == reason
    assert file.getvalue() == content


def test_a_chunk_behind_the_declared_end_is_not_edited():
    content = form(b"RIFF", part(b"data", b"even"), size=16) + part(b"id3 ", b"tag!")
    file = io.BytesIO(content)
    with pytest.raises(UneditableChunks):
        edit_chunks(file, len(content), [ChunkEdit(len(content) - 4, b"new!")], b"tag!")
    assert file.getvalue() == content


def test_a_file_of_four_gigabytes_has_no_room():
    content = form(b"RIFF", part(b"data", b"even", size=0xFFFFFFFF), size=0xFFFFFFFF)
    with pytest.raises(UneditableChunks) as raised:
        edit_chunks(io.BytesIO(content), 0xFFFFFFF0, (), b"tag of some bytes")
    assert raised.value.reason == "too_long"


def test_only_wav_and_aiff_are_chunked():
    assert is_chunked(io.BytesIO(form(b"RIFF")))
    assert is_chunked(io.BytesIO(form(b"FORM")))
    assert not is_chunked(io.BytesIO(b"RF64"))
