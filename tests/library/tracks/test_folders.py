import pytest
import sqlalchemy as sa

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.correcting.answers import answers
from tagstudio.library.db.database import Library
from tagstudio.library.db.schema import track_texts
from tagstudio.library.models import models, suggestions
from tagstudio.library.search.pending import pending_tracks
from tagstudio.library.search.query import ALL_TRACKS, parse
from tagstudio.library.tags import tag_changes, tags
from tagstudio.library.tags.decisions import Decision, current, record_decisions
from tagstudio.library.tracks import folders, tracks
from tagstudio.library.tracks.folders import FolderState, Removal
from tagstudio.library.tracks.same_album import of_same_albums, of_same_artists
from tagstudio.library.tracks.track_names import known_tracks
from tagstudio.library.tracks.tracks import Folder
from tagstudio.library.views import browse, counts
from tagstudio.library.views.review_candidates import review_candidates

from ..conftest import suggestion_counts

QUERIES = (
    "",
    "tag:jazz",
    "-tag:jazz",
    "yes:jazz",
    "coltrane , monk",
    "state:unreviewed",
    "state:missing",
    "tag:jazz>0",
)


def add_folder(library: Library, path: str) -> None:
    with library.write() as connection:
        tracks.folder_id(connection, path)


def remove(library: Library, path: str) -> Removal:
    with library.write() as connection:
        return folders.remove(connection, path, at=700)


def found(library: Library, text: str = "", sort: str = "path") -> list[int]:
    with library.read() as connection:
        return browse.track_ids(connection, parse(text), models.find_model(connection), sort)


def test_a_removed_folder_leaves_every_list(small: Library) -> None:
    with small.read() as connection:
        model = models.find_model(connection)
        everything = {text: found(small, text) for text in QUERIES}
    assert remove(small, "/music") == Removal("/music", 6, 2, 0)
    assert everything[""] == [1, 2, 3, 4, 5, 6]
    assert {text: found(small, text) for text in QUERIES} == {text: [] for text in QUERIES}
    assert [found(small, "", sort) for sort in ("artist-", "state", "tag:jazz-")] == [[], [], []]
    with small.read() as connection:
        assert browse.count(connection, ALL_TRACKS, model) == 0
        assert set(counts.state_counts(connection, model).values()) == {0}
        assert set(counts.tag_counts(connection, model).values()) == {0}
        assert pending_tracks(connection, model.id, retry=True, again=True) == []
        assert suggestion_counts(connection, model.id) == (0, 0, 0)
        assert review_candidates(connection, model, ALL_TRACKS).track_ids.tolist() == []
        assert known_tracks(connection) == []
        assert answers(connection).by_track == {}
        assert tracks.folders(connection) == []


def test_putting_a_folder_back_restores_every_list(small: Library) -> None:
    before = {text: found(small, text) for text in QUERIES}
    remove(small, "/music")
    with small.write() as connection:
        assert folders.put_back(connection, "/music") == {1, 2, 3, 4, 5, 6}
        assert folders.put_back(connection, "/music") == set()
        assert tracks.folders(connection) == [Folder(1, "/music")]
        assert len(answers(connection).by_track) == 2
    assert {text: found(small, text) for text in QUERIES} == before


def test_nothing_is_lost_and_an_undo_still_reaches_it(small: Library) -> None:
    remove(small, "/music")
    with small.write() as connection:
        assert {id: len(of_track) for id, of_track in current(connection, [2, 3]).items()} == {
            2: 1,
            3: 1,
        }
        jazz = models.find_model(connection).tags[0].tag_id
        assert suggestions.scores_of(connection, models.find_model(connection), [2])
        record_decisions(connection, [Decision(2, jazz, "yes")], "user")
        folders.put_back(connection, "/music")
    assert found(small, "yes:jazz") == [2, 3]


def test_tracks_in_another_folder_stay(small: Library) -> None:
    add_folder(small, "/music/a")
    assert remove(small, "/music") == Removal("/music", 4, 1, 2)
    assert found(small) == [1, 2]
    assert remove(small, "/music/a") == Removal("/music/a", 2, 1, 0)
    assert found(small) == []
    with small.write() as connection:
        assert folders.put_back(connection, "/music/b") == {3, 4}
        assert [folder.path for folder in tracks.folders(connection)] == ["/music/b"]
    assert found(small) == [3, 4]


def test_a_folder_within_another_one_takes_nothing_with_it(small: Library) -> None:
    add_folder(small, "/music/a")
    assert remove(small, "/music/a") == Removal("/music/a", 0, 0, 2)
    assert found(small) == [1, 2, 3, 4, 5, 6]


def test_a_folder_whose_name_only_begins_alike_is_another(small: Library) -> None:
    add_folder(small, "/mus")
    assert remove(small, "/mus") == Removal("/mus", 0, 0, 0)


def test_only_a_folder_of_the_library_is_removed(small: Library) -> None:
    with pytest.raises(TagStudioError, match="no folder of the library; its folders are /music"):
        remove(small, "/music/a")
    remove(small, "/music")
    with pytest.raises(TagStudioError, match="it has none"):
        remove(small, "/music")


def test_folder_states_count_tracks_and_answers(small: Library) -> None:
    add_folder(small, "/music/a")
    remove(small, "/music")
    with small.read() as connection:
        assert folders.folder_states(connection) == [
            FolderState("/music/a", None, 2, 1),
            FolderState("/music", 700, 4, 1),
        ]


def test_same_album_and_artist_find_tracks_of_the_library_only(small: Library) -> None:
    add_folder(small, "/music/b")
    with small.write() as connection:
        twin = tracks.NewTrack("/music/b/twin.flac", 1, 1)
        tracks.add_tracks(connection, 1, [twin])
        columns = {"artist": "x", "album": "y"}
        texts = sa.update(track_texts).where(track_texts.c.track_id.in_((1, 7)))
        connection.execute(texts.values(columns))
    with small.read() as connection:
        assert of_same_artists(connection, [7]) == of_same_albums(connection, [7]) == {1, 7}
    remove(small, "/music")
    with small.read() as connection:
        assert of_same_artists(connection, [7]) == of_same_albums(connection, [7]) == {7}


def test_a_track_that_moves_into_a_folder_is_in_the_library(small: Library) -> None:
    remove(small, "/music")
    with small.write() as connection:
        other = tracks.folder_id(connection, "/other")
        tracks.move_track(connection, 2, "/other/2.flac", 1, 1, folder_id=other)
    assert found(small) == [2]


def test_answers_to_merged_and_deleted_tags_are_not_counted_twice(small: Library) -> None:
    def answers() -> int:
        with small.read() as connection:
            return folders.folder_states(connection)[0].answers

    before = answers()
    with small.write() as connection:
        other = tags.tag_id(connection, "swing", "", "user")
        record_decisions(connection, [Decision(track, other, "yes") for track in (2, 6)], "user")
    assert answers() == before + 2
    with small.write() as connection:
        tag_changes.make(connection, tag_changes.merge(connection, "swing", "jazz"))
    assert answers() == before + 1  # of track 2 it was said before
    with small.write() as connection:
        tag_changes.make(connection, tag_changes.delete(connection, "jazz"))
    assert answers() == 0
