import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagstudio.audio.metadata.values import genres_in, joined, number_in, year_in


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("1999", 1999),
        ("20200629", 2020),
        ("20200629T0700", 2020),
        ("2020-06-29T07:00:00Z", 2020),
        ("2020-06", 2020),
        ("1999/2003", 1999),
        ("c. 1970", 1970),
        ("ca.1970", 1970),
        ("[1999]", 1999),
        ("(P) 2001", 2001),
        ("℗2001", 2001),
        ("29.06.2020", 2020),
        ("06/29/2020", 2020),
        ("12/1/1987", 1987),
        ("1999年", 1999),
        ("1970s", 1970),
        ("'99", None),
        ("99", None),
        ("0000", None),
        ("19999", None),
        ("19991399", None),
        ("20991231235959", 2099),
        ("3024", None),
        ("soon", None),
        ("", None),
    ],
)
def test_the_year_of_any_common_spelling(text, year):
    assert year_in([text]) == year


def test_the_first_text_with_a_year_counts_not_the_earliest():
    assert year_in(["soon", "2003", "1999"]) == 2003
    assert year_in([]) is None


@given(st.dates())
def test_every_way_to_write_a_date_gives_its_year(date):
    spellings = ("%Y-%m-%d", "%Y%m%d", "%d.%m.%Y", "%m/%d/%Y", "%Y-%m-%dT00:00Z", "%Y/%m/%d")
    # strftime does not pad the year on all systems.
    found = {year_in([date.strftime(one.replace("%Y", f"{date.year:04}"))]) for one in spellings}
    assert found == ({date.year} if 1000 <= date.year < 3000 else {None})


@pytest.mark.parametrize(
    ("text", "number"),
    [("07/12", 7), (" 3", 3), ("A1", None), ("9" * 40, None), ("", None), ("1 of 9", 1)],
)
def test_the_number_of_a_track(text, number):
    assert number_in([text]) == number


@pytest.mark.parametrize(
    ("values", "separators", "genres"),
    [
        (["Folk, World, & Country"], "", ["Folk, World, & Country"]),
        (["Folk, World, & Country"], ",", ["Folk", "World", "& Country"]),
        (["Rock/Pop"], "", ["Rock/Pop"]),
        (["Rock/Pop", "Pop"], "/", ["Rock", "Pop"]),
        (["Rock; Pop;"], "", ["Rock", "Pop"]),
        (["Rock\0Pop"], "", ["Rock", "Pop"]),
        (["a-b]c^d\\e"], "]^\\-", ["a", "b", "c", "d", "e"]),
        ([" ; "], "", []),
    ],
)
def test_genres_are_taken_apart_where_the_user_says_so(values, separators, genres):
    assert [*genres_in(values, separators)] == genres


def test_the_same_value_twice_is_one():
    assert joined(["A", "A"]) == "A"
    assert joined(["A", "B", "A"]) == "A; B"
