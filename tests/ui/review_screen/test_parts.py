"""Parts of a track in Review: chosen by keys and mouse, answered, shown, taken back."""

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tagstudio.core.errors import TagStudioError
from tagstudio.library.db.schema import decisions, part_answers
from tagstudio.library.tags.part_answers import parts_on
from tagstudio.ui.player.player import player_of
from tagstudio.ui.review_screen.tag_list_model import ROW
from tagstudio.ui.shell.main_window import MainWindow

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def screen(workspace, shown, qtbot):
    window = shown(MainWindow(workspace))
    player_of(workspace)._open_output = no_card
    qtbot.waitActive(window)
    window.review(list(range(1, 13)))
    screen = window.show_screen("review")
    qtbot.waitUntil(lambda: screen._current is not None)
    return screen


def no_card():
    raise TagStudioError("No sound: no device. Connect one.")


def press(qtbot, screen, *keys):
    for key in keys:
        qtbot.keyClick(screen.window(), key)


def at(screen, seconds):
    player_of(screen._workspace).seek(seconds)


def choose(qtbot, screen, start, end):
    at(screen, start)
    press(qtbot, screen, Key.Key_I)
    at(screen, end)
    press(qtbot, screen, Key.Key_O)


def settled(qtbot, screen):
    """Wait until all answers are written and read again."""
    done = []
    qtbot.waitUntil(lambda: screen._answers.unwritten == 0)
    for topic in ("settled", "again settled"):
        screen._workspace.ask(lambda _: None, lambda _: done.append(1), owner=screen, topic=topic)
    qtbot.waitUntil(lambda: len(done) == 2)


def parts(library):
    with library.read() as connection:
        names = dict(connection.execute(sa.text("SELECT id, name FROM tags")).all())
        found = parts_on(connection, range(1, 13))
        return [(one.track_id, names[one.tag_id], *one.stretch, one.state) for one in found]


def answered(library):
    with library.read() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(decisions))


def focused(screen):
    return screen._rows.rows[screen._place()].tagging.tag


def test_a_part_is_chosen_and_answered_by_keys_and_the_track_stays(qtbot, screen, library):
    view = screen.view
    assert view.part_bar.isHidden()
    choose(qtbot, screen, 0.5, 1.75)
    assert not view.part_bar.isHidden()
    assert view.part_bar.chip.text() == "0:00 to 0:02"
    tag = focused(screen)
    press(qtbot, screen, Key.Key_Y)
    qtbot.waitUntil(lambda: view.part_bar.sentence.text().startswith(f"{tag} is a yes there."))
    assert parts(library) == [(1, tag, 500, 1750, "yes")]
    assert (answered(library), focused(screen), screen._current.track.id) == (0, tag, 1)
    said = screen.window().statusBar().currentMessage()
    assert said == f"{tag} yes from 0:00 to 0:02."
    assert view.status.text() != said  # it is not said twice
    press(qtbot, screen, Key.Key_N)
    settled(qtbot, screen)
    assert parts(library) == [(1, tag, 500, 1750, "no")]
    press(qtbot, screen, Key.Key_U)
    qtbot.waitUntil(lambda: parts(library) == [(1, tag, 500, 1750, "yes")])
    qtbot.waitUntil(screen._workspace.actions["remove_part"].isEnabled)
    press(qtbot, screen, Key.Key_Delete)
    qtbot.waitUntil(lambda: not parts(library))
    press(qtbot, screen, Key.Key_Escape, Key.Key_Y)
    settled(qtbot, screen)
    assert view.part_bar.isHidden()
    assert (parts(library), answered(library)) == ([], 1)


def test_every_way_to_say_yes_is_for_the_chosen_part(qtbot, screen, library):
    choose(qtbot, screen, 0.5, 1.75)
    second = screen._rows.rows[1].tagging.tag
    press(qtbot, screen, Key.Key_2)
    settled(qtbot, screen)
    screen._answering.add("rain", True)
    settled(qtbot, screen)
    assert {one[1] for one in parts(library)} == {second, "rain"}
    press(qtbot, screen, Key.Key_2)  # and back
    settled(qtbot, screen)
    assert [one[1] for one in parts(library)] == ["rain"]
    assert answered(library) == 0
    press(qtbot, screen, Key.Key_PageDown)
    qtbot.waitUntil(lambda: screen._current.track.id == 2)
    press(qtbot, screen, Key.Key_Y)  # another track: what is answered is all of it
    settled(qtbot, screen)
    assert (len(parts(library)), answered(library)) == (1, 1)


def test_the_rows_show_the_answers_to_the_part_while_one_is_chosen(qtbot, screen, library):
    def seen():
        return [screen._rows.index(place).data(ROW) for place in range(2)]

    def shown():
        return [row.tagging.answer for row in seen()]

    press(qtbot, screen, Key.Key_1)
    settled(qtbot, screen)
    assert shown() == ["yes", "unseen"]
    choose(qtbot, screen, 0.5, 1.75)
    assert shown() == ["unseen", "unseen"]
    assert [screen._rows.source_of(row) for row in seen()] == ["along", "along"]  # and not: you
    assert "undecided" not in (spoken := spoken_of(screen, 0)) and "yes" not in spoken
    press(qtbot, screen, Key.Key_2)
    settled(qtbot, screen)
    qtbot.waitUntil(lambda: shown() == ["unseen", "yes"])
    assert [screen._rows.source_of(row) for row in seen()] == ["along", "you"]
    press(qtbot, screen, Key.Key_Escape)
    assert shown() == ["yes", "unseen"]


def spoken_of(screen, place):
    return screen._rows.index(place).data(Qt.ItemDataRole.AccessibleTextRole)


def test_an_own_tag_of_a_part_alone_has_a_row_there(qtbot, screen, library):
    choose(qtbot, screen, 0.5, 1.75)
    screen._answering.add("rain", True)
    qtbot.waitUntil(lambda: screen._rows.place_of("rain") is not None)
    place = screen._rows.place_of("rain")
    assert screen._rows.index(place).data(ROW).tagging.state == "yes"
    press(qtbot, screen, Key.Key_Escape)
    assert screen._rows.index(place).data(ROW).tagging.state == "unseen"


def test_a_part_without_an_end_answers_nothing(qtbot, screen, library):
    at(screen, 1.0)
    press(qtbot, screen, Key.Key_I, Key.Key_Y)
    assert screen.view.status.text() == "The part has no end yet, so nothing is answered."
    assert screen.view.part_bar.chip.text() == "from 0:01"
    at(screen, 0.5)
    press(qtbot, screen, Key.Key_O)
    assert "ends at 0.5 s, before it begins" in screen.view.status.text()
    at(screen, 1.5)
    press(qtbot, screen, Key.Key_O)
    assert "has to be 1 s long at least" in screen.view.status.text()
    at(screen, 2.5)
    press(qtbot, screen, Key.Key_O)
    assert "1 s long" not in screen.view.status.text()  # it is mended
    settled(qtbot, screen)
    assert (parts(library), answered(library)) == ([], 0)


def test_answered_parts_are_marked_and_chosen_again_by_key_and_mouse(qtbot, screen, library):
    view, timeline = screen.view, screen.view.timeline
    choose(qtbot, screen, 0.0, 1.5)
    press(qtbot, screen, Key.Key_Y)
    settled(qtbot, screen)
    choose(qtbot, screen, 1.5, 3.0)
    press(qtbot, screen, Key.Key_N)
    settled(qtbot, screen)
    assert [len(marks._answered) for marks in timeline._part_marks] == [2, 2]
    press(qtbot, screen, Key.Key_Escape, Key.Key_P)
    assert timeline.part.stretch == (0, 1500)
    assert "is a yes there" in view.part_bar.sentence.text()
    press(qtbot, screen, Key.Key_P)
    assert timeline.part.stretch == (1500, 3000)
    press(qtbot, screen, Key.Key_P)
    assert timeline.part.stretch == (0, 1500)
    plot = timeline._waveform
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, SHIFT, spot(plot, 2.0))
    qtbot.waitUntil(lambda: timeline.part.stretch == (1500, 3000))
    press(qtbot, screen, Key.Key_Escape)
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=spot(plot, 2.0))
    qtbot.wait(20)
    assert timeline.part.stretch is None  # a plain click only goes there
    assert timeline.place == pytest.approx(2.0, abs=0.1)
    qtbot.keyClick(view.rows, Key.Key_Down)
    assert [len(marks._answered) for marks in timeline._part_marks] == [0, 0]  # another tag
    press(qtbot, screen, Key.Key_P)
    assert view.status.text() == "No part of the track is answered for this tag."
    qtbot.keyClick(view.rows, Key.Key_Up)
    press(qtbot, screen, Key.Key_E)
    assert timeline.place == 0.0  # where a part says yes


def spot(plot, seconds):
    place = plot.box.mapViewToScene(plot.box.mapToView(plot.box.rect().center()))
    place.setX(plot.box.mapViewToScene(plot.box.mapToView(plot.box.rect().topLeft())).x())
    left = plot.box.mapViewToScene(plot.box.viewRect().topLeft()).x()
    right = plot.box.mapViewToScene(plot.box.viewRect().topRight()).x()
    first, last = plot.box.viewRange()[0]
    share = (seconds - first) / (last - first)
    return QPoint(round(left + share * (right - left)), round(place.y()))


def test_dragging_with_shift_takes_a_part_and_without_it_a_passage(qtbot, screen, library):
    timeline = screen.view.timeline
    box = timeline._waveform.box
    box.part_dragged.emit(2.4, 0.6, False)
    assert timeline.part.stretch is None
    box.part_dragged.emit(2.4, 0.6, True)
    assert timeline.part.stretch == (600, 2400)
    assert timeline._part_marks[0]._label.toPlainText() == "part"
    box.dragged.emit(0.2, 0.8, True)
    assert player_of(screen._workspace).passage == (0.2, 0.8)
    assert timeline.part.stretch == (600, 2400)
    press(qtbot, screen, Key.Key_L, Key.Key_L)  # off, then over the part
    assert player_of(screen._workspace).passage == (0.6, 2.4)
    with library.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(part_answers)) == 0
