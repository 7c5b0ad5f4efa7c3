import pytest
import sqlalchemy as sa

from tagstudio.library.db.schema import named_artists as table
from tagstudio.library.tags import named_artists
from tagstudio.library.tags.named_artists import Naming, name, named_by_user
from tagstudio.library.tags.undo_history import redo, undo
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack


@pytest.fixture
def two(library) -> list[int]:
    with library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        new = [NewTrack(f"/music/{number}.mp3", 1, 1, bytes([number]) * 16) for number in (1, 2)]
        return tracks.add_tracks(connection, folder, new)


def named(library, ids):
    with library.read() as connection:
        return named_by_user(connection, ids)


def test_the_newest_word_holds_and_what_changes_nothing_is_no_action(library, two):
    first, second = two
    with library.write() as connection:
        assert name(connection, {first: "Abba", second: None}) == (Naming(first, None, "Abba"),)
        assert name(connection, {first: "Abba"}) == ()
        assert name(connection, {first: "Cher"}) == (Naming(first, "Abba", "Cher"),)
    assert named(library, two) == {first: "Cher"}


def test_undo_and_redo_go_through_the_words_in_turn(library, two):
    first, _ = two
    with library.write() as connection:
        name(connection, {first: "Abba"})
        name(connection, dict.fromkeys(two, "Cher"))
        step = undo(connection)
        assert step is not None
        assert set(step.namings) == {Naming(first, "Cher", "Abba"), Naming(two[1], "Cher", None)}
    assert named(library, two) == {first: "Abba"}
    with library.write() as connection:
        undo(connection)
        assert undo(connection) is None
    assert named(library, two) == {}
    with library.write() as connection:
        redo(connection)
        redo(connection)
    assert named(library, two) == dict.fromkeys(two, "Cher")


def test_the_words_are_never_changed_or_deleted(library, two):
    with library.write() as connection:
        name(connection, {two[0]: "Abba"})
    for statement in (sa.update(table).values(after="Cher"), sa.delete(table)):
        with pytest.raises(sa.exc.IntegrityError, match="append-only"), library.write() as c:
            c.execute(statement)
    with library.read() as connection:
        assert named_artists.of_group(connection, 1) == [Naming(two[0], None, "Abba")]
