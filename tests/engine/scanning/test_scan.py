import os
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import mutagen
import numpy as np
import pytest
import soundfile
from mutagen.flac import FLAC
from sqlalchemy import select

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import run
from tagstudio.core.settings import settings_file
from tagstudio.engine.jobs.library_specs import ScanJob
from tagstudio.engine.jobs.specs import run as begin
from tagstudio.engine.jobs.specs import spec_of
from tagstudio.engine.processes import reader_pool
from tagstudio.engine.processes.reader_pool import FileReaders
from tagstudio.engine.scanning.scan import ScanReport, scan
from tagstudio.library.db import job_records
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.schema import tracks
from tagstudio.library.tags import decisions, tags, undo_history
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tracks.folders import remove, removed_ids
from tagstudio.library.views import browse


def write_tone(path: Path, hz: float, seconds: float = 0.6) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    times = np.arange(int(8000 * seconds)) / 8000
    soundfile.write(path, 0.3 * np.sin(2 * np.pi * hz * times), 8000)
    return path


@pytest.fixture
def music(tmp_path) -> Path:
    folder = tmp_path / "music"
    for number, name in enumerate(["01.flac", "02.flac", "sub/03.ogg", "sub/04.wav"]):
        write_tone(folder / name, 200 + 50 * number)
    return folder


@pytest.fixture
def library(library_address):
    with open_library(library_address, writing=True) as opened:
        yield opened


def scanned(library: Library, *folders: Path) -> ScanReport:
    return run(scan(library, folders))


def counts(report: ScanReport) -> dict[str, int]:
    return {name: n for name, n in vars(report).items() if isinstance(n, int) and n}


def left_out(report: ScanReport) -> dict[str, str]:
    return {Path(one.path).name: one.reason for one in report.left_out.files}


def answer(library: Library, track_id: int, tag: str) -> None:
    with library.write(durable=True) as connection:
        tag_id = tags.tag_id(connection, tag, "genre", "user")
        decisions.record_decisions(connection, [Decision(track_id, tag_id, "yes")], "user")


def answered(library: Library) -> dict[str, list[int]]:
    """Path -> ids of its tracks with answers."""
    with library.read() as connection:
        found = decisions.current(connection, list(rows(library)))
        paths = dict(connection.execute(select(tracks.c.id, tracks.c.path)).all())
    return {paths[track_id]: sorted(of_track) for track_id, of_track in found.items() if of_track}


def rows(library: Library) -> dict[int, tuple[str, bool]]:
    """Track id -> (file name, is it missing)."""
    with library.read() as connection:
        found = connection.execute(select(tracks.c.id, tracks.c.path, tracks.c.missing_since))
        return {id: (Path(path).name, since is not None) for id, path, since in found}


def ids(library: Library) -> dict[str, int]:
    return {name: id for id, (name, missing) in rows(library).items() if not missing}


def test_new_files_become_tracks_with_their_facts(library, music):
    tags = mutagen.File(music / "01.flac")
    tags["title"], tags["artist"], tags["genre"] = "Blue Train", "John Coltrane", ["jazz", "bop"]
    tags.save()
    assert counts(scanned(library, music)) == {"new": 4}
    with library.read() as connection:
        row = connection.execute(select(tracks).order_by(tracks.c.path)).first()
    assert (row.title, row.artist, row.genre) == ("Blue Train", "John Coltrane", "jazz; bop")
    assert row.seconds == pytest.approx(0.6)
    assert (row.hz, row.format, len(row.content_hash)) == (8000, "flac", 16)


@pytest.mark.sqlite_only("of the file itself")
def test_a_second_scan_touches_no_row_and_reads_no_file(library, music, monkeypatch):
    scanned(library, music)
    monkeypatch.setattr(FileReaders, "read", lambda self, files: iter(()) if not files else 1 / 0)
    with closing(sqlite3.connect(library.path)) as watcher:
        before = watcher.execute("PRAGMA data_version").fetchone()
        assert counts(scanned(library)) == {"unchanged": 4}
        assert watcher.execute("PRAGMA data_version").fetchone() == before


def test_a_roundabout_name_of_a_folder_is_the_same_folder(library, music, monkeypatch):
    scanned(library, music / "sub" / "..")
    assert counts(scanned(library, music)) == {"unchanged": 4}
    monkeypatch.chdir(music.parent)
    assert counts(scanned(library, Path("music/sub/../../music"))) == {"unchanged": 4}


def test_a_retagged_file_keeps_its_track(library, music):
    scanned(library, music)
    before = ids(library)
    tags = mutagen.File(music / "02.flac")
    tags["title"] = "New title " * 50
    tags.save()
    assert counts(scanned(library)) == {"changed": 1, "unchanged": 3}
    assert ids(library) == before


def test_a_moved_file_keeps_its_track_even_when_retagged_too(library, music):
    scanned(library, music)
    before = ids(library)
    (music / "new").mkdir()
    moved = (music / "01.flac").rename(music / "new" / "renamed.flac")
    tags = mutagen.File(moved)
    tags["title"] = "New title"
    tags.save()
    assert counts(scanned(library)) == {"moved": 1, "unchanged": 3}
    assert ids(library)["renamed.flac"] == before["01.flac"]
    assert counts(scanned(library)) == {"unchanged": 4}


def test_a_file_that_moved_to_another_folder_keeps_its_track(library, music, tmp_path):
    scanned(library, music)
    before = ids(library)
    other = tmp_path / "other"
    other.mkdir()
    shutil.move(music / "01.flac", other / "01.flac")
    assert counts(scanned(library, other)) == {"moved": 1}
    assert ids(library) == before
    assert counts(scanned(library)) == {"unchanged": 4}


def test_a_copy_is_a_track_of_its_own(library, music):
    scanned(library, music)
    shutil.copy(music / "01.flac", music / "copy.flac")
    assert counts(scanned(library)) == {"new": 1, "unchanged": 4}


def test_a_renumbered_album_follows_its_sound(library, music):
    for number in range(5, 9):
        write_tone(music / f"{number:02}.flac", 500 + 40 * number)
    scanned(library, music)
    before = ids(library)
    names = ["05.flac", "06.flac", "07.flac", "08.flac"]
    for name in reversed(names):
        (music / name).rename(music / f"{int(name[:2]) + 1:02}.flac")
    write_tone(music / "05.flac", 999)
    report = scanned(library)
    after = ids(library)
    assert counts(report) == {"moved": 4, "new": 1, "unchanged": 4}
    for name in names:
        assert after[f"{int(name[:2]) + 1:02}.flac"] == before[name]
    assert after["05.flac"] not in before.values()


def test_two_files_that_changed_places_follow_their_sound(library, music):
    write_tone(music / "a.flac", 700)
    write_tone(music / "b.flac", 800)
    scanned(library, music)
    before = ids(library)
    (music / "a.flac").rename(music / "x")
    (music / "b.flac").rename(music / "a.flac")
    (music / "x").rename(music / "b.flac")
    for name in ("a.flac", "b.flac"):
        os.utime(music / name, (1, 1))
    assert counts(scanned(library)) == {"moved": 2, "unchanged": 4}
    after = ids(library)
    assert (after["a.flac"], after["b.flac"]) == (before["b.flac"], before["a.flac"])


def test_a_file_moved_over_another_leaves_the_other_as_missing(library, music):
    scanned(library, music)
    before = ids(library)
    (music / "02.flac").replace(music / "01.flac")
    os.utime(music / "01.flac", (1, 1))
    assert counts(scanned(library)) == {"moved": 1, "unchanged": 2}
    assert ids(library)["01.flac"] == before["02.flac"]
    assert rows(library)[before["01.flac"]][1]
    assert len(rows(library)) == 4
    assert counts(scanned(library)) == {"unchanged": 3}


def test_other_sound_under_the_same_name_changes_the_track(library, music):
    scanned(library, music)
    before = ids(library)
    write_tone(music / "01.flac", 900, seconds=1.0)
    assert counts(scanned(library)) == {"changed": 1, "unchanged": 3}
    assert ids(library) == before


def test_a_missing_file_is_marked_and_found_again(library, music, tmp_path):
    scanned(library, music)
    shutil.move(music / "01.flac", tmp_path / "01.flac")
    assert counts(scanned(library)) == {"missing": 1, "unchanged": 3}
    assert counts(scanned(library)) == {"unchanged": 3}
    shutil.move(tmp_path / "01.flac", music / "01.flac")
    assert counts(scanned(library)) == {"returned": 1, "unchanged": 3}


@pytest.mark.parametrize("how", ["gone", "empty"])
def test_a_drive_that_is_not_mounted_deletes_nothing(library, music, tmp_path, how):
    scanned(library, music)
    before = ids(library)
    music.rename(tmp_path / "away")
    if how == "empty":
        music.mkdir()
    report = scanned(library)
    assert counts(report) == {"missing": 4}
    assert report.problems == []  # no file failed
    assert [folder.path for folder in report.absent] == [str(music)] * (how == "gone")
    assert ("not mounted, or moved" in str(report.summary())) == (how == "gone")
    assert report.has_failed() == (how == "gone")
    shutil.rmtree(music, ignore_errors=True)
    (tmp_path / "away").rename(music)
    assert counts(scanned(library)) == {"returned": 4}
    assert ids(library) == before


def test_what_cannot_be_looked_into_is_not_missing(library, music, monkeypatch):
    scanned(library, music)
    listing = os.scandir

    def refuse(folder):
        if str(folder).endswith("sub"):
            raise PermissionError(13, "Permission denied", folder)
        return listing(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    report = scanned(library)
    assert counts(report) == {"unchanged": 2}
    assert [problem.code for problem in report.problems] == ["unreadable"]


def test_bad_files_get_a_reason_once_and_the_scan_goes_on(library, music):
    (music / "text.mp3").write_text("this is no music")
    (music / "empty.flac").touch()
    os.mkfifo(music / "pipe.wav")
    odd = os.fsdecode(os.fsencode(music) + b"/odd \xff name.wav")
    shutil.copy(music / "sub" / "04.wav", odd)
    (music / "loop").symlink_to(music)
    (music / "nowhere.mp3").symlink_to(music / "not there.mp3")
    report = scanned(library, music)
    assert counts(report) == {"new": 7, "unread": 2}  # and two that cannot be read at all
    codes = {Path(problem.path).name: problem.code for problem in report.problems}
    assert set(codes) == {"text.mp3", "empty.flac", "pipe.wav", "nowhere.mp3"}
    assert all(problem.message for problem in report.problems)
    with library.read() as connection:
        paths = set(
            connection.scalars(select(tracks.c.path).where(tracks.c.failure_code.is_(None)))
        )
    assert odd in paths
    assert len(paths) == 5
    again = scanned(library)
    assert counts(again) == {"unchanged": 7}


def test_progress_counts_the_files_of_all_folders(library, music, tmp_path):
    write_tone(tmp_path / "more" / "05.flac", 900)
    told = []
    run(scan(library, [music, tmp_path / "more"]), told.append)
    assert (told[-1].done, told[-1].total) == (5, 5)


def test_a_nested_folder_shares_the_tracks_of_the_outer_one(library, music):
    scanned(library, music)
    assert counts(scanned(library, music / "sub")) == {"unchanged": 2}
    assert counts(scanned(library, music, music / "sub")) == {"unchanged": 4}
    assert counts(scanned(library, music / "sub", music, music)) == {"unchanged": 4}
    assert len(rows(library)) == 4


def test_a_single_file_can_be_added(library, music):
    assert counts(scanned(library, music / "01.flac")) == {"new": 1}
    assert counts(scanned(library)) == {"unchanged": 1}


def test_a_folder_that_never_was_is_an_error(library, tmp_path):
    with pytest.raises(TagStudioError, match="There is no folder"):
        scanned(library, tmp_path / "nowhere")
    with pytest.raises(TagStudioError, match="has no folders yet"):
        scanned(library)


def test_a_cancelled_scan_keeps_what_it_has_and_goes_on(library, music):
    for number in range(60):
        write_tone(music / f"more {number}.wav", 300 + number, seconds=0.1)
    job = scan(library, [music])
    while next(job).done == 0:
        pass
    job.close()
    kept = len(rows(library))
    assert 0 < kept < 64
    assert counts(scanned(library)) == {"new": 64 - kept, "unchanged": kept}


def test_a_reader_that_hangs_costs_one_file(library, music, monkeypatch):
    monkeypatch.setattr(reader_pool, "FILE_SECONDS", 6)
    worker = music.parent / "worker.py"
    worker.write_text(
        "import time\nfrom tagstudio.audio import worker\n"
        "answer = worker.answer\n"
        "def slow(path, signs):\n"
        "    if '02' in path: time.sleep(600)\n"
        "    return answer(path, signs)\n"
        "worker.answer = slow\nworker.main()\n"
    )
    monkeypatch.setattr(reader_pool, "READER", [str(worker)])
    started = time.monotonic()
    report = scanned(library, music)
    assert time.monotonic() - started < 100
    assert counts(report) == {"new": 4, "unread": 1}
    assert [(Path(p.path).name, p.code) for p in report.problems] == [("02.flac", "too_slow")]


def test_a_file_that_is_asked_for_is_read_again_though_it_looks_unchanged(library, music):
    broken = music / "05.mp3"
    broken.write_bytes(b"no sound")
    assert len(scanned(library, music).problems) == 1
    assert not scanned(library).problems
    again = run(scan(library, [], [str(broken)]))
    assert [problem.path for problem in again.problems] == [str(broken)]
    assert counts(again) == {"reread": 1, "unchanged": 4}


def genres(library: Library) -> list[str]:
    with library.read() as connection:
        rows = browse.rows_of(connection, None, [1, 2])
    return sorted(row.genre for row in rows)


def test_other_separators_of_genres_reach_the_library_when_all_tags_are_read_again(
    library, tmp_path
):
    for name, genre in (("a.flac", "Rock/Pop"), ("b.flac", "Folk, World, & Country")):
        audio = FLAC(write_tone(tmp_path / name, 400))
        audio["genre"] = genre
        audio.save()
    want('genre_separators = "/"')
    job = run(begin(library, ScanJob(folders=(tmp_path,))))
    assert counts(job) == {"new": 2}
    assert genres(library) == ["Folk, World, & Country", "Rock; Pop"]
    want('genre_separators = ","')
    unread = run(begin(library, ScanJob(folders=(tmp_path,))))
    assert counts(unread) == {"unchanged": 2}
    (tmp_path / "a.flac").touch()
    again = run(begin(library, ScanJob(reread=True)))
    assert counts(again) == {"changed": 2}
    assert counts(run(begin(library, ScanJob(reread=True)))) == {"reread": 2}
    assert genres(library) == ["Folk; World; & Country", "Rock/Pop"]


def want(settings: str) -> None:
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text(settings + "\n", encoding="utf-8")


def test_a_scan_that_is_run_again_takes_genres_apart_as_the_user_wants_it_now(library, tmp_path):
    audio = FLAC(write_tone(tmp_path / "a.flac", 400))
    audio["genre"] = "Rock/Pop"
    audio.save()
    run(begin(library, ScanJob(folders=(tmp_path,))))
    with library.read() as connection:
        [record] = job_records.list_jobs(connection)
    former = ScanJob.from_json({**ScanJob().to_json(), "genre_separators": ";"})
    assert former == ScanJob()
    want('genre_separators = "/"')
    run(begin(library, spec_of(record).with_failed([str(tmp_path / "a.flac")])))
    with library.read() as connection:
        [row] = browse.rows_of(connection, None, [1])
    assert row.genre == "Rock; Pop"


def removed(library: Library, folder: Path) -> None:
    with library.write() as connection:
        remove(connection, str(folder))


def test_a_removed_folder_is_not_scanned_and_comes_back_with_what_was_known(library, music):
    scanned(library, music)
    before = ids(library)
    removed(library, music)
    with pytest.raises(TagStudioError, match="no folders yet"):
        scanned(library)
    write_tone(music / "05.flac", 900)
    (music / "01.flac").unlink()
    assert counts(scanned(library, music)) == {"returned": 3, "missing": 1, "new": 1}
    assert {name: ids(library)[name] for name in before if name != "01.flac"} == {
        name: id for name, id in before.items() if name != "01.flac"
    }
    with library.read() as connection:
        assert removed_ids(connection) == set()


def test_a_removed_folder_that_is_not_there_comes_back_as_missing(library, music, tmp_path):
    scanned(library, music)
    removed(library, music)
    shutil.rmtree(music)
    assert counts(scanned(library, music)) == {"missing": 4}


def test_a_part_of_a_removed_folder_comes_back_alone(library, music):
    scanned(library, music)
    removed(library, music)
    assert counts(scanned(library, music / "sub")) == {"returned": 2}
    assert counts(scanned(library)) == {"unchanged": 2}


def test_a_copy_of_a_removed_track_is_that_track(library, music, tmp_path):
    scanned(library, music)
    before = ids(library)
    removed(library, music)
    shutil.copytree(music, tmp_path / "copy")
    assert counts(scanned(library, tmp_path / "copy")) == {"moved": 4}
    assert ids(library) == before
    with library.read() as connection:
        assert removed_ids(connection) == set()
    assert counts(scanned(library, music)) == {"new": 4}


def test_all_that_is_left_out_is_told_once(library, music):
    (music / "cover.jpg").touch()
    (music / "sub" / "best.m3u").touch()
    os.link(music / "02.flac", music / "other name.flac")
    (music / "@eaDir").mkdir()
    report = scanned(library, music, music / "sub")
    assert counts(report) == {"new": 4}
    expected = {
        "cover.jpg": "other",
        "best.m3u": "playlist",
        "other name.flac": "second_name",
        "@eaDir": "system_folder",
    }
    assert left_out(report) == expected
    assert report.left_out.count() == 4
    assert left_out(scanned(library)) == expected  # not only the first time


def test_names_that_begin_with_a_dot_are_scanned(library, music):
    write_tone(music / ".45.flac", 700)
    write_tone(music / "...And Justice for All" / "01.flac", 800)
    (music / "._01.flac").write_bytes(bytes.fromhex("00051607") + bytes(100))
    report = scanned(library, music)
    assert counts(report) == {"new": 6}
    assert left_out(report) == {"._01.flac": "apple_double"}


def test_music_without_a_suffix_is_scanned_and_any_file_that_is_named(library, music):
    (music / "01.flac").rename(music / "01. Intro")
    (music / "README").write_text("This is no music.")
    (music / "sub" / "04.wav").rename(music / "sub" / "04.bak")
    report = scanned(library, music)
    assert counts(report) == {"new": 3}
    assert left_out(report) == {"README": "other", "04.bak": "other"}
    report = scanned(library, music / "sub" / "04.bak")
    assert (counts(report), report.problems) == ({"new": 1}, [])


def test_a_new_link_that_is_reached_first_takes_the_track_along(library, music, tmp_path):
    scanned(library, music)
    before = ids(library)
    os.link(music / "01.flac", music / "00.flac")
    (music / "a link").symlink_to(music / "sub")
    report = scanned(library)
    assert counts(report) == {"moved": 3, "unchanged": 1}
    assert ids(library)["00.flac"] == before["01.flac"]
    assert left_out(report) == {"01.flac": "second_name", "sub": "second_way"}
    assert counts(scanned(library)) == {"unchanged": 4}


def test_two_tracks_whose_files_were_linked_with_each_other_stay_two(library, music):
    shutil.copy(music / "01.flac", music / "copy.flac")
    scanned(library, music)
    (music / "copy.flac").unlink()
    os.link(music / "01.flac", music / "copy.flac")
    os.utime(music / "01.flac", (1, 1))
    report = scanned(library)
    assert counts(report) == {"changed": 2, "unchanged": 3}
    assert left_out(report) == {}
    assert counts(scanned(library)) == {"unchanged": 5}


def test_a_track_whose_file_became_a_link_to_another_has_the_facts_of_that(library, music):
    write_tone(music / "other.flac", 500, seconds=2.0)
    scanned(library, music)
    (music / "other.flac").unlink()
    os.link(music / "01.flac", music / "other.flac")
    assert counts(scanned(library)) == {"changed": 1, "reread": 1, "unchanged": 3}
    with library.read() as connection:
        columns = tracks.c
        rows = connection.execute(
            select(columns.content_hash, columns.seconds, columns.size, columns.mtime_ns).where(
                columns.path.in_([str(music / "01.flac"), str(music / "other.flac")])
            )
        ).all()
    assert len(rows) == 2
    assert rows[0] == rows[1]
    assert counts(scanned(library)) == {"unchanged": 5}


def test_files_that_changed_places_between_folders_take_their_answers_along(library, tmp_path):
    one, two = tmp_path / "one" / "a.flac", tmp_path / "two" / "a.flac"
    write_tone(one, 300)
    write_tone(two, 400)
    scanned(library, one.parent, two.parent)
    found = {path: id for id, path in _paths(library).items()}
    answer(library, found[str(one)], "rock")
    one.rename(tmp_path / "x")
    two.rename(one)
    (tmp_path / "x").rename(two)
    os.utime(one, (1, 1))
    os.utime(two, (2, 2))
    assert counts(scanned(library)) == {"moved": 2}
    assert {path: id for id, path in _paths(library).items()} == {
        str(one): found[str(two)],
        str(two): found[str(one)],
    }
    assert list(answered(library)) == [str(two)]
    assert counts(scanned(library)) == {"unchanged": 2}


def test_places_changed_with_a_folder_that_is_not_scanned_are_seen_at_once(library, tmp_path):
    one, two = tmp_path / "one" / "a.flac", tmp_path / "two" / "a.flac"
    write_tone(one, 300)
    write_tone(two, 400, 0.8)
    scanned(library, one.parent, two.parent)
    found = {path: id for id, path in _paths(library).items()}
    answer(library, found[str(one)], "rock")
    answer(library, found[str(two)], "jazz")
    one.rename(tmp_path / "x")
    two.rename(one)
    (tmp_path / "x").rename(two)
    assert counts(scanned(library, two.parent)) == {"moved": 1}
    assert _paths(library)[found[str(one)]] == str(two)
    assert counts(scanned(library, one.parent)) == {"moved": 1}
    assert {path: id for id, path in _paths(library).items()} == {
        str(one): found[str(two)],
        str(two): found[str(one)],
    }


def test_a_copy_in_another_folder_does_not_take_the_track_of_a_file_that_is_there(
    library, tmp_path
):
    one, two = tmp_path / "one" / "a.flac", tmp_path / "two" / "a.flac"
    write_tone(one, 300)
    write_tone(two, 400)
    scanned(library, one.parent, two.parent)
    before = _paths(library)
    shutil.copyfile(one, two)
    os.utime(one, (1, 1))  # looked at, and the same
    scanned(library, two.parent)
    assert _paths(library) == before


def _paths(library: Library) -> dict[int, str]:
    with library.read() as connection:
        return dict(connection.execute(select(tracks.c.id, tracks.c.path)).all())


def named(path: Path, hz: float, seconds: float, artist: str) -> Path:
    write_tone(path, hz, seconds)
    file = mutagen.File(path)
    file["title"], file["artist"] = "Song", artist
    file.save()
    return path


def test_answers_stay_with_the_recording_when_another_one_takes_its_path(library, music):
    path = named(music / "05.flac", 700, 5.0, "One")
    scanned(library, music)
    old = ids(library)["05.flac"]
    answer(library, old, "rock")
    keep = music.parent / "05.flac"
    path.rename(keep)
    named(path, 900, 1.0, "Other")
    report = scanned(library)
    assert counts(report) == {"new": 1, "unchanged": 4}
    [told] = report.overwritten
    assert (told.path, told.answers) == (str(path), 1)
    assert str(report.summary()) == (
        "1 new. Files that hold another recording now: 1; the answers stay with the missing tracks."
    )
    assert list(answered(library)) == [f"{path} (overwritten, was track {old})"]
    assert counts(scanned(library)) == {"unchanged": 5}
    keep.rename(path)  # and back
    os.utime(path, (1, 1))
    assert counts(scanned(library)) == {"moved": 1, "unchanged": 4}
    assert list(answered(library)) == [str(path)]


def test_what_redo_brings_back_is_not_put_on_another_recording(library, music):
    path = named(music / "05.flac", 700, 5.0, "One")
    scanned(library, music)
    old = ids(library)["05.flac"]
    answer(library, old, "rock")
    with library.write(durable=True) as connection:
        undo_history.undo(connection)
    named(path, 900, 1.0, "Other")
    report = scanned(library)
    assert (counts(report), report.overwritten) == ({"new": 1, "unchanged": 4}, [])
    with library.write(durable=True) as connection:
        undo_history.redo(connection)
    assert list(answered(library)) == [f"{path} (overwritten, was track {old})"]


def test_an_edited_file_keeps_its_answers(library, music):
    path = named(music / "05.flac", 700, 5.0, "One")
    scanned(library, music)
    answer(library, ids(library)["05.flac"], "rock")
    named(path, 900, 1.0, "One")
    report = scanned(library)
    assert (counts(report), report.overwritten) == ({"changed": 1, "unchanged": 4}, [])
    assert list(answered(library)) == [str(path)]


def test_a_file_moved_over_one_with_answers_is_told(library, music):
    scanned(library, music)
    answer(library, ids(library)["01.flac"], "rock")
    (music / "02.flac").replace(music / "01.flac")
    os.utime(music / "01.flac", (1, 1))
    report = scanned(library)
    assert counts(report) == {"moved": 1, "unchanged": 2}
    assert [one.path for one in report.overwritten] == [str(music / "01.flac")]


def test_a_scan_that_is_stopped_tells_what_failed_so_far(library, music):
    (music / "00.mp3").write_bytes(b"no sound")
    (music / "cover.jpg").touch()
    for number in range(60):
        write_tone(music / f"more {number}.wav", 300 + number, seconds=0.1)
    job = scan(library, [music])
    while (progress := next(job)).done == 0:
        pass
    job.close()
    so_far = progress.so_far
    assert isinstance(so_far, ScanReport)
    assert [Path(problem.path).name for problem in so_far.problems] == ["00.mp3"]
    assert left_out(so_far) == {"cover.jpg": "other"}
