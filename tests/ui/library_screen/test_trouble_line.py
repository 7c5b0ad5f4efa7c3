"""What the Library says of tracks that cannot be heard, and of tracks that shall go."""

import pytest
from PySide6.QtCore import Qt

from tagstudio.ui.background import library_jobs
from tagstudio.ui.library_screen.columns import TAGS
from tagstudio.ui.library_screen.screen import LibraryScreen

FAILED, MISSING = 5, 4


@pytest.fixture
def screen(qtbot, window) -> LibraryScreen:
    made = window.show_screen("library")
    qtbot.waitUntil(lambda: len(made.table.ids) == 6 and made.table.track(5) is not None)
    return made


def select(qtbot, screen: LibraryScreen, *ids: int) -> None:
    view, model = screen.view, screen.view.selectionModel()
    view.clearSelection()
    for id in ids:
        index = screen.table.index(screen.table.row_of(id), 0)
        model.setCurrentIndex(index, model.SelectionFlag.Select | model.SelectionFlag.Rows)
    qtbot.waitUntil(lambda: list(screen.selection._ids) == list(view.selected_ids()))


def test_of_a_failed_track_the_reason_is_said_with_another_try(
    qtbot, workspace, screen, monkeypatch
):
    tried = []
    monkeypatch.setattr(library_jobs, "try_again", lambda _, paths: tried.extend(paths))
    bar = screen.selection
    select(qtbot, screen, FAILED)
    qtbot.waitUntil(bar.trouble.isVisible)
    assert bar.trouble.text.text() == "The file ends too soon."
    qtbot.waitUntil(lambda: bar.artist.artists is not None)
    assert bar._tags.text() == "" and not bar.artist.isVisible()
    qtbot.mouseClick(bar.trouble.again, Qt.MouseButton.LeftButton)
    assert tried == ["/music/c/5.ogg"]
    index = screen.table.index(screen.table.row_of(FAILED), TAGS)
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "The file ends too soon."
    texts = [action.text() for action in screen.context_menu(index.row()).actions()]
    assert "Try again" in texts
    select(qtbot, screen, 1)
    qtbot.waitUntil(lambda: not bar.trouble.isVisible() and bar.artist.isVisible())
    select(qtbot, screen, 1, FAILED)
    qtbot.waitUntil(lambda: "Mixed" in bar._tags.text())
    assert not bar.trouble.isVisible()


def test_of_a_missing_track_it_is_said_what_becomes_of_it(qtbot, workspace, screen):
    scanned = []
    workspace.actions.bind("library", {"rescan": lambda: scanned.append("folders")})
    bar = screen.selection
    select(qtbot, screen, MISSING)
    qtbot.waitUntil(bar.trouble.isVisible)
    assert "The file is gone." in bar.trouble.text.text()
    assert bar.artist.artists is None or bar.artist.isVisible()  # who made it is known
    qtbot.mouseClick(bar.trouble.again, Qt.MouseButton.LeftButton)
    assert scanned == ["folders"]


def test_delete_says_how_tracks_leave(qtbot, workspace, screen):
    for id, said in ((MISSING, "A missing track keeps its answers"), (1, "no file is deleted")):
        select(qtbot, screen, id)
        screen.view.setFocus()
        with qtbot.waitSignal(workspace.status_changed) as status:
            qtbot.keyClick(screen.view, Qt.Key.Key_Delete)
        assert said in status.args[0]


def test_the_folder_of_a_track_without_names_is_called_so_in_the_table_and_below(
    qtbot, workspace, screen
):
    select(qtbot, screen, FAILED)
    qtbot.waitUntil(lambda: screen.selection.artist.artists is not None)
    assert screen.selection.artist.artists.folder == "c"
    assert screen.table.track(screen.table.row_of(FAILED)).folder_to_name == "c"
    assert "unknown (folder: c)" in screen.selection.artist.text()
