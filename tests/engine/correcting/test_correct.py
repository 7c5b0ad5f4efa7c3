"""Yes, no and unseen for many tracks at once, and the effect of a "no"."""

import io

import pytest

from tagstudio.audio.metadata.facts import Facts
from tagstudio.core.errors import TagStudioError
from tagstudio.engine.active_learning.queue import review_queue
from tagstudio.engine.active_learning.review_item import Order
from tagstudio.engine.correcting.correct import (
    Answer,
    CorrectOptions,
    Extent,
    accept_suggestions,
    correct,
    correct_tracks,
    mark_reviewed,
    parse_answer,
)
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.models import models, suggestions
from tagstudio.library.models.models import RegisteredModel, RegisteredTag
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.search.query import ALL_TRACKS, QueryError, parse
from tagstudio.library.tags import decisions, tags, undo_history
from tagstudio.library.tags.decisions import Change
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack
from tagstudio.library.views import browse, export
from tagstudio.library.views.tag_states import taggings_of

TRACKS = (
    ("/music/trane/1.flac", Facts("Blue Train", "John Coltrane", "Blue Train")),
    ("/music/trane/cd2/2.flac", Facts("Locomotion", "John Coltrane", "Blue Train")),
    ("/music/giant/3.flac", Facts("Naima", "John Coltrane", "Giant Steps")),
    ("/music/best/4.flac", Facts("One", "Abba", "Best")),
    ("/music/best/5.flac", Facts("Two", "Zappa", "Best")),
    ("/other/best/6.flac", Facts("Three", "Cher", "Best")),
    ("/other/7.flac", Facts("", "", "")),
    ("/other/cd1/8.flac", Facts("Four", "Nena", "Live", "Nena")),
    ("/other/cd2/9.flac", Facts("Five", "Nena & Kim", "Live", "Nena")),
)
JAZZ, ROCK, HIP_HOP = 1, 2, 3


@pytest.fixture
def library(library_address):
    """Nine tracks, 1 to 9, for each of which the model suggests jazz and rock."""
    with open_library(library_address, writing=True) as opened:
        with opened.write() as connection:
            folder = tracks.folder_id(connection, "/music")
            new = [NewTrack(path, 1, 1, path.encode()[-16:], facts) for path, facts in TRACKS]
            ids = tracks.add_tracks(connection, folder, new)
            suggest(connection, "first", ids)
        yield opened


def suggest(connection, name: str, ids) -> models.Model:
    outputs = tuple(RegisteredTag(tag, "genre", 0.1, 0.5) for tag in ("jazz", "Rock", "Hip-Hop"))
    model_id = models.register(connection, "plugin", RegisteredModel(name, "0" * 64, outputs))
    suggestions.store(connection, model_id, [Scored(id, (0.9, 0.8, 0.1)) for id in ids])
    return models.model(connection, model_id)


def say(library: Library, query: str, *answers: str, **options):
    """Correct as the command does."""
    with library.read() as connection:
        model = models.find_model(connection)
    stated = [parse_answer(answer) for answer in answers]
    return correct(library, parse(query), model, stated, CorrectOptions(**options))


def stands(library: Library) -> dict[tuple[int, int], tuple[str, str]]:
    with library.read() as connection:
        found = decisions.current(connection, range(1, 10))
    return {
        (track_id, tag_id): (decided.state, decided.source)
        for track_id, by_tag in found.items()
        for tag_id, decided in by_tag.items()
    }


def test_yes_and_no_for_all_tracks_of_a_query(library):
    done = say(library, "title:naima", "+jazz", "-rock")
    assert done.track_ids == (3,)
    assert set(done.changes) == {
        Change(3, JAZZ, "unseen", "yes"),
        Change(3, ROCK, "unseen", "no"),
    }
    assert done.tag_names == {JAZZ: "jazz", ROCK: "Rock"}
    assert stands(library) == {(3, JAZZ): ("yes", "user"), (3, ROCK): ("no", "user")}


def test_a_question_mark_makes_it_unseen_again(library):
    say(library, "artist:coltrane", "+jazz", "-rock")
    done = say(library, "title:naima", "?jazz")
    assert done.changes == (Change(3, JAZZ, "yes", "unseen"),)
    assert (3, JAZZ) not in stands(library)
    assert (3, ROCK) in stands(library)


def test_the_query_may_ask_for_what_the_model_suggests(library):
    assert len(say(library, "tag:jazz", "+jazz").changes) == 9


def test_what_stands_already_is_no_change_and_no_step_of_undo(library):
    first = say(library, "artist:coltrane", "+jazz")
    again = say(library, "artist:coltrane", "+jazz")
    assert (again.changes, again.undo_group) == ((), None)
    with library.read() as connection:
        assert undo_history.undoable(connection) == first.undo_group


def test_all_answers_of_one_call_are_one_step_of_undo(library):
    before = stands(library)
    say(library, "artist:coltrane", "+jazz", "-rock", "-hip-hop")
    with library.write() as connection:
        step = undo_history.undo(connection)
    assert step is not None
    assert len(step.changes) == 9
    assert stands(library) == before


@pytest.mark.parametrize(
    ("query", "reached"),
    [
        ("title:locomotion", (1, 2)),  # the artist holds two folders together
        ("title:one", (4, 5)),  # no album artist: the folder says which "Best"
        ("title:four", (8, 9)),  # the album artist holds two folders together
        ("path:7", (7,)),  # no album
        ("title:one , title:four", (4, 5, 8, 9)),
    ],
)
def test_an_album_is_extended_to_all_its_tracks(library, query, reached):
    done = say(library, query, "+jazz", extent=Extent.ALBUMS)
    assert done.track_ids == reached
    assert set(stands(library).values()) == {("yes", "album rule")}


def test_an_artist_is_extended_to_all_tracks(library):
    done = say(library, "title:naima , path:7", "-rock", extent=Extent.ARTISTS)
    assert done.track_ids == (1, 2, 3, 7)
    assert set(stands(library).values()) == {("no", "album rule")}


def test_pretending_changes_nothing(library):
    done = say(library, "title:naima", "+jazz", "+slow", new_tags=True, pretend=True)
    assert done.undo_group is None
    assert {done.tag_names[change.tag_id] for change in done.changes} == {"jazz", "slow"}
    assert stands(library) == {}
    with library.read() as connection:
        assert tags.find_tag(connection, "slow") is None


def test_an_unknown_tag_is_refused_and_nothing_is_done(library):
    with pytest.raises(TagStudioError, match=r"no tag 'jaz'. Did you mean jazz\?.*--new-tag"):
        say(library, "title:naima", "-rock", "+jaz")
    assert stands(library) == {}


def test_a_new_tag_is_the_user_s_own(library):
    say(library, "title:naima", "+slow", new_tags=True)
    with library.read() as connection:
        made = tags.find_tag(connection, "SLOW")
    assert made is not None
    assert made.origin == "user"
    assert stands(library) == {(3, made.id): ("yes", "user")}


def test_no_tag_is_made_when_no_track_fits(library):
    assert say(library, "nobody", "+slow", new_tags=True).track_ids == ()
    with library.read() as connection:
        assert tags.find_tag(connection, "slow") is None


@pytest.mark.parametrize("name", ["a;b", "a/b", "...", "x" * 101, "a\nb"])
def test_a_name_that_file_tags_cannot_hold_is_refused(library, name):
    with pytest.raises(TagStudioError, match="cannot be a tag"):
        say(library, "title:naima", f"+{name}", new_tags=True)


@pytest.mark.parametrize("spelling", ["hip hop", "HIPHOP", "Hip-Hop", "hip_hop"])
def test_a_tag_may_be_spelled_otherwise(library, spelling):
    done = say(library, "title:naima", f"+{spelling}", new_tags=True)
    assert done.tag_names == {HIP_HOP: "Hip-Hop"}


def test_a_spelling_that_can_mean_two_tags_is_refused(library):
    with library.write() as connection:
        tags.tag_id(connection, "hiphop", "", "user")
    assert say(library, "title:naima", "+hiphop").tag_names[4] == "hiphop"
    with pytest.raises(TagStudioError, match="can mean Hip-Hop, hiphop"):
        say(library, "title:naima", "+hip hop")


@pytest.mark.parametrize("answers", [("+jazz", "-JAZZ"), ("+hiphop", "?hip hop"), ("+a", "-A")])
def test_contradicting_answers_are_refused(library, answers):
    with pytest.raises(TagStudioError, match="cannot be"):
        say(library, "title:naima", *answers, new_tags=True, pretend=True)


@pytest.mark.parametrize("text", ["jazz", "+", "- ", ""])
def test_what_is_no_answer_is_refused(text):
    with pytest.raises(TagStudioError, match="no answer"):
        parse_answer(text)


def test_answers_are_read():
    assert parse_answer("+hard rock") == Answer("hard rock", "yes")
    assert parse_answer("--x") == Answer("-x", "no")
    assert parse_answer("?jazz") == Answer("jazz", "unseen")


def test_an_unknown_tag_in_the_query_is_the_query_s_error(library):
    with pytest.raises(QueryError, match="no tag"):
        say(library, "tag:polka", "+jazz")


def test_a_no_is_never_suggested_again(library):
    """Not in the list, not by a query, not in an export, not in the queue, not by a new model."""
    say(library, "title:naima", "-jazz")
    with library.write() as connection:
        first = models.find_model(connection)
        assert first is not None
        suggestions.store(connection, first.id, [Scored(3, (0.99, 0.8, 0.1))])  # scored once more
        second = suggest(connection, "second", range(1, 10))
        for model in (first, second):
            [jazz] = [one for one in taggings_of(connection, model, [3])[3] if one.tag == "jazz"]
            assert (jazz.state, jazz.source) == ("no", "user")
            assert 3 not in browse.track_ids(connection, parse("tag:jazz"), model)
            assert 3 in browse.track_ids(connection, parse("no:jazz"), model)
            written = io.StringIO()
            rows = export.tagged_tracks(connection, parse("title:naima"), model)
            export.write_csv(written, rows, model, every=True)
            assert "3.flac,jazz,no," in written.getvalue()
            for order in Order:
                for item in review_queue(connection, model, ALL_TRACKS, order, 9):
                    assert item.track_id != 3 or "jazz" not in item.tags


def test_undo_makes_a_no_a_suggestion_again(library):
    say(library, "title:naima", "-jazz")
    with library.write() as connection:
        undo_history.undo(connection)
        model = models.find_model(connection)
        assert 3 in browse.track_ids(connection, parse("tag:jazz"), model)


def test_tracks_that_are_named_are_answered_as_those_of_a_query(library):
    options = CorrectOptions(Extent.ALBUMS)
    wanted = correct(library, parse("title:naima"), None, [Answer("jazz", "no")], options)
    with library.write() as connection:
        undo_history.undo(connection)
    done = correct_tracks(library, [3], [Answer("jazz", "no")], options)
    assert (done.track_ids, done.changes) == (wanted.track_ids, wanted.changes)


def test_accepting_says_yes_to_what_is_suggested_and_undo_takes_all_of_it_back(library):
    say(library, "title:naima", "-jazz")
    before = stands(library)
    with library.read() as connection:
        model = models.find_model(connection)
    done = accept_suggestions(library, [1, 2, 3], model)
    assert {change.after for change in done.changes} == {"yes"}
    assert (3, JAZZ) not in {(change.track_id, change.tag_id) for change in done.changes}
    assert reviewed(library) == [1, 2, 3]
    with library.write() as connection:
        undo_history.undo(connection)
    assert stands(library) == before
    assert reviewed(library) == []
    with library.write() as connection:
        undo_history.redo(connection)
    assert reviewed(library) == [1, 2, 3]


def test_reviewed_tracks_are_marked_and_unmarked(library):
    assert mark_reviewed(library, parse("artist:coltrane"), None, True) == 3
    assert reviewed(library) == [1, 2, 3]
    assert mark_reviewed(library, parse("title:naima"), None, False) == 1
    assert reviewed(library) == [1, 2]
    with library.write() as connection:
        step = undo_history.undo(connection)
    assert [one.track_id for one in step.marks] == [3]
    assert reviewed(library) == [1, 2, 3]


def reviewed(library: Library) -> list[int]:
    with library.read() as connection:
        return sorted(browse.track_ids(connection, parse("state:reviewed"), None))
