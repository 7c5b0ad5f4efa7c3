import time
from pathlib import Path

import mutagen
import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget

from tagstudio.core.progress import run
from tagstudio.engine.correcting.correct import Answer, CorrectOptions, correct_tracks
from tagstudio.engine.scanning.scan import scan
from tagstudio.library.db import job_records
from tagstudio.library.models import models, suggestions
from tagstudio.library.models.models import RegisteredModel, RegisteredTag
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.tags import review_marks, tag_changes
from tagstudio.library.tags.write_preset import choose_preset
from tagstudio.library.tracks.facts_by_user import edit_facts
from tagstudio.ui.shell.main_window import MainWindow
from tagstudio.ui.write_tags.dialog import PutBackDialog, WriteDialog
from tagstudio.ui.write_tags.outcome import WriteOutcome

NAMES = ("a.flac", "b.flac", "c.flac")


@pytest.fixture
def music(tmp_path) -> Path:
    folder = tmp_path / "music"
    folder.mkdir()
    for name in NAMES:
        soundfile.write(folder / name, np.sin(np.arange(4000) / 9 + ord(name[0])), 8000)
    return folder


@pytest.fixture
def library(empty_library, music):
    """Tracks 1 to 3; on 1 jazz is decided and happy suggested, on 2 jazz is decided."""
    run(scan(empty_library, [music]))
    outputs = (RegisteredTag("jazz", "genre", 0.1), RegisteredTag("happy", "mood", 0.1))
    with empty_library.write() as connection:
        model_id = models.register(connection, "p", RegisteredModel("m", "0" * 64, outputs))
        suggestions.store(connection, model_id, [Scored(1, (0.1, 0.9))])
    correct_tracks(empty_library, [1, 2], [Answer("jazz", "yes")], CorrectOptions())
    return empty_library


@pytest.fixture
def write_dialog(qtbot, workspace, shown):
    """Open the dialog for tracks, and wait until the files were looked at."""

    def open_dialog(*track_ids: int) -> WriteDialog:
        dialog = shown(WriteDialog(workspace, track_ids))
        looked(qtbot, dialog)
        return dialog

    return open_dialog


def looked(qtbot, dialog) -> None:
    qtbot.waitUntil(lambda: not dialog.is_looking)


def finished(qtbot, workspace) -> None:
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)


def genre(music: Path, name: str) -> list[str]:
    return list(mutagen.File(music / name).get("genre", []))


def shown_rows(dialog) -> list[tuple[str, str, str, str]]:
    return [(Path(one.path).name, one.field, one.before, one.after) for one in dialog.table.rows]


def test_the_differences_stand_first_and_nothing_is_written(write_dialog, music):
    before = {path: path.read_bytes() for path in music.iterdir()}
    dialog = write_dialog(1, 2, 3)
    QAbstractItemModelTester(dialog.table)
    assert shown_rows(dialog) == [
        ("a.flac", "Genre", "–", "● jazz"),
        ("b.flac", "Genre", "–", "● jazz"),
    ]
    assert dialog.agree.text() == "Write 2 files"
    dialog.reject()
    assert {path: path.read_bytes() for path in music.iterdir()} == before


def test_suggested_tags_are_shown_on_request(qtbot, write_dialog):
    dialog = write_dialog(1)
    assert len(dialog.table.rows) == 1
    assert dialog.keep_time.isEnabled()
    dialog.suggested.setChecked(True)
    qtbot.waitUntil(lambda: len(dialog.table.rows) == 2)
    assert shown_rows(dialog)[1] == ("a.flac", "Mood", "–", "● happy")


def test_agreeing_writes_as_a_job_and_taking_back_puts_it_back(
    qtbot, workspace, write_dialog, music, shown
):
    before = (music / "a.flac").stat().st_mtime_ns
    sentences = []
    workspace.status_changed.connect(sentences.append)
    dialog = write_dialog(1, 2, 3)
    dialog.keep_time.setChecked(True)
    dialog.agree.click()
    finished(qtbot, workspace)
    assert genre(music, "a.flac") == genre(music, "b.flac") == ["jazz"]
    assert (music / "a.flac").stat().st_mtime_ns == before
    assert sentences[-1] == "Tags written to files: 2."
    back = shown(PutBackDialog(workspace))
    looked(qtbot, back)
    assert shown_rows(back)[0] == ("a.flac", "Genre", "● jazz", "–")
    assert back.agree.text() == "Put 2 files back"
    back.agree.click()
    finished(qtbot, workspace)
    assert genre(music, "a.flac") == genre(music, "b.flac") == []
    assert sentences[-1] == "Files put back: 2."
    again = shown(PutBackDialog(workspace))
    looked(qtbot, again)
    assert again.agree.isHidden()
    assert not again.keep_time.isEnabled()


def test_a_renamed_and_a_merged_tag_go_on_under_their_present_name(
    qtbot, workspace, write_dialog, library, music
):
    correct_tracks(library, [1, 2], [Answer("mine", "yes")], CorrectOptions(new_tags=True))
    write_dialog(1, 2).agree.click()
    finished(qtbot, workspace)
    with library.write(durable=True) as connection:
        for name, new in (("mine", "Mine"), ("Mine", "ours"), ("jazz", "Jazz music")):
            tag_changes.make(connection, tag_changes.rename(connection, name, new))
    dialog = write_dialog(1, 2)
    assert [(one[2], one[3]) for one in shown_rows(dialog)] == [
        ("● jazz; ● mine", "● Jazz music; ● ours")
    ] * 2
    dialog.agree.click()
    finished(qtbot, workspace)
    with library.write(durable=True) as connection:
        tag_changes.make(connection, tag_changes.merge(connection, "ours", "Jazz music"))
    write_dialog(1).agree.click()
    finished(qtbot, workspace)
    assert genre(music, "a.flac") == ["Jazz music"]
    with library.write(durable=True) as connection:
        tag_changes.make(connection, tag_changes.delete(connection, "Jazz music"))
    assert shown_rows(write_dialog(2))[0][3] == "–"


@pytest.mark.parametrize("is_late", [True, False])
def test_enter_puts_files_back_however_long_it_looked_for_them(  # noqa: PLR0917 - fixtures
    qtbot, workspace, write_dialog, music, shown, is_late
):
    write_dialog(1, 2).agree.click()
    finished(qtbot, workspace)
    back = PutBackDialog(workspace)
    if not is_late:
        looked(qtbot, back)
    shown(back)
    looked(qtbot, back)
    qtbot.waitUntil(back.agree.isDefault)
    qtbot.keyClick(back.focusWidget(), Qt.Key.Key_Return)
    assert back.result() == PutBackDialog.DialogCode.Accepted
    finished(qtbot, workspace)
    assert genre(music, "a.flac") == []


def test_nothing_to_write_is_said(write_dialog):
    dialog = write_dialog(3)
    assert dialog.agree.isHidden()
    assert not dialog.keep_time.isEnabled()
    assert dialog.suggested.isEnabled()  # that may find something to write
    assert dialog.table.rows == []


def test_a_file_that_cannot_be_written_is_shown_and_listed_with_the_job(
    qtbot, workspace, write_dialog, music
):
    (music / "b.flac").unlink()
    dialog = write_dialog(1, 2)
    assert "annot be reached" in dialog.table.rows[0].problem
    assert str(music) not in dialog.table.rows[0].problem
    dialog.agree.click()
    finished(qtbot, workspace)
    with workspace.library.read() as connection:
        [record] = job_records.list_jobs(connection)
        [failure] = job_records.failures(connection, record.id)
    assert (record.kind, record.state, failure.code) == ("write", "done", "missing")


def test_a_reason_has_the_room_of_all_columns_in_any_order(write_dialog, music):
    (music / "b.flac").chmod(0o444)
    dialog = write_dialog(1, 2)
    for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        dialog.view.sortByColumn(0, order)
        spans = [dialog.view.columnSpan(row, 1) for row in range(2)]
        assert spans == [3 if row.problem else 1 for row in dialog.table.rows]
        row = spans.index(3)
        shown_text = dialog.table.index(row, 1).data()
        assert shown_text.startswith("Cannot be written. The file is write-protected.")
        room = dialog.view.visualRect(dialog.table.index(row, 1)).width()
        assert room > dialog.view.fontMetrics().horizontalAdvance(shown_text)


def test_closing_ends_the_looking(qtbot, workspace, shown):
    dialog = shown(WriteDialog(workspace, [1, 2, 3] * 2000))
    qtbot.waitUntil(lambda: bool(workspace.jobs.jobs))
    [job] = workspace.jobs.jobs
    dialog.reject()
    finished(qtbot, workspace)
    assert job.state == "cancelled"


def test_the_selection_is_written_or_else_all_that_is_shown(qtbot, workspace, shown):
    window = shown(MainWindow(workspace))
    screen = window.show_screen("library")
    qtbot.waitUntil(lambda: len(screen.table.ids) == 3)
    workspace.actions["write_tags"].trigger()
    [dialog] = window.findChildren(WriteDialog)
    looked(qtbot, dialog)
    assert len(dialog.table.rows) == 2
    assert dialog.windowTitle() == "Write tags and facts to all 3 files shown"
    dialog.reject()
    qtbot.waitUntil(lambda: not window.findChildren(WriteDialog))
    screen.view.selectRow(screen.table.ids.index(2))
    workspace.actions["write_tags"].trigger()
    [dialog] = window.findChildren(WriteDialog)
    looked(qtbot, dialog)
    assert [row[0] for row in shown_rows(dialog)] == ["b.flac"]
    assert dialog.windowTitle() == "Write tags and facts to 1 selected file"
    dialog.reject()
    qtbot.waitUntil(lambda: not window.findChildren(WriteDialog))
    qtbot.waitUntil(lambda: not workspace.actions["undo_write"].isEnabled())  # nothing is written
    window._write_all()
    qtbot.waitUntil(lambda: bool(window.findChildren(WriteDialog)))
    [dialog] = window.findChildren(WriteDialog)
    assert dialog.windowTitle() == "Write tags and facts of all tracks of the library"
    looked(qtbot, dialog)
    dialog.agree.click()
    finished(qtbot, workspace)
    qtbot.waitUntil(workspace.actions["undo_write"].isEnabled)


def test_what_could_not_be_written_stays_on_the_screen_with_its_reason(
    qtbot, workspace, write_dialog, music, shown
):
    """The preview names what will be refused; the outcome what was refused, never just "done"."""
    (music / "b.flac").chmod(0o444)
    dialog = write_dialog(1, 2)
    refused = dialog.table.rows[0]
    assert (Path(refused.path).name, refused.problem[:26]) == (
        "b.flac",
        "The file is write-protecte",
    )
    assert dialog.agree.text() == "Write 1 file"
    (music / "a.flac").chmod(0o444)  # between the preview and the writing
    holder = shown(QWidget())
    dialog.setParent(holder, dialog.windowFlags())
    dialog.agree.click()
    finished(qtbot, workspace)
    [outcome] = holder.findChildren(WriteOutcome)
    assert outcome.summary.text().startswith("No file was written. ")
    assert sorted(Path(one.path).name for one in outcome.table.rows) == ["a.flac", "b.flac"]
    assert outcome.view.wordWrap()
    assert "2" in outcome.summary.text()
    for name in ("a.flac", "b.flac"):
        (music / name).chmod(0o644)
    outcome.again.click()
    again = next(one for one in holder.findChildren(WriteDialog) if one is not dialog)
    looked(qtbot, again)
    assert again.agree.text() == "Write 2 files"
    again.agree.click()
    finished(qtbot, workspace)
    assert genre(music, "b.flac") == ["jazz"]


def test_a_preset_is_chosen_seen_written_and_kept(write_dialog, qtbot, workspace, music):
    dialog = write_dialog(1)
    assert dialog.preset.name == "standard"
    assert dialog.preset.note.text().startswith("Genre, mood, instrument and era")
    titles = [dialog.preset.box.itemText(at) for at in range(dialog.preset.box.count())]
    dialog.preset.box.setFocus()
    dialog.preset.box.setCurrentIndex(titles.index("rekordbox"))
    assert "behind your comment" in dialog.preset.note.text()
    looked(qtbot, dialog)
    assert shown_rows(dialog) == [
        ("a.flac", "Genre", "–", "● jazz"),
        ("a.flac", "Comment", "–", "[TagStudio: jazz]"),
    ]
    assert dialog.focusWidget() is dialog.preset.box
    dialog.accept()
    finished(qtbot, workspace)
    assert mutagen.File(music / "a.flac")["comment"] == ["[TagStudio: jazz]"]
    assert write_dialog(1).preset.name == "rekordbox"


def test_a_choice_that_is_not_written_with_is_not_kept(write_dialog, qtbot):
    dialog = write_dialog(1)
    dialog.preset.box.setCurrentIndex(1)
    looked(qtbot, dialog)
    dialog.reject()
    assert write_dialog(1).preset.name == "standard"


def test_the_faults_of_files_are_told_and_a_preset_that_is_gone(
    write_dialog, qtbot, library, monkeypatch, tmp_path
):
    monkeypatch.setenv("TAGSTUDIO_HOME", str(tmp_path))
    (tmp_path / "presets").mkdir()
    (tmp_path / "presets" / "bad.toml").write_text("write = 3")
    with library.write() as connection:
        choose_preset(connection, "gone")
    dialog = write_dialog(1)
    assert "bad.toml" in dialog.preset.note.text()
    assert "gone" in dialog.preset.note.text()
    assert dialog.table.rows == []
    dialog.preset.box.setCurrentIndex(0)
    looked(qtbot, dialog)
    assert shown_rows(dialog) == [("a.flac", "Genre", "–", "● jazz")]


def test_closed_before_the_presets_are_known_it_looks_at_nothing(qtbot, workspace, shown):
    dialog = shown(WriteDialog(workspace, [1]))
    dialog.reject()
    qtbot.waitUntil(lambda: dialog.preset.box.count() > 0)
    assert not workspace.jobs.jobs


def test_enter_at_the_presets_writes_nothing(write_dialog, qtbot, workspace):
    dialog = write_dialog(1)
    dialog.activateWindow()
    dialog.preset.box.setFocus()
    qtbot.keyClick(dialog.preset.box, Qt.Key.Key_Return)
    dialog.preset.box.hidePopup()
    dialog.suggested.setFocus()
    qtbot.keyClick(dialog.suggested, Qt.Key.Key_Return)
    assert dialog.suggested.isChecked()
    looked(qtbot, dialog)
    assert dialog.isVisible()
    assert not any(job.kind == "write" for job in workspace.jobs.jobs)
    assert dialog.focusWidget() is dialog.suggested, "one goes on choosing"


def test_what_was_left_undecided_on_a_finished_track_is_left_out_and_counted(
    write_dialog, qtbot, library
):
    with library.write() as connection:
        review_marks.mark(connection, [1], time.time())
    dialog = write_dialog(1)
    assert not dialog.left_alone.isEnabled()
    dialog.suggested.setChecked(True)
    looked(qtbot, dialog)
    assert shown_rows(dialog) == [("a.flac", "Genre", "–", "● jazz")]
    told = "Suggestions that are assumed no on reviewed tracks, left out: 1."
    assert told in dialog.summary.text()
    dialog.left_alone.setChecked(True)
    qtbot.waitUntil(lambda: len(dialog.table.rows) == 2)
    assert shown_rows(dialog)[1] == ("a.flac", "Mood", "–", "● happy")
    assert told not in dialog.summary.text()
    dialog.suggested.setChecked(False)
    looked(qtbot, dialog)
    assert len(dialog.table.rows) == 1


def test_it_is_told_where_own_tags_without_a_group_go(write_dialog, qtbot):
    dialog = write_dialog(1)
    fields = {}
    for place in range(dialog.preset.box.count()):
        dialog.preset.box.setCurrentIndex(place)
        told = dialog.preset.note.text().partition("without a group go into: ")[2]
        fields[dialog.preset.name] = told.partition(".")[0]
    assert fields["standard"] == "Genre"
    assert fields["itunes"] == "Genre, Grouping"
    looked(qtbot, dialog)


def test_a_file_that_is_gone_is_named_before_the_others_are_put_back(
    qtbot, workspace, write_dialog, music, shown
):
    write_dialog(1, 2).agree.click()
    finished(qtbot, workspace)
    (music / "b.flac").rename(music / "elsewhere")
    back = shown(PutBackDialog(workspace))
    looked(qtbot, back)
    assert back.agree.text() == "Put 1 file back"
    gone, there = back.table.rows
    assert (Path(gone.path).name, Path(there.path).name) == ("b.flac", "a.flac")
    assert back.table.index(0, 1).data().startswith("Cannot be put back. The file is not there.")
    assert back.summary.text().endswith("Not there now: 1. ● marks the tags that come or go.")
    back.agree.click()
    finished(qtbot, workspace)
    assert genre(music, "a.flac") == []


@pytest.mark.parametrize("track_ids", [(1, 2), (3,)])  # with changes, and with nothing to change
def test_tempo_and_key_that_nobody_measured_are_said_to_be_missing(
    qtbot, write_dialog, workspace, track_ids
):
    def told() -> str:
        page = dialog.pages.currentWidget()
        return dialog.summary.text() if page is dialog.view else page.text.text()

    dialog = write_dialog(*track_ids)
    assert "not measured" not in told()
    dialog.measures.click()
    looked(qtbot, dialog)
    assert f"not measured yet: {len(track_ids)}. Measure them first, with Tools >" in told()
    with workspace.library.write() as connection:
        edit_facts(connection, {id: {"bpm": "120"} for id in track_ids})
    dialog.suggested.click()
    looked(qtbot, dialog)
    assert "not measured" not in told()


def test_a_file_that_cannot_be_read_is_not_among_those_without_change(write_dialog, workspace):
    with workspace.library.write() as connection:
        connection.exec_driver_sql("UPDATE tracks SET missing_since = 1 WHERE id = 3")
    summary = write_dialog(1, 2, 3).summary.text()
    assert "nothing to change: 0." in summary
    assert "cannot be read, and have nothing to write: 1." in summary
