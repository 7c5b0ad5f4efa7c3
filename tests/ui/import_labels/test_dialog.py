"""Labels of a file are shown before they are imported, and one undo takes them back."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog

from tagstudio.library.db.job_records import list_jobs
from tagstudio.library.tags.decisions import current
from tagstudio.library.tags.tags import find_tag
from tagstudio.library.views.browse import rows_of
from tagstudio.ui.import_labels.dialog import ImportDialog
from tagstudio.ui.jobs_screen.past_jobs import past_jobs


@pytest.fixture
def labels(tmp_path, library) -> Path:
    """Two labels of known tracks, one of an unknown tag, one of a file that is not there."""
    with library.read() as connection:
        paths = [row.path for row in rows_of(connection, None, [5, 6])]
    file = tmp_path / "labels.csv"
    rows = [
        f"{paths[0]},jazz,yes",
        f"{paths[1]},jazz,no",
        f"{paths[0]},zydeco,yes",
        "/nowhere/x.mp3,jazz,yes",
    ]
    file.write_text("\n".join(["path,tag,state", *rows]))
    return file


@pytest.fixture
def dialog(qtbot, workspace, labels, shown) -> ImportDialog:
    made = shown(ImportDialog(workspace, labels))
    qtbot.waitUntil(made.unknown.isVisible)
    return made


def finished(qtbot, workspace) -> None:
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)


def answers(workspace, id: int) -> list[str]:
    with workspace.library.read() as connection:
        return sorted(one.state for one in current(connection, [id]).get(id, {}).values())


def test_the_preview_counts_and_changes_nothing(workspace, dialog):
    before = answers(workspace, 5), answers(workspace, 6)
    found = [(row.what, row.count) for row in dialog.view.found.rows]
    assert ("Tracks found by the path", 2) in found
    assert [(row.name, row.count) for row in dialog.unknown.table.rows] == [("zydeco", 1)]
    assert ("Not used: no such tag", 1) in found
    assert sum(count for what, count in found if what.startswith("Not used")) == 2
    assert dialog.agree.text() == "Import 2 answers"
    assert dialog.unknown.take_all.text() == "Take the unknown tag"
    assert not any("--" in row.what for row in dialog.view.found.rows)
    dialog.reject()
    assert (answers(workspace, 5), answers(workspace, 6)) == before


def test_an_import_with_new_tags_is_one_step_that_undo_takes_back(qtbot, workspace, dialog):
    before = answers(workspace, 5), answers(workspace, 6)
    unknown = dialog.unknown
    assert not unknown.group.isEnabled()  # nothing is new yet
    unknown.take_all.click()
    unknown.group.setCurrentIndex(unknown.group.findData("mood"))
    unknown.group.activated.emit(unknown.group.currentIndex())
    qtbot.waitUntil(dialog.agree.isEnabled)
    assert dialog.agree.text() == "Import 3 answers"
    said = []
    workspace.status_changed.connect(said.append)
    dialog.agree.click()
    finished(qtbot, workspace)
    assert "answers changed: 3" in said[-1]
    with workspace.library.read() as connection:
        assert find_tag(connection, "zydeco").group == "mood"
    assert answers(workspace, 5) == sorted([*before[0], "yes", "yes"])
    with qtbot.waitSignal(workspace.decisions.written):
        workspace.decisions.undo()
    assert (answers(workspace, 5), answers(workspace, 6)) == before


def test_a_file_without_labels_says_why(qtbot, workspace, tmp_path, shown):
    file = tmp_path / "other.csv"
    file.write_text("a,b\n1,2\n")
    dialog = shown(ImportDialog(workspace, file))
    qtbot.waitUntil(lambda: bool(dialog.summary.text()))
    finished(qtbot, workspace)
    assert (dialog.agree.isVisible(), dialog.cancel.text()) == (False, "Close")


@pytest.fixture
def three_unknown(qtbot, workspace, tmp_path, shown) -> ImportDialog:
    """A file that names three tags which the library lacks; the second one can be no tag."""
    with workspace.library.read() as connection:
        [row] = rows_of(connection, None, [5])
    names = ["zydeco", "zydeco", "jazz/funk", "seen live"]
    file = tmp_path / "more.csv"
    rows = [f"{row.path},{name},yes" for name in names] + [f"{row.path},zydeco,yes"]
    file.write_text("\n".join(["path,tag,state", *rows]))
    made = shown(ImportDialog(workspace, file))
    qtbot.waitUntil(made.unknown.isVisible)
    return made


def states(dialog: ImportDialog) -> dict[str, str]:
    return {row.name: row.becomes for row in dialog.unknown.table.rows}


def test_each_unknown_tag_is_chosen_by_its_check_mark(qtbot, workspace, three_unknown):
    panel = three_unknown.unknown
    QAbstractItemModelTester(panel.table)
    assert next((row.name, row.count) for row in panel.table.rows) == ("zydeco", 3)
    assert not three_unknown.agree.isEnabled()
    panel.view.setFocus()
    panel.view.setCurrentIndex(panel.table.index(0, 0))
    qtbot.keyClick(panel.view, Qt.Key.Key_Space)
    assert states(three_unknown)["zydeco"] == "zydeco"
    assert panel.take_all.checkState() == Qt.CheckState.PartiallyChecked
    qtbot.waitUntil(three_unknown.agree.isEnabled)
    assert three_unknown.agree.text() == "Import 1 answer"
    assert panel.view.currentIndex().row() == 0  # the new look does not lead away
    qtbot.keyClick(panel.view, Qt.Key.Key_Space)
    assert not any(states(three_unknown).values())
    panel.take_all.click()
    assert states(three_unknown) == {
        "zydeco": "zydeco",
        "jazz/funk": "jazz",  # no tag can have this name
        "seen live": "seen live",
    }


def test_an_unknown_tag_is_taken_for_one_of_the_library(qtbot, workspace, three_unknown):
    panel = three_unknown.unknown
    place = [row.name for row in panel.table.rows].index("jazz/funk")
    panel.view.selectRow(place)
    panel.becomes.setCurrentText("jazz")
    panel.becomes.activated.emit(panel.becomes.currentIndex())
    assert states(three_unknown)["jazz/funk"] == "jazz"
    assert panel.mapped_tags() == (("jazz/funk", "jazz"),)
    assert panel.table.index(place, 2).data() == "jazz"
    qtbot.waitUntil(three_unknown.agree.isEnabled)
    before = answers(workspace, 5)
    three_unknown.agree.click()
    finished(qtbot, workspace)
    assert answers(workspace, 5) == sorted([*before, "yes"])
    with workspace.library.read() as connection:
        assert find_tag(connection, "zydeco") is None


def test_where_no_track_is_found_it_says_what_to_do_and_asks_nothing(
    qtbot, workspace, tmp_path, shown
):
    file = tmp_path / "elsewhere.csv"
    file.write_text("path,tag,state\n/nowhere/x.mp3,jazz,yes\n")
    dialog = shown(ImportDialog(workspace, file))
    qtbot.waitUntil(lambda: not dialog.is_looking)
    assert dialog.summary.text().startswith("Nothing can be imported: none of the labels")
    assert not dialog.overwrite.isVisible()
    assert not dialog._explanation.isVisible()  # there is nothing to agree to


def test_where_nothing_can_be_imported_another_file_can_be_chosen(  # noqa: PLR0917 - fixtures
    qtbot, workspace, tmp_path, labels, shown, monkeypatch
):
    file = tmp_path / "elsewhere.csv"
    file.write_text("path,tag,state\n/nowhere/x.mp3,jazz,yes\n")
    dialog = shown(ImportDialog(workspace, file))
    qtbot.waitUntil(dialog.another.isVisible)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(labels), ""))
    dialog.another.click()
    qtbot.waitUntil(dialog.agree.isEnabled)
    assert dialog.agree.isVisible()
    assert not dialog.another.isVisible()
    assert "labels.csv" in dialog._explanation.text()


def test_what_can_be_imported_after_all_is_not_said_to_be_nothing(qtbot, dialog):
    unknown = dialog.unknown
    unknown.take_all.click()
    qtbot.waitUntil(dialog.agree.isEnabled)
    found = [row.what for row in dialog.view.found.rows if row.what.startswith("Not used")]
    assert len(found) == 1  # the track that is not there
    assert dialog.summary.text() == (
        "Labels read: 4, of these fit: 3. Answers that would change: 3."
    )


def test_what_a_dialog_only_looks_at_is_no_job_and_an_import_says_what_it_did(
    qtbot, workspace, dialog
):
    finished(qtbot, workspace)
    assert not past_jobs([], workspace.jobs.over)
    qtbot.waitUntil(dialog.agree.isEnabled)
    dialog.agree.click()
    finished(qtbot, workspace)
    with workspace.library.read() as connection:
        [job] = past_jobs(list_jobs(connection), workspace.jobs.over)
    assert job.message == "Labels imported: 2 of 4, answers changed: 2."


def test_it_begins_at_the_button_that_imports_and_not_at_what_would_be_replaced(qtbot, dialog):
    qtbot.waitUntil(dialog.agree.hasFocus)
