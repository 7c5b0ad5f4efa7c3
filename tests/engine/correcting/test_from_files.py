"""Genres of the files as answers: what is taken over, what is left alone, and the way back."""

import json

import pytest
import sqlalchemy as sa

from tagstudio.audio.metadata.facts import Facts
from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import run
from tagstudio.engine.correcting.from_files import FromFilesOptions, labels_from_files
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.schema import file_writes, tracks
from tagstudio.library.models import models
from tagstudio.library.models.models import RegisteredModel, RegisteredTag
from tagstudio.library.search.query import parse
from tagstudio.library.tags import decisions, tag_changes, tags, undo_history
from tagstudio.library.tags.decisions import FILE_TAG, Decision
from tagstudio.library.tags.file_writes import Ours, begin, next_write_group, set_state
from tagstudio.library.tracks.tracks import NewTrack, add_tracks, folder_id

GENRES = (
    ("Rock",),
    ("ROCK", "hip hop"),
    ("Folk, World, & Country",),
    ("Hip-Hop/Rap", "Rock"),
    (),
    ("Ro\x07ck", "X" * 300, "999"),
)
ALL = {1: {"rock"}, 2: {"rock", "Hip-Hop"}, 4: {"rock"}, 6: {"rock"}}


@pytest.fixture
def library(tmp_path):
    """Tracks 1 to 6 with GENRES; the tags rock, Hip-Hop, folk and jazz of a model."""
    with open_library(tmp_path / "my.db", writing=True) as opened:
        with opened.write() as connection:
            new = [
                NewTrack(f"/music/{n}.mp3", 1, 1, bytes([n]) * 16, Facts(f"T{n}", genre=genre))
                for n, genre in enumerate(GENRES, start=1)
            ]
            add_tracks(connection, folder_id(connection, "/music"), new)
            outputs = tuple(
                RegisteredTag(tag, "genre", 0.1) for tag in ("rock", "Hip-Hop", "folk", "jazz")
            )
            models.register(connection, "plugin", RegisteredModel("model", "0" * 64, outputs))
        yield opened


def taken(library: Library, *mapped: tuple[str, str], **given):
    return run(labels_from_files(library, FromFilesOptions(mapped=mapped, **given)))


def said(library: Library, source: str = FILE_TAG) -> dict[int, set[str]]:
    """Return the names of the tags with a yes of a source, by track."""
    with library.read() as connection:
        names = {tag.id: tag.name for tag in tags.list_tags(connection)}
        found = decisions.current(connection, range(1, 9))
    of_source = {
        id: {
            names[tag]
            for tag, one in of.items()
            if tag in names and (one.state, one.source) == ("yes", source)
        }
        for id, of in found.items()
    }
    return {id: names for id, names in of_source.items() if names}


def answer(library: Library, track: int, tag: str, state: str, source: str = "user") -> None:
    with library.write(durable=True) as connection:
        id = tags.find_tag(connection, tag).id
        decisions.record_changes(connection, [Decision(track, id, state)], source)


def retag(library: Library, track: int, genre: str) -> None:
    with library.write() as connection:
        connection.execute(sa.update(tracks).where(tracks.c.id == track).values(genre=genre))


def undo(library: Library):
    with library.write(durable=True) as connection:
        return undo_history.undo(connection)


def wrote(  # noqa: PLR0917 - a write
    library: Library, track: int, before: list[str], after: list[str], state="written", ours=None
):
    with library.write(durable=True) as connection:
        group = next_write_group(connection)
        row = begin(connection, group, track, {"genre": before}, {"genre": after}, ours)
        set_state(connection, row.id, state)


def test_each_genre_that_names_a_tag_is_a_yes_of_the_file_and_one_undo_takes_all_back(library):
    report = taken(library)
    assert said(library) == ALL
    assert (report.taken, report.withdrawn, report.tracks, report.with_genre) == (5, 0, 6, 5)
    genres = {one.genre: one for one in report.genres}
    assert genres["Folk, World, & Country"].tag == ""  # one genre, not folk
    assert genres["Folk, World, & Country"].new_name == "Folk World & Country"
    assert (genres["Rock"].count, genres["Rock"].tag) == (3, "rock")  # "ROCK" is the same one
    assert genres["X" * 300].new_name == ""
    assert genres["999"].new_name == "999"
    assert genres["Rock"].new_name == ""  # it means a tag already
    assert {len(one.changes) for one in [undo(library)]} == {5}
    assert said(library) == {}
    with library.read() as connection:
        assert set(connection.scalars(sa.select(tracks.c.reviewed_at))) == {None}
    assert taken(library).taken == 5  # what was only undone may come again


def test_pretending_changes_nothing(library):
    report = taken(library, ("Hip-Hop/Rap", "Hip-Hop"), new=("999",), pretend=True)
    assert (report.taken, report.undo_group, said(library)) == (7, None, {})
    assert {name for id, name in report.tag_names.items() if id < 0} == {"999"}
    with library.read() as connection:
        assert tags.find_tag(connection, "999") is None
    assert taken(library).taken == 5  # and no choice was kept


def test_a_choice_is_remembered_and_a_genre_becomes_a_tag_of_ones_own(library):
    taken(library, ("hip-hop/rap", "hiphop"), ("Rock", ""), new=("999",))
    found = {2: {"Hip-Hop"}, 4: {"Hip-Hop"}, 6: {"999", "rock"}}
    assert said(library) == found
    again = taken(library)
    assert (said(library), again.changes) == (found, ())
    assert {one.genre for one in again.genres if one.is_chosen} == {"Rock", "Hip-Hop/Rap"}
    taken(library, ("Rock", "jazz"))
    assert said(library)[1] == {"jazz"}
    taken(library, ("Rock", "Rock it"), new=("Rock it",))
    assert said(library)[1] == {"Rock it"}
    with library.read() as connection:
        own = tags.find_tag(connection, "999")
    assert (own.group, own.origin) == ("genre", "user")


def test_a_choice_for_a_tag_that_was_merged_means_what_that_became(library):
    taken(library, ("Hip-Hop/Rap", "folk"))
    assert said(library)[4] == {"rock", "folk"}
    with library.write(durable=True) as connection:
        tag_changes.make(connection, tag_changes.merge(connection, "folk", "jazz"))
    taken(library)
    assert said(library)[4] == {"rock", "jazz"}
    with library.read() as connection:  # as the file's, not as a person's
        jazz = tags.find_tag(connection, "jazz").id
        assert decisions.current(connection, [4])[4][jazz].source == FILE_TAG


def test_what_cannot_be_is_refused_in_a_sentence_and_nothing_is_lost(library):
    with pytest.raises(TagStudioError, match="Did you mean jazz"):
        taken(library, ("Rock", "jazzz"))
    with pytest.raises(TagStudioError, match="cannot be a tag"):
        taken(library, new=("Hip-Hop/Rap",))
    assert said(library) == {}
    report = taken(library, ("Polka", "folk"), new=("Zydeco",))
    assert report.in_vain == ("Polka", "Zydeco")
    with library.read() as connection:
        assert tags.find_tag(connection, "Zydeco") is None


def test_an_answer_by_hand_is_never_replaced_and_replaces(library):
    answer(library, 1, "rock", "no")
    answer(library, 2, "rock", "yes", "import")
    report = taken(library)
    assert report.answered == 2
    assert said(library) == {2: {"Hip-Hop"}, 4: {"rock"}, 6: {"rock"}}
    answer(library, 4, "rock", "yes")  # the same word, by a person now
    assert said(library, "user") == {4: {"rock"}}
    answer(library, 6, "rock", "no")
    assert taken(library).changes == ()
    assert said(library) == {2: {"Hip-Hop"}}
    undo(library)
    assert said(library)[6] == {"rock"}
    undo(library)
    assert said(library)[4] == {"rock"}
    assert said(library, "user") == {}


def test_what_a_person_took_back_stays_open(library):
    taken(library)
    answer(library, 1, "rock", "unseen")
    report = taken(library)
    assert (report.taken, report.taken_back) == (0, 1)
    answer(library, 1, "rock", "yes")
    undo(library)  # back to what was taken back
    assert taken(library).taken_back == 1
    undo(library)  # and to what the file says
    assert said(library)[1] == {"rock"}
    with library.write(durable=True) as connection:
        undo_history.redo(connection)
    assert taken(library).taken_back == 1


def test_a_file_retagged_later_takes_its_answer_along_in_the_same_step(library):
    taken(library)
    answer(library, 4, "rock", "yes")
    retag(library, 1, "Jazz")
    retag(library, 2, "hip hop")
    retag(library, 4, "")
    report = taken(library)
    assert (report.taken, report.withdrawn) == (1, 2)
    assert said(library) == {1: {"jazz"}, 2: {"Hip-Hop"}, 6: {"rock"}}
    assert said(library, "user") == {4: {"rock"}}
    undo(library)
    assert said(library) == {1: {"rock"}, 2: {"rock", "Hip-Hop"}, 6: {"rock"}}


def test_a_query_leaves_other_tracks_alone_and_so_does_a_file_that_cannot_be_read(library):
    taken(library)
    retag(library, 1, "Jazz")
    retag(library, 4, "")
    with library.write() as connection:
        broken = sa.update(tracks).where(tracks.c.id == 2).values(failure_code="broken", genre="")
        connection.execute(broken)
    report = taken(library, query=parse("title:T1"))
    assert report.tracks == 1
    assert said(library) == {1: {"jazz"}, 2: {"rock", "Hip-Hop"}, 4: {"rock"}, 6: {"rock"}}
    assert taken(library).withdrawn == 1
    assert said(library) == {1: {"jazz"}, 2: {"rock", "Hip-Hop"}, 6: {"rock"}}


def test_what_this_program_wrote_into_a_file_is_no_answer(library):
    wrote(library, 1, [], ["Rock"])
    wrote(library, 2, ["hip hop"], ["hip hop", "rock"], state="undoing")
    wrote(library, 4, ["Hip-Hop/Rap", "Rock"], ["Hip-Hop/Rap", "Rock", "jazz"])
    wrote(library, 6, [], ["rock"], state="undone")
    with library.write() as connection:  # a copy of track 1, and so a track of its own
        copy = NewTrack("/music/copy.mp3", 1, 1, bytes([1]) * 16, Facts(genre=("Rock", "Jazz")))
        add_tracks(connection, folder_id(connection, "/music"), [copy])
    report = taken(library)
    assert report.own == 3
    assert said(library) == {2: {"Hip-Hop"}, 4: {"rock"}, 6: {"rock"}, 7: {"jazz"}}


def test_what_this_program_wrote_is_known_in_whatever_capitals(library):
    wrote(library, 1, [], ["Rock"], ours={"genre": Ours(("Rock",))})
    report = taken(library)
    assert report.own == 1
    assert 1 not in said(library)


def test_a_damaged_record_of_a_writing_leaves_the_track_as_it_is(library):
    taken(library)
    wrote(library, 1, [], ["Rock"])
    with library.write() as connection:
        connection.execute(sa.update(file_writes).values(before=json.dumps({"no field": []})))
    retag(library, 1, "Jazz")
    report = taken(library)
    assert (report.unclear, report.changes) == (1, ())
    assert said(library)[1] == {"rock"}
