"""The line at the bottom of Review: what the next key leads to, on the track in view alone."""

import re
from dataclasses import replace
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt

from tagstudio.core.errors import TagStudioError
from tagstudio.ui.player.player import player_of
from tagstudio.ui.shell.main_window import MainWindow

Key = Qt.Key
GERMAN = (  # the longest sentences of the line
    "Der letzte Vorschlag: Ihre Antwort schließt den Titel ab. Dann gelten als Nein: 46 offene.",
    "Abschließen heißt Nein zu allem Offenen: vorgeschlagen 46, andere 46.",
)


@pytest.fixture
def screen(workspace, shown, qtbot):
    window = shown(MainWindow(workspace))
    player_of(workspace)._open_output = no_card
    qtbot.waitActive(window)
    window.review(list(range(1, 13)))
    screen = window.show_screen("review")
    wait_for(qtbot, screen, 1)
    return screen


def no_card():
    raise TagStudioError("No sound: no device. Connect one.")


def wait_for(qtbot, screen, track_id):
    qtbot.waitUntil(lambda: screen._current is not None and screen._current.track.id == track_id)


def press(qtbot, screen, *keys):
    for key in keys:
        qtbot.keyClick(screen.window(), key)


def line(screen):
    return screen.view.status.text()


def focused(screen):
    return screen._rows.rows[screen._place()].tagging.tag


def left(number):
    return f"Finishing assumes no: {number} undecided."


def test_what_finishing_assumes_stands_there_before_with_the_count(qtbot, screen):
    every = len(screen._rows.rows)
    assert line(screen) == f"Finishing assumes no: 3 suggested, {every - 3} others."
    assert f"(now {every})" in screen.view.finish.toolTip()
    press(qtbot, screen, Key.Key_4)
    assert f"(now {every - 1})" in screen.view.finish.toolTip()
    press(qtbot, screen, Key.Key_1, Key.Key_2)
    last = "The last open question: its answer finishes the track."
    qtbot.keyClick(screen.view.rows, Key.Key_Down)
    assert focused(screen) == "folk"
    assert line(screen) == f"{last} Then assumed no: {every - 4} undecided."
    press(qtbot, screen, Key.Key_3)
    assert line(screen) == f"No tag waits. {left(every - 4)}"


def test_from_the_last_row_the_focus_goes_to_what_waits_above(qtbot, screen):
    last = len(screen._rows.rows) - 1
    for key in (Key.Key_N, Key.Key_N):  # the second one goes on
        screen._answering.focus(last)
        press(qtbot, screen, key)
    assert screen._rows.rows[last].tagging.state == "no"
    assert (screen._current.track.id, focused(screen)) == (1, "jazz")
    screen._answering.focus(last)
    press(qtbot, screen, Key.Key_S)
    assert (screen._current.track.id, focused(screen)) == (1, "jazz")


def test_an_answer_given_again_leaves_no_track_and_skipping_says_it_before(qtbot, screen):
    press(qtbot, screen, Key.Key_1, Key.Key_2, Key.Key_3)
    assert line(screen).startswith("No tag waits.")
    press(qtbot, screen, Key.Key_Y, Key.Key_Y)
    assert (screen._current.track.id, focused(screen)) == (1, "folk")
    press(qtbot, screen, Key.Key_S)
    wait_for(qtbot, screen, 2)
    press(qtbot, screen, Key.Key_S)
    assert line(screen) == "Skipping this one goes to the next track."
    press(qtbot, screen, Key.Key_S)
    wait_for(qtbot, screen, 3)


def test_what_was_said_of_a_track_goes_with_it(qtbot, screen):
    qtbot.keyClick(screen.window(), Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert "This key has no tag yet" in line(screen)
    press(qtbot, screen, Key.Key_PageDown)
    wait_for(qtbot, screen, 2)
    others = len(screen._rows.rows) - 2
    assert line(screen) == f"Finishing assumes no: 2 suggested, {others} others."


def test_of_a_track_that_is_reviewed_nothing_is_still_to_be_assumed(qtbot, screen):
    every = len(screen._rows.rows)
    press(qtbot, screen, Key.Key_Return)
    wait_for(qtbot, screen, 2)
    press(qtbot, screen, Key.Key_PageUp)
    wait_for(qtbot, screen, 1)
    assert line(screen).endswith(f"Reviewed: {every} assumed no.")


@pytest.mark.parametrize("key", [Key.Key_Down, Key.Key_2])
def test_what_was_said_goes_with_the_next_key(qtbot, screen, key):
    qtbot.keyClick(screen.window(), Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert "This key has no tag yet" in line(screen)
    qtbot.keyClick(screen.view.rows, key)
    assert "This key has no tag yet" not in line(screen)


def test_nothing_stands_in_the_line_and_in_the_status_bar_at_once(qtbot, screen):
    heard = []
    screen._workspace.status_changed.connect(lambda said: heard.append((said, line(screen))))
    press(qtbot, screen, Key.Key_Y, Key.Key_N)
    qtbot.keyClick(
        screen.window(), Key.Key_Return, Qt.KeyboardModifier.ControlModifier
    )  # accepts the rest
    wait_for(qtbot, screen, 2)
    press(qtbot, screen, Key.Key_U)
    wait_for(qtbot, screen, 1)
    qtbot.waitUntil(lambda: any(said.startswith("Undone") for said, _ in heard))
    assert len(heard) >= 4
    assert not [both for both in heard if both[0] == both[1]]


def test_answers_to_a_part_finish_nothing_and_the_line_promises_nothing(qtbot, screen):
    screen.view.timeline.part.choose(0.5, 2.0)
    assert line(screen) == ""
    screen.view.timeline.part.clear()
    assert line(screen).startswith("Finishing assumes no")


def test_where_the_line_has_no_room_the_status_bar_says_it_and_of_no_hidden_page(qtbot, screen):
    window, workspace, said = screen.window(), screen._workspace, []
    screen.view.favourite_bar.menu_of("sad").actions()[0].trigger()
    window.resize(900, 600)
    qtbot.waitUntil(lambda: not screen.view.status.isVisible())
    workspace.status_changed.connect(said.append)
    press(qtbot, screen, Key.Key_1, Key.Key_2)
    qtbot.keyClick(screen.view.rows, Key.Key_Down)
    assert "The last open question: its answer finishes the track." in said
    window.show_screen("library")
    with qtbot.waitSignal(workspace.decisions.written):
        workspace.decisions.answer([1], "folk", "yes")
    qtbot.waitUntil(lambda: screen._rows.rows[2].tagging.state == "yes")
    assert "No tag waits." not in said


def came_later(screen, library, *tags):
    """Let track 1 be reviewed, and these tags be of the library only since then."""
    with library.write() as connection:
        connection.exec_driver_sql("UPDATE tags SET added = 1")
        connection.exec_driver_sql("UPDATE tracks SET reviewed_at = 10 WHERE id = 1")
        for tag in tags:
            connection.exec_driver_sql("UPDATE tags SET added = 20 WHERE name = ?", (tag,))
    screen._workspace.tell("models")
    screen.review([1, 2])


def row_of(screen, tag):
    return screen._rows.rows[screen._rows.place_of(tag)]


def test_of_a_reviewed_track_only_a_tag_that_came_later_waits_and_is_still_to_be_assumed(
    qtbot, screen, library
):
    came_later(screen, library, "folk")
    qtbot.waitUntil(lambda: row_of(screen, "jazz").is_assumed_no)
    every = len(screen._rows.rows)
    assert [row.tagging.tag for row in screen._rows.rows if row.is_open] == ["folk"]
    assert focused(screen) == "folk"
    assert line(screen) == "The last open question: its answer finishes the track."
    screen._answering.focus(0)
    assert line(screen) == "Finishing assumes no: 1 suggested."
    press(qtbot, screen, Key.Key_Return)
    wait_for(qtbot, screen, 2)
    assert list(screen._answering.tally.finished) == [1]  # the mark of its review is a new one
    press(qtbot, screen, Key.Key_PageUp)
    wait_for(qtbot, screen, 1)
    qtbot.waitUntil(lambda: line(screen) == f"No tag waits. Reviewed: {every} assumed no.")


def test_what_was_left_alone_is_seen_and_heard_as_assumed_no_and_taking_back_leads_there(
    qtbot, screen, library
):
    came_later(screen, library)
    qtbot.waitUntil(lambda: row_of(screen, "jazz").is_assumed_no)
    spoken = screen._rows.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "assumed no" in spoken
    assert not row_of(screen, "jazz").is_open
    for _ in range(2):
        press(qtbot, screen, Key.Key_1)
    assert row_of(screen, "jazz").is_assumed_no
    screen.step(1)
    wait_for(qtbot, screen, 2)
    assert not [row for row in screen._rows.rows if row.is_assumed_no]


@pytest.mark.parametrize(("width", "height"), [(800, 600), (960, 510), (1100, 700), (1280, 800)])
@pytest.mark.parametrize("language", ["en", "de"])
def test_in_a_small_window_no_sentence_of_the_line_is_cut(qtbot, screen, width, height, language):
    window, view = screen.window(), screen.view
    window.resize(width, height)
    qtbot.waitUntil(lambda: window.size().toTuple() == (width, height))
    qtbot.waitUntil(lambda: view.status.height() >= view.status.fontMetrics().height())
    waiting = [row for row in screen._rows.rows if row.is_open]
    said = [line(screen)]
    for _ in waiting[1:]:
        press(qtbot, screen, Key.Key_Y)
        said.append(line(screen))
    assert len(set(said)) == 3
    for sentence in GERMAN if language == "de" else said:
        view.say(re.sub(r"\d+", "46", sentence))  # as many tags as a model has
        assert view.status.is_whole()
    places = [
        QRect(part.mapTo(view, QPoint(0, 0)), part.size())
        for part in (view._splitter, view.status, view.entry, view.accept, view.finish)
    ]
    for one, other in combinations(places, 2):
        assert not one.intersects(other)


def test_a_list_that_is_chosen_behind_another_page_leaves_the_player_alone(screen, qtbot):
    window, player = screen.window(), player_of(screen._workspace)
    window.show_screen("library")
    player.load(replace(player.track, id=12))
    screen.review([7, 8])
    wait_for(qtbot, screen, 7)
    assert player.track.id == 12  # what was loaded there
    window.show_screen("review")
    assert player.track.id == 7
    window.show_screen("library")
    player.load(replace(player.track, id=12))
    player.playing = True
    window.show_screen("review")
    assert player.track.id == 12  # it plays on
    player.playing = False
