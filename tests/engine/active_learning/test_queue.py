"""The review queue."""

from collections import Counter

import numpy as np
import pytest
import sqlalchemy as sa

from tagstudio.audio.metadata.facts import Facts
from tagstudio.engine.active_learning.queue import (
    FIRST_MIX,
    JOINT_MIX,
    MIX,
    SETTLED_TRACKS,
    review_queue,
)
from tagstudio.engine.active_learning.review_item import Order
from tagstudio.library.db import schema
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.models import models, suggestions
from tagstudio.library.models.models import Model, RegisteredModel, RegisteredTag
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.search.query import ALL_TRACKS, parse
from tagstudio.library.tags import decisions
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tags.vocabularies import switch
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack

JAZZ, ROCK, SAD = 1, 2, 3
SURE = (0.99, 0.01, 0.01)


@pytest.fixture
def library(library_address):
    with open_library(library_address, writing=True) as opened:
        yield opened


@pytest.fixture
def model(library) -> Model:
    """A model with thresholds at .5 (jazz, genre), .2 (rock, genre) and .5 (sad, mood)."""
    outputs = (
        RegisteredTag("jazz", "genre", 0.1, 0.5),
        RegisteredTag("Rock", "genre", 0.1, 0.2),
        RegisteredTag("sad", "mood", 0.1, 0.5),
    )
    with library.write() as connection:
        registered = RegisteredModel("m", "0" * 64, outputs, info={"feature_shape": (2, 3)})
        return models.model(connection, models.register(connection, "plugin", registered))


def add(library: Library, model: Model, *found: tuple, features=None) -> list[int]:
    """Add tracks, each given as (artist, genres, scores); scores None: not scored."""
    with library.write() as connection:
        first = connection.scalar(sa.select(sa.func.count()).select_from(schema.tracks))
        new = [
            NewTrack(f"/{number}", 1, 1, f"{number:016}".encode(), Facts("", artist, genre=genres))
            for number, (artist, genres, _) in enumerate(found, start=first)
        ]
        ids = tracks.add_tracks(connection, tracks.folder_id(connection, "/music"), new)
        arrays = features or [b""] * len(found)
        rows = zip(ids, found, arrays, strict=True)
        scored = [Scored(id, scores, array) for id, (_, _, scores), array in rows if scores]
        suggestions.store(connection, model.id, scored)
        return ids


def asked(library: Library, model: Model, order: Order, limit: int = 100, query=ALL_TRACKS):
    with library.read() as connection:
        return review_queue(connection, model, query, order, limit)


def ids(items) -> list[int]:
    return [item.track_id for item in items]


def decide(library: Library, *answers: Decision, source="user") -> None:
    with library.write() as connection:
        decisions.record_decisions(connection, answers, source)


def test_the_nearest_to_a_threshold_is_the_most_uncertain(library, model):
    add(
        library,
        model,
        ("A", (), SURE),
        ("B", (), (0.99, 0.19, 0.01)),  # near the threshold of rock
        ("C", (), (0.52, 0.2, 0.5)),  # near all
        ("D", (), (0.2, 0.01, 0.01)),
    )
    found = asked(library, model, Order.UNCERTAIN)
    assert ids(found) == [3, 2, 4, 1]
    assert found[1].tags[0] == "Rock"
    assert found[0].why == Order.UNCERTAIN


def test_a_decided_tag_is_not_asked_again(library, model):
    add(library, model, ("A", (), (0.5, 0.01, 0.3)), ("B", (), (0.3, 0.01, 0.01)))
    assert ids(asked(library, model, Order.UNCERTAIN)) == [1, 2]
    decide(library, Decision(1, JAZZ, "no"), Decision(1, SAD, "yes"))
    found = asked(library, model, Order.UNCERTAIN)
    assert ids(found) == [2, 1]
    assert found[1].tags == ("Rock",)


def test_only_present_readable_unreviewed_scored_tracks_are_asked(library, model):
    add(library, model, *[("A", ("rock",), (0.5, 0.01, 0.5))] * 6, ("A", ("rock",), None))
    with library.write() as connection:
        tracks.mark_reviewed(connection, [1], 100)
        tracks.mark_missing(connection, [2], 100)
        tracks.update_tracks(connection, [(3, NewTrack("/2", 2, 2, failure_code="bad"))])
        suggestions.store_failures(connection, model.id, [(4, "bad", "bad")])
    for order in set(Order) - {Order.COMMITTEE}:
        assert sorted(ids(asked(library, model, order))) == [5, 6]
        assert ids(asked(library, model, order, query=parse("path:5"))) == [6]


def test_an_artist_is_not_asked_about_again_and_again(library, model):
    near = [("A", (), (0.5, 0.2, 0.5))] * 4
    add(library, model, *near, ("B", (), (0.5, 0.01, 0.5)), ("", (), (0.5, 0.01, 0.5)))
    found = ids(asked(library, model, Order.UNCERTAIN))
    assert set(found[:3]) == {1, 5, 6}


def test_against_the_file_s_own_genre(library, model):
    add(
        library,
        model,
        ("A", ("Rock",), SURE),  # names rock, scored as jazz
        ("B", ("jazz",), SURE),
        ("C", (), SURE),
        ("D", ("Polka", "ROCK"), (0.4, 0.1, 0.99)),
        ("E", ("sad",), (0.4, 0.01, 0.01)),
    )
    found = asked(library, model, Order.DISAGREE)
    assert set(ids(found)) == {1, 4, 5}
    assert ids(found)[0] == 1
    assert found[0].tags[0] == "Rock"
    decide(library, Decision(1, ROCK, "yes"))
    assert 1 not in ids(asked(library, model, Order.DISAGREE))


def test_diverse_takes_another_artist_and_another_sound_first(library, model):
    def features(*mean: float) -> bytes:
        return np.array([mean, mean], "<f2").tobytes()

    here, near, far, aside = (
        features(0, 0, 0),
        features(0.1, 0, 0),
        features(9, 9, 9),
        features(0, 9, 0),
    )
    add(
        library,
        model,
        *[(artist, (), SURE) for artist in "ABCD"],
        features=[here, near, far, aside],
    )
    found = ids(asked(library, model, Order.DIVERSE, limit=3))
    assert 3 in found
    assert 4 in found
    decide(library, Decision(3, JAZZ, "yes"))  # answered: tracks like it can wait
    add(library, model, ("E", (), SURE), features=[far])
    assert ids(asked(library, model, Order.DIVERSE))[-2:] == [5, 3]  # the answered one last


def test_diverse_without_features_goes_by_artist(library, model):
    add(library, model, *[("A", (), SURE)] * 20, ("B", (), SURE), ("C", (), SURE))
    assert {21, 22} < set(ids(asked(library, model, Order.DIVERSE, limit=3)))


def test_the_random_order_stays_the_same_as_answers_come_in(library, model):
    add(library, model, *[("A", (), SURE)] * 50)
    before = ids(asked(library, model, Order.RANDOM))
    assert sorted(before) == list(range(1, 51))
    assert before != sorted(before)
    decide(library, Decision(before[3], JAZZ, "yes"), Decision(before[7], JAZZ, "no"))
    decide(library, Decision(before[9], JAZZ, "no"), source="import")  # nobody looked at it
    after = ids(asked(library, model, Order.RANDOM))
    begun = sorted([before[3], before[7]])
    assert after == [id for id in before if id not in begun] + begun


def test_one_in_five_is_random_and_no_track_comes_twice(library, model):
    chance = np.random.default_rng(1)
    found = [(str(n % 40), ("Rock",), tuple(chance.uniform(0.01, 0.99, 3))) for n in range(300)]
    arrays = [chance.normal(size=(2, 3)).astype("<f2").tobytes() for _ in found]
    add(library, model, *found, features=arrays)
    mixed = asked(library, model, Order.MIXED)
    assert Counter(item.why for item in mixed[:SETTLED_TRACKS]) == {
        Order.DISAGREE: 10,
        Order.DIVERSE: 10,
        Order.RANDOM: 30,
    }
    assert Counter(item.why for item in mixed[SETTLED_TRACKS:]) == {
        Order.UNCERTAIN: 20,
        Order.DISAGREE: 10,
        Order.DIVERSE: 10,
        Order.RANDOM: 10,
    }
    assert len(set(ids(mixed))) == 100
    random = ids(asked(library, model, Order.RANDOM))
    others = [q.track_id for q in mixed if q.why != Order.RANDOM]
    taken = [q.track_id for q in mixed if q.why == Order.RANDOM]
    assert set(random[: random.index(taken[-1]) + 1]) <= {*taken, *others}


def test_one_in_five_is_random_for_who_asks_for_one_at_a_time(library, model):
    add(library, model, *[(str(n), ("Rock",), (0.5, 0.01, 0.5)) for n in range(90)])
    why = []
    for _ in range(SETTLED_TRACKS + 10):
        [item] = asked(library, model, Order.MIXED, limit=1)
        why.append(item.why)
        decide(library, Decision(item.track_id, JAZZ, "yes"))
        with library.write() as connection:
            tracks.mark_reviewed(connection, [item.track_id], 100)
    assert why == [*FIRST_MIX * (SETTLED_TRACKS // len(FIRST_MIX)), *MIX, *MIX]


def test_the_mix_gives_all_there_are_and_ends(library, model):
    add(library, model, *[("A", (), SURE)] * 7)
    assert sorted(ids(asked(library, model, Order.MIXED))) == list(range(1, 8))


@pytest.mark.parametrize("order", list(Order))
def test_an_empty_library_asks_nothing(library, model, order):
    assert asked(library, model, order) == []


def test_of_many_tracks_as_many_are_asked_about_as_wanted(library, model):
    chance = np.random.default_rng(1)
    scores = chance.uniform(0.01, 0.99, (10_000, 3)).tolist()
    add(library, model, *[(str(n % 500), ("jazz",), tuple(s)) for n, s in enumerate(scores)])
    found = asked(library, model, Order.MIXED, limit=20)
    assert len(found) == 20


@pytest.fixture
def joint(library, model) -> Model:
    """A model of two members with the tags of `model`, whose thresholds are all .5."""
    with library.write() as connection:
        for name in ("one", "two"):
            outputs = tuple(RegisteredTag(tag.name, tag.group, 0.1, 0.5) for tag in model.tags)
            models.register(connection, "plugin", RegisteredModel(name, name, outputs))
        members = [["plugin", name, name] for name in ("one", "two")]
        models.describe(connection, model.id, {"members": members})
        return models.model(connection, model.id)


def test_the_members_of_a_joint_model_are_a_committee(library, joint):
    add(library, joint, *[(name, (), (0.5, 0.5, 0.5)) for name in "ABCD"])
    with library.write() as connection:
        for member, said in zip(
            joint.members,
            (
                ((0.5, 0.5, 0.5), (0.9, 0.5, 0.5), (0.5, 0.5, 0.99)),
                ((0.5, 0.5, 0.5), (0.1, 0.5, 0.9), (0.5, 0.5, 0.01)),
            ),
            strict=True,
        ):
            given = [Scored(id, scores) for id, scores in enumerate(said, start=1)]
            suggestions.store(connection, member, given)
    found = asked(library, joint, Order.COMMITTEE)
    assert [(one.track_id, one.why, one.tags[0]) for one in found] == [
        (3, Order.COMMITTEE, "sad"),
        (2, Order.COMMITTEE, "jazz"),
    ]
    decide(library, Decision(3, SAD, "no"), Decision(2, JAZZ, "no"))
    [left] = asked(library, joint, Order.COMMITTEE)
    assert (left.track_id, left.tags[0]) == (2, "sad")


def test_one_in_five_is_random_for_a_joint_model_too(library, joint):
    add(library, joint, *[(f"A{n}", ("Rock",), (0.9, 0.1, 0.4)) for n in range(100)])
    chance = np.random.default_rng(1)
    with library.write() as connection:
        for member in joint.members:
            given = [Scored(id, tuple(chance.uniform(0.1, 0.9, 3))) for id in range(1, 101)]
            suggestions.store(connection, member, given)
    settled = asked(library, joint, Order.MIXED, limit=100)[SETTLED_TRACKS:]
    assert Counter(one.why for one in settled) == dict.fromkeys(JOINT_MIX, 10)


def test_a_tag_that_is_switched_off_is_not_asked(library, model):
    add(library, model, ("A", (), (0.5, 0.2, 0.5)))
    with library.write() as connection:
        connection.exec_driver_sql("UPDATE model_tags SET vocabulary = 'x' WHERE position < 2")
        switch(connection, "x", on=False)
        now = models.model(connection, model.id)
    [one] = asked(library, now, Order.UNCERTAIN)
    assert one.tags == ("sad",)
