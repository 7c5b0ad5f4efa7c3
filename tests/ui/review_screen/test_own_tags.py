"""Own tags that the model has not learned: in every track's rows, answered like the others."""

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt

from tagstudio.core.errors import TagStudioError
from tagstudio.library.db.schema import decisions, tags, tracks
from tagstudio.ui.player.player import player_of
from tagstudio.ui.review_screen.row_painter import RowPainter
from tagstudio.ui.review_screen.session_tally import finish_of
from tagstudio.ui.shell.main_window import MainWindow

Key = Qt.Key
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
OWN = "late night"


@pytest.fixture
def screen(workspace, shown, qtbot):
    window = shown(MainWindow(workspace))
    player_of(workspace)._open_output = no_card
    qtbot.waitActive(window)
    window.review([1, 2, 3, 4])
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


def type_tag(qtbot, screen, name, *keys, modifier=Qt.KeyboardModifier.NoModifier):
    """Type a name into the field for a tag, and these keys."""
    qtbot.keyClick(screen.window(), Key.Key_T, CONTROL)
    qtbot.keyClicks(screen.view.entry, name)
    for key in keys:
        qtbot.keyClick(screen.view.entry, key, modifier)


def make(qtbot, screen, name=OWN):
    """Make a tag with a yes to it on the track in view."""
    type_tag(qtbot, screen, name, Key.Key_Return, Key.Key_Return)
    wait_for_row(qtbot, screen, name)


def wait_for_row(qtbot, screen, name=OWN):
    qtbot.waitUntil(lambda: screen._rows.place_of(name) is not None)


def settled(qtbot, screen):
    """Wait until all answers are written and read again."""
    done = []
    qtbot.waitUntil(lambda: screen._answers.unwritten == 0)
    for topic in ("settled", "again settled"):
        screen._workspace.ask(lambda _: None, lambda _: done.append(1), owner=screen, topic=topic)
    qtbot.waitUntil(lambda: len(done) == 2)


def names(screen):
    return [row.tagging.tag for row in screen._rows.rows]


def state(screen, name=OWN):
    return screen._rows.rows[screen._rows.place_of(name)].tagging.state


def answers(library, name=OWN):
    with library.read() as connection:
        found = connection.execute(
            sa.select(decisions.c.track_id, decisions.c.state)
            .join(tags, tags.c.id == decisions.c.tag_id)
            .where(tags.c.name == name)
            .order_by(decisions.c.track_id)
        )
        return [tuple(row) for row in found]


def test_a_tag_in_the_making_stands_on_every_track_and_gets_a_no(qtbot, screen, library):
    make(qtbot, screen)
    press(qtbot, screen, Key.Key_PageDown)  # at once: the track was read before the tag was made
    wait_for(qtbot, screen, 2)
    wait_for_row(qtbot, screen)
    assert state(screen) == "unseen"
    place = screen._rows.place_of(OWN)
    assert not screen._rows.rows[place].is_open  # the track waits for nothing more
    screen._answering.focus(place)
    press(qtbot, screen, Key.Key_N)
    assert state(screen) == "no"
    settled(qtbot, screen)
    assert answers(library) == [(1, "yes"), (2, "no")]
    press(qtbot, screen, Key.Key_PageDown)
    wait_for(qtbot, screen, 3)
    wait_for_row(qtbot, screen)
    settled(qtbot, screen)
    press(qtbot, screen, Key.Key_PageDown)  # one that was read after it was made
    wait_for(qtbot, screen, 4)
    order = names(screen)
    waiting = [row.tagging.tag for row in screen._rows.rows if row.is_open]
    assert order[: len(waiting) + 1] == [*waiting, OWN]  # behind what waits, before the rest


def test_its_row_says_that_it_is_not_learned(qtbot, screen, monkeypatch):
    make(qtbot, screen)
    drawn = []
    draw = RowPainter._text
    monkeypatch.setattr(
        RowPainter, "_text", staticmethod(lambda *a, **k: (drawn.append(a[2]), draw(*a, **k)))
    )
    screen.view.rows.scrollTo(screen._rows.index(screen._rows.place_of(OWN)))
    screen.view.rows.viewport().repaint()
    assert "not learned yet" in drawn


def test_a_digit_answers_it_and_takes_back_and_every_number_stays(qtbot, screen, library):
    make(qtbot, screen)
    press(qtbot, screen, Key.Key_PageDown)
    wait_for(qtbot, screen, 2)
    wait_for_row(qtbot, screen)
    settled(qtbot, screen)
    press(qtbot, screen, Key.Key_PageDown, Key.Key_PageUp)
    wait_for(qtbot, screen, 2)
    settled(qtbot, screen)
    before = names(screen)
    digit = Key(Key.Key_0.value + before.index(OWN) + 1)
    for shown in ("yes", "unseen", "yes", "unseen"):
        press(qtbot, screen, digit)
        settled(qtbot, screen)
        assert (names(screen), state(screen)) == (before, shown)
    assert answers(library) == [(1, "yes")]


def test_where_its_only_answer_is_taken_back_the_row_stays_until_the_track_is_left(
    qtbot, screen, library
):
    make(qtbot, screen)
    before = names(screen)
    press(qtbot, screen, Key.Key_U)
    qtbot.waitUntil(lambda: answers(library) == [])
    qtbot.waitUntil(lambda: state(screen) == "unseen")
    assert names(screen) == before
    press(qtbot, screen, Key.Key_PageDown)
    wait_for(qtbot, screen, 2)
    settled(qtbot, screen)
    assert OWN not in names(screen)


def test_finishing_counts_it_as_every_tag_that_is_left(qtbot, screen, library):
    make(qtbot, screen)
    press(qtbot, screen, Key.Key_PageDown)
    wait_for(qtbot, screen, 2)
    wait_for_row(qtbot, screen)
    rows = screen._rows.rows
    assert finish_of(rows).left == len(rows)  # as training does, once it has a yes
    press(qtbot, screen, Key.Key_Y, Key.Key_Y)
    wait_for(qtbot, screen, 3)  # all that was suggested is answered: it held nothing up
    settled(qtbot, screen)
    with library.read() as connection:
        marked = sa.select(tracks.c.id).where(tracks.c.reviewed_at.is_not(None))
        assert list(connection.scalars(marked)) == [2]


def test_a_track_without_scores_offers_to_get_them_and_no_rows(qtbot, screen, library):
    make(qtbot, screen)
    with library.write() as connection:
        for table in ("suggestion_features", "suggestions"):
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE track_id = 2")
    screen.review([2])
    wait_for(qtbot, screen, 2)
    assert names(screen) == []
    assert screen.view.suggest.isVisible()


def test_shift_and_enter_say_no_by_name(qtbot, screen, library):
    make(qtbot, screen)
    press(qtbot, screen, Key.Key_PageDown)
    wait_for(qtbot, screen, 2)
    type_tag(qtbot, screen, OWN, Key.Key_Return, modifier=SHIFT)
    wait_for_row(qtbot, screen)
    qtbot.waitUntil(lambda: state(screen) == "no")
    assert screen.window().focusWidget() is screen.view.rows
    settled(qtbot, screen)
    assert answers(library) == [(1, "yes"), (2, "no")]
    screen.window().activateWindow()  # the list had the keys
    qtbot.waitUntil(screen.window().isActiveWindow)
    type_tag(qtbot, screen, "unheard of", Key.Key_Return, modifier=SHIFT)
    assert "no tag “unheard of” to say no to" in screen.view.status.text()
    qtbot.keyClicks(screen.view.entry, "x")
    assert "Shift+Enter: no" in screen.view.status.text()  # while the field has the focus
    qtbot.keyClick(screen.view.entry, Key.Key_Escape)
    assert "Shift+Enter" not in screen.view.status.text()


def test_a_tag_made_a_moment_ago_is_known_on_the_next_track(qtbot, screen, library):
    make(qtbot, screen)
    press(qtbot, screen, Key.Key_PageDown)
    wait_for(qtbot, screen, 2)
    type_tag(qtbot, screen, OWN, Key.Key_Return)
    wait_for_row(qtbot, screen)
    qtbot.waitUntil(lambda: state(screen) == "yes")
    settled(qtbot, screen)
    assert answers(library) == [(1, "yes"), (2, "yes")]


def test_a_favourite_of_ones_own_is_answered_in_its_row(qtbot, screen, library):
    make(qtbot, screen)
    screen.view.favourite_bar.menu_of(OWN).actions()[0].trigger()
    press(qtbot, screen, Key.Key_PageDown)
    wait_for(qtbot, screen, 2)
    wait_for_row(qtbot, screen)
    before = names(screen)
    for shown in ("yes", "unseen"):
        qtbot.keyClick(screen.window(), Key.Key_1, Qt.KeyboardModifier.AltModifier)
        assert (names(screen), state(screen)) == (before, shown)
