"""What was said in another library is taken over, once, with who said it, and undone whole."""

import shutil
import sqlite3
from contextlib import closing

import pytest
import sqlalchemy as sa

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.correcting.undo import redo, undo
from tagstudio.engine.merging import make
from tagstudio.library.db import migration, schema
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.identity import library_id
from tagstudio.library.db.schema import journal, removed_tracks
from tagstudio.library.search.saved_searches import list_searches, save_search
from tagstudio.library.tags import (
    decisions,
    genre_choices,
    review_marks,
    tag_changes,
    tags,
    undo_history,
)
from tagstudio.library.tags import kept_answers as kept
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tags.disputes import disputed
from tagstudio.library.tags.merged_libraries import known_libraries
from tagstudio.library.tags.people import people_by_id
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.facts_by_user import edit_facts, words_of
from tests.engine.merging.conftest import made, merge, said, say, states


def _undo(library: Library) -> None:
    with library.write(durable=True) as connection:
        undo(connection)


def _id_of(library: Library, title: str) -> int:
    with library.read() as connection:
        return connection.scalar(
            sa.select(tracks.tracks.c.id).where(tracks.tracks.c.title == title)
        )


def test_answers_come_with_their_time_source_and_library(anna, ben):
    say(anna, "a/one", "jazz", "yes", 100)
    say(ben, "a/one", "rock", "no", 200)
    say(ben, "b/three", "jazz", "yes", 300, "import")
    report = merge(anna, ben)
    assert report.taken["answer"] == 2
    assert report.matched == {"sound": 2}
    assert [(one.there, one.here, one.tracks) for one in report.roots] == [
        ("/mnt/nas/Tracks", "/home/anna/Music", 4)
    ]
    assert said(anna) == {
        "a/one jazz": ("yes", "user", 100),
        "a/one rock": ("no", "user", 200),
        "b/three jazz": ("yes", "import", 300),
    }
    with ben.read() as connection:
        their = library_id(connection)
    with anna.read() as connection:
        [(number, known)] = known_libraries(connection).items()
        rows = connection.execute(sa.select(journal.c.said_in).order_by(journal.c.id))
        assert [row.said_in for row in rows] == [None, number, number]
    assert known == (their, str(ben.path))


def test_who_said_it_is_kept_and_the_merge_is_undone_by_who_ran_it(anna, ben):
    anna.person, ben.person = "anna", "ben"
    say(anna, "a/one", "jazz", "yes", 100)
    say(ben, "a/one", "rock", "no", 200)
    ben.person = ""
    say(ben, "b/three", "jazz", "yes", 300)
    anna.person = "carl"
    merge(anna, ben)
    with anna.read() as connection:
        people = people_by_id(connection)
        columns = journal.c
        rows = connection.execute(
            sa.select(columns.given_by, columns.entered_by).order_by(columns.id)
        )
        who = [(people.get(row.given_by), people.get(row.entered_by)) for row in rows]
    assert who == [("anna", "anna"), ("ben", "carl"), (None, "carl")]
    for person, is_undone in (("ben", False), ("carl", True)):
        anna.person = person
        with anna.write() as connection:
            assert (undo_history.undo(connection) is not None) == is_undone


def test_what_two_people_said_differently_is_a_dispute_once_both_are_here(anna, ben):
    anna.person, ben.person = "anna", "ben"
    say(anna, "a/one", "jazz", "yes", 100)
    say(ben, "a/one", "jazz", "no", 200)
    [conflict] = merge(anna, ben).conflicts
    assert (conflict.here.person, conflict.there.person) == ("anna", "ben")
    with anna.read() as connection:
        assert disputed(connection) == {}
    merge(anna, ben, conflicts="newer")
    with anna.read() as connection:
        people = people_by_id(connection)
        [said] = disputed(connection).values()
    assert [(people[one.person], one.state) for one in said] == [("anna", "yes"), ("ben", "no")]


def test_a_second_merge_of_the_same_file_adds_nothing(anna, ben):
    say(ben, "a/one", "jazz", "yes", 100)
    say(ben, "a/two", "polka", "yes", 100)
    merge(anna, ben)
    again = merge(anna, ben)
    assert again.changes == 0
    assert again.undo_group is None


def test_one_undo_takes_the_whole_merge_back_and_redo_brings_it_again(anna, ben):
    say(anna, "a/one", "jazz", "yes", 100)
    before = states(anna)
    say(ben, "a/one", "jazz", "no", 200)
    say(ben, "a/two", "polka", "yes", 100)
    with ben.write(durable=True) as connection:
        edit_facts(connection, {1: {"title": "One", "artist": "Abba"}})
        review_marks.mark(connection, [2], 400)
        kept.keep(connection, [((2, 3, "yes"), 1)])
        tag_changes.make(connection, tag_changes.rename(connection, "rock", "Rock music"))
    report = merge(anna, ben, conflicts="theirs")
    after = said(anna)
    assert {kind for kind, count in report.taken.items() if count} == {
        "answer",
        "fact",
        "artist",
        "review",
        "kept",
        "tag",
        "new tag",
    }
    assert after["a/two polka"] == ("yes", "user", 100)
    assert after["One jazz"] == ("no", "user", 200)
    _undo(anna)
    assert states(anna) == before
    with anna.read() as connection:
        assert [tag.name for tag in tags.list_tags(connection)] == ["jazz", "rock"]
        assert words_of(connection, [1, 2]) == {}
        assert kept.kept(connection, [2]) == {}
        reviewed = connection.scalar(
            sa.select(tracks.tracks.c.reviewed_at).where(tracks.tracks.c.id == 2)
        )
        assert reviewed is None
    with anna.write(durable=True) as connection:
        redo(connection)
    assert {key: one[:2] for key, one in said(anna).items()} == {
        key: one[:2] for key, one in after.items()
    }
    with anna.read() as connection:
        assert [tag.name for tag in tags.list_tags(connection)] == ["jazz", "polka", "Rock music"]


def test_after_an_undo_the_same_file_can_be_merged_again(anna, ben):
    say(ben, "a/two", "polka", "yes", 100)
    merge(anna, ben)
    _undo(anna)
    assert states(anna) == {}
    report = merge(anna, ben)
    assert (report.taken["answer"], report.taken["new tag"]) == (1, 1)
    assert states(anna) == {"a/two polka": "yes"}
    with anna.read() as connection:
        assert "polka" in [tag.name for tag in tags.list_tags(connection)]


def test_both_ways_end_with_the_same_answers(anna, ben):
    say(anna, "a/one", "jazz", "yes", 100)
    say(anna, "a/two", "polka", "no", 110)
    say(ben, "b/four", "jazz", "no", 120)
    say(ben, "a/two", "polka", "no", 130)
    merge(anna, ben)
    assert merge(ben, anna).conflicts == ()
    assert states(anna) == states(ben)
    assert merge(anna, ben).changes == 0


def test_a_conflict_is_listed_and_left(anna, ben):
    say(anna, "a/one", "jazz", "yes", 100)
    say(ben, "a/one", "jazz", "no", 200)
    report = merge(anna, ben)
    [conflict] = report.conflicts
    assert (conflict.subject, conflict.what) == ("/home/anna/Music/a/one.mp3", "jazz")
    assert (conflict.here.value, conflict.here.at) == ("yes", 100)
    assert (conflict.there.value, conflict.there.at) == ("no", 200)
    assert report.undecided == 1
    assert states(anna) == {"a/one jazz": "yes"}
    assert len(merge(anna, ben).conflicts) == 1


@pytest.mark.parametrize(
    ("rule", "holds"), [("ours", "yes"), ("theirs", "no"), ("newer", "no"), ("leave", "yes")]
)
def test_conflicts_are_decided_by_a_rule(anna, ben, rule, holds):
    say(anna, "a/one", "jazz", "yes", 100)
    say(ben, "a/one", "jazz", "no", 200)
    merge(anna, ben, conflicts=rule)
    assert states(anna) == {"a/one jazz": holds}
    assert len(merge(anna, ben).conflicts) == (rule == "leave")
    with anna.read() as connection:
        words = connection.execute(sa.select(journal.c.state, journal.c.at)).all()
    assert ("yes", 100) in words
    assert (("no", 200) in words) is (rule != "leave")  # their word is kept, whichever holds


def test_a_choice_goes_before_the_rule(anna, ben):
    for piece in ("a/one", "a/two"):
        say(anna, piece, "jazz", "yes", 100)
        say(ben, piece, "jazz", "no", 200)
    first = merge(anna, ben, pretend=True).conflicts[0]
    merge(anna, ben, conflicts="ours", choices=((first.key, "theirs"),))
    assert states(anna) == {"a/one jazz": "no", "a/two jazz": "yes"}


def test_who_goes_on_from_their_own_word_is_followed_without_asking(anna, ben):
    say(ben, "a/one", "jazz", "yes", 100)
    merge(anna, ben)
    say(ben, "a/one", "jazz", "no", 200)
    report = merge(anna, ben)
    assert report.conflicts == ()
    assert states(anna) == {"a/one jazz": "no"}
    say(ben, "a/one", "jazz", "unseen", 300)
    merge(anna, ben)
    assert states(anna) == {}


def test_what_was_said_here_since_the_last_merge_stays(anna, ben):
    say(ben, "a/one", "jazz", "yes", 100)
    merge(anna, ben)
    say(anna, "a/one", "jazz", "no", 200)
    assert merge(anna, ben).changes == 0
    assert states(anna) == {"a/one jazz": "no"}
    report = merge(ben, anna)  # Anna's word against Ben's own: he is asked
    assert len(report.conflicts) == 1
    assert states(ben) == {"a/one jazz": "yes"}


def test_a_taking_back_there_takes_no_word_of_here_back(anna, ben):
    say(anna, "a/one", "jazz", "yes", 100)
    merge(ben, anna)
    say(ben, "a/one", "jazz", "unseen", 200)
    assert merge(anna, ben).changes == 0
    assert states(anna) == {"a/one jazz": "yes"}


def test_what_the_files_say_is_not_taken_and_is_no_word_against_it(anna, ben):
    say(anna, "a/one", "jazz", "yes", 100, "file tag")
    say(ben, "a/one", "jazz", "no", 200)
    say(ben, "a/two", "jazz", "yes", 200, "file tag")
    report = merge(anna, ben)
    assert report.conflicts == ()
    assert states(anna) == {"a/one jazz": "no"}


def test_a_copy_of_this_very_library_that_went_on_is_followed(anna, tmp_path):
    say(anna, "a/one", "jazz", "yes", 100)
    say(anna, "a/two", "jazz", "yes", 100)
    anna.close()
    laptop = tmp_path / "laptop.db"
    shutil.copyfile(anna.path, laptop)
    with open_library(laptop, writing=True, copying=False) as copy:
        say(copy, "a/one", "jazz", "no", 200)
        with open_library(anna.path, writing=True, copying=False) as home:
            say(home, "a/two", "jazz", "no", 300)
            assert merge(home, copy).conflicts == ()
            assert states(home) == {"a/one jazz": "no", "a/two jazz": "no"}
            merge(copy, home)
            assert states(copy) == states(home)


def test_what_came_by_way_of_a_third_library_keeps_who_said_it_first(anna, ben, tmp_path):
    with made(tmp_path / "clara.db", "/clara") as clara:
        say(clara, "a/one", "jazz", "yes", 100)
        merge(ben, clara)
        merge(anna, ben)
        with clara.read() as connection:
            first = library_id(connection)
        with anna.read() as connection:
            known = known_libraries(connection)
            [number] = connection.scalars(sa.select(journal.c.said_in))
        assert known[number] == (first, str(clara.path))
        assert merge(anna, clara).changes == 0


def test_an_undo_after_a_later_answer_brings_back_who_said_it(anna, ben):
    say(ben, "a/one", "jazz", "yes", 100)
    merge(anna, ben)
    say(anna, "a/one", "jazz", "no", 200)
    _undo(anna)
    with anna.read() as connection:
        last = connection.execute(sa.select(journal).order_by(journal.c.id.desc()).limit(1)).one()
    assert (last.state, last.said_in) == ("yes", 1)


def test_tracks_that_are_not_here_wait_for_the_scan_in_no_list(anna, tmp_path):
    with made(tmp_path / "more.db", "/other", ("a/one", "c/new")) as other:
        say(other, "c/new", "jazz", "yes", 100)
        report = merge(anna, other)
        assert [(one.path, one.words) for one in report.not_here] == [("/other/c/new.mp3", 1)]
        assert merge(anna, other).changes == 0
    with anna.read() as connection:
        [waiting] = connection.scalars(sa.select(removed_tracks.c.track_id))
        assert connection.scalar(sa.select(journal.c.track_id)) == waiting
    assert _id_of(anna, "c/new") == waiting


def test_other_encodings_are_matched_by_path_where_the_lengths_agree(anna, tmp_path):
    with made(tmp_path / "flac.db", "/flac", suffix="flac") as other:
        with other.write() as connection:
            connection.execute(
                sa.update(tracks.tracks).where(tracks.tracks.c.id == 2).values(seconds=99.0)
            )
        say(other, "a/one", "jazz", "yes", 100)
        say(other, "a/two", "jazz", "yes", 100)
        report = merge(anna, other)
        assert report.matched == {"path": 1}
        assert [one.path for one in report.not_here] == ["/flac/a/two.flac"]
        assert [(one.there, one.here) for one in report.roots] == [("/flac", "/home/anna/Music")]


def test_a_named_root_is_used_and_a_wrong_one_is_refused(anna, tmp_path):
    pieces = ("x/a/one", "y/q")
    with made(tmp_path / "far.db", "/far", pieces, suffix="flac") as other:
        say(other, "x/a/one", "jazz", "yes", 100)
        root = (("/far/x", "/home/anna/Music"),)
        assert merge(anna, other, roots=root, pretend=True).matched == {"path": 1}
        with pytest.raises(TagStudioError, match="No track of the other library lies in /gone"):
            merge(anna, other, roots=(("/gone", "/home/anna/Music"),))


def test_changes_of_tags_come_and_names_that_mean_others_stay(anna, ben):
    with ben.write(durable=True) as connection:
        tag_changes.make(connection, tag_changes.rename(connection, "rock", "Rock music"))
        tags.tag_id(connection, "polka", "genre", "user")
        tag_changes.make(connection, tag_changes.set_colour(connection, ["polka"], "red"))
        tag_changes.make(connection, tag_changes.add_alias(connection, "jazz", "Jass"))
    with anna.write(durable=True) as connection:
        tags.tag_id(connection, "Rock music", "genre", "user")
        tag_changes.make(connection, tag_changes.add_alias(connection, "jazz", "Dixie"))
    report = merge(anna, ben)
    assert [one.key for one in report.left] == ["merge.name-taken"]
    with anna.read() as connection:
        found = {tag.name: tag for tag in tags.list_tags(connection)}
    assert set(found) == {"jazz", "polka", "rock", "Rock music"}
    assert found["polka"].colour == "#c0392b"
    assert set(found["jazz"].other_names) == {"Dixie", "Jass"}
    assert merge(anna, ben).changes == 0


def test_a_tag_is_known_since_the_earlier_of_both_libraries(anna, ben):
    say(ben, "a/one", "rock", "no", 200)
    with anna.write(durable=True) as connection:
        tags.known_since(connection, tags.tag_id(connection, "rock", "genre", "user"), 900)
        tags.known_since(connection, tags.tag_id(connection, "jazz", "genre", "user"), 300)
    with ben.write(durable=True) as connection:
        for name, at in (("rock", 400), ("jazz", 500)):
            tags.known_since(connection, tags.tag_id(connection, name, "genre", "user"), at)
        polka = tags.tag_id(connection, "polka", "genre", "user", at=600)
        decisions.record_decisions(connection, [Decision(1, polka, "yes")], "user", at=600)
    merge(anna, ben)
    with anna.read() as connection:
        columns = schema.tags.c
        rows = connection.execute(sa.select(columns.name, columns.added))
        assert {row.name: row.added for row in rows} == {"rock": 400, "jazz": 300, "polka": 600}


def test_a_tag_in_use_here_is_not_deleted_unasked(anna, ben):
    say(anna, "a/one", "polka", "yes", 100)
    say(ben, "a/two", "polka", "yes", 100)
    with ben.write(durable=True) as connection:
        tag_changes.make(connection, tag_changes.delete(connection, "polka"))
    report = merge(anna, ben)
    [conflict] = report.conflicts
    assert (conflict.kind, conflict.subject, conflict.what) == ("tag", "polka", "deleted_at")
    with anna.read() as connection:
        assert "polka" in [tag.name for tag in tags.list_tags(connection)]
    merge(anna, ben, conflicts="theirs")
    with anna.read() as connection:
        assert "polka" not in [tag.name for tag in tags.list_tags(connection)]


def test_merged_tags_are_one_here_too_with_the_answers_of_here(anna, ben):
    with anna.write(durable=True) as connection:
        tags.tag_id(connection, "jass", "genre", "user")
    say(ben, "a/one", "jass", "yes", 100)
    merge(anna, ben)
    with ben.write(durable=True) as connection:
        tag_changes.make(connection, tag_changes.merge(connection, "jass", "jazz"))
    merge(anna, ben)
    with anna.read() as connection:
        assert [tag.name for tag in tags.list_tags(connection)] == ["jazz", "rock"]
    assert states(anna)["a/one jazz"] == "yes"


@pytest.mark.parametrize(("rule", "answered"), [("ours", False), ("theirs", True)])
def test_a_merged_tag_in_use_here_is_asked_about(anna, ben, rule, answered):
    for library in (anna, ben):
        say(library, "a/one", "jass", "yes", 100)
    say(anna, "a/two", "jass", "yes", 150)
    with ben.write(durable=True) as connection:
        tag_changes.make(connection, tag_changes.merge(connection, "jass", "jazz"))
    [conflict] = merge(anna, ben, pretend=True).conflicts
    assert (conflict.what, conflict.there.value) == ("merged_into", "jazz")
    merge(anna, ben, conflicts=rule)
    assert ("a/two jazz" in states(anna)) is answered
    with anna.read() as connection:
        assert ("jass" in [tag.name for tag in tags.list_tags(connection)]) is not answered
    assert merge(anna, ben).conflicts == ()


def test_answers_to_a_tag_that_was_merged_here_are_answers_to_what_it_is_now(anna, ben):
    say(anna, "a/one", "jass", "yes", 100)
    with anna.write(durable=True) as connection:
        tag_changes.make(connection, tag_changes.merge(connection, "jass", "jazz"))
    say(ben, "a/two", "jass", "yes", 200)
    merge(anna, ben)
    assert states(anna)["a/two jazz"] == "yes"
    assert merge(anna, ben).changes == 0


def test_searches_and_meanings_of_genres_are_added_and_stay(anna, ben):
    with ben.write(durable=True) as connection:
        save_search(connection, "Blue", "tag:jazz")
        save_search(connection, "Red", "tag:rock")
        genre_choices.choose(connection, {"Jazz/Blues": 1, "Unknown": None})
    with anna.write(durable=True) as connection:
        save_search(connection, "Red", "artist:red")
    report = merge(anna, ben)
    assert (report.taken["search"], report.taken["genre"]) == (1, 2)
    assert [one.key for one in report.left] == ["merge.search-differs"]
    with anna.read() as connection:
        assert [tuple(one) for one in list_searches(connection)] == [
            ("Blue", "tag:jazz"),
            ("Red", "artist:red"),
        ]
        assert genre_choices.chosen_tags(connection) == {"jazz/blues": 1, "unknown": None}
    assert merge(anna, ben).changes == 0


def test_a_pretended_merge_changes_nothing(anna, ben):
    say(ben, "a/one", "polka", "yes", 100)
    before = anna.path.read_bytes()
    with anna.read() as connection:
        rows = connection.scalar(sa.select(sa.func.count()).select_from(journal))
    report = merge(anna, ben, pretend=True)
    assert report.taken["answer"] == 1
    with anna.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(journal)) == rows
    assert anna.path.read_bytes() == before


def test_a_merge_that_ends_half_way_leaves_nothing(anna, ben, monkeypatch):
    say(ben, "a/one", "polka", "yes", 100)
    say(ben, "a/two", "polka", "yes", 100)

    def broken(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(make.Merge, "_hold", broken)
    with pytest.raises(KeyboardInterrupt):
        merge(anna, ben)
    with anna.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(journal)) == 0
        assert [tag.name for tag in tags.list_tags(connection)] == ["jazz", "rock"]


def test_an_older_library_is_read_and_stays_as_old_as_it_is(anna, ben, tmp_path):
    say(ben, "a/one", "jazz", "yes", 100)
    ben.close()
    with closing(sqlite3.connect(ben.path)) as file:
        file.execute("PRAGMA journal_mode = DELETE")
        of_texts = ("text_is_new", "text_is_changed", "text_is_deleted")
        of_tracks = ("track_is_new", "track_is_changed", "track_is_deleted")
        for trigger in ("journal_decides", *of_texts, *of_tracks):
            file.execute(f"DROP TRIGGER {trigger}")
        file.execute("DROP INDEX track_texts_by_shown_title")
        file.execute("ALTER TABLE track_texts DROP COLUMN shown_title")
        file.execute("ALTER TABLE tags DROP COLUMN added")
        file.execute("DROP INDEX journal_by_track")
        for table in decisions.JOURNALS:
            file.execute(f"DROP INDEX {table.name}_by_person")
            file.execute(f"DROP INDEX {table.name}_by_undone")
            for column in ("said_in", "given_by", "entered_by"):
                file.execute(f"ALTER TABLE {table.name} DROP COLUMN {column}")
        file.execute("ALTER TABLE decisions DROP COLUMN given_by")
        for name in (
            "people",
            "merged_libraries",
            "measurements",
            "measurement_failures",
            "leases",
            "action_tokens",
            "text_trigrams_terms",
            "text_trigrams",
            "track_columns",
            "stale_tracks",
        ):
            file.execute(f"DROP TABLE {name}")
        file.execute("UPDATE alembic_version SET version_num = '0023'")
        file.commit()
    before = ben.path.read_bytes()
    assert merge(anna, ben).taken["answer"] == 1
    assert ben.path.read_bytes() == before
    assert migration.revision(ben.path) == "0023"


def test_what_cannot_be_merged_is_refused_in_one_sentence(anna, ben, tmp_path):
    ben.close()
    text = tmp_path / "notes.db"
    text.write_text("This is no library, and long enough to be taken for none." * 100)
    newer = tmp_path / "newer.db"
    shutil.copyfile(ben.path, newer)
    with closing(sqlite3.connect(newer)) as file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
        file.commit()
    hurt = tmp_path / "hurt.db"
    data = bytearray(ben.path.read_bytes())
    data[8192:] = b"\xaa" * (len(data) - 8192)
    hurt.write_bytes(data)
    rows = tmp_path / "rows.db"
    shutil.copyfile(ben.path, rows)
    with closing(sqlite3.connect(rows)) as file:
        file.execute("UPDATE tracks SET size = 'large'")
        file.commit()
    for path, key in (
        (anna.path, "merge.itself"),
        (text, "merge.no-library"),
        (newer, "library.newer"),
        (hurt, "merge.no-library"),
        (rows, "merge.damaged"),
        (tmp_path, "library.no-file"),
        (tmp_path / "none.db", "library.not-there"),
    ):
        with pytest.raises(TagStudioError) as caught:
            merge(anna, _At(path))
        assert caught.value.message.key == key


class _At:
    def __init__(self, path):
        self.path = path
