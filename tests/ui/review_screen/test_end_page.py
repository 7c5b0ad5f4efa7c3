"""The message of the review screen without a track to review."""

import threading

import pytest
from PySide6.QtCore import Qt

from tagstudio.core.messages import message
from tagstudio.core.progress import Progress, run
from tagstudio.engine.active_learning.review_item import Order
from tagstudio.engine.active_learning.review_session import ReviewSession
from tagstudio.engine.correcting.correct import mark_reviewed
from tagstudio.engine.evaluation.answered_tracks import reviewed_tracks
from tagstudio.engine.scanning.scan import scan
from tagstudio.library.models import suggestions
from tagstudio.library.search.query import parse
from tagstudio.library.tracks import folders, tracks
from tagstudio.ui.background import library_jobs
from tagstudio.ui.review_screen.view import ReviewView
from tagstudio.ui.shell.main_window import MainWindow


def opened(qtbot, shown, workspace):
    window = shown(MainWindow(workspace))
    screen = window.show_screen("review")
    return screen, screen.view.message


def test_an_empty_library_says_to_add_a_folder(qtbot, shown, empty_workspace):
    screen, message = opened(qtbot, shown, empty_workspace)
    qtbot.waitUntil(lambda: message.title.text() == "There are no tracks yet")
    assert message.button.text() == "Add a folder"
    qtbot.keyClick(screen.window(), Qt.Key.Key_Y)  # keys do nothing, and break nothing


def test_where_the_folder_was_removed_it_is_offered_back(qtbot, shown, workspace, library):
    screen, message = opened(qtbot, shown, workspace)
    qtbot.waitUntil(lambda: screen._current is not None)
    with library.write() as connection:
        [folder] = [one.path for one in tracks.folders(connection)]
        folders.remove(connection, folder)
    workspace.tell("tracks")
    qtbot.waitUntil(lambda: message.title.text() == "The music was removed")
    assert "kept: tracks 12, answers 0. Put it back" in message.text.text()
    assert message.button.text() == "Put back"
    qtbot.mouseClick(message.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen._current is not None)
    with library.read() as connection:
        assert not folders.removed_folders(connection)


def test_all_reviewed_offers_the_library(qtbot, shown, workspace, library):
    mark_reviewed(library, parse(""), None, True)
    screen, message = opened(qtbot, shown, workspace)
    qtbot.waitUntil(lambda: message.title.text() == "All is reviewed")
    assert message.text.text() == "No track waits for an answer."
    with qtbot.waitSignal(screen.query_wanted):
        qtbot.mouseClick(message.button, Qt.MouseButton.LeftButton)


def test_an_order_without_tracks_leads_to_one_with_some(qtbot, shown, workspace):
    screen, message = opened(qtbot, shown, workspace)
    qtbot.waitUntil(lambda: screen._current is not None)
    screen._start(ReviewSession())  # as where no genre speaks against the model
    qtbot.waitUntil(lambda: message.title.text() == "No track in this order")
    assert message.text.text() == "Still to review: 12 tracks."
    qtbot.mouseClick(message.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen._current is not None)
    assert screen.view.order.currentData() == Order.MIXED


def test_tracks_whose_files_are_missing_are_not_called_reviewed(
    qtbot, shown, workspace, library, monkeypatch
):
    with library.write() as connection:
        tracks.mark_missing(connection, range(1, 13))
        for table in ("suggestion_features", "suggestions"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    scanned = []
    monkeypatch.setattr(library_jobs, "scan_folders", lambda *given: scanned.append(given))
    _, message = opened(qtbot, shown, workspace)
    qtbot.waitUntil(lambda: message.title.text() == "No track can be heard")
    qtbot.mouseClick(message.button, Qt.MouseButton.LeftButton)
    assert scanned == [(workspace, [])]


def test_suggesting_from_the_screen_brings_the_first_track(qtbot, shown, workspace, library):
    with library.write() as connection:
        for table in ("suggestion_features", "suggestions"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    screen, message = opened(qtbot, shown, workspace)
    qtbot.waitUntil(lambda: message.title.text() == "Nothing is suggested yet")
    qtbot.mouseClick(message.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen._current is not None, timeout=20_000)
    assert screen.view.header.place.text().endswith("of 12")


def test_a_track_without_suggestions_offers_to_get_them(qtbot, shown, workspace, library):
    with library.write() as connection:
        for table in ("suggestion_features", "suggestions"):
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE track_id = 5")
    window = shown(MainWindow(workspace))
    window.review([5])
    screen = window.show_screen("review")
    qtbot.waitUntil(screen.view.suggest.isVisible)
    qtbot.mouseClick(screen.view.suggest, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen._rows.place_of("jazz") is not None, timeout=20_000)
    assert not screen.view.suggest.isVisible()


def test_a_track_that_failed_can_be_tried_again_where_it_says_why(qtbot, shown, workspace, library):
    with library.write() as connection:
        for table in ("suggestion_features", "suggestions"):
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE track_id = 5")
        why = message("tagger.crashed", "The tagger crashed.")
        suggestions.store_failures(connection, 1, [(5, "crashed", why)])
    window = shown(MainWindow(workspace))
    window.review([5])
    screen = window.show_screen("review")
    qtbot.waitUntil(lambda: screen.view.no_tags.text() == "The tagger crashed.")
    assert screen.view.suggest.text() == "Try again"
    qtbot.mouseClick(screen.view.suggest, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen._rows.place_of("jazz") is not None, timeout=20_000)


def test_while_the_model_listens_nobody_is_told_to_let_it(qtbot, shown, workspace, library):
    with library.write() as connection:
        for table in ("suggestion_features", "suggestions"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    go_on = threading.Event()

    def listening():
        yield Progress()
        go_on.wait(60)

    workspace.run("Suggesting", "suggest", listening, changes="suggestions")
    _, page = opened(qtbot, shown, workspace)
    qtbot.waitUntil(lambda: page.title.text() == "The model is listening")
    assert page.text.text() == "The first tracks come in a moment."
    assert not page.button.isVisible()
    go_on.set()
    qtbot.waitUntil(lambda: page.title.text() == "Nothing is suggested yet")


def test_while_the_model_listens_what_it_has_heard_is_not_called_none(
    qtbot, shown, workspace, library
):
    with library.write() as connection:
        for table in ("suggestion_features", "suggestions"):
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE track_id > 4")
        connection.exec_driver_sql("UPDATE tracks SET reviewed_at = 1 WHERE id <= 4")
    go_on = threading.Event()

    def listening():
        yield Progress()
        go_on.wait(60)

    workspace.run("Suggesting", "suggest", listening, changes="suggestions")
    _, page = opened(qtbot, shown, workspace)
    heard = "Heard so far: 4 of 12. The next ones come in a moment."
    qtbot.waitUntil(lambda: page.text.text() == heard)
    go_on.set()


@pytest.fixture
def broken(workspace, library, tmp_path):
    """The id of a track whose file nobody can read."""
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "broken.mp3").write_bytes(b"no sound at all" * 99)
    run(scan(library, [folder]))
    with library.read() as connection:
        return connection.exec_driver_sql("SELECT max(id) FROM tracks").scalar()


def test_a_track_that_cannot_be_heard_is_gone_past_and_neither_reviewed_nor_counted(
    qtbot, shown, workspace, library, broken
):
    window = shown(MainWindow(workspace))
    window.review([broken])
    screen = window.show_screen("review")
    view = screen.view
    qtbot.waitUntil(view.suggest.isVisible)
    assert view.finish.text() == "To the next track"
    assert not view.accept.isEnabled()
    assert not view.timeline.isVisible()  # the reason stands once, and no empty plot
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Return):
        qtbot.keyClick(window, key)
    qtbot.waitUntil(view.message.isVisible)
    assert "No track was reviewed" in view.message.text.text()
    with library.read() as connection:
        assert reviewed_tracks(connection) == set()


def test_after_a_vain_try_it_is_said_that_a_file_still_cannot_be_read(
    qtbot, shown, workspace, broken
):
    window = shown(MainWindow(workspace))
    window.review([broken])
    screen, said = window.show_screen("review"), []
    qtbot.waitUntil(screen.view.suggest.isVisible)
    workspace.status_changed.connect(said.append)
    qtbot.mouseClick(screen.view.suggest, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: said[-1:] == ["Tried again: broken.mp3 still cannot be read."])
    assert workspace.jobs.of_kind("suggest") is None


def test_a_message_needs_no_room_for_buttons_that_are_not_shown(workspace, shown, qtbot):
    view = ReviewView(workspace)
    view.album.setText("Same answer for the album, in a language of long words")
    view.show_message("Nothing yet", "Add a folder.", "Add", "")
    shown(view).resize(1000, 500)
    qtbot.wait(20)
    assert view.minimumSizeHint().width() > 600
    view.resize(700, 500)
    qtbot.wait(20)
    assert view.minimumSizeHint().width() < 600
