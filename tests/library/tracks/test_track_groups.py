import pytest
import sqlalchemy as sa

from tagstudio.audio.metadata.facts import Facts
from tagstudio.library.db.database import Library
from tagstudio.library.db.schema import sound_clusters
from tagstudio.library.tracks import same_recordings, tracks
from tagstudio.library.tracks.track_artists import (
    InferredArtist,
    name_artists,
    set_artist,
    store_inferred,
)
from tagstudio.library.tracks.track_groups import (
    GroupedTrack,
    TrackGroup,
    grouped_by_sound,
    grouped_tracks,
    groups_of,
)
from tagstudio.library.tracks.tracks import NewTrack


def add(library: Library, *new: NewTrack) -> list[int]:
    with library.write() as connection:
        return tracks.add_tracks(connection, tracks.folder_id(connection, "/music"), new)


def file(path: str, sound: int, **facts: str) -> NewTrack:
    return NewTrack(path, 1, 1, bytes([sound]) * 16, Facts(**facts))


def keys(library: Library, ids: list[int]) -> list[str]:
    with library.read() as connection:
        found = groups_of(connection, ids)
    return [found[track_id].key for track_id in ids]


def grouped(library: Library, track_id: int) -> GroupedTrack:
    with library.read() as connection:
        return grouped_tracks(connection, [track_id])[track_id]


def test_an_artist_counts_else_the_album_else_the_recording(library: Library) -> None:
    ids = add(
        library,
        file("/music/a/1.mp3", 1, artist="John Coltrane", album="Giant Steps"),
        file("/music/b/2.mp3", 2, artist="JOHN COLTRANE"),
        file("/music/c/3.mp3", 3, albumartist="Abba", album="Hits"),
        file("/music/d/4.mp3", 4, album="Hits"),
        file("/music/e/5.mp3", 5),
        file("/music/e/6.mp3", 6),
    )
    with library.read() as connection:
        found = groups_of(connection, ids)
    assert [found[id] for id in ids] == [
        TrackGroup("artist john coltrane", "artist"),
        TrackGroup("artist john coltrane", "artist"),
        TrackGroup("artist abba", "artist"),
        TrackGroup("album hits", "album"),
        TrackGroup(f"sound {'05' * 16}", "sound"),
        TrackGroup(f"sound {'06' * 16}", "sound"),
    ]


@pytest.mark.parametrize(
    "name", ["Various Artists", "VA", "V.A.", "[unknown]", "Unknown Artist", "Verschiedene", " "]
)
def test_a_name_that_stands_for_no_artist_makes_no_group(library: Library, name: str) -> None:
    ids = add(
        library,
        file("/music/1.mp3", 1, artist=name, albumartist="Abba"),
        file("/music/2.mp3", 2, artist=name, album="Hits"),
        file("/music/3.mp3", 3, albumartist=name, album="Unknown Album"),
    )
    assert keys(library, ids) == ["artist abba", "album hits", f"sound {'03' * 16}"]


def test_the_users_word_counts_most_then_the_file_an_import_and_the_names(library: Library) -> None:
    [bare, tagged] = add(library, file("/m/1.mp3", 1), file("/m/2.mp3", 2, artist="Abba"))
    with library.write() as connection:
        store_inferred(
            connection,
            {
                bare: InferredArtist("From A Name", "file name"),
                tagged: InferredArtist("X", "folder"),
            },
        )
    assert keys(library, [bare, tagged]) == ["artist from a name", "artist abba"]
    with library.write() as connection:
        name_artists(connection, {bare: "Moby", tagged: "Moby"})
        name_artists(connection, {bare: "Somebody else"})
    assert keys(library, [bare, tagged]) == ["artist moby", "artist abba"]
    assert grouped(library, bare).artist == ("Moby", "import")
    with library.write() as connection:
        set_artist(connection, [bare, tagged], " Cher ")
    assert keys(library, [bare, tagged]) == ["artist cher", "artist cher"]
    assert grouped(library, tagged).artist == ("Cher", "user")
    with library.write() as connection:
        set_artist(connection, [bare, tagged], None)
    assert keys(library, [bare, tagged]) == ["artist moby", "artist abba"]


def test_a_group_follows_the_tag_of_the_file(library: Library) -> None:
    [track_id] = add(library, file("/m/1.mp3", 1, album="Hits"))
    with library.write() as connection:
        changed = file("/m/1.mp3", 1, artist="Abba", album="Hits")
        tracks.update_tracks(connection, [(track_id, changed)])
    assert keys(library, [track_id]) == ["artist abba"]


def test_copies_of_a_recording_are_in_the_group_of_the_first(library: Library) -> None:
    ids = add(
        library,
        file("/music/a/1.mp3", 1, artist="Nina Simone"),
        file("/music/b/copy.mp3", 1, artist="N. Simone"),
        file("/music/c/copy.mp3", 1),
    )
    assert keys(library, ids) == ["artist nina simone"] * 3
    assert keys(library, ids[1:2]) == ["artist nina simone"]
    assert grouped(library, ids[1]).artist == ("N. Simone", "file")
    assert grouped(library, ids[2]).artist == ("Nina Simone", "file")


def test_re_encodings_are_in_the_group_of_the_first(library: Library) -> None:
    first, again, copy, other = add(
        library,
        file("/m/1.flac", 1, artist="Nina Simone"),
        file("/m/1.mp3", 2),
        file("/m/1 (copy).mp3", 2, album="X"),
        file("/m/2.mp3", 3),
    )
    with library.write() as connection:
        same_recordings.store(connection, {first: first, again: first, other: other})
    expected = ["artist nina simone"] * 3 + [f"sound {'03' * 16}"]
    assert keys(library, [first, again, copy, other]) == expected
    with library.write() as connection:
        named = set_artist(connection, [copy], "Abba")
    assert {one.track_id for one in named} == {first, again, copy}
    assert keys(library, [first, again, copy]) == ["artist abba"] * 3


def test_a_file_that_holds_another_recording_now_leaves_its_cluster(library: Library) -> None:
    first, second = add(library, file("/m/1.mp3", 1), file("/m/2.mp3", 2))
    with library.write() as connection:
        same_recordings.store(connection, {first: first, second: first})
        connection.execute(sa.insert(sound_clusters).values(track_id=first, cluster=b"c" * 16))
    assert keys(library, [first, second]) == [f"sound {(b'c' * 16).hex()}"] * 2
    with library.write() as connection:
        tracks.update_tracks(connection, [(first, file("/m/1.mp3", 9))])
    assert keys(library, [first, second]) == [f"sound {'09' * 16}", f"sound {'02' * 16}"]


def test_by_sound_are_grouped_the_first_of_each_recording_without_artist_and_album(
    library: Library,
) -> None:
    ids = add(
        library,
        file("/m/1.mp3", 1),
        file("/m/2.mp3", 1),
        file("/m/3.mp3", 2, artist="Abba"),
        file("/m/4.mp3", 3, album="Hits"),
        NewTrack("/m/broken.mp3", 1, 1, None, None, "damaged", "x"),
    )
    with library.read() as connection:
        assert grouped_by_sound(connection) == {ids[0], ids[4]}
