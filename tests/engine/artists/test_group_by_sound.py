"""Tracks with feature maps of a made-up model: two time steps of eight values a window."""

import numpy as np
import pytest
import sqlalchemy as sa

from tagstudio.audio.metadata.facts import Facts
from tagstudio.core.progress import run
from tagstudio.engine.artists.group_by_sound import group_by_sound
from tagstudio.library.db.database import open_library
from tagstudio.library.db.schema import suggestion_features
from tagstudio.library.models import models, suggestions
from tagstudio.library.models.models import RegisteredModel, RegisteredTag
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.track_groups import groups_of
from tagstudio.library.tracks.tracks import NewTrack

SHAPE = (2, 8)


@pytest.fixture
def library(library_address):
    with open_library(library_address, writing=True) as library:
        yield library


@pytest.fixture
def model(library):
    info = {"feature_shape": SHAPE, "feature_digest": "ear"}
    made = RegisteredModel("m", "sha", (RegisteredTag("jazz", "genre", 0.1),), info=info)
    with library.write() as connection:
        return models.register(connection, "plugin", made)


@pytest.fixture
def draw():
    return np.random.default_rng(5)


class Music:
    """Adds tracks with features to a library."""

    def __init__(self, library, model):
        self._library, self._model = library, model

    def add(self, maps, seconds=200.0, **facts):
        """Add a track with these maps (windows, 2, 8), None for none; return its id."""
        with self._library.write() as connection:
            last = connection.exec_driver_sql("SELECT count(*) FROM tracks").scalar_one()
            new = NewTrack(
                f"/m/{last}.mp3",
                1,
                1,
                f"{last * 7919 % 1000:016}".encode(),
                Facts(seconds=seconds, **facts),
            )
            folder = tracks.folder_id(connection, "/m")
            [track_id] = tracks.add_tracks(connection, folder, [new])
        if maps is not None:
            self.hear(track_id, maps)
        return track_id

    def hear(self, track_id, maps):
        features = np.asarray(maps, "<f2").tobytes()
        with self._library.write() as connection:
            suggestions.store(connection, self._model, [Scored(track_id, (0.5,), features)])

    def groups(self, track_ids):
        with self._library.read() as connection:
            found = groups_of(connection, track_ids)
        return [found[track_id] for track_id in track_ids]


@pytest.fixture
def music(library, model):
    return Music(library, model)


def kinds_of_sound(draw, count):
    """Return places far apart, (count, 1, 2, 8)."""
    return 10 * draw.normal(size=(count, 1, *SHAPE))


def near(draw, place):
    return place + 4 * draw.normal(size=place.shape)


def test_alike_tracks_are_one_group_and_a_track_without_features_waits(library, music, draw):
    places = kinds_of_sound(draw, 4)
    ids = [[music.add(near(draw, place)) for _ in range(6)] for place in places]
    deaf = music.add(None)
    assert run(group_by_sound(library)) == 24
    found = [music.groups(of_one) for of_one in ids]
    assert [len(set(of_one)) for of_one in found] == [1] * 4
    assert len({group for of_one in found for group in of_one}) == 4
    assert {group.kind for of_one in found for group in of_one} == {"sound"}
    assert music.groups([deaf])[0].key not in {of_one[0].key for of_one in found}
    assert run(group_by_sound(library)) == 0


def test_new_tracks_join_the_nearest_cluster_and_no_group_changes(library, music, draw):
    places = kinds_of_sound(draw, 3)
    old = [music.add(near(draw, place)) for place in places for _ in range(6)]
    run(group_by_sound(library))
    before = music.groups(old)
    joining = [music.add(near(draw, place)) for place in places]
    apart = kinds_of_sound(draw, 1)[0]
    founding = [music.add(near(draw, apart)) for _ in range(5)]
    run(group_by_sound(library))
    assert music.groups(old) == before
    assert music.groups(joining) == [before[0], before[6], before[12]]
    assert len(set(music.groups(founding)) - set(before)) == 1
    after = music.groups([*old, *joining, *founding])
    lone = music.add(kinds_of_sound(draw, 1)[0])
    run(group_by_sound(library))
    assert music.groups([*old, *joining, *founding]) == after
    assert music.groups([lone])[0] in after  # a track alone is no group


def test_many_tracks_alike_are_parted_into_clusters_of_about_six(library, music, draw):
    [place] = kinds_of_sound(draw, 1)
    ids = [music.add(near(draw, place)) for _ in range(40)]
    run(group_by_sound(library))
    sizes = np.unique([group.key for group in music.groups(ids)], return_counts=True)[1]
    assert sizes.min() >= 3
    assert sizes.max() <= 8


def test_too_few_tracks_wait(library, music, draw):
    ids = [music.add(place) for place in kinds_of_sound(draw, 2)]
    run(group_by_sound(library))
    assert len(set(music.groups(ids))) == 2
    ids.append(music.add(kinds_of_sound(draw, 1)[0]))
    run(group_by_sound(library))
    assert len(set(music.groups(ids))) == 1


def test_a_re_encoding_has_the_group_of_the_first(library, music, draw):
    for place in kinds_of_sound(draw, 30):
        music.add(place, artist="Others")
    [sound] = kinds_of_sound(draw, 1)
    first = music.add(sound, 200.0, artist="Abba")
    again = music.add(sound + 0.3 * draw.normal(size=sound.shape), 200.2)
    longer = music.add(sound, 203.0, album="Gold")
    other = music.add(near(draw, kinds_of_sound(draw, 1)[0]), 200.0, album="Ring")
    reordered = music.add(sound[:, ::-1], 200.0, album="Mirror")  # the same on average
    assert run(group_by_sound(library)) == 35
    found = [group.key for group in music.groups([first, again, longer, other, reordered])]
    assert found == ["artist abba", "artist abba", "album gold", "album ring", "album mirror"]
    third = music.add(sound, 199.9)
    assert run(group_by_sound(library)) == 1
    assert music.groups([third])[0].key == "artist abba"


def test_windows_in_the_middle_are_compared_however_many_there_are(library, music, draw):
    for place in kinds_of_sound(draw, 30):
        music.add(place, artist="Others")
    start, middle, end = kinds_of_sound(draw, 3)
    first = music.add(middle, artist="Abba")
    again = music.add(np.concatenate([start, middle, end]))
    run(group_by_sound(library))
    assert music.groups([first, again])[1].key == "artist abba"


def test_artists_and_albums_need_no_cluster(library, music, draw):
    ids = [music.add(place, artist="Abba") for place in kinds_of_sound(draw, 4)]
    ids += [music.add(place, album="Gold") for place in kinds_of_sound(draw, 4)]
    run(group_by_sound(library))
    assert [group.kind for group in music.groups(ids)] == ["artist"] * 4 + ["album"] * 4


def test_damaged_features_count_as_none(library, music, draw):
    ids = [music.add(place) for place in kinds_of_sound(draw, 5)]
    with library.write() as connection:
        damaged = sa.update(suggestion_features).where(suggestion_features.c.track_id == 1)
        connection.execute(damaged.values(features=b"\0"))
    assert run(group_by_sound(library)) == 4
    assert len(set(music.groups(ids[1:]))) == 1
    infinite = music.add(np.full((1, *SHAPE), np.inf))
    assert run(group_by_sound(library)) == 1
    assert music.groups([infinite])[0].kind == "sound"
