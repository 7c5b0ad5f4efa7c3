import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagstudio.audio.containers.mp4_atoms import TAG_CONTAINERS, Atom, BadAtoms, read_atom


def packed(name: bytes, *parts: bytes, wide: bool = False) -> bytes:
    content = b"".join(parts)
    if wide:
        return (1).to_bytes(4) + name + (len(content) + 16).to_bytes(8) + content
    return (len(content) + 8).to_bytes(4) + name + content


def read(content: bytes, **given) -> Atom:
    return read_atom(io.BytesIO(content), 0, len(content), **given)


HANDLER = packed(b"hdlr", bytes(25))
TREES = [
    packed(b"moov", packed(b"mvhd", b"x"), packed(b"trak", packed(b"mdia"), wide=True)),
    packed(b"moov", packed(b"udta", packed(b"name", b"x"), bytes(4))),
    packed(b"moov", packed(b"udta", packed(b"meta", bytes(4), HANDLER, packed(b"ilst")))),
    packed(b"moov", packed(b"meta", HANDLER, packed(b"ilst", packed(b"\0\0\0\1", b"abc")))),
    packed(b"moov", packed(b"udta", b"\0\0\0"), wide=True),
]


@pytest.mark.parametrize("content", TREES)
def test_what_is_read_renders_to_the_same_bytes(content):
    assert read(content).rendered() == content


def test_children_are_found_by_their_path():
    tree = read(TREES[3])
    assert [one.rest for one in tree.named(b"meta", b"ilst", b"\0\0\0\1")] == [b"abc"]
    assert not [*tree.named(b"udta", b"meta")]
    assert next(tree.named(b"meta")).content == b""
    assert next(read(TREES[2]).named(b"udta", b"meta")).content == bytes(4)


def test_large_content_is_left_out_and_never_rendered():
    content = packed(b"moov", packed(b"trak", bytes(200)), packed(b"udta"))
    tree = read(content, containers=TAG_CONTAINERS, most_content=100)
    assert next(tree.named(b"trak")).cut
    with pytest.raises(BadAtoms):
        tree.rendered()


def test_an_atom_of_more_than_four_gigabytes_has_a_wide_size(monkeypatch):
    monkeypatch.setattr("tagstudio.audio.containers.mp4_atoms._LONGEST_32", 20)
    rendered = Atom(b"mdat", bytes(13)).rendered()
    assert rendered == packed(b"mdat", bytes(13), wide=True)
    assert read(rendered).content == bytes(13)


@pytest.mark.parametrize(
    "content",
    [
        packed(b"moov", b"\0\0\0\x50trak"),
        packed(b"moov", b"\0\0\0\4trak"),
        packed(b"moov", b"\0\0\0\1trak\0\0\0\0\0\0\0\x09"),
        b"\0\0\0\x20moov",
        b"\0\0",
        packed(b"udta") * 20,
    ],
)
def test_atoms_that_contradict_each_other(content):
    with pytest.raises(BadAtoms):
        read(content)


def test_atoms_in_atoms_have_an_end():
    content = b""
    for _ in range(40):
        content = packed(b"udta", content)
    with pytest.raises(BadAtoms, match="too many"):
        read(content)


@given(st.binary(max_size=60), st.sampled_from([b"moov", b"udta", b"meta", b"ilst"]))
def test_garbage_is_refused_or_rendered_as_it_is(garbage, name):
    content = packed(name, garbage)
    try:
        tree = read(content)
    except BadAtoms:
        return
    assert len(tree.rendered()) == len(content)
