"""The nearest tracks are exact, with the file of vectors and without it, whatever changed since."""

import json
import shutil

import numpy as np
import pytest
import sqlalchemy as sa

from tagstudio.library.db.backup.back_up import back_up
from tagstudio.library.db.database import open_library
from tagstudio.library.db.schema import models as model_table
from tagstudio.library.db.schema import sound_matrix as token_table
from tagstudio.library.db.schema import stale_sounds, suggestion_failures
from tagstudio.library.db.schema import tracks as track_table
from tagstudio.library.models import suggestions
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.search.query import QueryError, parse
from tagstudio.library.similar import sound_matrix, vector_file
from tagstudio.library.similar.embedding import fitted
from tagstudio.library.similar.keep_up import keep_up
from tagstudio.library.similar.sound_matrix import candidates, forget_kept, sounds_in, token_of
from tagstudio.library.similar.vector_file import file_called, folder_of
from tagstudio.library.views.browse import track_ids

WIDTH = 40
COUNT = 60


def store(connection, model_id, points):
    scored = [
        Scored(id, (0.5, 0.5, 0.5), np.asarray(point, "<f2").tobytes())
        for id, point in points.items()
    ]
    suggestions.store(connection, model_id, scored)


@pytest.fixture
def points():
    draw = np.random.default_rng(4)
    return {id: draw.normal(size=WIDTH) for id in range(1, COUNT + 1)}


@pytest.fixture
def heard(library, add, model_id, points):
    """A library of tracks with features."""
    add(*(f"/music/{id}.flac" for id in range(1, COUNT + 1)))
    with library.write() as connection:
        facts = json.dumps({"feature_shape": [1, WIDTH], "feature_digest": "d"})
        connection.execute(sa.update(model_table).values(info=facts))
        store(connection, model_id, points)
    forget_kept(library.beside)
    yield library
    forget_kept(library.beside)


def nearest(library, track_id, count=10):
    with library.read() as connection:
        matrix = sounds_in(connection)
        return matrix.nearest(matrix.vector(track_id), count)


def by_hand(points, track_id, embedding):
    ids = np.array(sorted(points))
    means = np.array([np.asarray(points[id], np.float16) for id in ids], np.float32)
    vectors = embedding.vectors(means).astype(np.float64)
    products = vectors @ vectors[int(np.searchsorted(ids, track_id))]
    order = np.lexsort((ids, -products))
    return ids[order], products[order]


def embedding_of(library):
    with library.read() as connection:
        return sounds_in(connection).vectors.embedding


def test_the_nearest_are_those_of_a_look_at_all_with_a_file_and_without(heard, points):
    without = nearest(heard, 7)
    ids, products = by_hand(points, 7, embedding_of(heard))
    assert without.track_ids.tolist() == ids[:10].tolist()
    assert without.similarities == pytest.approx(products[:10], abs=1e-6)
    assert keep_up(heard)
    assert len(list(folder_of(heard.beside).iterdir())) == 1
    assert nearest(heard, 7).track_ids.tolist() == ids[:10].tolist()
    assert not keep_up(heard)  # nothing has changed


def test_tracks_heard_anew_and_forgotten_count_at_once(heard, points, model_id):
    keep_up(heard)
    assert nearest(heard, 7).track_ids[0] == 7
    embedding = embedding_of(heard)
    points[9] = points[7] * 1.01
    with heard.write() as connection:
        store(connection, model_id, {9: points[9]})
        suggestions.forget(connection, [3])
    del points[3]
    ids, _ = by_hand(points, 7, embedding)
    assert nearest(heard, 7).track_ids.tolist() == ids[:10].tolist()
    assert set(ids[:2]) == {7, 9}
    keep_up(heard)
    with heard.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(stale_sounds)) == 0
    assert nearest(heard, 7, COUNT).track_ids.tolist() == ids.tolist()


@pytest.mark.parametrize(
    "damage", ["cut short", "a word changed", "an id changed", "emptied", "gone", "of zeros"]
)
def test_a_damaged_file_is_not_trusted(heard, points, damage):
    keep_up(heard)
    embedding = embedding_of(heard)
    with heard.read() as connection:
        file = file_called(heard.beside, token_of(connection))
    whole = file.read_bytes()
    third = np.int64(3).tobytes()
    damaged = {
        "cut short": whole[:-64],
        "an id changed": whole.replace(third, np.int64(2).tobytes(), 1),
        "a word changed": whole[:-4000] + b"\x01\x02\x03\x04" + whole[-3996:],
        "emptied": b"",
        "gone": None,
        "of zeros": bytes(len(whole)),
    }[damage]
    file.unlink()
    if damaged is not None:
        file.write_bytes(damaged)
    forget_kept(heard.beside)
    ids, _ = by_hand(points, 5, embedding)
    assert nearest(heard, 5).track_ids.tolist() == ids[:10].tolist()
    if damage == "gone":
        assert keep_up(heard)


def test_a_file_of_an_earlier_version_whose_digest_is_of_the_ids_too_is_read(heard, monkeypatch):
    digest = vector_file._digest

    def formerly(head, parts):
        head.pop("ids")
        return digest(head, parts)

    monkeypatch.setattr(vector_file, "_digest", formerly)
    keep_up(heard)
    monkeypatch.setattr(vector_file, "_digest", digest)
    with heard.read() as connection:
        file = file_called(heard.beside, token_of(connection))
    assert vector_file.read_vectors(file).track_ids.tolist() == list(range(1, COUNT + 1))
    third = np.int64(3).tobytes()
    file.write_bytes(file.read_bytes().replace(third, np.int64(2).tobytes(), 1))
    assert vector_file.read_vectors(file) is None


def test_a_full_disk_leaves_the_library_as_it_is(heard, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tagstudio.library.similar.keep_up.write_vectors", full)
    assert not keep_up(heard)
    with heard.read() as connection:
        assert token_of(connection) == ""
    assert len(nearest(heard, 5).track_ids) == 10


def test_a_kill_before_the_library_names_the_file_changes_nothing(heard, model_id, monkeypatch):
    keep_up(heard)
    with heard.write() as connection:
        store(connection, model_id, {2: np.ones(WIDTH)})
    before = nearest(heard, 2, COUNT).track_ids.tolist()

    class KilledError(Exception):
        pass

    def killed(*_):
        raise KilledError

    with monkeypatch.context() as patched, pytest.raises(KilledError):
        patched.setattr("tagstudio.library.similar.keep_up.token_of", _second_time(killed))
        keep_up(heard)
    forget_kept(heard.beside)
    assert nearest(heard, 2, COUNT).track_ids.tolist() == before
    assert keep_up(heard)
    assert len(list(folder_of(heard.beside).iterdir())) == 1  # what was left is gone


def _second_time(act):
    calls = []

    def called(connection):
        calls.append(1)
        return act() if len(calls) > 1 else token_of(connection)

    return called


@pytest.mark.sqlite_only("of the file itself")
def test_safety_copies_hold_no_features_and_name_no_file(heard):
    keep_up(heard)
    path = heard.beside
    heard.close()
    forget_kept(path)
    copy = back_up(path, "daily")
    restored = path.with_name("restored.db")
    shutil.copyfile(copy, restored)
    with open_library(restored, writing=True, copying=False) as library:
        with library.read() as connection:
            assert connection.scalar(sa.select(sa.func.count()).select_from(token_table)) == 0
            assert sounds_in(connection) is None
        assert not keep_up(library)


def test_like_finds_the_nearest_and_sorts_by_them(heard, points, monkeypatch):
    monkeypatch.setattr("tagstudio.library.search.like.ALIKE", 5)
    keep_up(heard)
    ids, products = by_hand(points, 7, embedding_of(heard))
    with heard.read() as connection:
        found = track_ids(connection, parse("like:/music/7.flac"), None, "like:/music/7.flac")
        assert found == ids[:5].tolist()
        least = f"like:/music/7.flac>{products[2] - 1e-4:.6f}".replace(">0.", ">.")
        assert set(track_ids(connection, parse(least), None)) == set(ids[:3].tolist())
        worst_first = track_ids(connection, parse(""), None, "like:/music/7.flac-")
        assert worst_first == ids[::-1].tolist()
        assert found[0] not in track_ids(connection, parse("-like:7.flac /music/7.flac"), None)


@pytest.mark.parametrize(
    ("named", "key"),
    [("nothing.mp3", "like.no-track"), ("/music/", "like.several-tracks")],
)
def test_a_path_that_names_no_track_or_several_is_refused(heard, named, key):
    with heard.read() as connection, pytest.raises(QueryError) as refused:
        track_ids(connection, parse(f'like:"{named}"'), None)
    assert refused.value.message.key == key


def test_a_track_that_was_not_heard_has_no_like(heard, add):
    add("/music/silent.flac")
    with heard.read() as connection, pytest.raises(QueryError) as refused:
        track_ids(connection, parse("like:silent.flac"), None)
    assert refused.value.message.key == "like.not-heard"


@pytest.mark.parametrize("by", ["scan", "model"])
def test_a_track_that_cannot_be_heard_is_not_to_be_listened_to(heard, add, model_id, by):
    (broken,) = add("/music/broken.mp3")
    with heard.write() as connection:
        if by == "scan":
            failed = sa.update(track_table).values(failure_code="damaged")
            connection.execute(failed.where(track_table.c.id == broken))
        else:
            row = {"model_id": model_id, "track_id": broken, "code": "damaged", "message": "Bad."}
            connection.execute(sa.insert(suggestion_failures).values(**row, attempts=1, at=0))
    with heard.read() as connection, pytest.raises(QueryError) as refused:
        track_ids(connection, parse("like:broken.mp3"), None)
    assert refused.value.message.key == "like.failed"


def test_of_many_rows_those_that_could_be_among_the_nearest_are_found(monkeypatch):
    monkeypatch.setattr(sound_matrix, "PART", 16)
    draw = np.random.default_rng(1)
    for count in (1, 3, 40):
        scores = draw.integers(0, 30, 1000).astype(np.float32)
        scores[draw.permutation(1000)[:200]] = -np.inf
        rows = candidates(scores, count)
        least = np.sort(scores)[::-1][count - 1]
        assert set(np.flatnonzero(scores >= least).tolist()) == set(rows.tolist())
    assert candidates(np.full(5, -np.inf, np.float32), 3).tolist() == []


def test_an_embedding_of_few_tracks_and_of_equal_features_is_finite():
    for means in (np.zeros((1, WIDTH)), np.ones((3, WIDTH)), np.eye(2, WIDTH)):
        vectors = fitted(means.astype(np.float32)).vectors(means.astype(np.float32))
        assert np.isfinite(vectors).all()
        assert (np.linalg.norm(vectors, axis=1) <= 1 + 1e-6).all()
