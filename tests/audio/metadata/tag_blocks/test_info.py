from hypothesis import given
from hypothesis import strategies as st

from tagstudio.audio.metadata.tag_blocks.block import fields_in
from tagstudio.audio.metadata.tag_blocks.info import AiffText, InfoList

NAMES = st.sampled_from([b"INAM", b"IART", b"ISFT", b"XYZ ", b"ICRD"])


def text(name: bytes, content: bytes) -> bytes:
    return name + len(content).to_bytes(4, "little") + content + bytes(len(content) % 2)


def info(*texts: bytes) -> InfoList:
    return InfoList(100, b"INFO" + b"".join(texts))


def test_its_texts_in_the_encodings_that_are_found():
    found = info(
        text(b"INAM", "Für Elise".encode() + b"\0"),
        text(b"IART", b"M\xf6tley\0\0\0"),
        text(b"iprd", b"Album"),
        text(b"ICRD", b"1999\0"),
        text(b"IGNR", b"Rock; Folk, World\0"),
        text(b"ITRK", b"3\0"),
        text(b"ISFT", b"Lavf\0"),
        text(b"ICMT", b" \0"),
    )
    assert found.texts() == {
        "TIT2": ("Für Elise",),
        "TPE1": ("Mötley",),
        "TALB": ("Album",),
        "TDRC": ("1999",),
        "TCON": ("Rock", "Folk, World"),
        "TRCK": ("3",),
    }


GENRES = st.lists(
    st.text(
        st.characters(exclude_characters="\0;", exclude_categories=["Cs", "Cc", "Zs"]), min_size=1
    ),
    max_size=3,
).map(lambda names: tuple(name for name in names if name.strip()))


@given(st.lists(st.tuples(NAMES, st.binary(max_size=9)), max_size=4), GENRES, st.binary(max_size=7))
def test_the_genre_is_read_as_written_and_the_rest_stays_to_the_byte(others, genres, rest):
    kept = b"".join(text(name, content) for name, content in others)
    before = info(text(b"IGNR", b"Rock\0"), kept + rest)
    after = InfoList(100, before.with_fields({"genre": genres, "mood": ("calm",)}))
    if genres:
        assert fields_in(after.texts())["genre"] == genres
    assert after.content.startswith(b"INFO" + kept if kept or genres or rest else b"")
    assert after.content.endswith(rest)
    assert before.with_fields({"mood": ("calm",)}) == before.content


def test_a_list_without_anything_goes():
    assert not info(text(b"IGNR", b"Rock\0")).with_fields({"genre": ()})


def test_a_size_beyond_the_list_ends_it():
    assert info(text(b"INAM", b"x\0"), b"IART\xff\xff\0\0y").texts() == {"TIT2": ("x",)}


def test_the_text_chunks_of_aiff():
    one = AiffText(b"AUTH", 20, b"Coltrane\0")
    assert one.texts() == {"TPE1": ("Coltrane",)}
    assert one.with_fields({"genre": ("jazz",)}) == one.content
    assert not AiffText(b"NAME", 20, b"  ").texts()
