"""Undo gives back the bytes, whatever refuses, was damaged, or was killed on the way."""

import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
import sqlalchemy as sa

from tagstudio.audio.metadata.file_tags.files import read_file_tags, write_file_tags
from tagstudio.core.progress import run
from tagstudio.engine.correcting.correct import Answer, CorrectOptions, correct_tracks
from tagstudio.engine.file_tags import undo_patches
from tagstudio.engine.file_tags.plan import plan_writes
from tagstudio.engine.file_tags.undo import last_writing, undo_writing
from tagstudio.engine.file_tags.undo_patches import folder_of
from tagstudio.engine.file_tags.write import WriteReport, settle, write_planned
from tagstudio.engine.restoring.restore import look, restore, take_back
from tagstudio.engine.scanning.scan import scan
from tagstudio.library.db.backup.back_up import back_up
from tagstudio.library.db.backup.copies import DAILY
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.schema import file_writes as rows
from tagstudio.library.tags import file_writes

OLD_NS = 10**18


class FileAsItIs(NamedTuple):
    content: bytes
    mtime_ns: int


def files_in(folder: Path) -> dict[str, FileAsItIs]:
    return {p.name: FileAsItIs(p.read_bytes(), p.stat().st_mtime_ns) for p in folder.iterdir()}


def write(library: Library, *track_ids: int, **answers: str) -> WriteReport:
    """Answer, and write the files."""
    given = [Answer(tag, state) for tag, state in answers.items()]
    correct_tracks(library, track_ids, given, CorrectOptions(new_tags=True))
    return run(write_planned(library, run(plan_writes(library, track_ids, None))))


def undo(library: Library) -> WriteReport:
    return run(undo_writing(library))


def patch_of(library: Library, id: int) -> Path:
    """Return where the patch of a write lies."""
    with library.read() as connection:
        token = connection.scalar(sa.select(rows.c.token).where(rows.c.id == id))
    return folder_of(library.path) / f"{id}-{token}.patch"


def in_use(library: Library) -> set[Path]:
    """Return the patches of the writes that can be undone, or whose outcome is not known."""
    with library.read() as connection:
        stand = rows.c.state.in_(["begun", "written", "undoing"])
        ids = connection.scalars(sa.select(rows.c.id).where(stand)).all()
    return {patch_of(library, id) for id in ids}


def unchanged(library: Library, folder: Path) -> bool:
    """Tell whether a scan finds every file unchanged."""
    report = run(scan(library, [folder]))
    return (report.unchanged, report.changed, report.moved) == (3, 0, 0)


@pytest.fixture
def old(library, folder) -> dict[str, FileAsItIs]:
    """The files before anything is written, with a time of change of long ago."""
    for path in folder.iterdir():
        os.utime(path, ns=(OLD_NS, OLD_NS))
    run(scan(library, [folder]))
    return files_in(folder)


def test_writings_are_undone_to_the_byte_and_to_the_time_of_change(library, folder, old):
    assert write(library, 1, 2, 3, jazz="yes").written == 3
    between = files_in(folder)
    assert write(library, 1, 2, happy="yes", mine="yes").written == 2
    assert len(list(folder_of(library.path).iterdir())) == 5
    report = undo(library)
    assert (report.written, report.problems, report.notes) == (2, [], [])
    assert files_in(folder) == between
    assert unchanged(library, folder)
    assert undo(library).written == 3
    assert files_in(folder) == old
    assert unchanged(library, folder)
    assert list(folder_of(library.path).iterdir()) == []


def test_the_patches_are_for_the_user_alone(library, old):
    write(library, 1, jazz="yes")
    [patch] = folder_of(library.path).iterdir()
    assert patch.stat().st_mode & 0o777 == 0o600
    assert patch.parent.stat().st_mode & 0o777 == 0o700


def test_a_file_that_another_program_changed_gets_its_fields_back_and_it_is_said(
    library, folder, old
):
    write(library, 1, 2, jazz="yes")
    write_file_tags(str(folder / "a.flac"), "a.flac", {"era": ("60s",)})
    report = undo(library)
    assert report.written == 2
    [note] = report.notes
    assert "fields were put back in 1 files" in str(note)
    stored = read_file_tags(str(folder / "a.flac")).stored
    assert (stored["genre"], stored["era"]) == (("Dark Folk",), ("60s",))
    assert files_in(folder)["b.mp3"] == old["b.mp3"]


@pytest.mark.parametrize("harm", ["gone", "damaged", "of another file"])
def test_without_its_patch_a_file_gets_its_fields_back(library, folder, old, harm):
    write(library, 1, 2, jazz="yes")
    patches = sorted(folder_of(library.path).iterdir())
    if harm == "gone":
        patches[0].unlink()
    elif harm == "damaged":
        patches[0].write_bytes(patches[0].read_bytes()[:-20])
    else:
        patches[0].write_bytes(patches[1].read_bytes())
    report = undo(library)
    assert (report.written, report.problems, len(report.notes)) == (2, [], 1)
    assert read_file_tags(str(folder / "a.flac")).stored["genre"] == ("Dark Folk",)
    assert files_in(folder)["b.mp3"] == old["b.mp3"]
    assert unchanged(library, folder)


def test_a_file_that_somebody_put_back_already_is_left(library, folder, old):
    write(library, 1, jazz="yes")
    (folder / "a.flac").write_bytes(old["a.flac"].content)
    assert undo(library) == WriteReport()
    with library.read() as connection:
        assert last_writing(connection) is None
    assert unchanged(library, folder)


def test_one_file_that_refuses_bars_neither_the_others_nor_older_writings(library, folder, old):
    write(library, 1, jazz="yes")
    write(library, 2, 3, jazz="yes")
    os.link(folder / "b.mp3", folder.parent / "second name.mp3")
    report = undo(library)
    assert (report.written, [one.code for one in report.problems]) == (1, ["linked"])
    assert files_in(folder)["c.ogg"] == old["c.ogg"]
    assert undo(library).written == 1
    assert files_in(folder)["a.flac"] == old["a.flac"]
    assert [one.code for one in undo(library).problems] == ["linked"]
    (folder.parent / "second name.mp3").unlink()
    assert undo(library).written == 1
    assert files_in(folder) == old


def swap(folder: Path, one: str, other: str) -> None:
    """Let two files change places, as a program that renames files by their tags may."""
    (folder / one).rename(folder / "aside")
    (folder / other).rename(folder / one)
    (folder / "aside").rename(folder / other)


@pytest.mark.parametrize("with_patch", [False, True])
def test_where_another_recording_lies_nothing_is_undone_until_a_scan(
    library, folder, old, with_patch
):
    write(library, 2, jazz="yes")
    write(library, 1, jazz="yes")
    if not with_patch:
        patch_of(library, 2).unlink()
    swap(folder, "a.flac", "c.ogg")
    there = files_in(folder)
    assert [one.code for one in undo(library).problems] == ["another_recording"]
    assert files_in(folder) == there
    assert undo(library).written == 1  # the older writing, of a file in its place
    assert files_in(folder)["b.mp3"] == old["b.mp3"]
    run(scan(library, [folder]))
    assert undo(library).written == 1
    stored = read_file_tags(str(folder / "c.ogg")).stored
    assert stored["genre"] == ("Dark Folk",)
    if with_patch:
        assert files_in(folder)["c.ogg"] == old["a.flac"]
    with library.read() as connection:
        assert last_writing(connection) is None


@pytest.mark.parametrize("state", ["begun", "undoing"])
def test_what_was_killed_is_settled_on_the_recording_that_was_written(library, folder, old, state):
    write(library, 1, jazz="yes")
    patch_of(library, 1).unlink()
    with library.write() as connection:
        file_writes.set_state(connection, 1, state)
    swap(folder, "a.flac", "c.ogg")
    settle(library)
    with library.read() as connection:
        assert [one.id for one in file_writes.unsettled(connection)] == [1]
    run(scan(library, [folder]))
    settle(library)
    assert undo(library).written == 1
    assert read_file_tags(str(folder / "c.ogg")).stored["genre"] == ("Dark Folk",)


def test_a_refused_file_comes_first_again_when_it_changed(library, folder, old):
    write(library, 1, jazz="yes")
    write(library, 2, jazz="yes")
    (folder / "b.mp3").chmod(0o444)
    assert [one.code for one in undo(library).problems] == ["read_only"]
    (folder / "b.mp3").chmod(0o644)
    assert undo(library).written == 1
    assert files_in(folder)["b.mp3"] == old["b.mp3"]
    assert files_in(folder)["a.flac"] != old["a.flac"]


DAMAGES = (
    "{",
    "[1]",
    '"x"',
    "null",
    '{"foo": ["x"]}',
    '{"genre": "x"}',
    '{"genre": [1]}',
    "[" * 9999,
)


@pytest.mark.parametrize("text", DAMAGES)
@pytest.mark.parametrize("with_patch", [False, True])
def test_a_damaged_row_is_named_and_bars_nothing(library, folder, old, text, with_patch):
    write(library, 1, 2, jazz="yes")
    if not with_patch:
        patch_of(library, 1).unlink()
    with library.write() as connection:
        connection.execute(sa.update(rows).where(rows.c.id == 1).values(before=text))
    report = undo(library)
    assert files_in(folder)["b.mp3"] == old["b.mp3"]
    if with_patch:
        assert (report.written, report.problems) == (2, [])
        assert files_in(folder) == old
    else:
        assert (report.written, [one.code for one in report.problems]) == (1, ["damaged"])
        assert undo(library) == WriteReport()


@pytest.mark.parametrize("state", ["begun", "undoing"])
def test_a_damaged_row_does_not_stop_the_settling(library, folder, old, state):
    write(library, 1, jazz="yes")
    patch_of(library, 1).unlink()
    with library.write() as connection:
        connection.execute(sa.update(rows).values(before="{", state=state))
    settle(library)
    assert [one.code for one in undo(library).problems] == ["damaged"]
    assert write(library, 2, jazz="yes").written == 1


def test_a_library_that_was_moved_without_its_patches_undoes_field_by_field(
    library, folder, old, tmp_path
):
    write(library, 1, jazz="yes")
    library.close()
    moved = library.path.rename(tmp_path / "moved.db")
    with open_library(moved, writing=True) as opened:
        report = undo(opened)
        assert (report.written, len(report.notes)) == (1, 1)
    assert read_file_tags(str(folder / "a.flac")).stored["genre"] == ("Dark Folk",)


def test_the_oldest_patches_go_beyond_the_limit_and_it_is_said(library, folder, old, monkeypatch):
    write(library, 1, jazz="yes")
    size = patch_of(library, 1).stat().st_size
    monkeypatch.setattr(undo_patches, "MOST_BYTES", size + 40)
    report = write(library, 2, jazz="yes")
    assert report.written == 1
    assert "1 older writes" in str(report.notes[0])
    assert list(folder_of(library.path).iterdir()) == [patch_of(library, 2)]
    undo(library)
    assert files_in(folder)["b.mp3"] == old["b.mp3"]
    assert len(undo(library).notes) == 1


def test_below_the_limit_no_patch_is_looked_at_after_each_write(library, old, monkeypatch):
    """Ten thousand files would sort ten thousand patches ten thousand times."""
    monkeypatch.setattr(undo_patches, "_number", lambda _: pytest.fail("patches are sorted"))
    assert write(library, 1, 2, jazz="yes").written == 2
    assert {patch_of(library, 1), patch_of(library, 2)} == {*folder_of(library.path).iterdir()}


def test_a_patch_that_would_be_too_large_is_not_kept_and_it_is_said(library, old, monkeypatch):
    monkeypatch.setattr(undo_patches, "MOST_PATCH_BYTES", 10)
    report = write(library, 1, jazz="yes")
    assert report.written == 1
    assert "1 of these files" in str(report.notes[0])
    assert list(folder_of(library.path).iterdir()) == []
    assert undo(library).written == 1


def test_where_the_patch_cannot_be_kept_nothing_is_written(library, folder, old, monkeypatch):
    folder_of(library.path).write_text("a file stands in the way")
    report = write(library, 1, jazz="yes")
    [problem] = report.problems
    assert (report.written, problem.code) == (0, "not_written")
    assert "what is needed to undo it" in str(problem.message)
    assert files_in(folder) == old
    assert in_use(library) == set()
    folder_of(library.path).unlink()

    def full(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(undo_patches, "write_patch", full)
    [problem] = write(library, 1, jazz="yes").problems
    assert "(the disk is full)" in str(problem.message)
    assert files_in(folder) == old
    assert list(folder_of(library.path).iterdir()) == []


KILLED = """
import json, os, signal, sys
from functools import wraps
from importlib import import_module
from pathlib import Path
module, name, when, number = json.loads(sys.argv[2])
owner = import_module(module)
*path, name = name.split(".")
for part in path:
    owner = getattr(owner, part)
real, calls = getattr(owner, name), []

@wraps(real)
def killed(*arguments, **named):
    calls.append(1)
    if when == "before" and len(calls) == number:
        os.kill(os.getpid(), signal.SIGKILL)
    result = real(*arguments, **named)
    if when == "after" and len(calls) == number:
        os.kill(os.getpid(), signal.SIGKILL)
    return result

setattr(owner, name, killed)
from tagstudio.audio.metadata.verification.compare import difference
from tagstudio.core.progress import run
from tagstudio.engine.file_tags.copy_check import CopyCheck
from tagstudio.engine.file_tags.plan import plan_writes
from tagstudio.engine.file_tags.undo import undo_writing
from tagstudio.engine.file_tags.write import write_planned
from tagstudio.library.db.database import open_library
CopyCheck.difference = lambda self, *names: difference(*names)
with open_library(Path(sys.argv[1]), writing=True) as library:
    if sys.argv[3] == "write":
        run(write_planned(library, run(plan_writes(library, (1, 2, 3), None))))
    else:
        run(undo_writing(library))
"""
SAFE = "tagstudio.audio.files.safe_change"
PATCHES = "tagstudio.engine.file_tags.undo_patches"
WRITE_STEPS = [
    ("tagstudio.library.tags.file_writes", "begin", "after", 1),
    (SAFE, "_copy", "after", 1),
    ("tagstudio.audio.metadata.file_tags.files", "keyed.write", "after", 1),
    (PATCHES, "write_patch", "after", 1),
    ("pathlib", "Path.replace", "after", 1),  # of the patch
    (SAFE, "_is_as_before", "after", 1),
    ("pathlib", "Path.replace", "after", 2),  # of the file
    ("tagstudio.library.tags.file_writes", "set_state", "before", 1),
]
UNDO_STEPS = [
    ("tagstudio.library.tags.file_writes", "set_state", "after", 1),
    (SAFE, "_copy", "after", 1),
    (PATCHES, "apply_patch", "after", 1),
    ("pathlib", "Path.replace", "after", 1),
    ("tagstudio.library.tags.file_writes", "set_state", "before", 2),
    (PATCHES, "UndoPatches.drop", "before", 1),
]


def run_and_kill(path: Path, step: tuple[str, str, str, int], what: str) -> None:
    command = [sys.executable, "-c", KILLED, str(path), json.dumps(step), what]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
@pytest.mark.parametrize("step", WRITE_STEPS, ids=lambda step: " ".join(map(str, step[1:])))
def test_killed_at_any_step_of_writing_all_comes_back(library, folder, old, step):
    given = [Answer("jazz", "yes")]
    correct_tracks(library, (1, 2, 3), given, CorrectOptions(new_tags=True))
    library.close()
    run_and_kill(library.path, step, "write")
    with open_library(library.path, writing=True) as opened:
        settle(opened)
        with opened.read() as connection:
            assert file_writes.unsettled(connection) == []
        assert set(folder_of(opened.path).glob("*")) == in_use(opened)
        assert {path.name for path in folder.iterdir()} == old.keys()
        report = run(undo_writing(opened))
        assert (report.problems, report.notes) == ([], [])
        assert files_in(folder) == old
        assert unchanged(opened, folder)


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
@pytest.mark.parametrize("step", UNDO_STEPS, ids=lambda step: " ".join(map(str, step[1:])))
def test_killed_at_any_step_of_undoing_all_comes_back(library, folder, old, step):
    write(library, 1, 2, 3, jazz="yes")
    library.close()
    run_and_kill(library.path, step, "undo")
    with open_library(library.path, writing=True) as opened:
        report = run(undo_writing(opened))
        assert (report.problems, report.notes) == ([], [])
        assert files_in(folder) == old
        assert unchanged(opened, folder)
        assert list(folder_of(opened.path).iterdir()) == []


@pytest.mark.parametrize("as_written", [False, True])
def test_a_number_that_a_restore_gives_again_undoes_no_other_write(
    library, folder, old, as_written
):
    """When the restore is taken back, the patch of the former write of that number counts."""
    path = library.path
    write(library, 1, jazz="yes")
    between = files_in(folder)
    back_up(path, DAILY)
    write(library, 1, happy="yes")
    written = files_in(folder)["a.flac"]
    library.close()
    found = look(path)
    restore(found, found.copies[0], salvage=False, force=True)
    with open_library(path, writing=True, copying=False) as opened:
        run(scan(opened, [folder]))
        assert write(opened, 1, mine="yes").written == 1
        settle(opened)
    take_back(path)
    if as_written:
        (folder / "a.flac").write_bytes(written.content)
    with open_library(path, writing=True, copying=False) as opened:
        report = undo(opened)
    assert (report.written, len(report.notes)) == (1, 0 if as_written else 1)
    if as_written:
        assert files_in(folder) == between
    else:  # by its fields: what was written in the other lineage stays
        stored = read_file_tags(str(folder / "a.flac")).stored
        assert (stored["genre"], stored["mood"]) == (("Dark Folk", "jazz", "mine"), ())


def test_a_patch_of_an_earlier_schema_goes_by_the_number(library, folder, old):
    write(library, 1, jazz="yes")
    patch = patch_of(library, 1)
    with library.write() as connection:
        connection.execute(sa.update(rows).values(token=""))
    patch.rename(patch.with_name("1.patch"))
    report = undo(library)
    assert (report.written, report.notes) == (1, [])
    assert files_in(folder) == old
