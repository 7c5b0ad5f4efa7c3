import random
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa

from tagstudio.audio.metadata.facts import Facts
from tagstudio.core.messages import plain
from tagstudio.library.db import id_sets
from tagstudio.library.db.database import Library
from tagstudio.library.models import models, suggestions
from tagstudio.library.models.models import Model
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.search import first_found
from tagstudio.library.search.execute import QueryTests
from tagstudio.library.search.first_found import first_found as first_found_of
from tagstudio.library.search.query import ALL_TRACKS, QueryError, parse
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.folders import remove
from tagstudio.library.tracks.search_texts import FIELDS, write_texts
from tagstudio.library.tracks.tracks import NewTrack
from tagstudio.library.views import browse
from tagstudio.library.views.browse import (
    count,
    first_ids,
    listing,
    page,
    path_after,
    rest_of,
    rows_of,
    track_ids,
    whole_listing,
)

from ..conftest import change_at_random

# 5 has no texts, no year and no seconds; 5 and 6 have no scores
ORDERS = {
    "path": [1, 2, 3, 4, 5, 6],
    "path-": [6, 5, 4, 3, 2, 1],
    "title": [6, 5, 1, 2, 3, 4],
    "title+": [6, 5, 1, 2, 3, 4],
    "title-": [4, 3, 2, 1, 5, 6],
    "artist": [6, 1, 2, 3, 4, 5],
    "artist-": [4, 3, 2, 1, 6, 5],
    "album": [6, 1, 2, 3, 4, 5],
    "year": [1, 2, 3, 4, 5, 6],
    "year-": [4, 3, 2, 1, 6, 5],
    "seconds": [6, 1, 2, 3, 4, 5],
    "seconds-": [4, 3, 2, 1, 6, 5],
    "added": [1, 2, 3, 4, 5, 6],
    "added-": [6, 5, 4, 3, 2, 1],
    "state": [6, 2, 3, 1, 5, 4],
    "state-": [4, 5, 1, 2, 3, 6],
    "tag:jazz": [4, 3, 2, 1, 5, 6],
    "tag:JAZZ-": [1, 2, 3, 4, 5, 6],
    'tag:"hard rock"-': [3, 4, 2, 1, 5, 6],
    "tag:hard rock": [1, 2, 4, 3, 5, 6],
}


def found_model(library: Library) -> Model | None:
    with library.read() as connection:
        return models.find_model(connection)


@pytest.mark.parametrize(("sort", "expected"), ORDERS.items())
def test_orders(small: Library, sort: str, expected: list[int]) -> None:
    model = found_model(small)
    with small.read() as connection:
        assert track_ids(connection, ALL_TRACKS, model, sort) == expected
        there = parse("-state:missing")
        assert track_ids(connection, there, model, sort) == [id for id in expected if id != 4]
        paged = [
            row.id
            for offset in range(0, 8, 2)
            for row in page(connection, ALL_TRACKS, model, sort, limit=2, offset=offset)
        ]
        assert paged == expected


def test_orders_without_a_model(small: Library) -> None:
    with small.read() as connection:
        assert track_ids(connection, ALL_TRACKS, None, "tag:jazz-") == [1, 2, 3, 4, 5, 6]
        assert track_ids(connection, ALL_TRACKS, None, "state") == [2, 3, 6, 1, 5, 4]


@pytest.mark.parametrize(
    ("sort", "message"),
    [
        ("colour", "sorted by 'colour'; the keys are path, title.*tag:NAME"),
        ("", "sorted by ''"),
        ("tag:", "no tag ''"),
        ("tag:polka", "no tag 'polka'"),
    ],
)
def test_an_unknown_order_is_explained(small: Library, sort: str, message: str) -> None:
    with small.read() as connection, pytest.raises(QueryError, match=message):
        page(connection, ALL_TRACKS, None, sort)


def test_pages_of_a_large_library_fit_together(
    library: Library, model_id: int, add: Callable[..., list[int]]
) -> None:
    """With many equal keys, and more found than SQLite is asked to sort."""
    chance = random.Random(7)
    total = 2 * id_sets.FEW + 500
    new = [
        NewTrack(
            f"/music/{number}",
            1,
            1,
            None,
            Facts(chance.choice("ab") * chance.randint(0, 1), year=chance.choice([None, 1, 2])),
        )
        for number in range(total)
    ]
    with library.write() as connection:
        ids = tracks.add_tracks(connection, tracks.folder_id(connection, "/music"), new)
        scored = [Scored(id, (chance.choice([0.25, 0.5, 0.75]), 0.5, 0.5)) for id in ids[:-300]]
        suggestions.store(connection, model_id, scored)
    model = found_model(library)
    with library.read() as connection:
        for text in ("", "-title:a", "title:b", "tag:jazz"):
            query = parse(text)
            size = count(connection, query, model)
            for sort in ("title", "year-", "tag:jazz-", "tag:jazz", "state"):
                whole = track_ids(connection, query, model, sort)
                assert len(set(whole)) == len(whole) == size
                paged = [
                    id
                    for offset in range(0, size + 200, 333)
                    for id in track_ids(connection, query, model, sort, limit=333, offset=offset)
                ]
                assert paged == whole


def test_rows_come_in_the_order_asked_for(small: Library) -> None:
    with small.read() as connection:
        assert [row.id for row in rows_of(connection, None, [6, 99, 1, 3])] == [6, 1, 3]
        assert rows_of(connection, None, []) == []


def test_states_and_failures(small: Library, model_id: int) -> None:
    with small.write() as connection:
        suggestions.store_failures(connection, model_id, [(6, "decode", "No sound in it.")])
    model = found_model(small)
    with small.read() as connection:
        rows = page(connection, ALL_TRACKS, model)
        assert [row.state for row in rows] == [
            "reviewed",
            "suggested",
            "suggested",
            "missing",
            "failed",
            "failed",
        ]
        assert [row.failure_message for row in rows[4:]] == [
            plain("The file ends too soon."),
            plain("No sound in it."),
        ]
        assert [row.partial for row in rows] == [False, True, False, False, False, False]
        assert page(connection, ALL_TRACKS, None)[5].state == "new"


def test_no_page_is_empty_before_the_end_and_none_comes_after(small: Library) -> None:
    with small.read() as connection:
        assert page(connection, ALL_TRACKS, None, offset=6) == []
        assert len(page(connection, ALL_TRACKS, None, limit=4, offset=4)) == 2
        assert page(connection, ALL_TRACKS, None, limit=0) == []


@pytest.mark.parametrize(
    ("artist", "albumartist", "credit"),
    [
        ("Coltrane", "", "Coltrane"),
        ("", "Various", "Various"),
        ("TOOL", "Tool", "TOOL"),
        ("Coltrane", "Various", "Coltrane (Various)"),
        ("", "", ""),
    ],
)
def test_the_artists_of_track_and_album_in_one_text(
    small: Library, artist: str, albumartist: str, credit: str
) -> None:
    with small.read() as connection:
        row = rows_of(connection, None, [1])[0]
    assert replace(row, artist=artist, albumartist=albumartist).credit == credit


@pytest.mark.parametrize("query", ["", "music", "monk , tag:jazz", "nothing-like-it"])
@pytest.mark.parametrize("sort", ["path-", "tag:jazz-"])
@pytest.mark.parametrize("limit", [0, 2, None])
def test_the_first_ids_come_with_the_number_of_all(
    small: Library, query: str, sort: str, limit: int | None
) -> None:
    model = found_model(small)
    with small.read() as connection:
        every = track_ids(connection, parse(query), model, sort)
        found = first_ids(connection, parse(query), model, sort, limit)
    assert found == (len(every), every[:limit])


@pytest.mark.parametrize("sort", ["path", "title-", "year", "added-", "artist"])
@pytest.mark.parametrize("text", ["music", "-music/1", "2", "path:7", "25"])
def test_a_first_page_read_in_parts_is_that_of_all(
    many: Library, monkeypatch: pytest.MonkeyPatch, text: str, sort: str
) -> None:
    chance = random.Random(3)
    with many.write() as connection:
        rows = [
            (
                id,
                {
                    **dict.fromkeys(FIELDS, ""),
                    "title": chance.choice("abc"),
                    "path": f"/music/{id}",
                },
            )
            for id in chance.sample(range(1, 2601), 2600)
        ]
        write_texts(connection, rows)
        whole = track_ids(connection, parse(text), None, sort)
        monkeypatch.setattr(id_sets, "FEW", 7)
        monkeypatch.setattr(id_sets, "FEW_OF_A_SERVER", 7)
        for limit, offset in ((5, 0), (40, 0), (5, 33), (3000, 0), (10, len(whole) - 3)):
            part = track_ids(connection, parse(text), None, sort, limit=limit, offset=offset)
            assert part == whole[offset : offset + limit]


@pytest.mark.parametrize("sort", ["tag:jazz-", "tag:hard rock", "path", "state"])
def test_a_page_of_words_is_a_part_of_all_in_any_order(
    many: Library, model_id: int, sort: str
) -> None:
    with many.write() as connection:
        fields = dict.fromkeys(FIELDS, "")
        rows = [
            (id, {**fields, "title": "all but few" if id % 9 else "", "path": f"/music/{id}"})
            for id in range(1, 2601)
        ]
        write_texts(connection, rows)
        change_at_random(connection, model_id, 4)
        model = models.model(connection, model_id)
        for text in ("few", "few all", "l", "none", "few or none", "-few"):
            whole = track_ids(connection, parse(text), model, sort)
            for limit, offset in ((1, 0), (40, 0), (40, 70), (len(whole) + 5, 0)):
                part = track_ids(connection, parse(text), model, sort, limit=limit, offset=offset)
                assert part == whole[offset : offset + limit]


@pytest.mark.sqlite_only("how SQLite plans")
def test_the_rows_of_a_page_are_looked_up_not_looked_for(small: Library) -> None:
    asked: list[tuple[str, object]] = []
    with small.read() as connection:
        sa.event.listen(
            connection, "before_cursor_execute", lambda *given: asked.append((given[2], given[3]))
        )
        rows_of(connection, found_model(small), [1, 3])
        [(statement, values)] = [one for one in asked if "failure_code" in one[0]]
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    assert not [row for row in plan if row[3].startswith("SCAN tracks")]


@pytest.mark.parametrize("query", ["", "-state:missing", "tag:jazz", "kado", "year:1900.."])
@pytest.mark.parametrize("sort", ["path", "title-", "year", "state", "tag:jazz", "genre"])
def test_a_listing_in_parts_is_the_beginning_of_the_whole_one(
    small: Library, sort: str, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, asked = found_model(small), parse(query)
    with small.read() as connection:
        expected = track_ids(connection, asked, model, sort)
        whole = whole_listing(connection, asked, model, sort)
        assert listing(connection, asked, model, sort).ids == whole.ids
        assert (whole.ids.tolist(), whole.count) == (expected, len(expected))
        monkeypatch.setattr(id_sets, "FEW", 1)
        monkeypatch.setattr(id_sets, "FEW_OF_A_SERVER", 1)
        monkeypatch.setattr(browse, "FIRST", 2)
        for luck, more in ((0, 0), (0.1, 1), (3, 2000)):  # the walk is too short, or long enough
            monkeypatch.setattr(browse, "_LUCK", luck)
            monkeypatch.setattr(browse, "_MORE", more)
            first = listing(connection, asked, model, sort)
            assert first.count == len(expected)
            assert first.ids.tolist() == expected[: 2 if len(expected) > 1 else None]
            assert first.is_whole == (len(expected) <= 2)
            assert rest_of(connection, first, model, sort).tolist() == expected


COMMON = ("u", "k", "music", "music ogg")
OTHERS = (
    *("zz", "music -zz", "music OR a", "title:o", "artist:o u", "format:mp3", "year:1950.."),
    *("seconds:1..", "u format:mp3", "year:1950..2000 music", "u tag:jazz", "music -tag:jazz"),
    *("u yes:jazz", "music state:unreviewed year:1950.."),
)


SORTS = ("path", "path-", "title", "added-", "year-", "tag:jazz-", "state", "state-", "bpm", "key-")


@pytest.mark.parametrize("sort", SORTS)
def test_the_first_tracks_of_what_many_have_are_those_of_all(
    small: Library, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = found_model(small)
    monkeypatch.setattr(browse, "FIRST", 2)
    monkeypatch.setattr(id_sets, "FEW", 1)
    monkeypatch.setattr(id_sets, "FEW_OF_A_SERVER", 1)
    with small.read() as connection:
        for query in (*COMMON, *OTHERS):
            asked = parse(query)
            monkeypatch.setattr(first_found, "LARGE", 100_000)
            expected = track_ids(connection, asked, model, sort)
            monkeypatch.setattr(first_found, "LARGE", 0)
            for front, long_front in ((0, 100), (3, 4), (3, 100), (100, 100)):
                monkeypatch.setattr(first_found, "FRONT", front)
                monkeypatch.setattr(first_found, "LONG_FRONT", long_front)
                pages = [
                    track_ids(connection, asked, model, sort, limit=2, offset=offset)
                    for offset in range(4)
                ]
                assert pages == [expected[offset : offset + 2] for offset in range(4)]
                first = listing(connection, asked, model, sort)
                assert first.ids.tolist() == expected[:2]
                assert first.count in {len(expected), None}
                assert rest_of(connection, first, model, sort).tolist() == expected
            if query in COMMON:
                assert (first.count is None) == (len(expected) > 1)


def test_all_of_an_artist_stand_together_far_behind_and_are_met_there(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = [
        NewTrack(f"/music/{n:04}.ogg", 1, 1, facts=Facts(artist="zoe" if 300 <= n < 700 else "ada"))
        for n in range(4000)
    ]
    with library.write() as connection:
        tracks.add_tracks(connection, tracks.folder_id(connection, "/music"), new)
    monkeypatch.setattr(browse, "_MORE", 1)
    for name in ("FEW", "FEW_OF_A_SERVER"):
        monkeypatch.setattr(id_sets, name, 1)
    monkeypatch.setattr(browse, "FIRST", 2)
    monkeypatch.setattr(browse, "ordered", lambda *_: pytest.fail("all tracks were sorted"))
    with library.read() as connection:
        first = listing(connection, parse("artist:zoe"), None, "path")
        assert (first.count, first.ids.tolist()) == (400, [301, 302])


def test_tracks_of_removed_folders_are_not_among_the_first(
    small: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_found, "LARGE", 0)
    with small.write() as connection:
        assert first_found_of(QueryTests(connection, None), parse("u"), "path", 1) is not None
        remove(connection, "/music")
        assert first_found_of(QueryTests(connection, None), parse("u"), "path", 1) is None


def test_the_track_whose_path_comes_next(small: Library) -> None:
    with small.write() as connection:
        paths = [row.path for row in rows_of(connection, None, range(1, 7))]
        behind = [path_after(connection, path) for path in paths]
        assert [row.path for row in behind if row] == paths[1:]
        assert path_after(connection, "") == rows_of(connection, None, [1])[0]
