from tagstudio.library.db.database import open_library
from tagstudio.library.models import models
from tagstudio.library.search.query import ALL_TRACKS
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.content_key import content_keys_of, first_copies, same_recording
from tagstudio.library.tracks.track_columns import random_place
from tagstudio.library.tracks.tracks import NewTrack
from tagstudio.library.views.review_candidates import review_candidates


def test_the_key_is_the_content_hash_or_a_hash_of_the_path(library_address):
    with open_library(library_address, writing=True) as library:
        with library.write() as connection:
            folder = tracks.folder_id(connection, "/music")
            new = [
                NewTrack("/music/a.mp3", 1, 1, b"0123456789abcdef"),
                NewTrack("/music/b.mp3", 1, 1, None, None, "damaged", "It is damaged."),
                NewTrack("/music/c \udcff.mp3", 1, 1, None, None, "damaged", "It is damaged."),
            ]
            tracks.add_tracks(connection, folder, new, at=1)
        with library.read() as connection:
            first, second, third = content_keys_of(connection, [1, 2, 3]).values()
    assert first == b"0123456789abcdef"
    assert len(second) == len(third) == 16
    assert second != third


def test_copies_of_a_recording_have_one_key_and_one_first_copy(library, add):
    a, b = add("/music/a.mp3", "/music/b.mp3")
    with library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        new = [
            NewTrack("/music/c.mp3", 1, 1, b"/music/a.mp3"[-16:]),
            NewTrack("/music/d.mp3", 1, 1, None, None, "damaged", "It is damaged."),
            NewTrack("/music/e.mp3", 1, 1, None, None, "damaged", "It is damaged."),
        ]
        c, d, e = tracks.add_tracks(connection, folder, new)
        assert first_copies(connection, [a, b, c, d, e]) == {a: a, b: b, c: a, d: d, e: e}
        keys = content_keys_of(connection, [a, b, c, d, e])
    assert keys[a] == keys[c]
    assert len(set(keys.values())) == 4


def test_unknown_content_hashes_are_never_the_same_recording():
    assert same_recording(b"1", b"1")
    assert not same_recording(b"1", b"2")
    assert not same_recording(None, None)
    assert not same_recording(b"1", None)


def test_the_key_in_the_review_queue_is_the_same(small, model_id):
    with small.write() as connection:
        connection.exec_driver_sql("UPDATE tracks SET content_hash = NULL WHERE id = 2")
        model = models.model(connection, model_id)
        candidates = review_candidates(connection, model, ALL_TRACKS)
        ids = candidates.track_ids.tolist()
        keys = content_keys_of(connection, ids)
    assert 2 in ids
    assert candidates.facts.orders.tolist() == [random_place(keys[id]) for id in ids]
