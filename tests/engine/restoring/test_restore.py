"""A restore drill: what a librarian said, and the versions that learned from it, come back."""

import errno
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from tagstudio.audio.metadata.facts import Facts
from tagstudio.core import files, paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import run
from tagstudio.engine.restoring.restore import Restored, look, restore, take_back
from tagstudio.engine.training.train import TrainSettings, train
from tagstudio.library.db import migration
from tagstudio.library.db.backup import copies as copies_module
from tagstudio.library.db.backup import version_files
from tagstudio.library.db.backup.back_up import back_up
from tagstudio.library.db.backup.copies import ANSWERS, DAILY
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.schema import decisions as decision_table
from tagstudio.library.db.schema import journal, sound_clusters, track_texts
from tagstudio.library.db.schema import suggestions as suggestion_table
from tagstudio.library.db.schema import tracks as track_table
from tagstudio.library.db.sqlite import connection as connection_module
from tagstudio.library.db.sqlite.connection import connect
from tagstudio.library.db.sqlite.lock import writer_lock
from tagstudio.library.models import models, promotions
from tagstudio.library.tags import decisions, part_answers, tags, undo_history
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tags.part_answers import PartAnswer, Stretch
from tagstudio.library.tracks import same_recordings, track_artists, tracks
from tagstudio.library.tracks.track_artists import InferredArtist
from tagstudio.library.tracks.tracks import NewTrack

from ..conftest import correct, version


def answered(library: Library) -> set[tuple[object, ...]]:
    with library.read() as connection:
        return {tuple(row) for row in connection.execute(sa.select(decision_table))}


def answer(library: Library, track_ids: list[int], name: str = "mine") -> None:
    with library.write(durable=True) as connection:
        tag = tags.tag_id(connection, name, "", "user")
        decisions.record_decisions(
            connection, [Decision(id, tag, "yes") for id in track_ids], "user"
        )


def spoil(path: Path, table: str) -> None:
    """Damage the root page of a table, which only a check of all pages finds."""
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with closing(connect(path, "ro")) as file:
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        [page] = file.execute(query, (table,)).fetchone()
    content = bytearray(path.read_bytes())
    content[4096 * (page - 1) : 4096 * page] = b"\xa5" * 4096
    path.write_bytes(content)


def restored(path: Path, *, salvage: bool = True, force: bool = False, number: int = 0) -> Restored:
    found = look(path)
    return restore(found, found.copies[number], salvage=salvage, force=force)


def test_a_damaged_library_comes_back_with_the_answers_given_since_the_copy(learning_library):
    path = learning_library.path
    correct(learning_library)
    back_up(path, DAILY)
    with learning_library.write() as connection:
        folder = tracks.folder_id(connection, "/new music")
        new = NewTrack("/new music/Größe.mp3", 5, 6, b"n" * 16, Facts(title="Größe"))
        [added] = tracks.add_tracks(connection, folder, [new])
    answer(learning_library, [1, 2, added])
    answer(learning_library, [3], "another of mine")
    before = answered(learning_library)
    learning_library.close()
    spoil(path, "search_texts")

    found = look(path)
    assert found.condition == "damaged"
    assert found.newer_than(found.copies[0]) == 4
    outcome = restore(found, found.copies[0], salvage=True, force=False)
    assert outcome.kept == path.with_name("my.db.damaged")
    assert (outcome.salvaged.answers, outcome.salvaged.tracks, outcome.salvaged.lost) == (4, 1, 0)
    with open_library(path, writing=True) as library:
        assert answered(library) == before
        with library.write() as connection:
            undo_history.undo(connection)  # the last action, as before
            titles = sa.select(track_texts.c.title).where(track_texts.c.track_id == added)
            assert connection.scalar(titles) == "grösse"
            stored = sa.select(track_table.c.path).where(track_table.c.id == added)
            assert connection.scalar(stored) == "/new music/Größe.mp3"
        assert len(answered(library)) == len(before) - 1


def test_answers_to_parts_given_since_the_copy_come_back_and_can_be_undone(learning_library):
    path, one = learning_library.path, PartAnswer(1, 1, Stretch(2_000, 9_000), "yes")
    with learning_library.write(durable=True) as connection:
        part_answers.record(connection, [one])
    back_up(path, DAILY)
    with learning_library.write(durable=True) as connection:
        part_answers.record(connection, [one._replace(state="no", source="import", at=7)])
        before = part_answers.parts_on(connection, [1])
    learning_library.close()
    spoil(path, "search_texts")
    restored(path)
    with open_library(path, writing=True) as library, library.write() as connection:
        assert part_answers.parts_on(connection, [1]) == before
        undo_history.undo(connection)
        assert [part.state for part in part_answers.parts_on(connection, [1])] == ["yes"]


def test_newer_answers_stay_with_the_recordings_that_moved_since_the_copy(learning_library):
    path = learning_library.path
    with learning_library.write() as connection:
        tracks.correct_seconds(connection, [(3, 33.0)])
    back_up(path, DAILY)
    columns = track_table.c
    with learning_library.write() as connection:
        query = sa.select(columns.id, columns.path).where(columns.id.in_([1, 2]))
        places = dict(connection.execute(query).all())
        tracks.set_path(connection, 1, "/between")
        tracks.set_path(connection, 2, places[1])
        tracks.set_path(connection, 1, places[2])
        # track 3 had no answers: its row is of another recording since its file was overwritten
        old = connection.scalar(sa.select(columns.path).where(columns.id == 3))
        facts = Facts(title="Another", artist="Somebody")
        tracks.update_tracks(connection, [(3, NewTrack(old, 7, 8, b"o" * 16, facts))])
        new = NewTrack("/music/moved and replaced.mp3", 5, 6, b"n" * 16, Facts(title="New"))
        [added] = tracks.add_tracks(connection, tracks.folder_id(connection, "/music"), [new])
        tracks.correct_seconds(connection, [(1, 11.0), (added, 55.0)])
    answer(learning_library, [1, 2, 3, added])
    with learning_library.read() as connection:
        whole = sa.select(track_table).order_by(columns.id)
        before = connection.execute(whole).all()
    heard = {one.id: one.heard_seconds for one in before}
    assert (heard[1], heard[3], heard[added]) == (11.0, None, 55.0)
    given = answered(learning_library)
    learning_library.close()
    spoil(path, "search_texts")
    assert restored(path, number=-1).salvaged.lost == 0
    with open_library(path, writing=False) as library, library.read() as connection:
        assert connection.execute(whole).all() == before
        assert answered(library) == given
        texts = sa.select(track_texts.c.track_id, track_texts.c.title)
        found = dict(connection.execute(texts.where(track_texts.c.track_id.in_([3, added]))).all())
        assert found == {3: "another", added: "new"}
        scored = sa.select(suggestion_table.c.track_id).where(suggestion_table.c.track_id == 3)
        assert connection.execute(scored).all() == []  # what was heard in the old recording


def test_who_made_a_track_comes_over_and_so_its_fold(learning_library):
    path = learning_library.path
    with learning_library.write() as connection:
        track_artists.store_inferred(connection, {1: InferredArtist("Before", "folder")})
        same_recordings.store(connection, {3: 3})
    back_up(path, DAILY)
    with learning_library.write() as connection:
        track_artists.forget_inferred(connection, [1])
        track_artists.store_inferred(connection, {1: InferredArtist("", "file name")})
        track_artists.name_artists(connection, {2: "Imported"})
        same_recordings.store(connection, {4: 3})
        connection.execute(sa.insert(sound_clusters).values(track_id=5, cluster=b"c" * 16))
    with learning_library.write(durable=True) as connection:
        track_artists.set_artist(connection, [6], "Named by her")
    groups = found_of_groups(learning_library)
    learning_library.close()
    spoil(path, "search_texts")
    restored(path)
    with open_library(path, writing=True) as library:
        assert found_of_groups(library) == groups
        with library.write() as connection:
            assert track_artists.artists_of(connection, [6])[6].name == "Named by her"
            assert undo_history.undo(connection).namings == ((6, "Named by her", None),)


def found_of_groups(library: Library) -> dict[str, list[tuple[object, ...]]]:
    tables = ("track_artists", "same_recordings", "sound_clusters")
    with library.read() as connection:
        return {
            name: [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {name}")]
            for name in tables
        }


def verdicts(connection: sa.Connection) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.exec_driver_sql("SELECT * FROM judgements")]


def test_verdicts_and_the_version_in_use_are_as_of_the_copy(trained, measured_here):
    path = trained.library.path
    back_up(path, DAILY)
    with trained.library.read() as connection:
        before = promotions.active_promotion(connection), verdicts(connection)
    run(train(trained.library, version("plain"), TrainSettings(name="since the copy")))
    with trained.library.write(durable=True) as connection:
        model = models.find_model(connection, "since the copy")
        promotions.record_promotion(connection, "forced", model.id, "")
    trained.library.close()
    spoil(path, "search_texts")
    restored(path)
    with open_library(path, writing=True) as library, library.read() as connection:
        assert promotions.active_promotion(connection) == before[0]
        assert verdicts(connection) == before[1]
    assert version("since the copy").info.parent == "plain"  # it is there, as a candidate


def test_answers_on_a_damaged_page_cost_none_beside_it(learning_library):
    """Pages of the journal itself are gone: what can be read at both ends comes back."""
    path = learning_library.path
    back_up(path, DAILY)
    correct(learning_library)
    with learning_library.read() as connection:
        whole = connection.scalar(sa.select(sa.func.count()).select_from(journal))
    learning_library.close()
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        try:
            [page] = file.execute(
                "SELECT pageno FROM dbstat WHERE name = 'journal' AND pagetype = 'leaf'"
                " ORDER BY pageno LIMIT 1 OFFSET 2"
            ).fetchone()
        except sqlite3.OperationalError:
            pytest.skip("this SQLite has no dbstat")
    content = bytearray(path.read_bytes())
    content[4096 * (page - 1) : 4096 * page] = b"\xa5" * 4096
    path.write_bytes(content)
    salvaged = restored(path, number=-1).salvaged  # closing made a copy of so many answers
    assert salvaged.answers + salvaged.lost == whole
    assert 0 < salvaged.lost < whole / 2


def test_without_the_newer_answers_it_is_the_copy(learning_library):
    correct(learning_library)
    before = answered(learning_library)
    back_up(learning_library.path, DAILY)
    answer(learning_library, [1])
    learning_library.close()
    spoil(learning_library.path, "search_texts")
    assert restored(learning_library.path, salvage=False).salvaged is None
    with open_library(learning_library.path, writing=True) as library:
        assert answered(library) == before


def test_the_files_of_versions_come_back_too(trained):
    name = trained.report.model.info.name
    path = trained.library.path
    back_up(path, DAILY)
    trained.library.close()
    file = paths.models_folder("learning_tagger") / f"{name}.json"
    content = file.read_bytes()
    file.unlink()
    spoil(path, "search_texts")
    assert restored(path).versions == (name,)
    assert file.read_bytes() == content
    assert version(name).info == trained.report.model.info


def test_a_version_in_the_way_of_a_returning_one_is_left_alone(trained):
    path = trained.library.path
    back_up(path, DAILY)
    trained.library.close()
    file = paths.models_folder("learning_tagger") / f"{trained.report.model.info.name}.json"
    file.write_bytes(b"{}")
    spoil(path, "search_texts")
    assert restored(path).versions == ()
    assert file.read_bytes() == b"{}"


def test_after_a_restore_a_training_hears_the_tracks_again(trained, measured_here):
    path = trained.library.path
    back_up(path, DAILY)
    trained.library.close()
    spoil(path, "search_texts")
    restored(path)
    with open_library(path, writing=True) as library:
        again = run(train(library, version("plain"), TrainSettings()))
    assert again.answers == trained.report.answers


@pytest.mark.parametrize("condition", ["sound", "newer"])
def test_a_library_that_is_not_damaged_is_replaced_by_force_only(learning_library, condition):
    path = learning_library.path
    back_up(path, DAILY)
    answer(learning_library, [1])
    before = answered(learning_library)
    learning_library.close()
    if condition == "newer":
        with closing(sqlite3.connect(path)) as file:
            file.execute("UPDATE alembic_version SET version_num = '0999'")
            file.commit()
    content = path.read_bytes()
    found = look(path)
    assert found.condition == condition
    with pytest.raises(TagStudioError, match="--force"):
        restored(path)
    assert path.read_bytes() == content
    outcome = restored(path, force=True, salvage=False)
    assert outcome.kept == path.with_name("my.db.replaced")
    with open_library(path, writing=True) as library:
        assert answered(library) != before
    take_back(path)
    assert path.read_bytes() == content


def test_a_restore_can_be_taken_back_and_nothing_is_ever_overwritten(learning_library):
    path = learning_library.path
    back_up(path, DAILY)
    learning_library.close()
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).write_bytes(suffix.encode())
    for content in (b"first", b"second"):
        path.write_bytes(content)
        restored(path)
    names = ["my.db.damaged", "my.db.damaged2"]
    assert [path.with_name(name).read_bytes() for name in names] == [b"first", b"second"]
    assert path.with_name("my.db.damaged-wal").read_bytes() == b"-wal"
    kept = take_back(path)
    assert path.read_bytes() == b"second"
    assert kept == path.with_name("my.db.replaced")
    assert look(kept).condition == "sound"


def test_of_several_copies_any_can_be_chosen_and_damaged_ones_are_not_listed(learning_library):
    path = learning_library.path
    for number, reason in enumerate((DAILY, ANSWERS, ANSWERS)):
        made = back_up(path, reason)
        if number < 2:
            answer(learning_library, [number + 1])
    made.write_bytes(b"nonsense")
    learning_library.close()
    path.unlink()
    found = look(path)
    assert (found.condition, found.present) == ("missing", None)
    assert [one.contents.answers for one in found.copies] == [1, 0]
    assert restored(path, number=1).kept is None
    with open_library(path, writing=True) as library:
        assert answered(library) == set()


def test_nothing_is_restored_while_somebody_writes(learning_library):
    path = learning_library.path
    back_up(path, DAILY)
    learning_library.close()
    with writer_lock(path), pytest.raises(TagStudioError, match="another TagStudio"):
        restored(path, force=True)
    assert not list(path.parent.glob("*.replaced*"))


def test_without_a_restore_there_is_none_to_take_back(home):
    with pytest.raises(TagStudioError, match="No restore of"):
        take_back(home / "my.db")


def names_and_tags(path: Path) -> set[tuple[str, str]]:
    query = (
        "SELECT tracks.path, tags.name FROM decisions JOIN tracks ON tracks.id = track_id"
        " JOIN tags ON tags.id = tag_id"
    )
    with closing(connect(path, "ro")) as file:
        return {(os.fsdecode(name), tag) for name, tag in file.execute(query)}


def add(path: Path, name: str, *tag_names: str) -> None:
    """Add a track, and answer yes to each of the tags on it."""
    with open_library(path, writing=True, copying=False) as library:
        with library.write() as connection:
            folder = tracks.folder_id(connection, "/music")
            new = NewTrack(f"/music/{name}", 1, 1, name.encode().ljust(16, b"."))
            [added] = tracks.add_tracks(connection, folder, [new])
        for tag in tag_names:
            answer(library, [added], tag)


def test_answers_of_another_lineage_land_on_no_track(home):
    """After a restore the same numbers are given again, to other tracks."""
    path = home / "my.db"
    path.parent.mkdir(parents=True)
    add(path, "one.mp3", "jazz")
    first = back_up(path, DAILY)
    add(path, "chopin.mp3", "classical")
    second = back_up(path, ANSWERS)
    before = names_and_tags(path)
    found = look(path)
    [chosen] = [one for one in found.copies if one.copy.path == first]
    restore(found, chosen, salvage=False, force=True)
    add(path, "metallica.mp3", "metal", "rock", "loud")
    found = look(path)
    [chosen] = [one for one in found.copies if one.copy.path == second]
    assert found.newer_than(chosen) is None
    outcome = restore(found, chosen, salvage=True, force=True)
    assert outcome.salvaged is None
    assert "restored from another copy" in str(outcome.notes[0])
    assert names_and_tags(path) == before
    add(path, "new.mp3", "folk")
    back_up(path, DAILY)
    add(path, "newer.mp3", "soul")
    assert restored(path, force=True).salvaged.answers == 1
    assert names_and_tags(path) - before == {
        ("/music/new.mp3", "folk"),
        ("/music/newer.mp3", "soul"),
    }


def test_a_file_that_was_put_in_place_by_hand_is_not_mixed_in_either(home):
    path = home / "my.db"
    path.parent.mkdir(parents=True)
    add(path, "one.mp3", "jazz")
    first = back_up(path, DAILY)
    add(path, "chopin.mp3", "classical")
    back_up(path, ANSWERS)
    shutil.copyfile(first, path)
    add(path, "metallica.mp3", "metal", "rock")
    found = look(path)
    assert found.newer_than(found.copies[0]) is None
    assert restored(path, force=True).salvaged is None


def test_a_damaged_library_of_an_older_schema_gives_its_newer_answers(home, monkeypatch, tmp_path):
    path = home / "my.db"
    path.parent.mkdir(parents=True)
    scripts = Path(shutil.copytree(migration.SCRIPTS, tmp_path / "scripts"))
    for file in (scripts / "versions").glob("v*.py"):
        if file.name > "v0006":
            file.unlink()
    with monkeypatch.context() as older:
        older.setattr(migration, "SCRIPTS", scripts)
        migration.upgrade(path_made(path))
    with closing(sqlite3.connect(path)) as file:
        file.executescript(OLD_ROWS)
        back_up(path, DAILY)
        file.executescript(OLD_ANSWERS)
    spoil(path, "tracks_by_year")
    found = look(path)
    assert (found.condition, found.newer_than(found.copies[0])) == ("damaged", 2)
    outcome = restored(path)
    assert (outcome.salvaged.answers, outcome.salvaged.lost, outcome.notes) == (2, 0, ())
    assert names_and_tags(path) == {("/music/a.mp3", "jazz"), ("/music/a.mp3", "rock")}
    assert migration.revision(path) == migration.HEAD


def path_made(path: Path) -> Path:
    path.touch()
    return path


OLD_ROWS = """
INSERT INTO folders (id, path) VALUES (1, CAST('/music' AS TEXT));
INSERT INTO tracks (id, folder_id, path, size, mtime_ns, added)
VALUES (1, 1, '/music/a.mp3', 1, 1, 1);
INSERT INTO tags VALUES
(1, 'jazz', 'jazz', '', 'user'), (2, 'rock', 'rock', '', 'user');
"""
OLD_ANSWERS = """
INSERT INTO journal (at, track_id, tag_id, state, source, undo_group)
VALUES (1, 1, 1, 'yes', 'user', 1), (1, 1, 2, 'yes', 'user', 2);
"""


def test_a_disk_that_fails_at_the_last_moment_changes_nothing(learning_library, monkeypatch):
    path = learning_library.path
    back_up(path, DAILY)
    answer(learning_library, [1])
    before = answered(learning_library)
    learning_library.close()
    for name in ("_flush", "_sync_folder"):
        with monkeypatch.context() as failing:
            failing.setattr(files, name, full)
            with pytest.raises(TagStudioError, match="disk is full"):
                restored(path, force=True)
        assert [file.name for file in path.parent.glob("my.db.replaced*")] == []
        with open_library(path, writing=False) as library:
            assert answered(library) == before


def full(*arguments: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_take_back_that_fails_leaves_the_restored_library(learning_library, monkeypatch):
    path = learning_library.path
    back_up(path, DAILY)
    learning_library.close()
    restored(path, force=True)
    names = sorted(file.name for file in path.parent.iterdir())
    content, rename = path.read_bytes(), Path.rename

    def refused(self: Path, target: Path) -> Path:
        if self.name == "my.db.replaced":
            full()
        return rename(self, target)

    with monkeypatch.context() as failing:
        failing.setattr(Path, "rename", refused)
        with pytest.raises(TagStudioError, match="could not be restored"):
            take_back(path)
    assert path.read_bytes() == content
    assert sorted(file.name for file in path.parent.iterdir()) == names


KILLED = """
import os, signal, sys
from pathlib import Path
number, calls, rename = int(sys.argv[2]), [], Path.rename

def killed(self, target):
    done = rename(self, target)
    calls.append(1)
    if len(calls) == number:
        os.kill(os.getpid(), signal.SIGKILL)
    return done

Path.rename = killed
from tagstudio.engine.restoring.restore import look, restore, take_back
if sys.argv[3] == "take back":
    take_back(Path(sys.argv[1]))
else:
    found = look(Path(sys.argv[1]))
    restore(found, found.copies[-1], salvage=True, force=True)
"""
CRASH = """
import os, signal, sys
from pathlib import Path
from tagstudio.library.db.database import open_library
from tagstudio.library.tags import decisions, tags
from tagstudio.library.tags.decisions import Decision
library = open_library(Path(sys.argv[1]), writing=True, copying=False)
with library.write(durable=True) as connection:
    tag = tags.tag_id(connection, "mine", "", "user")
    decisions.record_decisions(connection, [Decision(id, tag, "yes") for id in (1, 2, 3)], "user")
os.kill(os.getpid(), signal.SIGKILL)
"""


def run_and_kill(script: str, *arguments: object) -> None:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
@pytest.mark.parametrize("number", [1, 2, 3])
def test_killed_between_two_names_no_answer_of_the_log_is_lost(learning_library, number):
    path = learning_library.path
    back_up(path, DAILY)
    learning_library.close()
    run_and_kill(CRASH, path)
    run_and_kill(KILLED, path, number, "restore")
    found = look(path)
    assert found.condition == "missing"
    outcome = restore(found, found.copies[0], salvage=True, force=False)
    assert (outcome.salvaged.answers, outcome.salvaged.lost) == (3, 0)
    assert outcome.kept == path.with_name("my.db.replaced")
    assert {tag for _, tag in names_and_tags(path)} == {"mine"}
    run_and_kill(KILLED, path, number, "take back")
    assert look(path).condition == "missing"
    take_back(path)
    assert {tag for _, tag in names_and_tags(path)} == {"mine"}
    for file in (path, *path.parent.glob("my.db.replaced*[!lm]")):  # each has its own log
        with closing(connect(file, "ro")) as opened:
            assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("condition", ["unusable", "missing"])
def test_a_library_that_cannot_be_opened_is_not_damaged(learning_library, monkeypatch, condition):
    path = learning_library.path
    back_up(path, DAILY)
    learning_library.close()
    real = connection_module.connect

    def refused(name: Path, mode: str) -> sqlite3.Connection:
        if name == path:
            error = sqlite3.OperationalError("unable to open database file")
            error.sqlite_errorname = "SQLITE_CANTOPEN"
            raise error
        return real(name, mode)

    if condition == "missing":
        path.unlink()
    for module in (migration, copies_module):
        monkeypatch.setattr(module, "connect", refused)
    found = look(path)
    assert found.condition == condition
    if condition == "unusable":
        assert "It cannot be opened; check that the file" in str(found.problem)
        with pytest.raises(TagStudioError, match="--force"):
            restored(path)
        assert path.exists()


def test_a_copy_is_checked_before_it_is_used(learning_library):
    path = learning_library.path
    older = back_up(path, DAILY)
    answer(learning_library, [1])
    back_up(path, ANSWERS)
    answer(learning_library, [2])
    newest = back_up(path, ANSWERS)
    learning_library.close()
    spoil(newest, "search_texts")
    spoil(older, "search_texts")
    path.unlink()
    found = look(path)
    assert [one.copy.path for one in found.copies][1:] == [older]
    assert found.copies[0].copy.path != newest
    with pytest.raises(TagStudioError, match="Choose another copy"):
        restored(path, number=1)
    assert not path.exists()


def test_files_of_versions_that_do_not_come_back_are_told(trained, monkeypatch):
    path = trained.library.path
    back_up(path, DAILY)
    trained.library.close()
    monkeypatch.setattr(version_files, "put_back", full)
    outcome = restored(path, force=True)
    assert outcome.kept == path.with_name("my.db.replaced")
    assert "is restored, but not the files of its model versions" in str(outcome.notes[0])


def test_a_log_whose_library_is_gone_is_not_replayed_into_a_new_one(home):
    path = home / "my.db"
    path.parent.mkdir(parents=True)
    log = path.with_name("my.db-wal")
    log.write_bytes(b"of another")
    open_library(path, writing=True).close()
    assert path.with_name("my.db.left-wal").read_bytes() == b"of another"
