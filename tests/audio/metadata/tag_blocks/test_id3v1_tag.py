import pytest

from tagstudio.audio.metadata.tag_blocks.id3v1_tag import Id3v1Tag


def tag(title: bytes = b"", comment: bytes = b"", genre: int = 255) -> Id3v1Tag:
    texts = b"".join(text.ljust(30, b"\0") for text in (title, b"Coltrane", b"Giant Steps"))
    return Id3v1Tag(1000, b"TAG" + texts + b"1960" + comment.ljust(30, b"\0") + bytes([genre]))


def test_its_texts_and_the_track_of_version_1_1():
    assert tag(b"Naima", b"nice".ljust(29, b"\0") + b"\5", 8).texts() == {
        "TIT2": ("Naima",),
        "TPE1": ("Coltrane",),
        "TALB": ("Giant Steps",),
        "TDRC": ("1960",),
        "COMM": ("nice",),
        "TRCK": ("5",),
        "TCON": ("Jazz",),
    }


@pytest.mark.parametrize("title", ["Für Elise".encode(), b"F\xfcr Elise", b"F\xfcr Elise\0junk  "])
def test_it_is_utf_8_where_that_is_certain(title):
    assert tag(title).texts()["TIT2"] == ("Für Elise",)


def test_a_number_without_a_genre_is_none():
    assert "TCON" not in tag(genre=255).texts()
    assert "TCON" not in tag(genre=220).texts()


@pytest.mark.parametrize(
    ("genres", "number"),
    [(("jazz",), 8), (("Dark Folk", "Rock"), 17), (("Dark Folk",), 255), ((), 255)],
)
def test_the_first_genre_with_a_number_is_written_else_none(genres, number):
    one = tag(b"Naima", genre=8)
    after = one.with_fields({"genre": genres, "mood": ("calm",)})
    assert after == one.content[:-1] + bytes([number])
    assert one.with_fields({"mood": ("calm",)}) == one.content
