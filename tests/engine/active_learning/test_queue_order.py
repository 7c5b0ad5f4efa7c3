"""The review queue against the plain way: all scores in rows, whole sorts."""

import random
from collections.abc import Iterator
from hashlib import blake2b

import numpy as np
import pytest
import sqlalchemy as sa

from tagstudio.audio.metadata.facts import Facts
from tagstudio.engine.active_learning import acquisition
from tagstudio.engine.active_learning.queue import FIRST_MIX, MIX, POOL_SIZE, review_queue
from tagstudio.engine.active_learning.review_item import Order
from tagstudio.library.db import schema
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.models import models, suggestions
from tagstudio.library.models import score_columns as columns_of_scores
from tagstudio.library.models.models import Model, RegisteredModel, RegisteredTag
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.search.query import ALL_TRACKS
from tagstudio.library.tags import decisions, undo_history
from tagstudio.library.tags.decisions import FILE_TAG, Decision
from tagstudio.library.tracks import folders, tracks
from tagstudio.library.tracks.content_key import content_key
from tagstudio.library.tracks.track_columns import complete
from tagstudio.library.tracks.tracks import NewTrack

COUNT = 1300  # tracks: a whole block of columns, and a part of one
TAGS = ("rock", "jazz", "sad", "loud", "Hip-Hop")
LIMIT = 40


@pytest.fixture
def library(library_address) -> Iterator[Library]:
    with open_library(library_address, writing=True) as opened:
        yield opened


def register(connection: sa.Connection, name: str) -> Model:
    outputs = tuple(
        RegisteredTag(tag, "mood" if tag in {"sad", "loud"} else "genre", 0.1, 0.1 + place / 8)
        for place, tag in enumerate(TAGS)
    )
    registered = RegisteredModel(name, name * 64, outputs)
    return models.model(connection, models.register(connection, "plugin", registered))


def score(connection: sa.Connection, model: Model, ids: list[int], chance: random.Random) -> None:
    """Score tracks, with many equal scores."""
    rows = [tuple(chance.randrange(33) / 32 for _ in TAGS) for _ in ids]
    scored = [Scored(id, row) for id, row in zip(ids, rows, strict=True)]
    suggestions.store(connection, model.id, scored)


def fill(library: Library, chance: random.Random) -> tuple[Model, list[int]]:
    """Add tracks, few of them with a genre that names tags, with scores by a model."""
    with library.write() as connection:
        model = register(connection, "0")
        genres = ((), (), ("Rock",), ("hip hop", "noise"), ("Jazz", "rock"), ("noise",))
        new = [
            NewTrack(
                f"/music/{number}.mp3",
                1,
                1,
                f"{number:016}".encode() if chance.random() < 0.9 else None,
                Facts("", chance.choice(["", "Ann", "ann", "Bob", *"cdef"]), genre=genre),
            )
            for number, genre in ((n, chance.choice(genres)) for n in range(COUNT))
        ]
        ids = tracks.add_tracks(connection, tracks.folder_id(connection, "/music"), new)
        score(connection, model, [id for id in ids if chance.random() < 0.95], chance)
        return model, ids


def plainly(connection: sa.Connection, model: Model, order: Order) -> list[tuple[int, tuple]]:
    """Return the queue by reading all rows and sorting all tracks, as it once was."""
    wanted = sorted(state_suggested(connection, model))
    scored = suggestions.scores_of(connection, model, wanted)
    scores = np.array([scored[id] for id in wanted], np.float32).reshape(len(wanted), len(TAGS))
    rows = {row.id: row for row in connection.execute(sa.select(schema.tracks))}
    undecided = np.ones(scores.shape, bool)
    by_hand = set()
    places = {id: row for row, id in enumerate(wanted)}
    for one in connection.execute(sa.select(schema.decisions)):
        if one.track_id in places and one.source != FILE_TAG:
            column = next(n for n, tag in enumerate(model.tags) if tag.tag_id == one.tag_id)
            undecided[places[one.track_id], column] = False
            if one.source == "user":
                by_hand.add(places[one.track_id])
    thresholds = np.array([tag.threshold for tag in model.tags], np.float32)
    margin = acquisition.margins(scores, thresholds)
    uncertainty = acquisition.uncertainty(margin) * undecided
    numbers: dict[str, int] = {"": -1}
    artists = np.array(
        [numbers.setdefault(rows[id].artist.casefold(), len(numbers)) for id in wanted], int
    )
    meant = {"rock": 0, "jazz": 1, "hip hop": 4}
    named = np.zeros(scores.shape, bool)
    for row, id in enumerate(wanted):
        for genre in rows[id].genre.split("; "):
            if genre.casefold() in meant:
                named[row, meant[genre.casefold()]] = True
    is_genre = [tag.group == "genre" for tag in model.tags]
    against = acquisition.disagreement(margin, named & undecided, ~named & undecided & is_genre)
    keys = [content_key(rows[id].content_hash, rows[id].path) for id in wanted]
    hashes = [blake2b(key, digest_size=8, key=b"queue").digest() for key in keys]
    at_random = np.array(sorted(range(len(wanted)), key=lambda row: hashes[row]), int)
    at_random = at_random[[int(row) not in by_hand for row in at_random]]
    ranks = acquisition.rank_within_artist(artists[at_random])
    orders = {
        Order.UNCERTAIN: spread(uncertainty.sum(axis=1), artists),
        Order.DISAGREE: [row for row in spread(against, artists) if against[row] > 0],
        Order.RANDOM: at_random.tolist(),
        Order.DIVERSE: at_random[np.argsort(ranks, kind="stable")][:POOL_SIZE].tolist(),
    }
    chosen = [(row, order) for row in orders.get(order, [])]
    if order in {Order.RANDOM, Order.DIVERSE}:
        chosen += [(row, order) for row in sorted(by_hand)]
    if order is Order.MIXED:
        chosen = mixed(orders, decided_by_hand(connection))
    return [
        (wanted[row], tags_of(model, uncertainty[row], undecided[row], named[row], why))
        for row, why in chosen[:LIMIT]
    ]


def state_suggested(connection: sa.Connection, model: Model) -> set[int]:
    """The tracks that are there, readable, unreviewed, and have sound scores."""
    columns = schema.tracks.c
    there = sa.select(columns.id).where(
        columns.missing_since.is_(None), columns.failure_code.is_(None),
        columns.reviewed_at.is_(None), folders.in_library(columns.id),
    )  # fmt: skip
    ids = connection.scalars(there).all()
    return set(suggestions.scores_of(connection, model, ids))


def decided_by_hand(connection: sa.Connection) -> int:
    columns = schema.decisions.c
    query = sa.select(columns.track_id).where(columns.source == "user").distinct()
    return len(connection.scalars(query).all())


def spread(values: np.ndarray, artists: np.ndarray) -> list[int]:
    order = np.argsort(-values, kind="stable")
    discounted = values[order] / (1 + acquisition.rank_within_artist(artists[order]))
    return order[np.argsort(-discounted, kind="stable")].tolist()


def mixed(orders: dict[Order, list[int]], answered: int) -> list[tuple[int, Order]]:
    left = {order: list(rows) for order, rows in orders.items()}
    given: list[tuple[int, Order]] = []
    seen: set[int] = set()
    while any(left.values()):
        mix = FIRST_MIX if answered < 50 else MIX
        order = mix[answered % len(mix)]
        answered += 1
        while left[order]:
            row = left[order].pop(0)
            if row not in seen:
                seen.add(row)
                given.append((row, order))
                break
    return given


def tags_of(model, uncertainty, undecided, named, why) -> tuple[str, ...]:
    columns = sorted(range(len(model.tags)), key=lambda column: -uncertainty[column])
    if why is Order.DISAGREE:
        columns.sort(key=lambda column: not (named & undecided)[column])
    return tuple(model.tags[column].name for column in columns if undecided[column])[:3]


def assert_as_plainly(library: Library, model: Model) -> None:
    with library.read() as connection:
        model = models.model(connection, model.id)
        for order in (*MIX, Order.MIXED):
            found = review_queue(connection, model, ALL_TRACKS, order, LIMIT)
            wanted = plainly(connection, model, order)
            assert [(item.track_id, item.tags) for item in found] == wanted, order
            assert wanted, order


def answer(connection: sa.Connection, ids: list[int], model: Model, chance: random.Random) -> None:
    for source in ("user", "user", "import", FILE_TAG):
        few = [Decision(id, chance.choice(model.tags).tag_id, chance.choice(["yes", "no"]))
               for id in chance.sample(ids, 45)]  # fmt: skip
        decisions.record_decisions(connection, few, source)


@pytest.mark.parametrize("written", [False, True])
def test_the_order_is_that_of_the_plain_way(library: Library, written: bool) -> None:
    chance = random.Random(5)
    model, _ = fill(library, chance)
    if written:
        with library.write() as connection:
            columns_of_scores.complete(connection, model.id)
        for _ in complete(library):
            pass
        with library.read() as connection:
            for table in (schema.score_columns, schema.track_columns):
                assert connection.scalar(sa.select(sa.func.count()).select_from(table))
    assert_as_plainly(library, model)


def test_it_is_so_after_each_change_beside_a_reader(library: Library) -> None:
    chance = random.Random(6)
    model, ids = fill(library, chance)
    with library.write() as connection:
        columns_of_scores.complete(connection, model.id)
    for _ in complete(library):
        pass
    with library.write() as connection:  # answers
        answer(connection, ids, model, chance)
    assert_as_plainly(library, model)
    with library.write() as connection:  # the last of them taken back
        assert undo_history.undo(connection)
    assert_as_plainly(library, model)
    with library.write() as connection:  # new scores, of some
        score(connection, model, chance.sample(ids, 300), chance)
    assert_as_plainly(library, model)
    with library.write() as connection:  # tracks that go
        tracks.mark_missing(connection, chance.sample(ids, 30), 100)
        tracks.mark_reviewed(connection, chance.sample(ids, 30), 100)
        suggestions.forget(connection, chance.sample(ids, 30))
        connection.execute(sa.insert(schema.removed_tracks).values(track_id=ids[7]))
    assert_as_plainly(library, model)
    with library.write() as connection:  # files that changed, and moved
        some = chance.sample(ids, 30)
        said = Facts("", "Ann", genre=("Rock",))
        changed = [(id, NewTrack(f"/music/else/{id}", 2, 2, None, said)) for id in some]
        tracks.update_tracks(connection, changed)
        score(connection, model, some, chance)
    assert_as_plainly(library, model)
    with library.write() as connection:  # another model is in use
        other = register(connection, "1")
        score(connection, other, ids, chance)
    assert_as_plainly(library, other)
    assert_as_plainly(library, model)
