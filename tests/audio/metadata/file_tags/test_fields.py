import pytest

from tagstudio.audio.metadata.file_tags.fields import FIELDS, FileTags, genre_names, stored_as


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("17", ["Rock"]),
        ("(17)", ["Rock"]),
        ("(017)", ["Rock"]),
        ("(9)(138)Viking Metal", ["Metal", "Black Metal", "Viking Metal"]),
        ("(4)Eurodisco", ["Disco", "Eurodisco"]),
        ("(17)Rock", ["Rock"]),
        ("((Foo)", ["(Foo)"]),
        ("(17)((Foo)", ["Rock", "(Foo)"]),
        ("RX", ["Remix"]),
        ("(CR)", ["Cover"]),
        ("(255)", []),
        ("1999", ["1999"]),
        ("(1999) Hits", ["Hits"]),
        ("(live)", ["(live)"]),
        ("Folk, World, & Country", ["Folk, World, & Country"]),
        ("", []),
    ],
)
def test_genres_by_number_are_read_by_name(text, names):
    assert genre_names(text) == names


def values(layout: str, *texts: str) -> list[str]:
    return FileTags(layout, {**dict.fromkeys(FIELDS, ()), "genre": texts}).values("genre")


def test_only_older_id3_takes_one_text_apart():
    """ID3v2.3 has no sign for it in genres, so "; " is what TagStudio and other programs write."""
    assert values("ID3v2.3", "Rock; Folk, World") == ["Rock", "Folk, World"]
    assert values("ID3v2.3", "(9)(138)Viking Metal") == ["Metal", "Black Metal", "Viking Metal"]
    assert values("ID3v2.3", "Rock/Pop") == ["Rock/Pop"]
    assert values("ID3v2.4", "Rock; Pop", "17") == ["Rock; Pop", "Rock"]
    assert values("Vorbis", "Rock; Pop", "17") == ["Rock; Pop", "17"]


def test_what_is_stored_is_read_as_the_same_values():
    for layout in ("ID3v2.2", "ID3v2.3", "ID3v2.4", "Vorbis", "APEv2"):
        assert values(layout, *stored_as(layout, ["Rock", "Folk, World"])) == [
            "Rock",
            "Folk, World",
        ]
