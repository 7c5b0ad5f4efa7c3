import operator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tagstudio.library.db.database import Library
from tagstudio.library.models import models, suggestions
from tagstudio.library.search import execute
from tagstudio.library.search.query import QueryError, parse
from tagstudio.library.tags import decisions, review_marks
from tagstudio.library.tracks.folders import removed_ids
from tagstudio.library.tracks.track_state import every_track
from tagstudio.library.views.browse import count, track_ids

from ..conftest import change_at_random, found_by

QUERIES = {
    "": [1, 2, 3, 4, 5, 6],
    "coltrane": [1, 2],
    "COLTRANE train": [1],
    '"blue train"': [1],
    '"train blue"': [],
    "ænima": [4],
    "ÆNIMA": [4],
    "music": [1, 2, 3, 4, 5, 6],
    "-music": [],
    "-bop": [3, 4, 5, 6],
    "nothing-like-it": [],
    "artist:coltrane": [1, 2],
    "artist:train": [],
    "title:train": [1],
    "album:giant": [2],
    "albumartist:tool": [4],
    "genre:bop": [1, 2],
    'genre:"hard bop"': [1],
    "genre:jazz": [2],
    "path:/music/b": [3, 4],
    "path:/MUSIC/B": [3, 4],
    "-artist:coltrane": [3, 4, 5, 6],
    # what LIKE and GLOB would take for wildcards
    "%": [6],
    "_": [6],
    "*": [6],
    "?": [6],
    "title:[*]": [6],
    "artist:a_d": [],
    "artist:c_d": [6],
    r"album:\s": [6],
    "title:a%a": [],
    "year:1957": [1],
    "year:1960..1970": [2, 3],
    "year:..1960": [1, 2],
    "year:1970..": [3, 4],
    "-year:..1960": [3, 4, 5, 6],
    "seconds:100": [1, 2],
    "length:1:01": [6],
    "length:3:00..": [3, 4],
    "length:..1:40": [1, 2, 6],
    "length:<1:40": [6],
    "length:<=1:40": [1, 2, 6],
    "length:>1:40": [3, 4],
    "year:>1960": [3, 4],
    "-year:>=1960": [1, 5, 6],
    "format:mp3": [3, 4],
    "format:MP3": [3, 4],
    "format:mp": [],
    "tag:jazz": [1, 3],  # 2 was decided no, 3 yes
    "tag:JAZZ": [1, 3],
    "-tag:jazz": [2, 4, 5, 6],
    "tag:rock": [2, 4],
    'tag:"hard rock"': [3],
    "tag:jazz>0.6": [1, 2],  # 0.6 as float32 is a little more
    "tag:jazz>0.61": [1],
    "tag:jazz>=0.9": [],
    "tag:jazz>0": [1, 2, 3, 4],
    "tag:jazz<0.5": [3, 4],
    "tag:jazz<=0.1": [],
    "tag:rock>=0.5": [2, 4],
    "yes:jazz": [3],
    "no:jazz": [2],
    "yes:rock": [],
    "-no:jazz tag:jazz>0": [1, 3, 4],
    "state:new": [6],
    "state:suggested": [2, 3],
    "state:unreviewed": [2, 3, 6],
    "state:reviewed": [1],
    "state:failed": [5],
    "state:missing": [4],
    "-state:missing": [1, 2, 3, 5, 6],
    "artist:monk , artist:tool": [3, 4],
    "coltrane -train, monk": [2, 3],
    "coltrane tag:jazz": [1],
    "tag:jazz -state:reviewed": [3],
    "tag:jazz , tag:rock": [1, 2, 3, 4],
    "format:flac year:1950.. -genre:jazz": [1],
}
COMPARISONS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
WITHOUT_A_MODEL = {
    "tag:jazz": [3],
    "tag:jazz>0": [],
    "-tag:jazz>0": [1, 2, 3, 4, 5, 6],
    "state:suggested": [],
    "state:new": [2, 3, 6],
    "state:failed": [5],
}


@pytest.mark.parametrize(("text", "expected"), QUERIES.items())
def test_queries_find_tracks(small: Library, text: str, expected: list[int]) -> None:
    with small.read() as connection:
        model = models.find_model(connection)
        assert sorted(track_ids(connection, parse(text), model)) == expected
        assert count(connection, parse(text), model) == len(expected)


@pytest.mark.parametrize(("text", "expected"), QUERIES.items())
def test_looking_into_the_few_that_are_left_finds_the_same(
    small: Library, text: str, expected: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    others = ("tag:jazz>0", "-state:missing", "yes:jazz", "state:unreviewed")
    if "," in text:
        pytest.skip("a second alternative, to which the other test would not belong")
    with small.read() as connection:
        model = models.find_model(connection)
        for other in others:
            both = set(expected) & set(QUERIES[other])
            for share in (0.0, 2.0):
                monkeypatch.setattr(execute, "FEW_LEFT", share)
                found = found_by(connection, parse(f"{text} {other}"), model)
                assert found == both, (other, share)


def test_texts_are_looked_into_where_few_are_left(
    small: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execute, "FEW_LEFT", 2.0)
    for name in ("with_words", "with_text", "with_facts"):
        monkeypatch.setattr(execute, name, lambda *_: pytest.fail("into the texts of all tracks"))
    with small.read() as connection:
        model = models.find_model(connection)
        found = found_by(connection, parse("coltrane -album:giant year:..1960 tag:jazz>0"), model)
        assert found == {1}


@pytest.mark.parametrize(("text", "expected"), WITHOUT_A_MODEL.items())
def test_queries_find_tracks_without_a_model(
    small: Library, text: str, expected: list[int]
) -> None:
    with small.read() as connection:
        assert sorted(track_ids(connection, parse(text), None)) == expected


def test_a_score_equal_to_the_threshold_is_suggested(small: Library, model_id: int) -> None:
    with small.write() as connection:
        suggestions.store(connection, model_id, [suggestions.Scored(6, (0.5, 0.25, 0.25))])
        found = found_by(connection, parse("tag:jazz"), models.model(connection, model_id))
    assert found == {1, 3, 6}


def test_a_track_the_model_failed_on_is_failed(small: Library, model_id: int) -> None:
    with small.write() as connection:
        failures = [(6, "decode", "broken"), (4, "decode", "broken")]
        suggestions.store_failures(connection, model_id, failures)
        model = models.model(connection, model_id)
        for state, expected in {"failed": {5, 6}, "missing": {4}, "new": set()}.items():
            assert found_by(connection, parse(f"state:{state}"), model) == expected
        assert found_by(connection, parse("state:failed"), None) == {5}


def test_an_unknown_tag_raises_and_names_similar_ones(small: Library) -> None:
    with small.read() as connection:
        with pytest.raises(QueryError, match=r"no tag 'jaz'\. Did you mean jazz\?"):
            found_by(connection, parse("tag:jaz"), None)
        with pytest.raises(QueryError, match=r"no tag 'xyzzy', and none of a like name"):
            found_by(connection, parse("-no:xyzzy"), None)


def test_a_library_without_tags_says_where_they_come_from(library: Library) -> None:
    with library.read() as connection, pytest.raises(QueryError, match="tagstudio suggest"):
        found_by(connection, parse("tag:jazz"), None)


def test_gaps_between_ids_do_no_harm(small: Library) -> None:
    with small.write() as connection:
        for table in ("track_texts", "search_texts"):
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE track_id = 5")
        connection.exec_driver_sql("DELETE FROM tracks WHERE id = 5")
        assert set(every_track(connection).tolist()) == {1, 2, 3, 4, 6}
        assert found_by(connection, parse("-state:missing"), None) == {1, 2, 3, 6}


def test_an_empty_library_has_no_tracks(library: Library) -> None:
    with library.read() as connection:
        assert set(every_track(connection).tolist()) == set()
        assert found_by(connection, parse("-x"), None) == set()


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 2**32))
def test_tags_and_scores_find_what_a_look_at_every_track_finds(
    many: Library, model_id: int, seed: int
) -> None:
    with many.write() as connection:
        change_at_random(connection, model_id, seed)
        model = models.model(connection, model_id)
        scores = suggestions.scores_of(connection, model, range(1, 2601))
        decided = decisions.current(connection, range(1, 2601))
        every = set(range(1, 2601)) - removed_ids(connection)
        reviewed = review_marks.reviewed_at(connection, range(1, 2601))
        for position, tag in enumerate(model.tags):
            of_tag = {id: one[position] for id, one in scores.items() if id in every}
            states = {id: one[tag.tag_id].state for id, one in decided.items() if tag.tag_id in one}
            tagged = {id for id, score in of_tag.items() if score >= tag.threshold}
            tagged -= {id for id, at in reviewed.items() if at >= tag.added}  # left alone
            tagged |= {id for id, state in states.items() if state == "yes"} & every
            tagged -= {id for id, state in states.items() if state == "no"}
            name = f'tag:"{tag.name}"'
            assert found_by(connection, parse(name), model) == tagged
            assert found_by(connection, parse(f"-{name}"), model) == every - tagged
            for sign, compare in COMPARISONS.items():
                found = found_by(connection, parse(f"{name}{sign}0.625"), model)
                assert found == {id for id, score in of_tag.items() if compare(score, 0.625)}
