import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.library.tags.aliases import LONGEST, TagNames, bare, check_new_name, new_name_for
from tagstudio.library.tags.tags import Tag

TAGS = [
    Tag(1, "Hip-Hop", "genre", "model"),
    Tag(2, "rnb", "genre", "model"),
    Tag(3, "00s", "era", "model"),
    Tag(4, "hip hop", "genre", "user"),
]


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("hip-hop", [1]),
        ("HIP HOP", [4]),
        ("hiphop", [1, 4]),
        ("R & B", [2]),
        ("R'n'B", [2]),
        ("r and b", [2]),
        ("00S ", [3]),
        ("polka", []),
        ("!", []),
    ],
)
def test_an_exact_name_ranks_before_names_without_punctuation(name: str, ids: list[int]) -> None:
    assert [tag.id for tag in TagNames(TAGS).meant_by(name)] == ids


def test_an_added_tag_is_found() -> None:
    names = TagNames([])
    names.add(TAGS[0])
    assert names.meant_by("hip hop") == [TAGS[0]]


def test_closest_names_are_similar_ones_or_none() -> None:
    names = TagNames(TAGS)
    assert names.closest("rnbb") == ["rnb"]
    assert names.closest("HIPHOPP") == ["hip hop"]
    assert names.closest("zzz") == []
    assert names.closest(" Hip ") == ["hip hop"], "it goes on with another word"


def test_accents_and_case_make_no_difference() -> None:
    assert [bare(one) for one in ("And", "N", "Andy", "a and b", "80s")] == [
        "n", "n", "andy", "anb", "80s"
    ]  # fmt: skip
    assert bare("Chanté ") == bare("CHANTE\u0301") == "chante"


@pytest.mark.parametrize("name", ["jazz", "1", "x" * LONGEST])
def test_new_names_with_letters_or_digits_are_accepted(name: str) -> None:
    check_new_name(name)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("", "tags.impossible-name"),
        ("!?", "tags.impossible-name"),
        ("x" * (LONGEST + 1), "tags.impossible-name"),
        ("a\nb", "tags.impossible-name"),
        ("a;b", "tags.separator-in-name"),
        ("a/b", "tags.separator-in-name"),
        ("a,b", "tags.separator-in-name"),
    ],
)
def test_impossible_names_raise(name: str, key: str) -> None:
    with pytest.raises(TagStudioError) as raised:
        check_new_name(name)
    assert raised.value.message.key == key


@pytest.mark.parametrize(
    ("genre", "name"),
    [
        ("Folk, World, & Country", "Folk World & Country"),
        ("Hip-Hop/Rap", "Hip-Hop Rap"),
        ("; Jazz ;", "Jazz"),
        ("/", ""),
        ("x" * (LONGEST + 1), ""),
    ],
)
def test_a_genre_becomes_a_name_without_what_file_tags_are_split_at(genre: str, name: str) -> None:
    assert new_name_for(genre) == name
