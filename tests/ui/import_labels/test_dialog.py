"""Labels of a file are shown before they are imported, and one undo takes them back."""

from pathlib import Path

import pytest

from tagstudio.library.tags.decisions import current
from tagstudio.library.tags.tags import find_tag
from tagstudio.library.views.browse import rows_of
from tagstudio.ui.import_labels.dialog import ImportDialog


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
    qtbot.waitUntil(lambda: made.report is not None)
    return made


def finished(qtbot, workspace) -> None:
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)


def answers(workspace, id: int) -> list[str]:
    with workspace.library.read() as connection:
        return sorted(one.state for one in current(connection, [id]).get(id, {}).values())


def test_the_preview_counts_and_changes_nothing(workspace, dialog):
    before = answers(workspace, 5), answers(workspace, 6)
    found = [(row.what, row.count) for row in dialog.table.rows]
    assert ("Tracks found by the path", 2) in found
    assert ("Unknown tag: zydeco", 1) in found
    assert ("Not used: no such tag", 1) in found
    assert sum(count for what, count in found if what.startswith("Not used")) == 2
    assert dialog.agree.text() == "Import 2 answers"
    assert dialog.new_tags.text() == "Make the unknown tag one of my own"
    assert not any("--" in row.what for row in dialog.table.rows)
    dialog.reject()
    assert (answers(workspace, 5), answers(workspace, 6)) == before


def test_an_import_with_new_tags_is_one_step_that_undo_takes_back(qtbot, workspace, dialog):
    before = answers(workspace, 5), answers(workspace, 6)
    first = dialog.report
    dialog.group.setCurrentIndex(dialog.group.findData("mood"))
    dialog.new_tags.setChecked(True)
    qtbot.waitUntil(lambda: dialog.report is not first)
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
    assert not dialog.agree.isEnabled()
