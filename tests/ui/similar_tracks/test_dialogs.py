"""Same answers and duplicates in the window: each is one step, and undo takes it back."""

import time

import pytest
from PySide6.QtCore import Qt

from tagstudio.core.progress import Progress
from tagstudio.engine.similar.duplicates import DuplicateReport
from tagstudio.library.tags.decisions import current
from tagstudio.ui.similar_tracks import duplicates_dialog
from tagstudio.ui.similar_tracks.duplicates_dialog import DuplicatesDialog, shared_folder
from tagstudio.ui.similar_tracks.same_answers_dialog import SameAnswersDialog


def states(workspace, track_id: int) -> list[str]:
    with workspace.library.read() as connection:
        return sorted(
            one.state for one in current(connection, [track_id]).get(track_id, {}).values()
        )


def say(qtbot, workspace, track_id: int, tag: str, state: str) -> None:
    with qtbot.waitSignal(workspace.decisions.written):
        workspace.decisions.answer([track_id], tag, state, new_tag=True)


@pytest.fixture
def answered(qtbot, workspace):
    """The third track has two answers of tags that no other one answers."""
    say(qtbot, workspace, 3, "brass band", "yes")
    say(qtbot, workspace, 3, "choir", "no")
    return states(workspace, 3)


def test_the_answers_of_a_track_are_shown_then_given_as_one_step(qtbot, workspace, shown, answered):
    before = states(workspace, 1), states(workspace, 2)
    dialog = shown(SameAnswersDialog(workspace, 3, [1, 2, 3]))
    qtbot.waitUntil(dialog.agree.isEnabled)
    tags = {one.tag: (one.state, one.new) for one in dialog.table.rows}
    assert tags["brass band"] == ("yes", 2)
    assert tags["choir"] == ("no", 2)
    assert dialog.agree.text() == "Change 2 tracks"
    with qtbot.waitSignal(workspace.decisions.written):
        dialog.agree.click()
    assert len(states(workspace, 1)) >= len(before[0]) + 2
    with qtbot.waitSignal(workspace.decisions.written):
        workspace.decisions.undo()
    assert (states(workspace, 1), states(workspace, 2)) == before
    assert states(workspace, 3) == answered


def test_a_track_without_answers_says_what_to_do(qtbot, workspace, shown, monkeypatch):
    monkeypatch.setattr("tagstudio.ui.similar_tracks.same_answers_dialog.answers_of", lambda *_: {})
    dialog = shown(SameAnswersDialog(workspace, 3, [1, 2]))
    qtbot.waitUntil(lambda: bool(dialog.text.text()))
    assert "has no answers yet" in dialog.text.text()
    assert (dialog.agree.isVisible(), dialog.cancel.text()) == (False, "Close")


def reporting(monkeypatch, report: DuplicateReport) -> None:
    def find(_):
        yield from ()
        return report

    monkeypatch.setattr(duplicates_dialog, "find_duplicates", find)


def test_the_files_of_a_recording_are_listed_played_and_answered_alike(
    qtbot, workspace, shown, answered, monkeypatch
):
    reporting(monkeypatch, DuplicateReport([[2, 3]], not_heard=1))
    dialog = shown(DuplicatesDialog(workspace))
    qtbot.waitUntil(lambda: len(dialog.table.rows) == 2 and not dialog.is_looking)
    assert dialog.summary.text().startswith("1 recording is there in 2 files. 1 track has no")
    assert [one.facts.track_id for one in dialog.table.rows] == [2, 3]
    assert [one.place for one in dialog.table.rows] == ["a/2.flac", "b/3.mp3"]  # below /music
    assert "+brass band" in dialog.table.rows[1].answers
    with qtbot.waitSignal(dialog.play_wanted) as played:
        dialog.play.click()
    assert played.args == [2]
    before = states(workspace, 2)
    with qtbot.waitSignal(workspace.decisions.written):
        dialog.same.click()
    qtbot.waitUntil(lambda: "+brass band" in dialog.table.rows[0].answers)
    with qtbot.waitSignal(workspace.decisions.written):
        workspace.decisions.undo()
    assert states(workspace, 2) == before


def test_without_duplicates_the_page_says_so(qtbot, workspace, shown, monkeypatch):
    reporting(monkeypatch, DuplicateReport())
    dialog = shown(DuplicatesDialog(workspace))
    qtbot.waitUntil(lambda: not dialog.is_looking)
    assert not dialog.table.rows


def test_files_that_could_not_be_read_are_named_in_the_dialog_and_its_job(
    qtbot, workspace, shown, monkeypatch
):
    files = [f"/music/broken {number}.mp3" for number in range(4)]
    for unreadable, said in (
        (files[:1], "1 file could not be read: broken 0.mp3."),
        (files, "4 files could not be read, among them broken 0.mp3, broken 1.mp3, broken 2.mp3."),
    ):
        reporting(monkeypatch, DuplicateReport(unreadable=unreadable))
        dialog = shown(DuplicatesDialog(workspace))
        qtbot.waitUntil(lambda dialog=dialog: not dialog.is_looking)
        assert dialog.pages.currentWidget().text.text().endswith(said)
        assert workspace.jobs.over[-1].said.endswith(said)


@pytest.mark.parametrize("by_key", [True, False])
def test_the_button_that_ends_the_looking_says_so(qtbot, workspace, shown, monkeypatch, by_key):
    def find(_):
        while True:
            yield Progress(1, 20)
            time.sleep(0.01)

    monkeypatch.setattr(duplicates_dialog, "find_duplicates", find)
    dialog = shown(DuplicatesDialog(workspace))
    assert dialog.close_button.text() == "Stop"
    if by_key:
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    else:
        qtbot.mouseClick(dialog.close_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    assert workspace.jobs.over[-1].state == "cancelled"
    reporting(monkeypatch, DuplicateReport())
    again = shown(DuplicatesDialog(workspace))
    qtbot.waitUntil(lambda: not again.is_looking)
    assert again.close_button.text() == "Close"


def test_files_are_told_apart_by_their_folders_below_the_one_that_holds_all():
    assert shared_folder(["/music/a/1.mp3", "/music/a/2.mp3"]) == "/music/a/"
    assert shared_folder(["/music/a/1.mp3", "/music/ab/1.mp3"]) == "/music/"
    assert shared_folder(["/x/1.mp3", "/y/1.mp3"]) == "/"
    assert shared_folder([]) == ""


def test_a_pair_without_answers_has_none_to_share(qtbot, workspace, shown, monkeypatch):
    reporting(monkeypatch, DuplicateReport([[4, 5], [3, 6]]))
    dialog = shown(DuplicatesDialog(workspace))
    qtbot.waitUntil(lambda: len(dialog.table.rows) == 4 and not dialog.is_looking)
    dialog.view.selectRow(0)
    assert dialog.table.rows[0].answers == dialog.table.rows[1].answers == ""
    assert dialog.play.isEnabled() and dialog.folder.isEnabled()
    assert not dialog.same.isEnabled()
    assert dialog.same_for_all.isEnabled(), "the other pair has one"
    dialog.view.selectRow(2)
    with qtbot.waitSignal(workspace.decisions.written):
        dialog.same.click()
    qtbot.waitUntil(lambda: not dialog.same.isEnabled())
    assert not dialog.same_for_all.isEnabled()


def test_a_file_is_shown_in_its_folder_and_the_better_one_is_marked(
    qtbot, workspace, shown, monkeypatch
):
    opened = []
    monkeypatch.setattr(duplicates_dialog.QDesktopServices, "openUrl", opened.append)
    with workspace.library.write() as connection:
        for id, name in ((2, "flac"), (3, "mp3")):
            connection.exec_driver_sql(f"UPDATE tracks SET format = '{name}' WHERE id = {id}")
    reporting(monkeypatch, DuplicateReport([[2, 3]]))
    dialog = shown(DuplicatesDialog(workspace))
    qtbot.waitUntil(lambda: len(dialog.table.rows) == 2 and not dialog.is_looking)
    assert [dialog.table.index(row, 5).data() for row in (0, 1)] == ["lossless", ""]
    dialog.view.selectRow(1)
    dialog.folder.click()
    assert [one.toLocalFile() for one in opened] == ["/music/b"]


def test_enter_in_the_list_plays_and_leaves_it_open(qtbot, workspace, shown, monkeypatch):
    reporting(monkeypatch, DuplicateReport([[2, 3]]))
    dialog = shown(DuplicatesDialog(workspace))
    qtbot.waitUntil(lambda: len(dialog.table.rows) == 2 and not dialog.is_looking)
    dialog.activateWindow()
    dialog.view.selectRow(1)
    with qtbot.waitSignal(dialog.play_wanted) as played:
        qtbot.keyClick(dialog.view, Qt.Key.Key_Return)
    assert played.args == [3]
    assert dialog.isVisible()


def test_what_was_found_is_listed_with_the_jobs(qtbot, workspace, shown, monkeypatch):
    reporting(monkeypatch, DuplicateReport([[2, 3]]))
    dialog = shown(DuplicatesDialog(workspace))
    qtbot.waitUntil(lambda: not dialog.is_looking)
    [job] = workspace.jobs.over
    assert job.said == dialog.summary.text() == "1 recording is there in 2 files."


def test_answers_are_listed_by_tag_whether_it_begins_with_a_capital_or_not(qtbot, workspace, shown):
    for tag in ("dulcimer", "Brass Band", "accordion"):
        say(qtbot, workspace, 3, tag, "yes")
    dialog = shown(SameAnswersDialog(workspace, 3, [1, 2, 3]))
    qtbot.waitUntil(lambda: bool(dialog.table.rows))
    tags = [one.tag for one in dialog.table.rows if one.state == "yes"]
    assert tags == sorted(tags, key=str.casefold)
    assert "Brass Band" in tags
