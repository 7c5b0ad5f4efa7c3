import io

import mutagen.apev2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagstudio.audio.metadata.tag_blocks.ape import ape_tag_at, ape_tag_before, ape_tag_of
from tagstudio.audio.metadata.tag_blocks.block import fields_in

KEYS = st.text("abcdefghijklmnopqrstuvwxyz ABC_", min_size=2, max_size=12).filter(
    lambda key: key.casefold() not in {"id3", "tag", "oggs", "genre", "mood", "instrument", "era"}
)
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)
VALUES = st.lists(TEXTS.filter(str.strip), min_size=1, max_size=3).map(tuple)
COVER = b"cover.jpg\0" + bytes(range(256))


def item(key: bytes, value: bytes, flags: int = 0) -> bytes:
    return len(value).to_bytes(4, "little") + flags.to_bytes(4, "little") + key + b"\0" + value


def tag(
    *items: bytes, version: int = 2000, header: bool = True, length: int | None = None
) -> bytes:
    content = b"".join(items)
    size = len(content) + 32 if length is None else length
    numbers = [one.to_bytes(4, "little") for one in (version, size, len(items))]
    begin, end = (
        b"APETAGEX" + b"".join([*numbers, (flags | header << 31).to_bytes(4, "little")]) + bytes(8)
        for flags in (1 << 29, 0)
    )
    return (begin if header else b"") + content + end


def found(content: bytes):
    return ape_tag_before(io.BytesIO(content), len(content))


def test_the_texts_of_a_tag():
    whole = b"sound" + tag(
        item(b"Title", b"Naima"),
        item(b"ARTIST", "Ænima\0Two".encode()),
        item(b"Year", b"1999"),
        item(b"Cover Art (Front)", COVER, flags=2),
        item(b"Genre", b"Jazz\0Folk, World"),
        item(b"My Key", b"x"),
        item(b"Comment", b"  "),
    )
    one = found(whole)
    assert (one.start, one.end) == (5, len(whole))
    assert one.texts() == {
        "TIT2": ("Naima",),
        "TPE1": ("Ænima", "Two"),
        "TDRC": ("1999",),
        "TCON": ("Jazz", "Folk, World"),
        "TXXX:My Key": ("x",),
    }


@given(st.dictionaries(KEYS, VALUES, max_size=5), VALUES, VALUES)
def test_what_is_written_is_read_again_and_the_rest_stays_to_the_byte(others, genre, era):
    folded = {key.casefold(): (key, values) for key, values in others.items()}
    kept = [item(key.encode(), "\0".join(values).encode()) for key, values in folded.values()]
    kept.append(item(b"Cover Art (Front)", COVER, flags=2))
    before = tag(item(b"genre", b"Rock"), *kept)
    after = found(before).with_fields({"genre": genre, "era": era, "mood": ()})
    stored = fields_in(found(after).texts())
    written = {"genre": genre, "mood": (), "instrument": (), "era": era}
    assert stored.items() >= written.items()
    assert after[32:].startswith(b"".join(kept))
    read = mutagen.apev2.APEv2(io.BytesIO(after))
    assert tuple(read["Genre"]) == genre
    assert read["Cover Art (Front)"].value == COVER


def test_a_tag_without_anything_goes_and_one_without_a_header_stays_so():
    assert not found(tag(item(b"Genre", b"Rock"))).with_fields({"genre": ()})
    older = tag(item(b"Title", b"F\xfcr Elise"), version=1000, header=False)
    assert found(older).texts() == {"TIT2": ("Für Elise",)}
    after = found(older).with_fields({"genre": ("Jazz",)})
    assert after == tag(
        item(b"Title", b"F\xfcr Elise"), item(b"Genre", b"Jazz"), version=1000, header=False
    )


def test_a_new_tag_holds_the_texts_of_another():
    texts = {"TIT2": ("Naima",), "TCON": ("Rock",), "TXXX:Thing": ("x",), "TXXX:Ding ü": ("y",)}
    read = mutagen.apev2.APEv2(io.BytesIO(ape_tag_of(texts, {"genre": ("Jazz",)})))
    assert {key: str(value) for key, value in read.items()} == {
        "Title": "Naima",
        "Thing": "x",
        "Genre": "Jazz",
    }


def test_a_tag_at_the_start():
    content = tag(item(b"Title", b"x"))
    one = ape_tag_at(io.BytesIO(content + b"sound"), 0, len(content) + 5)
    assert (one.start, one.end, one.texts()) == (0, len(content), {"TIT2": ("x",)})


@pytest.mark.parametrize(
    "content",
    [b"", b"APETAGEX", b"x" * 32, tag(length=5), tag(length=1 << 30), tag()[:32]],
)
def test_what_is_no_tag(content):
    assert found(content) is None
    assert ape_tag_at(io.BytesIO(content[:20]), 0, 20) is None


def test_a_damaged_item_costs_those_behind_it_and_refuses_a_write():
    one = found(tag(item(b"Title", b"x"), b"\xff\xff\xff\x7f\0\0\0\0Artist\0y"))
    assert one.texts() == {"TIT2": ("x",)}
    with pytest.raises(ValueError, match="items"):
        one.with_fields({"genre": ("Jazz",)})
