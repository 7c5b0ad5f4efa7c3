"""Facts of many tracks are edited as one step, and only those that the user means."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel

from tagstudio.audio.metadata.facts import read_facts
from tagstudio.core.progress import run
from tagstudio.engine.file_tags.plan import plan_writes
from tagstudio.engine.file_tags.write import write_planned
from tagstudio.engine.scanning.scan import EVERY_FILE, scan
from tagstudio.library.tracks import track_artists
from tagstudio.library.tracks.track_artists import InferredArtist
from tagstudio.library.views.browse import rows_of
from tagstudio.ui.edit_facts.dialog import FactsDialog, read_tracks


@pytest.fixture
def dialog(qtbot, workspace, shown) -> FactsDialog:
    made = shown(FactsDialog(workspace, [1, 2, 3]))
    qtbot.waitUntil(lambda: len(made.tracks) == 3)
    return made


def facts(workspace) -> list[tuple[str, str, str]]:
    with workspace.library.read() as connection:
        rows = rows_of(connection, None, [1, 2, 3])
    return [(row.title, row.artist, row.album) for row in rows]


def type_into(dialog: FactsDialog, name: str, text: str) -> None:
    edit = dialog.edits[name]
    edit.setText(text)
    edit.setModified(True)
    edit.textEdited.emit(text)


def test_only_the_field_that_was_typed_into_changes_and_undo_takes_it_back(
    qtbot, workspace, dialog
):
    before = facts(workspace)
    assert not dialog.agree.isEnabled()
    type_into(dialog, "album", "Collected")
    assert dialog.agree.text() == "Change 3 tracks"
    with qtbot.waitSignal(workspace.decisions.written) as written:
        dialog.agree.click()
    assert written.args[0].sentence == "Changed: album on 3 tracks."
    assert facts(workspace) == [(title, artist, "Collected") for title, artist, _ in before]
    with qtbot.waitSignal(workspace.decisions.written) as undone:
        workspace.decisions.undo()
    assert undone.args[0].sentence == "Undone: album on 3 tracks."
    assert facts(workspace) == before


@pytest.fixture
def music(tmp_path: Path, empty_workspace) -> Path:
    """A folder with three sound files of the formats that tags are written to, scanned."""
    folder = tmp_path / "music"
    folder.mkdir()
    for number, kind in enumerate(("flac", "mp3", "ogg")):
        samples = np.random.default_rng(number).uniform(-0.5, 0.5, 16_000)
        soundfile.write(folder / f"Cher - Song {number}.{kind}", samples, 16_000)
    run(scan(empty_workspace.library, [folder]))
    return folder


def as_they_are(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    """Return each file of a folder: its bytes, when it was changed, and which file it is."""
    files = sorted(folder.rglob("*"))
    seen = ((one, one.stat()) for one in files)
    return {one.name: (one.read_bytes(), of.st_mtime_ns, of.st_ino) for one, of in seen}


def test_no_file_is_touched_before_write(qtbot, empty_workspace, music, shown):
    workspace, library = empty_workspace, empty_workspace.library
    before = as_they_are(music)
    dialog = shown(FactsDialog(workspace, [1, 2, 3]))
    qtbot.waitUntil(lambda: len(dialog.tracks) == 3)
    dialog.pattern.setCurrentIndex(dialog.pattern.findText("Artist - Title"))
    for name, text in (("album", "Collected"), ("bpm", "120")):
        type_into(dialog, name, text)
    with qtbot.waitSignal(workspace.decisions.written):
        dialog.agree.click()
    assert facts(workspace)[0] == ("Song 0", "Cher", "Collected")
    assert as_they_are(music) == before
    for step in (workspace.decisions.undo, workspace.decisions.redo):
        with qtbot.waitSignal(workspace.decisions.written):
            step()
        assert as_they_are(music) == before
    run(scan(library, [music], again=EVERY_FILE))
    assert facts(workspace)[0] == ("Song 0", "Cher", "Collected")
    plan = run(plan_writes(library, [1, 2, 3], None))
    assert as_they_are(music) == before
    run(write_planned(library, plan))
    after = as_they_are(music)
    assert after.keys() == before.keys()
    assert all(after[name][0] != before[name][0] for name in after)
    assert {read_facts(str(music / name)).album for name in after} == {"Collected"}


def test_facts_are_taken_from_the_names_of_the_files(qtbot, workspace, dialog):
    for one, name in zip(dialog.tracks, ("Abba - SOS", "Cher - Believe", "alone"), strict=True):
        one.path = f"/m/{name}.mp3"
    dialog.pattern.setCurrentIndex(dialog.pattern.findText("Artist - Title"))
    assert dialog.agree.text() == "Change 2 tracks"
    type_into(dialog, "artist", "Various hands")  # what is typed goes before
    with qtbot.waitSignal(workspace.decisions.written):
        dialog.agree.click()
    now = facts(workspace)
    assert [title for title, _, _ in now[:2]] == ["SOS", "Believe"]
    assert {artist for _, artist, _ in now} == {"Various hands"}


def test_a_track_that_is_not_ticked_stays_as_it_is(qtbot, workspace, dialog):
    names = ("Abba - SOS", "svm_frenzy-story-234221_s2", "Cher - Believe")
    for one, name in zip(dialog.tracks, names, strict=True):
        one.path = f"/m/{name}.mp3"
    dialog.pattern.setCurrentIndex(dialog.pattern.findText("Artist - Title"))
    assert dialog.agree.text() == "Change 3 tracks"
    row = next(n for n, one in enumerate(dialog.table.rows) if "frenzy" in one.path)
    dialog.view.setFocus()
    dialog.view.setCurrentIndex(dialog.table.index(row, 0))
    qtbot.keyClick(dialog.view, Qt.Key.Key_Space)
    assert dialog.agree.text() == "Change 2 tracks"
    assert dialog.view.currentIndex().row() == row
    assert (
        dialog.table.index(row, 0).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked
    )
    left = dialog.table.rows[row].id
    before = facts(workspace)[left - 1]
    type_into(dialog, "album", "Collected")  # of no use for it either
    assert dialog.agree.text() == "Change 2 tracks"
    with qtbot.waitSignal(workspace.decisions.written):
        dialog.agree.click()
    assert facts(workspace)[left - 1] == before


def test_facts_are_taken_from_the_folders_of_the_files(dialog):
    for one, name in zip(dialog.tracks, ("Abba/03 SOS", "Cher/Believe", "alone"), strict=True):
        one.path = f"/m/{name}.mp3"
    dialog._roots = ["/m"]
    dialog.pattern.setCurrentIndex(dialog.pattern.findText("Artist folder / Title"))
    assert [one.after for one in dialog.tracks] == [
        {"artist": "Abba", "title": "SOS"},
        {"artist": "Cher", "title": "Believe"},
        {},
    ]
    assert not dialog.mistake.text()


def test_the_folder_of_the_library_itself_is_no_artist(qtbot, workspace, dialog):
    assert dialog._roots
    dialog.pattern.setCurrentIndex(dialog.pattern.findText("Artist folder / Album folder / Title"))
    assert not any(one.after for one in dialog.tracks)
    assert "the folders must lie within a folder of the library" in dialog.mistake.text()


def test_a_pattern_that_fits_no_name_says_so_and_what_is_typed_counts(dialog):
    for one in dialog.tracks:
        one.path = "/m/alone.mp3"
    dialog.pattern.setCurrentIndex(dialog.pattern.findText("Artist - Title"))
    assert dialog.mistake.text() == "None of these file names fits “Artist - Title”."
    assert not dialog.agree.isEnabled()
    type_into(dialog, "album", "Collected")
    assert dialog.mistake.text()
    assert dialog.agree.isEnabled()
    dialog.pattern.setCurrentIndex(0)
    assert not dialog.mistake.text()


def test_an_artist_that_was_only_guessed_becomes_the_word_of_who_says_it(qtbot, workspace, shown):
    with workspace.library.write() as connection:
        connection.exec_driver_sql("UPDATE tracks SET artist = '', albumartist = ''")
        guessed = {id: InferredArtist("Cher", "file name") for id in (1, 2)}
        track_artists.store_inferred(connection, guessed)
    dialog = shown(FactsDialog(workspace, [1, 2, 3]))
    qtbot.waitUntil(lambda: len(dialog.tracks) == 3)
    assert [one.text("artist") for one in dialog.tracks] == ["Cher", "Cher", ""]
    dialog.tracks[0].path = "/m/Cher - Believe.mp3"
    dialog.tracks[1].path = "/m/alone.mp3"
    dialog.pattern.setCurrentIndex(dialog.pattern.findText("Artist - Title"))
    assert dialog.tracks[0].after == {"artist": "Cher", "title": "Believe"}
    assert "artist" not in dialog.tracks[1].after
    with qtbot.waitSignal(workspace.decisions.written):
        dialog.agree.click()
    assert [artist for _, artist, _ in facts(workspace)] == ["Cher", "", ""]


def test_facts_that_no_track_has_leave_their_room_to_the_names_of_the_files(
    qtbot, workspace, dialog
):
    for one in dialog.tracks:
        one.before = dict.fromkeys(one.before, "")
    dialog._plan()
    names, album = dialog.view.columnWidth(0), dialog.view.columnWidth(3)
    type_into(dialog, "album", "Collected")
    assert dialog.view.columnWidth(3) > album
    assert dialog.view.columnWidth(0) < names


def test_the_name_of_a_field_stands_at_the_height_of_the_field(dialog):
    for label in dialog.findChildren(QLabel):
        if (field := label.buddy()) is not None:
            assert abs(label.geometry().center().y() - field.geometry().center().y()) <= 1


def test_enter_in_a_field_does_what_the_button_does(qtbot, workspace, dialog):
    dialog.activateWindow()
    qtbot.waitUntil(dialog.edits["title"].hasFocus)
    dialog.edits["album"].setFocus()
    qtbot.keyClick(dialog.edits["album"], Qt.Key.Key_Return)
    assert dialog.isVisible() and dialog.edits["album"].hasFocus(), "there is nothing to change yet"
    qtbot.keyClicks(dialog.edits["album"], "!")
    with qtbot.waitSignal(workspace.decisions.written):
        qtbot.keyClick(dialog.edits["album"], Qt.Key.Key_Return)
    assert not dialog.isVisible()


def test_a_tempo_that_is_none_is_marked_where_it_is_and_nothing_is_said_to_change(dialog):
    type_into(dialog, "album", "Collected")
    type_into(dialog, "bpm", "fast")
    bpm = dialog.edits["bpm"]
    assert bpm.property("wrong") and not dialog.edits["album"].property("wrong")
    assert bpm.accessibleDescription() == dialog.mistake.text() != ""
    assert dialog.mistake.property("role") == "error"
    assert dialog.agree.text() == "Change" and not dialog.agree.isEnabled()
    said = dialog.mistake.mapTo(dialog, QPoint(0, 0)).y()
    assert 0 < said - bpm.mapTo(dialog, QPoint(0, 0)).y() - bpm.height() < 24
    type_into(dialog, "bpm", "120")
    assert not bpm.property("wrong") and dialog.agree.text() == "Change 3 tracks"


def test_both_columns_of_fields_are_of_one_width(dialog):
    title, artist = dialog.edits["title"], dialog.edits["artist"]
    assert abs(title.width() - artist.width()) <= 2


def test_ctrl_enter_in_a_field_agrees_at_once(qtbot, workspace, dialog):
    qtbot.keyClicks(dialog.edits["album"], "!")
    with qtbot.waitSignal(workspace.decisions.written):
        qtbot.keyClick(
            dialog.edits["album"], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
        )
    assert not dialog.isVisible()


def test_esc_says_first_that_it_forgets_what_was_typed(qtbot, dialog):
    album = dialog.edits["album"]
    qtbot.keyClicks(album, "a")
    qtbot.keyClick(album, Qt.Key.Key_Escape)
    assert dialog.isVisible() and "Esc once more" in dialog.mistake.text()
    qtbot.keyClicks(album, "b")  # goes on
    assert not dialog.mistake.text()
    for _ in range(2):
        qtbot.keyClick(album, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_esc_leaves_at_once_where_nothing_was_typed(qtbot, dialog):
    qtbot.keyClick(dialog.edits["album"], Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_title_told_by_the_name_of_the_file_is_shown_as_the_list_shows_it(workspace):
    with workspace.library.write() as connection:
        connection.exec_driver_sql("UPDATE tracks SET title = '', path = '/m/Night.mp3' WHERE id=1")
        [track] = read_tracks(connection, [1])
    assert track.before["title"] == "Night"
    for said, after in (("Night", {"title": "Night"}), ("Day", {"title": "Day"}), ("", {})):
        track.plan({"title": said})
        assert track.after == after


def test_what_is_typed_is_not_cut_while_there_is_room(dialog):
    dialog.resize(920, 600)
    type_into(dialog, "artist", "The Unknown Trio of the Far North")
    wide = dialog.view.fontMetrics().horizontalAdvance("● The Unknown Trio of the Far North")
    assert dialog.view.columnWidth(2) > wide


def test_the_table_stays_where_it_is_when_something_is_wrong(qtbot, dialog):
    qtbot.waitUntil(lambda: dialog.view.y() > 0)
    before = dialog.view.y()
    type_into(dialog, "bpm", "fast")
    dialog.layout().activate()
    assert dialog.mistake.text() and dialog.view.y() == before


def test_the_title_is_selected_though_it_was_read_before_the_dialog_is_active(qtbot, workspace):
    made = FactsDialog(workspace, [1])
    qtbot.addWidget(made)
    qtbot.waitUntil(lambda: bool(made.tracks))
    assert not made.isActiveWindow()
    assert made.edits["title"].selectedText() == made.edits["title"].text() != ""
