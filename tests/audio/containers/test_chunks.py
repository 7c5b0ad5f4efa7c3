import io

from tagstudio.audio.containers import chunks
from tagstudio.audio.containers.chunks import Chunk, flac_blocks, iff_chunks, mp4_atoms, riff_chunks


def test_riff_chunks_are_padded_to_even_lengths():
    content = b"RIFF....WAVE" + b"one \x03\0\0\0abc\0" + b"two \x01\0\0\0d"
    assert list(riff_chunks(io.BytesIO(content), len(content))) == [
        Chunk(b"one ", 12, 20, 23),
        Chunk(b"two ", 24, 32, 33),
    ]


def test_a_size_beyond_the_end_is_cut():
    content = b"FORM....AIFF" + b"SSND\x7f\xff\xff\xff" + b"abcd"
    assert list(iff_chunks(io.BytesIO(content), len(content))) == [
        Chunk(b"SSND", 12, 20, 24, lacking=0x7FFFFFFF - 4)
    ]


def test_an_atom_of_size_zero_reaches_to_the_end_and_a_long_one_has_eight_bytes_more():
    long = b"\0\0\0\x01free" + (18).to_bytes(8, "big") + b"ab"
    content = long + b"\0\0\0\0mdat" + b"cdef"
    assert list(mp4_atoms(io.BytesIO(content), len(content))) == [
        Chunk(b"free", 0, 16, 18),
        Chunk(b"mdat", 18, 26, 30),
    ]


def test_flac_blocks_end_with_the_last_one():
    content = b"fLaC" + b"\0\0\0\x01a" + b"\x84\0\0\x01b" + b"\0\0\0\x01c"
    assert [one.name for one in flac_blocks(io.BytesIO(content), 0, len(content))] == [
        b"\0",
        b"\x84",
    ]


def test_garbage_ends_the_walk(monkeypatch):
    monkeypatch.setattr(chunks, "MOST_CHUNKS", 5)
    many = b"RIFF....WAVE" + b"x   \0\0\0\0" * 100
    assert len(list(riff_chunks(io.BytesIO(many), len(many)))) == 5
    too_small = b"\0\0\0\x04mdat"  # an atom smaller than its header
    assert list(mp4_atoms(io.BytesIO(too_small), len(too_small))) == []
