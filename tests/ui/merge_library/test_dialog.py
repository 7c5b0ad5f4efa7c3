"""Another library is compared before it is merged; conflicts are decided, undo takes it back."""

import secrets
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from PySide6.QtTest import QAbstractItemModelTester

from tagstudio.library.db.database import open_library
from tagstudio.library.db.schema import identity
from tagstudio.library.tags.decisions import Decision, current, record_decisions
from tagstudio.library.tags.tags import find_tag, tag_id
from tagstudio.library.tracks import tracks
from tagstudio.ui.merge_library.dialog import MergeDialog


@pytest.fixture
def other(tmp_path, workspace, library) -> Path:
    """The library of a colleague: jazz is a no on track 5, polka a yes on 6, and a track more."""
    with library.write(durable=True) as connection:
        jazz = find_tag(connection, "jazz").id
        record_decisions(connection, [Decision(5, jazz, "yes")], "user", at=1_600_000_000)
    path = tmp_path / "colleague.db"
    with library.read() as connection:
        connection.exec_driver_sql("SELECT 1")
    shutil.copyfile(library.path, path)
    log = library.path.with_name(library.path.name + "-wal")
    if log.exists():
        shutil.copyfile(log, path.with_name(path.name + "-wal"))
    with open_library(path, writing=True, copying=False) as opened, opened.write() as connection:
        connection.execute(sa.update(identity).values(library_id=secrets.token_hex(16)))
        polka = tag_id(connection, "polka", "genre", "user")
        said = [Decision(5, jazz, "no"), Decision(6, polka, "yes")]
        record_decisions(connection, said, "user", at=1_700_000_000)
        new = [tracks.NewTrack("/elsewhere/new.mp3", 1, 1, b"another sound!!!")]
        [id] = tracks.add_tracks(connection, tracks.folder_id(connection, "/elsewhere"), new)
        record_decisions(connection, [Decision(id, jazz, "yes")], "user", at=1_700_000_000)
    return path


@pytest.fixture
def dialog(qtbot, workspace, other, shown) -> MergeDialog:
    made = shown(MergeDialog(workspace, other))
    qtbot.waitUntil(made.conflicts.isVisible)
    return made


def state(workspace, id: int, tag: str) -> str:
    with workspace.library.read() as connection:
        found = find_tag(connection, tag)
        decided = current(connection, [id]).get(id, {}).get(found.id) if found else None
    return decided.state if decided else ""


def finished(qtbot, workspace) -> None:
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)


def test_the_preview_tells_what_comes_and_changes_nothing(workspace, dialog):
    found = {row.what: row.count for row in dialog.view.found.rows}
    assert found["Answers"] == 2
    assert found["New tags"] == 1
    assert found["Tracks that are not here; kept until a scan finds them"] == 1
    examples = {row.what: row.example for row in dialog.view.found.rows}
    assert examples["Answers"].endswith(" – polka: yes")
    assert examples["New tags"] == "polka"
    assert [one.what for one in dialog.conflicts.table.rows] == ["jazz"]
    assert dialog.agree.text() == "Take over 3 changes"
    assert dialog.elsewhere.isVisible()
    assert dialog.elsewhere.text() == "1 track was not found here: name its folder…"
    QAbstractItemModelTester(dialog.conflicts.table)
    dialog.reject()
    assert state(workspace, 5, "jazz") == "yes"
    assert state(workspace, 6, "polka") == ""


def test_conflicts_are_decided_by_row_and_for_all_and_one_undo_takes_it_back(
    qtbot, workspace, dialog
):
    panel = dialog.conflicts
    panel.all.click()
    panel.holds.setCurrentIndex(2)
    panel.holds.activated.emit(2)
    assert panel.table.index(0, 4).data() == "there"
    assert dialog.agree.text() == "Take over 4 changes"
    assert "not decided" not in dialog.summary.text()
    said = []
    workspace.status_changed.connect(said.append)
    dialog.agree.click()
    finished(qtbot, workspace)
    assert "Answers among them: 2" in said[-1]
    assert (state(workspace, 5, "jazz"), state(workspace, 6, "polka")) == ("no", "yes")
    with qtbot.waitSignal(workspace.decisions.written):
        workspace.decisions.undo()
    assert (state(workspace, 5, "jazz"), state(workspace, 6, "polka")) == ("yes", "")


def test_an_undecided_conflict_stays_as_it_is_here(qtbot, workspace, dialog):
    assert "Conflicts that are not decided, and stay as it is here: 1." in dialog.summary.text()
    dialog.agree.click()
    finished(qtbot, workspace)
    assert (state(workspace, 5, "jazz"), state(workspace, 6, "polka")) == ("yes", "yes")


def test_what_is_no_library_says_why(qtbot, workspace, tmp_path, shown):
    file = tmp_path / "notes.db"
    file.write_text("no library" * 1000)
    dialog = shown(MergeDialog(workspace, file))
    qtbot.waitUntil(lambda: bool(dialog.summary.text()))
    finished(qtbot, workspace)
    assert "is no TagStudio library" in dialog.summary.text()
    assert (dialog.agree.isVisible(), dialog.cancel.text()) == (False, "Close")


def test_a_library_in_which_nothing_more_was_said_leaves_one_button(
    qtbot, workspace, library, tmp_path, shown
):
    with open_library(tmp_path / "empty.db", writing=True, copying=False):
        pass
    dialog = shown(MergeDialog(workspace, tmp_path / "empty.db"))
    qtbot.waitUntil(lambda: dialog.report is not None)
    assert dialog.summary.text().startswith("Nothing was said in the other library")
    assert (dialog.agree.isVisible(), dialog.cancel.text()) == (False, "Close")


def test_the_button_that_merges_has_the_focus_once_it_is_known_what_it_does(qtbot, dialog):
    qtbot.waitUntil(dialog.agree.hasFocus)


def test_what_was_found_takes_its_rows_alone_and_the_conflicts_have_the_rest(qtbot, dialog):
    dialog.resize(820, 620)
    rows = dialog.view.verticalHeader()
    qtbot.waitUntil(lambda: dialog.view.viewport().height() >= rows.length())
    assert dialog.view.verticalScrollBar().maximum() == 0
    assert dialog.view.viewport().height() <= rows.length() + 8
    assert dialog.conflicts.view.height() > dialog.view.height()
