"""Words are found by the index as by a look at every text, whatever was done to the texts."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tagstudio.library.checking.examine import examinations
from tagstudio.library.checking.mend import mend
from tagstudio.library.db import trigrams
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.postgresql.trigrams import INDEX
from tagstudio.library.db.schema import search_texts
from tagstudio.library.db.text_folding import folded
from tagstudio.library.search.query import Query, Term, Text
from tagstudio.library.tracks.search_texts import FIELDS, write_texts

from ..conftest import found_by

# Letters whose folding is longer than they are, signs of the index's own language, more than 16
# bits, and what is spelled in two ways.
TEXTS = st.text(
    st.sampled_from(["a", "b", "ß", "İ", '"', "*", "'", " ", "é", "e", "\u0301", "😀"]), max_size=7
)
WORDS = st.lists(TEXTS.filter(bool), min_size=1, max_size=3)


def written(connection: sa.Connection, texts: list[str], first: int = 1) -> None:
    rows = [
        (id, {**dict.fromkeys(FIELDS, ""), "title": text, "path": f"/{id - 1}"})
        for id, text in enumerate(texts, first)
    ]
    write_texts(connection, rows)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    before=st.lists(TEXTS, min_size=6, max_size=6),
    after=st.lists(TEXTS, min_size=3, max_size=3),
    words=st.lists(WORDS, min_size=5, max_size=5),
)
def test_words_are_found_as_by_a_look_at_every_text(
    library: Library,
    add: Callable[..., list[int]],
    before: list[str],
    after: list[str],
    words: list[list[str]],
) -> None:
    with library.write() as connection:
        known = connection.scalar(sa.select(sa.func.count()).select_from(search_texts))
    if not known:
        add(*(f"/{number}" for number in range(6)))
    with library.write() as connection:
        written(connection, before)
        written(connection, after, 3)  # over those of 3 to 5
        titles = [*before[:2], *after, *before[5:]]
        assert trigrams.differing(connection) == 0
        for wanted in words:
            query = Query((tuple(Term(Text(None, word)) for word in wanted),))
            holding = {
                id
                for id, title in enumerate(titles, 1)
                if all(folded(word) in folded(title) for word in wanted)
            }
            assert found_by(connection, query, None) == holding
            for field in ("title", "genre"):
                of_field = Query(((Term(Text(field, wanted[0])),),))
                expected = {
                    id
                    for id, title in enumerate(titles, 1)
                    if field == "title"
                    and folded(wanted[0]) in (folded(title) or str(id - 1))  # its file's name
                }
                assert found_by(connection, of_field, None) == expected


@pytest.mark.sqlite_only("PostgreSQL keeps its index by itself")
def test_only_texts_with_all_letters_of_a_word_are_looked_into(
    library: Library, add: Callable[..., list[int]]
) -> None:
    add("/m/blue train.flac", "/m/train blue.flac", "/m/giant steps.flac")
    add(*(f"/n/{number}" for number in range(20)))
    expected = {
        ("blue train",): {1},
        ("train", "blue"): {1, 2},
        ("xyz",): set(),
        ("ac",): {1, 2, 3},  # at the end of a text
        ("bl", "st"): set(),
        ("zz",): set(),
    }
    with library.read() as connection:
        for words, ids in expected.items():
            likely = trigrams.tracks_worth_a_look(connection, words)
            assert likely is not None
            assert set(connection.scalars(likely)) == ids
        assert trigrams.tracks_worth_a_look(connection, ["b"]) is None
        assert trigrams.tracks_worth_a_look(connection, ["\n/n/"]) is None  # nearly all


@pytest.mark.sqlite_only("PostgreSQL keeps its index by itself")
@pytest.mark.parametrize(
    "damage",
    [
        "DROP TABLE text_trigrams",
        "DELETE FROM text_trigrams_data WHERE id > 10",
        "INSERT INTO text_trigrams (rowid, text) VALUES (9, 'another')",
        "DROP TRIGGER text_is_changed",
    ],
)
def test_a_damaged_index_is_told_and_made_anew(
    library: Library, add: Callable[..., list[int]], damage: str
) -> None:
    add("/m/blue.flac", "/m/green.flac")
    with library.write() as connection:
        connection.exec_driver_sql(damage)
        if "TRIGGER" in damage:
            connection.exec_driver_sql("UPDATE search_texts SET text = 'red' WHERE track_id = 1")
    with library.read() as connection:
        found = [
            one.kind
            for name, look in examinations()
            if name == "text_trigrams"
            for one in look(connection)
        ]
    assert found == ["trigrams"]
    with library.write(durable=True) as connection:
        mend(connection, library.path)
        assert trigrams.differing(connection) == 0
        query = Query(((Term(Text(None, "blue")),),))
        assert found_by(connection, query, None) == {1}


@pytest.mark.sqlite_only("PostgreSQL keeps its index by itself")
@pytest.mark.parametrize("damage", ["DROP TABLE text_trigrams", "DELETE FROM text_trigrams_data"])
def test_where_the_index_cannot_be_read_all_texts_are_looked_into(
    library: Library, add: Callable[..., list[int]], damage: str
) -> None:
    add("/m/blue.flac", "/m/green.flac")
    with library.write() as connection:
        connection.exec_driver_sql(damage)
    with library.read() as connection:
        query = Query(((Term(Text(None, "blue")),),))
        assert found_by(connection, query, None) == {1}


@pytest.mark.sqlite_only("PostgreSQL keeps its index by itself")
@pytest.mark.parametrize("lost", ["TRIGGER text_is_new", "TABLE text_trigrams"])
def test_a_library_that_lost_a_part_of_its_index_has_it_made_anew(
    library: Library, add: Callable[..., list[int]], lost: str
) -> None:
    add("/m/blue.flac")
    with library.write() as connection:
        connection.exec_driver_sql(f"DROP {lost}")
    if "TRIGGER" in lost:
        add("/m/green.flac")
    library.close()
    with (
        open_library(library.path, writing=True, copying=False) as opened,
        opened.read() as connection,
    ):
        assert trigrams.differing(connection) == 0


def test_postgresql_finds_words_by_its_index(
    library: Library, add: Callable[..., list[int]]
) -> None:
    with library.read() as connection:
        if connection.dialect.name != "postgresql":
            pytest.skip("an index of PostgreSQL")
    add(*(f"/m/{number:05} x.flac" for number in range(2000)), "/m/blue_train% .flac")
    with library.write() as connection:
        connection.exec_driver_sql("ANALYZE search_texts")
    with library.read() as connection:
        likely = trigrams.tracks_worth_a_look(connection, ["train%"])
        assert likely is not None
        assert list(connection.scalars(likely)) == [2001]
        # Of few texts the server rather looks into each.
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        plan = connection.exec_driver_sql(
            "EXPLAIN SELECT track_id FROM search_texts WHERE text LIKE '%%blue_train%%'"
        )
        assert any(INDEX in line for [line] in plan)
        assert trigrams.tracks_worth_a_look(connection, ["tr"]) is None
