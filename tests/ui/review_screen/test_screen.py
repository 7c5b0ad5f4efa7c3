import re
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QFrame

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Progress
from tagstudio.engine.active_learning.review_item import Order
from tagstudio.engine.active_learning.review_session import to_review
from tagstudio.engine.correcting.correct import mark_reviewed
from tagstudio.library.db.schema import journal
from tagstudio.library.models import library_thresholds, suggestions
from tagstudio.library.models.library_thresholds import LibraryThreshold
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.models.user_thresholds import UserThreshold, set_threshold
from tagstudio.library.search.query import parse
from tagstudio.library.tags import file_writes
from tagstudio.library.tags.review_marks import reviewed_at
from tagstudio.library.tracks import folders, tracks
from tagstudio.library.views.browse import rows_of
from tagstudio.ui.background.old_suggestions import OldSuggestions
from tagstudio.ui.player.player import Playable, player_of
from tagstudio.ui.review_screen.row_columns import answer_rects, columns
from tagstudio.ui.review_screen.sound import track_loader
from tagstudio.ui.shell.main_window import MainWindow

Key = Qt.Key


@pytest.fixture
def window(workspace, shown, qtbot):
    window = shown(MainWindow(workspace))
    player_of(workspace)._open_output = no_card
    qtbot.waitActive(window)
    return window


def no_card():
    raise TagStudioError("No sound: no device. Connect one.")


@pytest.fixture
def screen(window, qtbot):
    window.review(list(range(1, 13)))
    screen = window.show_screen("review")
    wait_for(qtbot, screen, 1)
    return screen


def wait_for(qtbot, screen, track_id):
    qtbot.waitUntil(lambda: screen._current is not None and screen._current.track.id == track_id)


def settled(qtbot, screen):
    """Wait until all answers are written and read again."""
    workspace = screen._workspace
    done = []
    qtbot.waitUntil(lambda: screen._answers.unwritten == 0)
    workspace.ask(lambda _: None, lambda _: done.append(1), owner=screen, topic="settled")
    qtbot.waitUntil(lambda: bool(done))


def press(qtbot, screen, *keys, modifier=Qt.KeyboardModifier.NoModifier):
    for key in keys:
        qtbot.keyClick(screen.window(), key, modifier)


def move(qtbot, screen, *keys):
    for key in keys:
        qtbot.keyClick(screen.view.rows, key)


def waiting(library, screen):
    """Return how many tracks of the library are to be reviewed."""
    with library.read() as connection:
        return to_review(connection, screen._workspace.shown_model())


def told_waiting(screen):
    """Return how many the head was told of."""
    return screen._session.to_review - screen._session.done


def states(screen, *tags):
    found = {row.tagging.tag: row.tagging.state for row in screen._rows.rows}
    return [found[tag] for tag in tags]


def focused(screen):
    return screen._rows.rows[screen._place()].tagging.tag


def said(screen):
    """Return what the status bar of the window says."""
    return screen.window().statusBar().currentMessage()


def written(library):
    query = sa.select(journal.c.track_id, journal.c.state).order_by(journal.c.id)
    with library.read() as connection:
        return [tuple(row) for row in connection.execute(query)]


def reviewed(library):
    with library.read() as connection:
        rows = rows_of(connection, None, list(range(1, 13)))
    return [row.id for row in rows if row.reviewed_at is not None]


def test_ten_tracks_are_gone_through_by_keys_alone(qtbot, screen, library):
    for track_id in range(1, 11):
        wait_for(qtbot, screen, track_id)
        press(qtbot, screen, Key.Key_Y, Key.Key_N)
        if (track_id - 1) % 3 == 0:
            press(qtbot, screen, Key.Key_Y)
    wait_for(qtbot, screen, 11)
    settled(qtbot, screen)
    shown = [(track, state) for track in range(1, 11) for state in ("yes", "no")]
    folk = [(track, "yes") for track in (1, 4, 7, 10)]
    assert sorted(written(library)) == sorted(shown + folk)
    assert reviewed(library) == list(range(1, 11))
    assert screen.view.header.place.text() == "11 of 12"


def test_the_focus_goes_through_the_undecided_tags_and_then_to_the_next_track(qtbot, screen):
    assert focused(screen) == "jazz"
    press(qtbot, screen, Key.Key_Y)
    assert states(screen, "jazz") == ["yes"]
    assert focused(screen) == "rock"
    press(qtbot, screen, Key.Key_S)
    assert focused(screen) == "folk"
    press(qtbot, screen, Key.Key_N)
    assert focused(screen) == "rock"
    assert states(screen, "jazz", "rock", "folk") == ["yes", "suggested", "no"]
    press(qtbot, screen, Key.Key_S)
    wait_for(qtbot, screen, 2)


def test_skipping_leaves_the_track_to_review(qtbot, screen, library):
    press(qtbot, screen, Key.Key_S, Key.Key_S, Key.Key_S)
    wait_for(qtbot, screen, 2)
    settled(qtbot, screen)
    assert written(library) == []
    assert reviewed(library) == []


def test_digits_toggle_and_stay(qtbot, screen, library):
    press(qtbot, screen, Key.Key_2)
    assert states(screen, "jazz", "rock") == ["suggested", "yes"]
    press(qtbot, screen, Key.Key_2)
    press(qtbot, screen, Key.Key_4)
    settled(qtbot, screen)
    assert states(screen, "rock") == ["suggested"]
    assert [row.tagging.state for row in screen._rows.rows].count("yes") == 1
    assert written(library) == [(1, "yes"), (1, "unseen"), (1, "yes")]
    press(qtbot, screen, Key.Key_0)  # there is no tenth tag
    assert screen._current.track.id == 1


def test_accepting_the_rest_says_yes_to_undecided_suggestions_and_goes_on(qtbot, screen, library):
    press(qtbot, screen, Key.Key_N)
    press(qtbot, screen, Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    wait_for(qtbot, screen, 2)
    settled(qtbot, screen)
    assert written(library) == [(1, "no"), (1, "yes"), (1, "yes")]
    assert reviewed(library) == [1]
    assert "2 yes, 1 no" in said(screen)
    press(qtbot, screen, Key.Key_U)
    wait_for(qtbot, screen, 1)
    settled(qtbot, screen)
    assert states(screen, "jazz", "rock", "folk") == ["no", "suggested", "suggested"]
    assert reviewed(library) == []
    assert "reviewed" not in screen.view.header.names.text()


def test_undo_says_what_it_undid_and_goes_back_to_its_track(qtbot, screen, library):
    press(qtbot, screen, Key.Key_Y, Key.Key_Y, Key.Key_N)
    wait_for(qtbot, screen, 2)
    press(qtbot, screen, Key.Key_U)
    wait_for(qtbot, screen, 1)
    settled(qtbot, screen)
    title = "“00 jazz 0.8 rock 0.6 folk 0.4”"
    assert said(screen) == f"Undone: folk no on {title}, {title} reviewed."
    assert states(screen, "jazz", "rock", "folk") == ["yes", "yes", "suggested"]
    assert reviewed(library) == []
    press(qtbot, screen, Key.Key_Z, modifier=Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, screen)
    qtbot.waitUntil(lambda: states(screen, "rock") == ["suggested"])
    press(
        qtbot,
        screen,
        Key.Key_Z,
        modifier=Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    qtbot.waitUntil(lambda: states(screen, "rock") == ["yes"])


def test_arrows_only_move(qtbot, screen, library):
    assert focused(screen) == "jazz"
    move(qtbot, screen, Key.Key_Down, Key.Key_Down)
    assert focused(screen) == "folk"
    move(qtbot, screen, Key.Key_Up)
    assert focused(screen) == "rock"
    press(qtbot, screen, Key.Key_PageDown)
    wait_for(qtbot, screen, 2)
    press(qtbot, screen, Key.Key_PageUp)
    wait_for(qtbot, screen, 1)
    settled(qtbot, screen)
    assert written(library) == []
    assert reviewed(library) == []


def test_finishing_a_track_counts_and_says_how(qtbot, screen, library):
    left, title = len(screen._rows.rows) - 2, screen.view.header.title.text()
    press(qtbot, screen, Key.Key_1)
    move(qtbot, screen, Key.Key_Down, Key.Key_N)
    press(qtbot, screen, Key.Key_Return)
    wait_for(qtbot, screen, 2)
    how = f"Reviewed “{title}”: 1 yes, 1 no, {left} assumed no. Tracks reviewed in this list: 1."
    qtbot.waitUntil(lambda: said(screen) == how)
    settled(qtbot, screen)
    assert said(screen) == how  # what is written later does not take it away
    assert title not in screen.view.status.text()  # this line is on the track in view
    assert reviewed(library) == [1]
    press(qtbot, screen, Key.Key_Enter)
    wait_for(qtbot, screen, 3)
    undo = r"no answer, \d+ assumed no. Ctrl\+Z takes that back. Tracks reviewed in this list: 2\.$"
    qtbot.waitUntil(lambda: re.search(undo, said(screen)) is not None)
    press(qtbot, screen, Key.Key_U)
    wait_for(qtbot, screen, 2)
    assert list(screen._answering.tally.finished) == [1]


def test_a_track_that_was_reviewed_before_counts_only_with_a_new_answer(qtbot, screen, library):
    mark_reviewed(library, parse(""), None, True)
    screen.review([1, 2, 3])
    wait_for(qtbot, screen, 1)
    press(qtbot, screen, Key.Key_Return)
    wait_for(qtbot, screen, 2)
    settled(qtbot, screen)
    assert "Nothing changed" not in said(screen)  # nothing was tried
    assert not screen._answering.tally.finished
    press(qtbot, screen, Key.Key_1, Key.Key_Return)
    wait_for(qtbot, screen, 3)
    assert list(screen._answering.tally.finished) == [2]
    qtbot.waitUntil(lambda: said(screen).endswith("in this list: 1."))


def test_the_answer_to_the_last_tag_and_accepting_the_rest_finish_too(qtbot, screen):
    press(qtbot, screen, Key.Key_Y, Key.Key_Y, Key.Key_Y)
    wait_for(qtbot, screen, 2)
    press(qtbot, screen, Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    wait_for(qtbot, screen, 3)
    assert [how.yes for how in screen._answering.tally.finished.values()] == [3, 2]


@pytest.mark.parametrize("name", ["finish", "accept"])
def test_a_double_click_finishes_one_track(qtbot, screen, library, name):
    button = getattr(screen.view, name)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    wait_for(qtbot, screen, 2)
    qtbot.mouseDClick(button, Qt.MouseButton.LeftButton)  # its first press is the one above
    qtbot.mouseRelease(button, Qt.MouseButton.LeftButton)
    settled(qtbot, screen)
    assert reviewed(library) == [1]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    wait_for(qtbot, screen, 3)


def test_enter_after_a_tag_from_the_field_does_not_finish_the_track(qtbot, screen, library):
    qtbot.keyClick(screen.window(), Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(screen.view.entry, "late night")
    for _ in range(2):  # the second makes the new tag
        qtbot.keyClick(screen.view.entry, Key.Key_Return)
    screen._answering._habit = (time.monotonic() + 60, screen._answering._habit[1])
    press(qtbot, screen, Key.Key_Return)
    settled(qtbot, screen)
    assert reviewed(library) == []
    assert "Once more, and the track is finished" in screen.view.status.text()
    press(qtbot, screen, Key.Key_Return)
    wait_for(qtbot, screen, 2)


def test_keys_before_the_next_track_is_there_are_not_for_the_one_before(
    qtbot, screen, library, monkeypatch
):
    settled(qtbot, screen)
    held = []
    monkeypatch.setattr(screen, "_ask", lambda *given, **_: held.append(given))
    screen._next = None  # it is not read ahead
    press(qtbot, screen, Key.Key_Return)
    assert held
    press(qtbot, screen, Key.Key_Return, Key.Key_1, Key.Key_Y)
    assert screen._session.place == 1
    monkeypatch.undo()
    screen._open()
    wait_for(qtbot, screen, 2)
    settled(qtbot, screen)
    assert reviewed(library) == [1]
    assert written(library) == []


def test_the_end_says_what_was_done_and_enter_goes_on(qtbot, screen, workspace):
    screen.review([1, 2])
    wait_for(qtbot, screen, 1)
    press(qtbot, screen, Key.Key_1, Key.Key_Return)
    wait_for(qtbot, screen, 2)
    press(qtbot, screen, Key.Key_Return)
    message = screen.view.message
    qtbot.waitUntil(lambda: "Still to review: 10 tracks" in message.text.text())
    text = message.text.text()
    assert re.search(r"Reviewed: 2 tracks in \d+ min. Answers: 1 yes, 0 no", text)
    assert re.search(r"they take about \d+ min", text)
    assert message.title.text() == "The end of this list"  # not of all that is to review
    assert "Too few tracks are left for the model to learn by itself" in text  # 25 are the measure
    assert "Another" not in text
    with qtbot.waitSignal(screen._end_page.go_on_wanted):
        press(qtbot, screen, Key.Key_Return)
    qtbot.waitUntil(lambda: screen._current is not None)
    press(qtbot, screen, Key.Key_U)  # also from the next session
    wait_for(qtbot, screen, 2)


def test_the_end_of_the_whole_library_leads_to_the_library(qtbot, screen, library):
    mark_reviewed(library, parse(""), None, True)
    screen.review([1])
    wait_for(qtbot, screen, 1)
    press(qtbot, screen, Key.Key_Return)
    message = screen.view.message
    qtbot.waitUntil(lambda: message.button.text() == "Show the library")
    assert message.title.text() == "The end of this list"  # in which nothing was done
    with qtbot.waitSignal(screen.query_wanted):
        press(qtbot, screen, Key.Key_Return)


def test_the_end_of_all_says_so_and_how_many_more_the_model_waits_for(qtbot, screen, workspace):
    workspace.settings = replace(workspace.settings, train_after="5")
    screen.review([1, 2])
    wait_for(qtbot, screen, 1)
    press(qtbot, screen, Key.Key_1, Key.Key_Return)
    wait_for(qtbot, screen, 2)
    press(qtbot, screen, Key.Key_Return)
    message = screen.view.message
    qtbot.waitUntil(
        lambda: "each time 5 tracks were answered anew: 2 so far" in message.text.text()
    )
    screen.review(list(range(3, 13)))
    wait_for(qtbot, screen, 3)
    for track_id in range(4, 13):
        press(qtbot, screen, Key.Key_Return)
        wait_for(qtbot, screen, track_id)
    press(qtbot, screen, Key.Key_Return)
    qtbot.waitUntil(lambda: message.title.text() == "That was all of them")


def test_an_end_stays_an_end_while_the_library_changes(qtbot, screen, workspace):
    screen.review([1])
    wait_for(qtbot, screen, 1)
    press(qtbot, screen, Key.Key_Return)
    qtbot.waitUntil(screen.view.message.isVisible)
    for topic in ("tracks", "suggestions", "models", "settings", "decisions"):
        workspace.tell(topic)
    settled(qtbot, screen)
    assert screen._current is None
    assert "Reviewed: 1 track" in screen.view.message.text.text()


def test_new_scores_show_in_place_while_the_track_is_open(qtbot, screen, library, workspace):
    """The second pass must not give the digits other meanings under the user's fingers."""
    before = [row.tagging.tag for row in screen._rows.rows]
    assert before[:2] == ["jazz", "rock"]
    move(qtbot, screen, Key.Key_Down)
    names = [tag.name for tag in screen._current.model.tags]
    scores = [{"rock": 0.99, "sad": 0.98, "jazz": 0.7}.get(name, 0.01) for name in names]
    with library.write() as connection:
        model = screen._current.model
        suggestions.store(connection, model.id, [Scored(1, tuple(scores))])
    workspace.tell("suggestions", frozenset({1}))
    qtbot.waitUntil(lambda: states(screen, "sad") == ["suggested"])
    assert [row.tagging.tag for row in screen._rows.rows] == before
    assert [round(row.tagging.score, 2) for row in screen._rows.rows[:2]] == [0.7, 0.99]
    assert focused(screen) == "rock"
    press(qtbot, screen, Key.Key_1)
    settled(qtbot, screen)
    assert states(screen, "jazz", "rock") == ["yes", "suggested"]
    screen.review([2, 1])
    wait_for(qtbot, screen, 2)
    press(qtbot, screen, Key.Key_PageDown)
    wait_for(qtbot, screen, 1)
    assert [row.tagging.tag for row in screen._rows.rows][:3] == ["rock", "sad", "jazz"]


def test_of_a_tag_that_its_row_suggests_nobody_says_it_is_nowhere_enough(
    qtbot, screen, library, workspace
):
    timeline = screen.view.timeline
    qtbot.waitUntil(lambda: timeline._tag_timeline is not None)
    model = screen._current.model
    [jazz] = [tag for tag in model.tags if tag.name == "jazz"]
    for score, threshold in ((0.9, 0.85), (0.84, 0.85)):  # 0.8 in all parts
        with library.write() as connection:
            scores = [score if tag is jazz else 0.01 for tag in model.tags]
            suggestions.store(connection, model.id, [Scored(1, tuple(scores))])
            set_threshold(connection, model, jazz.tag_id, UserThreshold(threshold))
        workspace.tell("suggestions")
        state = "suggested" if score > threshold else "unseen"
        qtbot.waitUntil(lambda score=score: round(screen._rows.rows[0].tagging.score, 2) == score)
        assert states(screen, "jazz") == [state]
        assert ("nowhere" in timeline._sentence()) == (state == "unseen")


def test_undo_goes_back_to_the_row_too(qtbot, screen):
    move(qtbot, screen, Key.Key_Down, Key.Key_N)  # rock
    press(qtbot, screen, Key.Key_PageDown)
    wait_for(qtbot, screen, 2)
    press(qtbot, screen, Key.Key_U)
    wait_for(qtbot, screen, 1)
    settled(qtbot, screen)
    assert focused(screen) == "rock"
    press(qtbot, screen, Key.Key_1)
    move(qtbot, screen, Key.Key_Down, Key.Key_Down)
    press(qtbot, screen, Key.Key_U)
    qtbot.waitUntil(lambda: focused(screen) == "jazz")  # on the same track as well


def test_a_favourite_is_said_of_any_track_by_its_key(qtbot, screen, library, workspace):
    alt = Qt.KeyboardModifier.AltModifier
    press(qtbot, screen, Key.Key_1, modifier=alt)
    assert "right-click a tag" in screen.view.status.text()
    menu = screen.view.favourite_bar.menu_of("sad")
    menu.actions()[0].trigger()
    assert screen.view.favourite_bar.isVisible()
    assert focused(screen) == "jazz"
    press(qtbot, screen, Key.Key_1, modifier=alt)
    assert states(screen, "sad") == ["yes"]
    assert focused(screen) == "jazz"
    [button] = screen.view.favourite_bar._buttons
    assert button.isChecked()
    assert "Alt+1" in button.text()
    press(qtbot, screen, Key.Key_PageDown)
    wait_for(qtbot, screen, 2)
    assert not button.isChecked()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert states(screen, "sad") == ["yes"]
    settled(qtbot, screen)
    assert written(library) == [(1, "yes"), (2, "yes")]
    workspace.actions.rebind("favourite_1", ["F"])
    assert "F" in screen.view.favourite_bar._buttons[0].text()
    press(qtbot, screen, Key.Key_F)
    assert states(screen, "sad") == ["unseen"]
    screen.view.favourite_bar.menu_of("sad").actions()[-1].trigger()
    assert not screen.view.favourite_bar.isVisible()


def test_a_favourite_that_the_model_does_not_know_is_added(qtbot, screen, library):
    press(qtbot, screen, Key.Key_T, modifier=Qt.KeyboardModifier.ControlModifier)
    entry = screen.view.entry
    qtbot.keyClicks(entry, "late night")
    for _ in range(2):
        qtbot.keyClick(entry, Key.Key_Return)
    qtbot.waitUntil(lambda: screen._rows.place_of("late night") is not None)
    screen.view.favourite_bar.menu_of("late night").actions()[1].trigger()
    press(qtbot, screen, Key.Key_PageDown)
    wait_for(qtbot, screen, 2)
    press(qtbot, screen, Key.Key_2, modifier=Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: screen._rows.place_of("late night") is not None)
    settled(qtbot, screen)
    assert written(library) == [(1, "yes"), (2, "yes")]


def test_an_album_without_a_name_gets_no_answer_and_is_told(qtbot, screen, library, workspace):
    assert not screen.view.album.isEnabled()
    assert not workspace.actions["accept_album"].isEnabled()
    press(qtbot, screen, Key.Key_B, modifier=Qt.KeyboardModifier.ControlModifier)
    assert "names no album" in screen.view.album.toolTip()
    settled(qtbot, screen)
    assert written(library) == []


def test_who_made_it_and_its_folder_stand_beside_the_name(qtbot, screen, library):
    with library.write() as connection:
        name = "INSERT INTO track_artists (track_id, origin, artist) VALUES (1, 'file name', 'Bo')"
        connection.exec_driver_sql("DELETE FROM track_artists")
        connection.exec_driver_sql(name)
    screen._workspace.tell("tracks")
    names = screen.view.header.names
    qtbot.waitUntil(lambda: "Bo (from the file name)" in names.text())
    assert "folder “music”" in names.text()


@pytest.mark.parametrize(
    ("total", "done", "to_review", "said"),
    [
        (24, 0, 31, "from 31 to review"),
        (24, 10, 31, "from 31 to review"),
        (31, 0, 31, ""),
        (31, 10, 21, ""),
        (3, 0, None, "chosen tracks"),
    ],
)
def test_the_place_says_how_many_wait_beyond_the_session(screen, total, done, to_review, said):
    header = screen.view.header
    header.show_place(1, total, done, to_review)
    assert header.place.text() == f"1 of {total}"
    assert header.why.text() == said
    explained = header.place.toolTip()
    assert explained.startswith(f"This is track 1 of the {total} ")
    assert ("31 are to review" in explained) == (said == "from 31 to review")
    assert ("Reviewed of them: 10." in explained) == bool(done)


def test_a_track_whose_finish_is_undone_and_redone_counts_again(qtbot, screen):
    press(qtbot, screen, Key.Key_1, Key.Key_Return)
    wait_for(qtbot, screen, 2)
    settled(qtbot, screen)
    for action, counted in (("undo", []), ("undo", []), ("redo", []), ("redo", [1])):
        screen._workspace.actions[action].trigger()
        qtbot.waitUntil(lambda: screen._workspace.decisions.waiting == 0)
        settled(qtbot, screen)
        assert list(screen._answering.tally.finished) == counted
        assert (1 in screen._session.reviewed) == bool(counted)
    press(qtbot, screen, Key.Key_2)  # an answer to a track that stays reviewed
    screen._workspace.actions["undo"].trigger()
    settled(qtbot, screen)
    assert list(screen._answering.tally.finished) == [1]


def test_what_was_finished_waits_no_longer_and_undo_and_redo_are_told(qtbot, screen, library):
    """Finished, taken back, finished again: the head has the number that the Library has."""
    screen._session.asked = dict.fromkeys(screen._session.track_ids, ())
    screen._session.to_review = waiting(library, screen)

    first = screen._session.current
    whole = waiting(library, screen)
    press(qtbot, screen, Key.Key_Return)
    qtbot.waitUntil(lambda: screen._session.current != first)
    qtbot.waitUntil(lambda: waiting(library, screen) == whole - 1)
    qtbot.waitUntil(lambda: told_waiting(screen) == whole - 1)
    screen._workspace.actions["undo"].trigger()
    qtbot.waitUntil(lambda: told_waiting(screen) == whole)
    screen._workspace.actions["redo"].trigger()
    qtbot.waitUntil(lambda: waiting(library, screen) == whole - 1)
    qtbot.waitUntil(lambda: told_waiting(screen) == whole - 1)


def test_tracks_that_are_heard_meanwhile_count_among_those_to_review(
    qtbot, screen, library, workspace
):
    with library.write() as connection:
        for table in ("suggestion_features", "suggestions"):
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE track_id > 8")
    screen.choose(Order.MIXED)
    place, why = screen.view.header.place, screen.view.header.why
    qtbot.waitUntil(lambda: place.text() == "1 of 8")
    assert why.text() == ""
    model = workspace.shown_model()
    with library.write() as connection:
        scores = tuple(0.9 for _ in model.tags)
        suggestions.store(connection, model.id, [Scored(id, scores) for id in range(9, 13)])
    workspace.tell("suggestions", frozenset(range(9, 13)))
    qtbot.waitUntil(lambda: why.text() == "from 12 to review")
    assert place.text() == "1 of 8"


def test_while_the_model_listens_more_closely_the_page_says_that_scores_may_change(
    qtbot, screen, workspace
):
    go_on, said = threading.Event(), screen.view.header.listening

    def listening():
        yield Progress()
        go_on.wait(60)

    assert said.text() == ""
    height = screen.view.header.sizeHint().height()
    workspace.run("Listening", "listen_closer", listening, changes="suggestions")
    assert said.text() == "scores may still change"
    assert screen.view.header.sizeHint().height() == height  # the tags stay where they are
    go_on.set()
    qtbot.waitUntil(lambda: said.text() == "")


def test_a_track_plays_when_it_comes_where_the_tag_is_heard(qtbot, screen, workspace):
    workspace.actions["play_at_once"].trigger()
    with qtbot.waitSignal(workspace.status_changed, check_params_cb=lambda s: "No sound" in s):
        press(qtbot, screen, Key.Key_PageDown)
    wait_for(qtbot, screen, 2)
    player = player_of(workspace)
    assert player.track.id == 2
    assert player.seconds == 3.0
    assert workspace.remembered.document("play_at_once", False)


def another_in_the_player(screen):
    player = player_of(screen._workspace)
    player.load(Playable(7, "/music/seven.mp3", "Seven", "", 30.0))
    assert player.track.id != screen._current.track.id
    return player


def test_back_on_the_page_the_player_has_the_track_that_is_reviewed(qtbot, screen, window):
    window.show_screen("library")
    player = another_in_the_player(screen)
    window.show_screen("review")
    assert player.track.id == screen._current.track.id


def test_what_plays_on_is_not_taken_away_by_showing_the_page(qtbot, screen, window):
    window.show_screen("library")
    player = another_in_the_player(screen)
    player.playing = True
    window.show_screen("review")
    assert player.track.id == 7
    player.playing = False


@pytest.mark.parametrize(
    "act",
    [
        lambda screen: screen._workspace.actions["play"].trigger(),
        lambda screen: screen._workspace.actions["seek_on"].trigger(),
        lambda screen: screen._workspace.actions["seek_to_peak"].trigger(),
        lambda screen: screen.view.timeline.place_chosen.emit(1.0),
        lambda screen: screen.view.timeline.passage_chosen.emit(1.0, 2.0),
    ],
)
def test_what_one_does_with_the_sound_here_is_done_to_the_track_in_view(qtbot, screen, act):
    qtbot.waitUntil(lambda: screen.view.timeline.peak_seconds() is not None)
    player = another_in_the_player(screen)
    act(screen)
    assert player.track.id == screen._current.track.id


def test_a_passage_is_played_over_and_over(qtbot, screen, workspace):
    player, loop = player_of(workspace), workspace.actions["loop"]
    screen.view.timeline.passage_chosen.emit(1.0, 2.0)
    assert player.passage == (1.0, 2.0)
    assert player.seconds == 1.0
    assert loop.isChecked()
    player._on_reached(player.track, 2.05)
    assert player.seconds == 1.0
    press(qtbot, screen, Key.Key_L)
    assert player.passage is None
    press(qtbot, screen, Key.Key_L)
    assert player.passage == (1.0, 3.0)  # from here on, no farther than the end
    press(qtbot, screen, Key.Key_Left)  # who leaves the passage wants to hear something else
    assert player.passage is None
    assert not loop.isChecked()
    press(qtbot, screen, Key.Key_L, Key.Key_PageDown)
    wait_for(qtbot, screen, 2)
    assert player.passage is None
    assert not screen.view.timeline._waveform._passage.isVisible()


def test_the_spectrogram_is_made_when_it_is_wanted(qtbot, screen, workspace):
    kept = screen._playback.loader._kept
    qtbot.waitUntil(lambda: any(key.kind == "peaks" for key in kept))
    assert not any(key.kind == "spectrogram" for key in kept)
    press(qtbot, screen, Key.Key_G)
    plot = screen.view.timeline._waveform
    qtbot.waitUntil(lambda: plot._picture.image is not None)
    assert plot._picture.isVisible()
    assert not plot._outline.isVisible()
    press(qtbot, screen, Key.Key_G)
    assert plot._outline.isVisible()


def test_two_tracks_of_one_sound_both_get_what_is_drawn(qtbot, screen, library):
    with library.write() as connection:
        same = "UPDATE tracks SET content_hash = (SELECT content_hash FROM tracks WHERE id = 1)"
        connection.exec_driver_sql(same + " WHERE id = 2")
    screen._playback.loader._kept.clear()
    for first, second in ((1, 2), (2, 1)):
        screen.review([first, second])
        wait_for(qtbot, screen, first)
        qtbot.waitUntil(lambda: screen.view.timeline._peaks is not None)
        qtbot.waitUntil(lambda: screen.view.timeline.peak_seconds() is not None)


def close_first_steps(qtbot, window) -> None:
    """Close the list as its reader does; hidden only, it comes back when its facts were read."""
    qtbot.waitUntil(lambda: window._first_steps.steps is not None)
    window._first_steps.close_list.click()
    qtbot.waitUntil(lambda: not window._first_steps.isVisible())
    QApplication.processEvents()


@pytest.mark.parametrize(("width", "height"), [(800, 600), (960, 540), (1280, 800)])
def test_the_tags_get_the_room(qtbot, window, screen, width, height):
    close_first_steps(qtbot, window)
    window.resize(width, height)
    qtbot.waitUntil(lambda: window.size().toTuple() == (width, height))
    rows = screen.view.rows
    qtbot.waitUntil(lambda: screen.width() <= width)
    screen.view.timeline.show_track(600.0)

    def seen() -> int:
        return rows.viewport().height() // rows.visualRect(screen._rows.index(0)).height()

    least = 6 if height >= 600 else 5
    qtbot.waitUntil(lambda: seen() >= least and screen.view.timeline.height() > 80)
    right = rows.visualRect(screen._rows.index(0)).right()
    assert columns(rows.visualRect(screen._rows.index(0))).answers.right() <= right


def test_the_first_list_and_the_next_have_a_waveform_of_one_height(qtbot, window, screen):
    close_first_steps(qtbot, window)
    heights = []
    for ids in ([1, 2, 3], [4, 5, 6]):
        if ids[0] != 1:
            screen.review(ids)
        wait_for(qtbot, screen, ids[0])
        settled(qtbot, screen)
        qtbot.wait(50)
        assert screen.view.timeline.is_short
        heights.append(screen.view.timeline.height())
    assert heights[0] == heights[1]


@pytest.mark.parametrize(("width", "height"), [(800, 600), (960, 510), (1280, 800)])
def test_the_waveform_of_a_short_track_can_be_seen(qtbot, window, screen, width, height):
    close_first_steps(qtbot, window)
    window.resize(width, height)
    qtbot.waitUntil(lambda: window.size().toTuple() == (width, height))
    qtbot.wait(50)
    wave = screen.view.timeline._waveform
    assert wave.box.sceneBoundingRect().height() >= 40
    assert screen.view.rows.viewport().height() >= 5 * screen.view.rows.row_height


def test_the_height_of_the_sound_is_as_it_was_left(qtbot, window, screen, workspace):
    window.resize(1280, 800)
    splitter = screen.view._splitter
    splitter.setSizes([300, 300])
    splitter.splitterMoved.emit(300, 1)
    kept = workspace.remembered.document("review_sound", 0)
    assert kept > 0
    window.resize(1280, 600)
    window.resize(1280, 800)
    assert workspace.remembered.document("review_sound", 0) == kept


def test_nothing_moves_when_a_bar_appears(qtbot, window, screen):
    close_first_steps(qtbot, window)
    rows = screen.view.rows
    before = rows.mapTo(window, QPoint(0, 0))
    bars = [
        bar
        for bar in window.findChildren(QFrame)
        if bar.objectName() == "notice_bar" and bar is not window._first_steps
    ] + screen.findChildren(OldSuggestions)
    assert bars
    for bar in bars:
        bar.text.setText("Something came to pass.")
        bar.show()
        QApplication.processEvents()
        assert rows.mapTo(window, QPoint(0, 0)) == before
        bar.hide()


def test_j_and_k_go_through_the_tracks_and_beyond_the_end_something_is_said(qtbot, screen):
    press(qtbot, screen, Key.Key_J)
    wait_for(qtbot, screen, 2)
    press(qtbot, screen, Key.Key_K)
    wait_for(qtbot, screen, 1)
    press(qtbot, screen, Key.Key_K)
    assert screen._current.track.id == 1
    press(qtbot, screen, *[Key.Key_J] * 12)
    qtbot.waitUntil(screen.view.message.isVisible)
    assert screen.view.message.title.text() == "The end of this list"
    press(qtbot, screen, Key.Key_Y, Key.Key_1, Key.Key_E, Key.Key_S)
    press(qtbot, screen, Key.Key_K)
    wait_for(qtbot, screen, 12)


def test_a_tag_is_added_by_typing_and_a_new_one_is_asked_for_twice(qtbot, screen, library):
    press(qtbot, screen, Key.Key_T, modifier=Qt.KeyboardModifier.ControlModifier)
    entry = screen.view.entry
    assert entry.hasFocus()
    qtbot.keyClicks(entry, "sad")
    qtbot.keyClick(entry, Key.Key_Return)
    assert states(screen, "sad") == ["yes"]
    press(qtbot, screen, Key.Key_T, modifier=Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(entry, "my  own yn1")
    assert states(screen, "jazz") == ["suggested"]  # single letters are text here
    qtbot.keyClick(entry, Key.Key_Return)
    assert "Enter again makes a new tag: “my own yn1”" in screen.view.status.text()
    qtbot.keyClick(entry, Key.Key_Return)
    last = len(screen._rows.rows)  # the rows stay where they are, the new one comes behind them
    qtbot.waitUntil(lambda: screen._rows.place_of("my own yn1") == last)
    assert states(screen, "my own yn1", "sad") == ["yes", "yes"]
    assert screen.view.rows.hasFocus()
    press(qtbot, screen, Key.Key_T, modifier=Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(entry, "x")
    qtbot.keyClick(entry, Key.Key_Up)
    qtbot.keyClick(entry, Key.Key_Escape)
    assert entry.text() == ""
    settled(qtbot, screen)
    assert written(library) == [(1, "yes"), (1, "yes")]


def test_the_tag_timeline_follows_the_tag_in_focus_and_e_goes_to_its_highest_score(qtbot, screen):
    timeline = screen.view.timeline
    qtbot.waitUntil(
        lambda: timeline._tag_timeline is not None and len(timeline._tag_timeline.starts) == 3
    )
    qtbot.waitUntil(lambda: timeline._peaks is not None)
    curve = timeline._curve.getData()[1]
    np.testing.assert_allclose(curve, np.sqrt([0.4, 0.4, 0.4, 0.8, 0.8]), atol=1e-3)
    press(qtbot, screen, Key.Key_S)
    np.testing.assert_allclose(timeline._curve.getData()[1][-1] ** 2, 0.6, atol=1e-3)
    assert timeline._threshold_line.value() ** 2 == pytest.approx(0.3)
    player = player_of(screen._workspace)
    with qtbot.waitSignal(screen._workspace.status_changed) as shown:
        press(qtbot, screen, Key.Key_E)
    assert player.seconds == 3.0  # its middle lies behind the end of so short a track
    assert "No sound" in shown.args[0]
    assert not player.playing


def test_a_track_that_cannot_be_decoded_says_so_and_can_be_answered(qtbot, screen, library):
    with library.write() as connection:
        gone = "UPDATE tracks SET path = ?, content_hash = NULL WHERE id = 1"
        connection.exec_driver_sql(gone, (b"/gone/deaf.wav",))
    screen.review([1])
    qtbot.waitUntil(lambda: "/gone/deaf.wav" in screen.view.timeline._status.text())
    press(qtbot, screen, Key.Key_S)
    assert "/gone/deaf.wav" in screen.view.timeline._status.text()
    press(qtbot, screen, Key.Key_E)


def test_the_next_track_is_ready_before_it_is_wanted(qtbot, screen):
    qtbot.waitUntil(lambda: screen._next is not None)
    following = screen._next
    kept = screen._playback.loader._kept
    qtbot.waitUntil(lambda: ("tag timeline", following.sound, following.model.sha256) in kept)
    qtbot.waitUntil(lambda: ("peaks", following.sound, "") in kept)
    press(qtbot, screen, Key.Key_J)
    assert screen._current is following
    assert screen.view.timeline._peaks is kept["peaks", following.sound, ""]


@pytest.mark.parametrize("limit", [track_loader.KEPT_BYTES, 0])
def test_waveforms_and_tag_timelines_do_not_fill_the_disk(qtbot, screen, monkeypatch, limit):
    monkeypatch.setattr(track_loader, "KEPT_BYTES", limit)
    folders = [paths.cache_folder() / name for name in ("peaks", "strips")]
    qtbot.waitUntil(lambda: all(list(folder.rglob("*.npz")) for folder in folders))
    screen._workspace.close()
    for folder in folders:
        assert bool(list(folder.rglob("*.npz"))) == bool(limit)


def test_arrows_and_clicks_move_the_place(qtbot, screen):
    player, timeline = player_of(screen._workspace), screen.view.timeline
    press(qtbot, screen, Key.Key_Right)
    assert player.seconds == 3.0
    press(qtbot, screen, Key.Key_Left)
    assert player.seconds == 0.0
    middle = timeline._waveform.getPlotItem().getViewBox().mapViewToScene(QPointF(1.5, 0))
    at = timeline._waveform.mapFromScene(middle)
    qtbot.mouseClick(timeline._waveform.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert player.seconds == pytest.approx(1.5, abs=0.02)
    assert timeline._scores.head.value() == player.seconds


def test_the_answers_can_be_clicked(qtbot, screen, library):
    rows = screen.view.rows
    rect = rows.visualRect(screen._rows.index(1))
    place = answer_rects(columns(rect).answers)["no"].center()
    qtbot.mouseMove(rows.viewport(), place - QPoint(2, 0))
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert states(screen, "rock") == ["no"]
    assert focused(screen) == "folk"
    settled(qtbot, screen)
    assert written(library) == [(1, "no")]


def test_a_double_click_on_the_last_answer_does_not_answer_the_next_track(qtbot, screen, library):
    rows, left = screen.view.rows, screen._rows.undecided_after(-1)
    for place, row in enumerate(screen._rows.rows):
        if row.is_open and place != left:
            screen._rows.answer(place, "yes")
    rect = rows.visualRect(screen._rows.index(left))
    at = answer_rects(columns(rect).answers)["no"].center()
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=at)
    wait_for(qtbot, screen, 2)
    qtbot.mouseDClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=at)  # its second half
    settled(qtbot, screen)
    assert {track for track, _ in written(library)} == {1}
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=at)
    settled(qtbot, screen)
    assert {track for track, _ in written(library)} == {1, 2}


def test_one_answer_for_the_whole_album(qtbot, screen, library):
    with library.write() as connection:
        connection.exec_driver_sql("UPDATE tracks SET album = 'One'")
        connection.exec_driver_sql("UPDATE track_texts SET album = 'one'")
    screen._workspace.tell("tracks")
    qtbot.waitUntil(lambda: screen._current.track.album == "One")
    press(qtbot, screen, Key.Key_B, modifier=Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, screen)
    assert sorted(written(library)) == [(track, "yes") for track in range(1, 13)]
    assert "jazz yes on 12 tracks" in said(screen)


def test_a_write_that_fails_is_said_and_the_row_put_right(qtbot, screen, library, monkeypatch):
    def refused(*_, **__):
        raise TagStudioError("The disk is full. Make room.")

    monkeypatch.setattr("tagstudio.ui.background.decision_writer.correct_tracks", refused)
    press(qtbot, screen, Key.Key_Y)
    assert states(screen, "jazz") == ["yes"]
    qtbot.waitUntil(lambda: states(screen, "jazz") == ["suggested"])
    assert said(screen) == "The disk is full. Make room."


def test_without_a_choice_the_engine_chooses_by_the_order(qtbot, window, workspace):
    screen = window.show_screen("review")
    qtbot.waitUntil(lambda: screen._current is not None)
    assert screen.view.header.place.text() == "1 of 12"
    assert len(set(screen._session.track_ids)) == 12
    assert set(screen._session.asked) == set(range(1, 13))
    uncertain = screen.view.order.findData(Order.UNCERTAIN)
    screen.view.order.setCurrentIndex(uncertain)
    first = list(screen._session.track_ids)
    screen.view.order.activated.emit(uncertain)
    qtbot.waitUntil(lambda: list(screen._session.track_ids) != first)


def test_the_item_model_holds_and_speaks(qtbot, screen):
    tester = QAbstractItemModelTester(
        screen._rows, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    press(qtbot, screen, Key.Key_Y, Key.Key_J)
    wait_for(qtbot, screen, 2)
    spoken = screen._rows.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "1. jazz, genre: score 0.80, threshold 0.30, suggested, along"
    del tester


def test_long_titles_are_cut_and_whole_in_the_tool_tip(qtbot, screen):
    title = screen.view.header.title
    title.setText("An endless title " * 40)
    assert title.toolTip().startswith("An endless title")
    assert title.minimumSizeHint().width() == 0


def test_the_sound_keeps_its_height_from_track_to_track(qtbot, screen):
    """Also where a bar beside the page goes meanwhile: the rows stay under the mouse."""
    screen.window().resize(1280, 770)
    bar = QFrame()
    bar.setFixedHeight(120)
    screen.layout().insertWidget(0, bar)
    qtbot.waitUntil(lambda: bar.height() == 120)
    screen.review([1, 2, 3])
    qtbot.wait(200)  # the height is divided once the parts around are laid out
    before = screen.view._splitter.sizes()[0]
    bar.hide()
    press(qtbot, screen, Key.Key_PageDown)
    wait_for(qtbot, screen, 2)
    qtbot.wait(200)
    assert screen.view._splitter.sizes()[0] == before


def test_what_failed_is_read_again_when_the_file_is_back(qtbot, screen, library, workspace):
    timeline = screen.view.timeline
    with library.read() as connection:
        file = Path(rows_of(connection, None, [9])[0].path)
    aside = file.with_name("aside")
    file.rename(aside)
    try:
        screen.review([9])
        wait_for(qtbot, screen, 9)
        qtbot.waitUntil(lambda: timeline._trouble != "")
    finally:
        aside.rename(file)
    workspace.tell("tracks")
    qtbot.waitUntil(lambda: timeline._trouble == "" and timeline._peaks is not None)
    settled(qtbot, screen)
    assert timeline._trouble == ""


def test_from_chosen_tracks_one_goes_back_to_the_list_that_was_left(qtbot, screen, window):
    screen.choose(Order.MIXED)
    qtbot.waitUntil(lambda: screen._session.to_review is not None)
    qtbot.waitUntil(lambda: screen._current is not None)
    left = list(screen._session.track_ids)
    screen.step(1)
    wait_for(qtbot, screen, left[1])
    window.review([left[1]])
    wait_for(qtbot, screen, left[1])
    assert list(screen._session.track_ids) == [left[1]]
    press(qtbot, screen, Key.Key_Return)
    message = screen.view.message
    qtbot.waitUntil(lambda: message.isVisible() and message.button.text() == "Back to the list")
    qtbot.mouseClick(message.button, Qt.MouseButton.LeftButton)
    wait_for(qtbot, screen, left[2])  # the one before is reviewed by now
    assert screen.view.header.place.text() == f"3 of {len(left)}"


def test_where_one_is_sent_to_the_models_a_button_leads_there(qtbot, screen, window, workspace):
    workspace.settings = replace(workspace.settings, train_after="500")
    screen.review([1])
    wait_for(qtbot, screen, 1)
    press(qtbot, screen, Key.Key_1, Key.Key_Return)
    other = screen.view.message.other
    qtbot.waitUntil(other.isVisible)
    assert "on the page Model" in screen.view.message.text.text()
    qtbot.mouseClick(other, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not screen.isVisible())


def test_a_tag_that_was_written_into_any_field_is_in_the_file(qtbot, screen, library):
    with library.write(durable=True) as connection:
        group = file_writes.next_write_group(connection)
        before, after = {"mood": ()}, {"mood": ("sad",)}
        written = file_writes.begin(connection, group, 2, before, after)
        file_writes.set_state(connection, written.id, "written")
    screen.review([2])
    wait_for(qtbot, screen, 2)
    assert screen._rows.source_of(screen._rows.rows[screen._rows.place_of("sad")]) == "in the file"


def test_buttons_and_menu_say_the_same(screen, workspace):
    view = screen.view
    for button, id in (
        (view.finish, "finish"),
        (view.accept, "accept_rest"),
        (view.album, "accept_album"),
    ):
        assert button.text() == workspace.actions[id].text()


def test_on_a_reviewed_track_nothing_is_offered_that_is_done(qtbot, screen, library, workspace):
    view, action = screen.view, workspace.actions["accept_rest"]
    assert (view.finish.text(), view.accept.isEnabled()) == ("Finish the track", True)
    press(qtbot, screen, Key.Key_Return)
    wait_for(qtbot, screen, 2)
    settled(qtbot, screen)
    assert (view.finish.text(), view.accept.isEnabled()) == ("Finish the track", True)
    press(qtbot, screen, Key.Key_PageUp)
    wait_for(qtbot, screen, 1)
    assert (view.finish.text(), view.accept.isEnabled()) == ("To the next track", False)
    assert "reviewed" in view.finish.toolTip()
    assert not action.isEnabled()
    before = written(library)
    press(qtbot, screen, Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, screen)
    assert written(library) == before  # what was left alone is not taken
    press(qtbot, screen, Key.Key_Return)
    wait_for(qtbot, screen, 2)
    assert action.isEnabled()


def test_the_key_that_accepts_finishes_a_track_of_which_nothing_is_suggested_any_more(
    qtbot, screen, library
):
    for row in screen._rows.rows:
        if row.is_to_accept:
            screen._answering.focus(screen._rows.rows.index(row))
            screen._rows.answer(screen._rows.rows.index(row), "no")
    screen._show_answers()
    assert not any(row.is_to_accept for row in screen._rows.rows)
    assert screen.view.accept.isEnabled()
    qtbot.wait(600)  # it has been in view for a while
    press(qtbot, screen, Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    wait_for(qtbot, screen, 2)
    settled(qtbot, screen)
    with library.read() as connection:
        assert 1 in reviewed_at(connection, [1])


def test_accepting_the_rest_takes_what_is_still_suggested_alone(qtbot, screen):
    press(qtbot, screen, Key.Key_Y, Key.Key_N, Key.Key_S)
    wait_for(qtbot, screen, 1)
    assert screen.view.accept.isEnabled() == any(
        row.tagging.state == "suggested" for row in screen._rows.rows
    )


@pytest.mark.parametrize("long", [(), (2,)])
def test_the_rows_keep_their_place_from_a_short_track_to_a_long_one(qtbot, screen, library, long):
    with library.write() as connection:
        for id in long:
            connection.exec_driver_sql("UPDATE tracks SET seconds = 600 WHERE id = ?", (id,))
    screen.review([1, 2, 3])
    tops = []
    for track_id in (1, 2, 3):
        wait_for(qtbot, screen, track_id)
        assert screen.view.timeline.is_short == (track_id not in long)
        settled(qtbot, screen)
        qtbot.wait(50)
        tops.append(screen.view.rows.mapTo(screen, QPoint(0, 0)).y())
        press(qtbot, screen, Key.Key_PageDown)
    assert len(set(tops)) == 1


def test_finishing_is_urged_once_something_is_answered(qtbot, screen):
    """A track as it comes has suggestions; to finish it would say no to all of them."""
    assert screen.view.finish.property("main") is False
    press(qtbot, screen, Key.Key_N)
    assert screen.view.finish.property("main") is True
    screen._workspace.actions["undo"].trigger()
    qtbot.waitUntil(lambda: screen.view.finish.property("main") is False)


def test_tracks_of_a_removed_folder_are_reviewed_no_more(qtbot, screen, library, workspace):
    with library.write() as connection:
        [folder] = [one.path for one in tracks.folders(connection)]
        other = tracks.folder_id(connection, "/elsewhere")
        for id in (2, 5):
            tracks.move_track(connection, id, f"/elsewhere/{id}.wav", 1, 1, folder_id=other)
    screen.review([1, 2, 3, 5])
    wait_for(qtbot, screen, 1)
    with library.write() as connection:
        folders.remove(connection, folder)
    workspace.tell("tracks")
    wait_for(qtbot, screen, 2)
    assert screen.view.header.place.text() == "1 of 2"
    with library.write() as connection:
        folders.remove(connection, "/elsewhere")
    workspace.tell("tracks")
    qtbot.waitUntil(lambda: screen._current is None)
    assert screen._session.track_ids == []
    with library.write() as connection:
        folders.put_back(connection, folder)
    workspace.tell("tracks")
    qtbot.waitUntil(lambda: screen._current is not None)


def test_thresholds_that_move_while_others_are_heard_change_nothing_in_view(
    qtbot, screen, library, workspace
):
    def rows():
        return [(row.tagging.tag, row.tagging.threshold) for row in screen._rows.rows]

    before, model = rows(), workspace.shown_model()
    [jazz] = [tag for tag in model.tags if tag.name == "jazz"]
    assert states(screen, "jazz", "rock") == ["suggested", "suggested"]
    press(qtbot, screen, Key.Key_Y)
    settled(qtbot, screen)
    with library.write() as connection:
        found = [LibraryThreshold(tag.tag_id, 0.95, "top", 0.95) for tag in model.tags]
        library_thresholds.store(connection, model.id, found)
    workspace.tell("suggestions")
    settled(qtbot, screen)
    assert rows() == before
    assert states(screen, "jazz", "rock") == ["yes", "suggested"]
    with library.write() as connection:
        set_threshold(connection, model, jazz.tag_id, UserThreshold(0.9))
    workspace.tell("suggestions")
    qtbot.waitUntil(lambda: dict(rows())["jazz"] == 0.9)
    press(qtbot, screen, Key.Key_PageDown)
    wait_for(qtbot, screen, 2)
    assert dict(rows())["rock"] == 0.95
    assert states(screen, "rock") == ["unseen"]
