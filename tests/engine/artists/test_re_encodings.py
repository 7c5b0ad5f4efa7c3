import numpy as np
import pytest

from tagstudio.engine.artists import re_encodings
from tagstudio.engine.artists.re_encodings import originals_by_sound

TRACKS = 60


@pytest.fixture
def maps():
    """Maps of tracks, (n, 4, 16); the last three are the first three once more, encoded anew."""
    draw = np.random.default_rng(2)
    first = draw.normal(size=(TRACKS, 4, 16)).astype(np.float32)
    noise = 0.05 * draw.normal(size=(3, 4, 16)).astype(np.float32)
    return np.concatenate([first, first[:3] + noise])


def found(maps, seconds=None, known=None):
    ids = np.arange(1, len(maps) + 1)
    lengths = np.full(len(maps), 200.0) if seconds is None else np.array(seconds)
    by_id = dict(zip(ids.tolist(), maps, strict=True))
    read = []

    def some(wanted):
        read.append(list(wanted))
        return {id: by_id[id] for id in wanted}

    return originals_by_sound(ids, maps.mean(axis=1), lengths, known or {}, some), read


def test_encoded_anew_a_track_stands_behind_the_first(maps):
    originals, read = found(maps)
    assert {id: of for id, of in originals.items() if id != of} == {61: 1, 62: 2, 63: 3}
    assert len(originals) == 63
    assert len(read) < 10  # few whole maps are read


def test_blocks_of_any_size_find_the_same(maps, monkeypatch):
    monkeypatch.setattr(re_encodings, "CHUNK", 7)
    assert {id: of for id, of in found(maps)[0].items() if id != of} == {61: 1, 62: 2, 63: 3}


def test_another_length_is_another_recording_and_an_unknown_one_no_reason(maps):
    seconds = [200.0] * TRACKS + [200.4, 200.6, np.nan]
    assert {id: of for id, of in found(maps, seconds)[0].items() if id != of} == {61: 1}


def test_what_is_the_same_on_average_and_not_over_time_is_another_recording(maps):
    maps[60:] = maps[:3, ::-1]
    assert all(id == of for id, of in found(maps)[0].items())


def test_what_was_found_before_stays(maps):
    known = {id: id for id in range(2, TRACKS + 4)}
    originals, _ = found(maps, known=known)
    assert originals == {1: 61}  # the one that was there first stands for both
    again = {**known, 1: 61, 61: 61}
    assert found(maps, known=again)[0] == {}
