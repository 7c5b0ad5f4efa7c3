"""The page of the folders: what leaves the lists with one, and what comes back."""

from functools import partial

import numpy as np
import pytest
import soundfile
from mutagen.flac import FLAC
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from tagstudio.core.progress import run
from tagstudio.core.settings import load_settings
from tagstudio.engine.correcting.undo_order import Act
from tagstudio.engine.scanning.scan import scan
from tagstudio.library.search.query import ALL_TRACKS, parse
from tagstudio.library.tags import tags
from tagstudio.library.tags.decisions import Decision, record_decisions
from tagstudio.library.tracks import folders, tracks
from tagstudio.library.views import browse
from tagstudio.ui.background import library_jobs
from tagstudio.ui.background.folder_changes import add_folders
from tagstudio.ui.settings_screen.folders import FoldersPage
from tagstudio.ui.shell.main_window import MainWindow
from tagstudio.ui.tag_manager.dialog import TagManager, _merged

LONG = 30_000  # ms


@pytest.fixture
def page(workspace, shown, qtbot):
    made = shown(FoldersPage(workspace))
    QAbstractItemModelTester(made.table)
    qtbot.waitUntil(lambda: bool(made.table.rows))
    return made


def click(widget, qtbot) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def listed(workspace) -> int:
    with workspace.library.read() as connection:
        return browse.count(connection, ALL_TRACKS, None)


def test_a_folder_is_removed_and_what_stays_is_said(page, workspace, qtbot):
    assert not page.remove.isEnabled()
    page.view.selectRow(0)
    with qtbot.waitSignal(workspace.status_changed) as shown:
        click(page.remove, qtbot)
    assert shown.args[0] == "Removed. Tracks that left the lists: 6. Answers on them, kept: 2."
    qtbot.waitUntil(lambda: page.table.rows[0].removed)
    assert listed(workspace) == 0
    assert page._state(page.table.rows[0]).startswith("removed on ")
    assert not page.rescan.isEnabled()
    assert not page.rescan_one.isEnabled()
    assert not page.remove.isVisible()


def test_undo_takes_out_a_folder_that_was_just_added(workspace, qtbot, tmp_path):
    window = MainWindow(workspace)
    qtbot.addWidget(window)
    soundfile.write(tmp_path / "tone.wav", np.zeros(8000), 8000)
    undo, redo = workspace.actions["undo"], workspace.actions["redo"]
    add_folders(workspace, [tmp_path])
    qtbot.waitUntil(lambda: undo.text() == f"Undo: adding “{tmp_path.name}”", timeout=LONG)
    undo.trigger()
    qtbot.waitUntil(lambda: listed(workspace) == 6)
    qtbot.waitUntil(lambda: redo.text() == f"Redo: adding “{tmp_path.name}”")
    redo.trigger()
    qtbot.waitUntil(lambda: listed(workspace) == 7)


def test_a_folder_within_one_of_the_library_is_said_to_be_in_it(workspace, qtbot, tmp_path):
    inner = tmp_path / "CDs"
    inner.mkdir()
    soundfile.write(inner / "tone.wav", np.zeros(8000), 8000)
    run(scan(workspace.library, [tmp_path]))
    said = []
    workspace.status_changed.connect(said.append)
    with qtbot.waitSignal(workspace.jobs.ended, timeout=LONG):
        add_folders(workspace, [inner])
    expected = f"“CDs” is in the library already, as a part of {tmp_path}. Scanned: nothing is new"
    qtbot.waitUntil(lambda: any(one.startswith(expected) for one in said))
    with workspace.library.read() as connection:
        assert not isinstance(workspace.decisions.order.next_undo(connection), Act)


def test_it_is_put_back_as_it_was(page, workspace, qtbot, tmp_path):
    soundfile.write(tmp_path / "tone.wav", np.zeros(8000), 8000)
    run(scan(workspace.library, [tmp_path]))
    with workspace.library.write() as connection:
        folders.remove(connection, str(tmp_path))
    workspace.tell("tracks")
    qtbot.waitUntil(lambda: len(page.table.rows) == 2)
    page.view.selectRow(1)
    with qtbot.waitSignal(workspace.jobs.ended, timeout=LONG) as over:
        click(page.put_back, qtbot)
    assert over.args[0].result.returned == 1
    qtbot.waitUntil(lambda: not any(one.removed for one in page.table.rows))
    assert listed(workspace) == 7


def test_undo_puts_a_removed_folder_back(page, workspace, qtbot):
    page.view.selectRow(0)
    click(page.remove, qtbot)
    qtbot.waitUntil(lambda: listed(workspace) == 0)
    with workspace.library.read() as connection:
        assert workspace.decisions.order.next_undo(connection).what == (
            "removing the folder “music”"
        )
    workspace.decisions.undo()
    qtbot.waitUntil(lambda: listed(workspace) == 6)
    qtbot.waitUntil(lambda: not any(one.removed for one in page.table.rows))


def test_what_another_folder_holds_is_said_to_stay(page, workspace, qtbot):
    with workspace.library.write() as connection:
        tracks.folder_id(connection, "/music/a")
    workspace.tell("tracks")
    qtbot.waitUntil(lambda: len(page.table.rows) == 2)
    page.view.selectRow(0)
    with qtbot.waitSignal(workspace.status_changed) as shown:
        click(page.remove, qtbot)
    assert shown.args[0].endswith(
        "kept: 1. Tracks that stay, for another folder holds them too: 2."
    )
    qtbot.waitUntil(lambda: page.table.rows[-1].removed)


def test_nothing_is_removed_while_a_scan_runs(page, workspace, qtbot):
    page.view.selectRow(0)
    with qtbot.waitSignal(workspace.jobs.ended, timeout=LONG):
        library_jobs.scan_folders(workspace, [])
        assert not page.remove.isEnabled()
        assert page.remove.toolTip()
    qtbot.waitUntil(page.remove.isEnabled)


def test_signs_between_genres_are_kept_and_reach_the_next_scan(page, workspace, qtbot, tmp_path):
    audio = tmp_path / "tone.flac"
    soundfile.write(audio, np.zeros(8000), 8000)
    tags = FLAC(audio)
    tags["genre"] = "Rock/Pop"
    tags.save()
    run(scan(workspace.library, [tmp_path]))
    workspace.tell("tracks")
    page.separators.setText(" / , /")
    page.separators.editingFinished.emit()
    assert page.separators.text() == "/,"
    assert load_settings().genre_separators == "/,"
    with qtbot.waitSignal(workspace.jobs.ended, timeout=LONG) as over:
        click(page.reread, qtbot)
    assert over.args[0].result.changed == 1
    with workspace.library.read() as connection:
        found = browse.page(connection, parse("title:tone , path:tone"), None)
    assert [row.genre for row in found] == ["Rock; Pop"]


def test_letters_between_genres_are_refused(page, workspace, qtbot):
    with qtbot.waitSignal(workspace.status_changed) as shown:
        page.separators.setText("and")
        page.separators.editingFinished.emit()
    assert "must be signs" in shown.args[0]
    assert page.separators.text() == ""
    assert load_settings().genre_separators == ""


def test_the_fields_stand_below_each_other_in_german(german, workspace, shown, qtbot):
    page = shown(FoldersPage(workspace))
    page.resize(900, 700)
    fields = (page.watch, page.on_battery, page.separators, page.reread)
    qtbot.waitUntil(lambda: all(one.isVisible() for one in fields))
    places = {one.mapTo(page, one.rect().topLeft()).x() for one in fields}
    assert len(places) == 1


def test_the_table_is_as_high_as_its_folders(page):
    page.resize(900, 900)
    view, [folder] = page.view, page.table.rows
    page._show([folder])
    one = view.maximumHeight()
    assert view.minimumHeight() == one
    assert view.verticalHeader().length() <= one < 3 * view.rowHeight(0) + 16
    page._show([folder] * 20)
    assert one < view.minimumHeight() < view.maximumHeight()


def test_answers_are_counted_anew_when_tags_are_merged_and_that_is_undone(page, workspace, qtbot):
    def answers() -> int:
        return page.table.rows[0].state.answers

    with workspace.library.write() as connection:
        jazz, other = (
            tags.tag_id(connection, "jazz", "", "user"),
            tags.tag_id(connection, "swing", "", "user"),
        )
        given = [Decision(track, tag, "yes") for track in (4, 5) for tag in (jazz, other)]
        record_decisions(connection, given, "user")
    workspace.tell("decisions")
    qtbot.waitUntil(lambda: answers() == 6)
    manager = TagManager(workspace, page, ["swing"])
    manager._change(partial(_merged, "swing", "jazz"), ["jazz"])
    qtbot.waitUntil(lambda: answers() == 4)
    manager._undo()
    qtbot.waitUntil(lambda: answers() == 6)
    page.hide()
    manager._change(partial(_merged, "swing", "jazz"), ["jazz"])
    qtbot.waitUntil(lambda: workspace.decisions.waiting == 0 and manager._steps == 1)
    page.show()
    qtbot.waitUntil(lambda: answers() == 4)
    manager.reject()
