"""A spliced file reads as the bytes that it is made of."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagstudio.audio.containers.spliced_file import SplicedFile

CONTENT = bytes(range(200))
spans = st.tuples(st.integers(0, 200), st.integers(0, 200))
pieces = st.lists(spans | st.binary(max_size=20), max_size=6)


@given(pieces, st.lists(st.tuples(st.integers(0, 400), st.integers(0, 300)), max_size=5))
def test_any_pieces_read_as_their_bytes(pieces, reads):
    expected = b"".join(p if isinstance(p, bytes) else CONTENT[p[0] : p[1]] for p in pieces)
    spliced = SplicedFile(io.BytesIO(CONTENT), pieces)
    assert spliced.size == len(expected)
    assert io.BufferedReader(spliced).read() == expected
    reader = io.BufferedReader(SplicedFile(io.BytesIO(CONTENT), pieces), buffer_size=16)
    for start, count in reads:
        reader.seek(start)
        assert reader.read(count) == expected[start : start + count]
        assert spliced.part(start, start + count) == expected[start : start + count]


def test_seeking_counts_from_start_here_and_end():
    spliced = SplicedFile(io.BytesIO(CONTENT), [(10, 20), b"xyz", (30, 32)])
    assert spliced.seek(-5, io.SEEK_END) == 10
    assert spliced.read(3) == b"xyz"
    assert spliced.seek(1, io.SEEK_CUR) == 14
    assert spliced.read(9) == bytes([31])
    assert spliced.read(9) == b""
    with pytest.raises(OSError, match="seek to -1"):
        spliced.seek(-1)


def test_a_span_beyond_the_file_reads_as_what_is_there():
    assert SplicedFile(io.BytesIO(CONTENT), [(195, 900)]).read(900) == CONTENT[195:]
