"""Planning, writing and taking back, on real files in a real library."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from mutagen.flac import FLAC

from tagstudio.audio.files.can_change import ChangeTrials
from tagstudio.audio.metadata.facts import read_facts
from tagstudio.audio.metadata.file_tags.files import read_file_tags, write_file_tags
from tagstudio.core.progress import run
from tagstudio.engine.correcting.correct import Answer, CorrectOptions, correct_tracks
from tagstudio.engine.file_tags.plan import WriteOptions, WritePlan, plan_writes
from tagstudio.engine.file_tags.undo import last_writing, undo_writing
from tagstudio.engine.file_tags.write import settle, write_planned
from tagstudio.engine.jobs import specs
from tagstudio.engine.jobs.file_tag_specs import WriteJob
from tagstudio.engine.scanning.scan import scan
from tagstudio.library.db import job_records
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.models import models
from tagstudio.library.tags import file_writes, review_marks, tags
from tagstudio.library.tracks.facts_by_user import edit_facts
from tagstudio.library.views.browse import rows_of

NAMES = ("a.flac", "b.mp3", "c.ogg")


def answer(library: Library, track_ids: list[int], **answers: str) -> None:
    given = [Answer(tag.strip("_"), state) for tag, state in answers.items()]
    correct_tracks(library, track_ids, given, CorrectOptions(new_tags=True))


def planned(library: Library, *track_ids: int, **options: bool) -> WritePlan:
    with library.read() as connection:
        model = models.find_model(connection)
    return run(plan_writes(library, track_ids or (1, 2, 3), model, WriteOptions(**options)))


def write(library: Library, *track_ids: int, suggested: bool = False, keep_time: bool = False):
    plan = planned(library, *track_ids, suggested=suggested)
    return run(write_planned(library, plan, keep_time=keep_time))


def stored(path: Path) -> dict[str, tuple[str, ...]]:
    return {field: texts for field, texts in read_file_tags(str(path)).stored.items() if texts}


def unchanged(library: Library, folder: Path) -> bool:
    """Tell whether a scan finds every file unchanged."""
    report = run(scan(library, [folder]))
    return (report.unchanged, report.changed, report.moved) == (3, 0, 0)


def test_yes_is_written_into_its_field_and_a_scan_finds_nothing_strange(library, folder):
    answer(library, [1, 2], jazz="yes", happy="yes", guitar="yes", _60s="yes")
    report = write(library)
    assert (report.written, report.problems) == (2, [])
    assert stored(folder / "a.flac") == {
        "genre": ("Dark Folk", "jazz"),
        "mood": ("happy",),
        "instrument": ("guitar",),
        "era": ("60s",),
    }
    assert stored(folder / "b.mp3")["genre"] == ("Dark Folk", "jazz")
    assert stored(folder / "c.ogg") == {"genre": ("Dark Folk",)}
    assert unchanged(library, folder)
    with library.read() as connection:
        [row] = rows_of(connection, None, [1])
    assert row.genre == "Dark Folk; jazz"


def test_a_second_writing_has_nothing_to_do(library, folder):
    answer(library, [1, 2], jazz="yes")
    write(library)
    before = (folder / "a.flac").stat()
    plan = planned(library)
    assert (plan.files, plan.unchanged) == ([], 3)
    assert write(library).written == 0
    assert (folder / "a.flac").stat() == before


def test_suggestions_are_written_on_request_only_and_stay_while_they_hold(library, folder):
    assert planned(library).files == []
    plan = planned(library, suggested=True)
    assert plan.left_out == {"fast"}
    [file] = plan.files
    assert {one.field: one.after for one in file.changes} == {
        "genre": ("Dark Folk", "jazz"),
        "mood": ("happy",),
    }
    run(write_planned(library, plan))
    assert planned(library).files == []
    answer(library, [1], happy="no")
    write(library)
    assert stored(folder / "a.flac") == {"genre": ("Dark Folk", "jazz")}


def test_what_was_taken_back_is_taken_out_again(library, folder):
    answer(library, [2, 3], jazz="yes", mine="yes")
    write(library)
    answer(library, [2, 3], jazz="unseen", mine="unseen")
    write(library)
    assert stored(folder / "b.mp3") == {"genre": ("Dark Folk",)}
    # The suggestions for track 3 are not known; the model has no output for "mine".
    assert stored(folder / "c.ogg") == {"genre": ("Dark Folk", "jazz")}


def test_a_plan_changes_no_byte(library, folder):
    before = {path.name: (path.read_bytes(), path.stat()) for path in folder.iterdir()}
    answer(library, [1, 2, 3], jazz="yes")
    assert len(planned(library).files) == 3
    assert {path.name: (path.read_bytes(), path.stat()) for path in folder.iterdir()} == before


def test_the_time_of_change_is_kept_on_request(library, folder):
    before = (folder / "a.flac").stat().st_mtime_ns
    answer(library, [1], jazz="yes")
    write(library, keep_time=True)
    assert (folder / "a.flac").stat().st_mtime_ns == before
    assert unchanged(library, folder)
    answer(library, [2], jazz="yes")
    written = (folder / "b.mp3").stat().st_mtime_ns
    write(library)
    assert (folder / "b.mp3").stat().st_mtime_ns > written


def test_each_file_that_cannot_be_written_has_a_reason_and_the_others_go_on(library, folder):
    answer(library, [1, 2, 3], jazz="yes")
    (folder / "a.flac").unlink()
    (folder / "b.mp3").write_bytes((folder / "b.mp3").read_bytes() + b"x")
    report = write(library)
    assert report.written == 1
    assert [problem.code for problem in report.problems] == ["missing", "changed"]
    (folder / "c.ogg").chmod(0o444)
    answer(library, [3], happy="yes")
    [problem] = write(library, 3).problems
    assert problem.code == "read_only"
    with library.read() as connection:
        assert file_writes.unsettled(connection) == []


def test_a_file_changed_after_the_plan_is_left(library, folder):
    answer(library, [1, 2], jazz="yes")
    plan = planned(library)
    before = FLAC(folder / "a.flac")
    before["title"] = "Mine"
    before.save()
    report = run(write_planned(library, plan))
    assert report.written == 1
    assert [problem.code for problem in report.problems] == ["changed"]
    run(scan(library, [folder]))
    report = run(write_planned(library, plan))
    assert [problem.code for problem in report.problems] == ["changed", "changed"]


def test_a_file_changed_between_the_last_look_and_the_copy_is_left(library, folder, monkeypatch):
    """The entry of the journal is made durable in between, which takes its time."""
    answer(library, [1], jazz="yes")
    plan = planned(library, 1)
    file, begin = folder / "a.flac", file_writes.begin

    def begin_while_another_program_cuts(*arguments):
        row = begin(*arguments)
        file.write_bytes(file.read_bytes()[:-100])
        return row

    monkeypatch.setattr(file_writes, "begin", begin_while_another_program_cuts)
    report = run(write_planned(library, plan))
    assert (report.written, [one.code for one in report.problems]) == (0, ["changed"])
    assert stored(file)["genre"] == ("Dark Folk",)
    with library.read() as connection:
        assert not file_writes.unsettled(connection)


def test_a_cancelled_writing_keeps_what_is_done_and_can_be_taken_back(library, folder):
    answer(library, [1, 2, 3], jazz="yes")
    job = write_planned(library, planned(library))
    for _ in range(3):
        next(job)
    job.close()
    assert stored(folder / "b.mp3")["genre"] == ("Dark Folk", "jazz")
    assert stored(folder / "c.ogg")["genre"] == ("Dark Folk",)
    assert run(undo_writing(library)).written == 2
    assert stored(folder / "a.flac")["genre"] == ("Dark Folk",)


def test_undo_goes_back_writing_by_writing_to_the_values_before(library, folder):
    first = {path.name: stored(path) for path in folder.iterdir()}
    answer(library, [1, 2, 3], jazz="yes")
    write(library)
    second = {path.name: stored(path) for path in folder.iterdir()}
    answer(library, [1, 2], jazz="no", happy="yes")
    write(library)
    for expected, count in ((second, 2), (first, 3), (first, 0)):
        report = run(undo_writing(library))
        assert (report.written, report.problems) == (count, [])
        assert {path.name: stored(path) for path in folder.iterdir()} == expected
        assert unchanged(library, folder)


def test_undo_leaves_what_someone_else_changed_and_says_so(library, folder):
    answer(library, [1, 2], jazz="yes", happy="yes")
    write(library)
    write_file_tags(str(folder / "a.flac"), "a.flac", {"genre": ("Polka",)})
    report = run(undo_writing(library))
    assert report.written == 2
    [problem] = report.problems
    assert problem.code == "changed"
    assert "genre" in str(problem.message)
    assert stored(folder / "a.flac") == {"genre": ("Polka",)}
    assert stored(folder / "b.mp3") == {"genre": ("Dark Folk",)}
    assert run(scan(library, [folder])).unchanged == 3
    with library.read() as connection:
        assert last_writing(connection) is None


def test_files_that_are_not_there_do_not_bar_the_way_and_can_be_put_back_later(library, folder):
    answer(library, [1], jazz="yes")
    write(library)
    answer(library, [2], jazz="yes")
    write(library)
    away = (folder / "b.mp3").rename(folder.parent / "b.mp3")
    assert run(undo_writing(library)).written == 1
    assert stored(folder / "a.flac")["genre"] == ("Dark Folk",)
    away.rename(folder / "b.mp3")
    assert run(undo_writing(library)).written == 1
    assert stored(folder / "b.mp3")["genre"] == ("Dark Folk",)


def test_undo_follows_a_moved_file(library, folder):
    answer(library, [1], jazz="yes")
    write(library)
    (folder / "a.flac").rename(folder / "z.flac")
    run(scan(library, [folder]))
    assert run(undo_writing(library)).written == 1
    assert stored(folder / "z.flac")["genre"] == ("Dark Folk",)


@pytest.mark.parametrize("written", [False, True])
def test_a_row_that_a_kill_left_is_settled_by_the_file(library, folder, written):
    path, after = folder / "a.flac", {"genre": ("Dark Folk", "jazz")}
    with library.write() as connection:
        file_writes.begin(connection, 1, 1, {"genre": ("Dark Folk",)}, after)
    left = path.with_name(f".{path.name}.{'0' * 32}.tmp")
    left.write_bytes(b"half")
    if written:
        write_file_tags(str(path), path.name, after)
    settle(library)
    assert not left.exists()
    assert unchanged(library, folder)
    report = run(undo_writing(library))
    assert report.written == written
    assert stored(path)["genre"] == ("Dark Folk",)


@pytest.mark.parametrize("undone", [False, True])
def test_an_undoing_that_a_kill_left_is_settled_by_the_file(library, folder, undone):
    answer(library, [1], jazz="yes")
    write(library)
    with library.write() as connection:
        [row] = file_writes.writes_in_effect(connection, 1)
        file_writes.set_state(connection, row.id, "undoing")
    if undone:
        write_file_tags(str(folder / "a.flac"), "a.flac", row.before)
    assert run(undo_writing(library)).written == (not undone)
    assert stored(folder / "a.flac")["genre"] == ("Dark Folk",)
    assert unchanged(library, folder)


KILLED = """
import sys
from pathlib import Path
from tagstudio.audio.metadata.verification.compare import difference
from tagstudio.core.progress import run
from tagstudio.engine.file_tags.copy_check import CopyCheck
from tagstudio.engine.file_tags.write import write_planned
from tagstudio.engine.file_tags.plan import plan_writes
from tagstudio.engine.file_tags.undo import undo_writing
from tagstudio.library.db.database import open_library
CopyCheck.difference = lambda self, *names: difference(*names)
with open_library(Path(sys.argv[1]), writing=True) as library:
    print("ready", flush=True)
    while True:
        run(write_planned(library, run(plan_writes(library, (1, 2, 3), None))))
        run(undo_writing(library))
"""


@pytest.mark.parametrize("milliseconds", [3, 11, 26, 60, 95])
def test_killed_in_the_middle_every_file_is_whole_and_the_journal_knows(
    library, folder, tmp_path, milliseconds
):
    answer(library, [1, 2, 3], jazz="yes")
    library.close()
    sound = {name: read_file_tags(str(folder / name)).layout for name in NAMES}
    command = [sys.executable, "-c", KILLED, str(tmp_path / "library.db")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(milliseconds / 1000)
        process.kill()
    for name in NAMES:
        assert read_file_tags(str(folder / name)).layout == sound[name]
        assert stored(folder / name)["genre"] in {("Dark Folk",), ("Dark Folk", "jazz")}
    with open_library(tmp_path / "library.db", writing=True) as opened:
        while run(undo_writing(opened)).written:
            pass
        assert {path.name for path in folder.iterdir()} == set(NAMES)
        assert unchanged(opened, folder)
    assert all(stored(folder / name) == {"genre": ("Dark Folk",)} for name in NAMES)


def test_the_plan_names_each_file_that_writing_would_refuse(library, folder, monkeypatch):
    """Whatever bars the way of a file, the plan says the same as the writing would."""
    answer(library, [1, 2, 3], jazz="yes")
    (folder / "a.flac").chmod(0o444)
    (folder / "other.mp3").hardlink_to(folder / "b.mp3")
    plan = planned(library)
    assert [Path(one.path).name for one in plan.files] == ["c.ogg"]
    assert [(Path(one.path).name, one.code) for one in plan.problems] == [
        ("a.flac", "read_only"),
        ("b.mp3", "linked"),
    ]
    monkeypatch.setattr(ChangeTrials, "obstacle", lambda *_: None)
    refused = run(write_planned(library, planned(library, 1, 2))).problems
    assert [one.code for one in refused] == [one.code for one in plan.problems]


def test_a_writing_that_wrote_nothing_has_failed_and_one_in_part_says_the_numbers(library, folder):
    answer(library, [1, 2], jazz="yes")
    (folder / "a.flac").chmod(0o444)
    recorded = run(specs.run(library, WriteJob(track_ids=(1,))))
    assert recorded.has_failed()
    run(specs.run(library, WriteJob(track_ids=(1, 2))))
    with library.read() as connection:
        partly, nothing = job_records.list_jobs(connection)[:2]
    assert (nothing.state, str(nothing.message)) == (
        "failed",
        "Files written: 0. Files that could not be written: 1.",
    )
    said = "Files written: 1. Files that could not be written: 1."
    assert (partly.state, str(partly.message)) == ("done", said)
    assert partly.failures == nothing.failures == 1


def test_what_the_user_said_of_title_artist_and_album_is_written_and_undone(library, folder):
    """Only by writing, into every kind of file; a scan before and after keeps the words."""
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    words = {"title": "SOS; live", "artist": "Abba & Co", "album": "Größte"}
    with library.write(durable=True) as connection:
        edit_facts(connection, {1: words, 2: words, 3: words})
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    report = write(library)
    assert (report.written, report.problems) == (3, [])
    for name in NAMES:
        assert read_facts(str(folder / name)).title == "SOS; live"
        assert stored(folder / name) == {
            "genre": ("Dark Folk",),
            **{field: (word,) for field, word in words.items()},
        }
    assert unchanged(library, folder)
    assert planned(library).files == []
    run(undo_writing(library))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    with library.read() as connection:
        assert {(row.title, row.artist) for row in rows_of(connection, None, [1, 2, 3])} == {
            ("SOS; live", "Abba & Co")
        }


def finish(library: Library, *track_ids: int, at: float) -> None:
    with library.write() as connection:
        connection.execute(sa.update(tags.tags).values(added=1))  # they were there before
        review_marks.mark(connection, track_ids, at)


def test_what_was_left_undecided_on_a_reviewed_track_is_written_on_request_only(library, folder):
    finish(library, 1, at=time.time() - 100)
    plan = planned(library, suggested=True)
    assert (plan.files, plan.unchanged, plan.left_alone) == ([], 3, 3)  # jazz, happy, fast
    assert planned(library).left_alone == 0, "without suggestions none is left out"
    plan = planned(library, suggested=True, left_alone=True)
    assert [one.track_id for one in plan.files] == [1]
    assert plan.left_alone == 0
    run(write_planned(library, plan))
    assert stored(folder / "a.flac")["mood"] == ("happy",)
    assert planned(library).files == [], "that was asked for, and stays"
    answer(library, [1], jazz="yes", happy="no")
    write(library, suggested=True)
    assert stored(folder / "a.flac") == {"genre": ("Dark Folk", "jazz")}


def test_a_suggestion_in_a_file_goes_once_its_track_is_finished_without_it(library, folder):
    write(library, suggested=True)
    assert stored(folder / "a.flac")["mood"] == ("happy",)
    answer(library, [1], jazz="yes")
    finish(library, 1, at=time.time() + 100)
    write(library, suggested=True)
    assert stored(folder / "a.flac") == {"genre": ("Dark Folk", "jazz")}
