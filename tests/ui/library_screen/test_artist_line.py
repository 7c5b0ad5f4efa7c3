import pytest
from PySide6.QtWidgets import QInputDialog

from tagstudio.library.tracks.track_groups import grouped_tracks
from tagstudio.ui.library_screen.screen import LibraryScreen


@pytest.fixture
def screen(qtbot, window) -> LibraryScreen:
    made = window.show_screen("library")
    qtbot.waitUntil(lambda: len(made.table.ids) == 6)
    return made


def select(qtbot, screen: LibraryScreen, *ids: int) -> None:
    view, model = screen.view, screen.view.selectionModel()
    view.clearSelection()
    for id in ids:
        index = screen.table.index(screen.table.row_of(id), 0)
        model.select(index, model.SelectionFlag.Select | model.SelectionFlag.Rows)


def wait_for(qtbot, screen: LibraryScreen, text: str) -> None:
    qtbot.waitUntil(lambda: screen.selection.artist.text().startswith(text))


def artist_of(workspace, id: int):
    with workspace.library.read() as connection:
        return grouped_tracks(connection, [id])[id].artist


def answer(monkeypatch, *answers: tuple[str, bool]) -> list[str]:
    """Let the window's question be answered so; return what it offers."""
    offered, left = [], list(answers)

    def ask(_parent, _title, _label, text=""):
        offered.append(text)
        return left.pop(0)

    monkeypatch.setattr(QInputDialog, "getText", ask)
    return offered


def test_the_artist_is_shown_with_what_tells_it(qtbot, screen):
    select(qtbot, screen, 1)
    wait_for(qtbot, screen, "Artist: John Coltrane (from the file’s tags)")
    select(qtbot, screen, 1, 3)
    wait_for(qtbot, screen, "Artists: John Coltrane, Thelonious Monk (from the file’s tags)")
    select(qtbot, screen, 5)
    wait_for(qtbot, screen, "Artist: unknown (folder: c)")
    assert "sound alike" in screen.selection.artist.toolTip()
    select(qtbot, screen, 1, 2, 5)
    wait_for(qtbot, screen, "Artists: John Coltrane, 1 unknown")


def test_it_is_corrected_for_the_selection_and_undone(qtbot, workspace, screen, monkeypatch):
    offered = answer(monkeypatch, ("Trane & Co <b>", True), ("", True), ("Not this", False))
    select(qtbot, screen, 1, 2)
    wait_for(qtbot, screen, "Artist: John Coltrane")
    with qtbot.waitSignal(workspace.decisions.written) as written:
        screen.selection.artist.linkActivated.emit("artist")
    assert written.args[0].sentence == "Changed: artist Trane & Co <b> on 2 tracks."
    assert artist_of(workspace, 2) == ("Trane & Co <b>", "user")
    wait_for(qtbot, screen, "Artist: Trane &amp; Co &lt;b&gt; (you said so)")
    with qtbot.waitSignal(workspace.decisions.written) as written:
        workspace.decisions.undo()
    assert written.args[0].sentence == "Undone: artist Trane & Co <b> on 2 tracks."
    wait_for(qtbot, screen, "Artist: John Coltrane (from the file’s tags)")
    workspace.decisions.redo()
    wait_for(qtbot, screen, "Artist: Trane")
    with qtbot.waitSignal(workspace.decisions.written) as written:
        workspace.actions["set_artist"].trigger()
    assert written.args[0].sentence == "The names of 2 tracks were judged anew."
    wait_for(qtbot, screen, "Artist: John Coltrane (from the file’s tags)")
    workspace.actions["set_artist"].trigger()
    assert offered == ["John Coltrane", "Trane & Co <b>", "John Coltrane"]
    assert artist_of(workspace, 1) == ("John Coltrane", "file")


def test_without_a_selection_it_says_what_to_do(workspace, screen, monkeypatch):
    offered = answer(monkeypatch)
    said = []
    workspace.status_changed.connect(said.append)
    screen.view.clearSelection()
    workspace.actions["set_artist"].trigger()
    assert said == ["Select the tracks first."]
    assert not offered
