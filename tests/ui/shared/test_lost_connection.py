"""A lost connection is a sentence, and goes on by itself; nothing is lost, nothing done twice."""

from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from PySide6.QtWidgets import QPushButton

from tagstudio.core.errors import ConnectionLostError
from tagstudio.library.db.postgresql.library_database import LibraryDatabase
from tagstudio.library.db.schema import journal
from tagstudio.ui.base.change_event import Changed
from tagstudio.ui.shell.main_window import MainWindow
from tagstudio.ui.shell.quitting import UnwrittenQuestion

LONG = 60_000  # ms: the server starts again, on a machine that is busy


def entries(workspace):
    """Return what stands in the journal, in its order."""
    with workspace.library.read() as connection:
        query = sa.select(journal.c.track_id, journal.c.state).where(journal.c.source == "user")
        return [tuple(row) for row in connection.execute(query.order_by(journal.c.id))]


@pytest.fixture
def before(workspace):
    return entries(workspace)


@pytest.fixture
def window(workspace, before, shown):
    """Anna's whole window."""
    return shown(MainWindow(workspace))


@pytest.fixture
def stopped(postgresql, window, workspace, qtbot):
    """The server is stopped, and the window has noticed."""
    with qtbot.waitSignal(workspace.watch.lost, timeout=LONG):
        postgresql.stop()
    yield
    postgresql.start()


def test_answers_wait_for_the_server_and_are_written_in_their_order(
    qtbot, workspace, before, postgresql
):
    with qtbot.waitSignal(workspace.watch.lost, timeout=LONG) as lost:
        postgresql.stop()
    assert "The connection was lost" in lost.args[0] or "cannot be reached" in lost.args[0]
    written = []
    workspace.decisions.written.connect(written.append)
    for track_id, state in ((1, "no"), (1, "yes"), (2, "yes"), (3, "no")):
        workspace.decisions.answer([track_id], "Rock", state)
    workspace.decisions.undo()
    assert workspace.decisions.waiting == 5
    postgresql.start()
    qtbot.waitUntil(lambda: workspace.decisions.waiting == 0, timeout=LONG)
    assert len(written) == 5
    mine = entries(workspace)[len(before) :]
    assert mine == [(1, "no"), (1, "yes"), (2, "yes"), (3, "no"), (3, "unseen")]


def test_an_answer_whose_commit_got_no_reply_is_written_once(qtbot, workspace, before, monkeypatch):
    """The hardest case: it is in the library, and the connection breaks before anybody is told."""
    real, tries = LibraryDatabase.write, []

    @contextmanager
    def write(self, *, durable=False, whole=False):
        with real(self, durable=durable, whole=whole) as connection:
            yield connection
        if durable:
            tries.append(durable)
            if len(tries) in {1, 3}:  # the second try of the first action finds it written
                raise ConnectionLostError("test.lost", "Lost after the commit.")

    monkeypatch.setattr(LibraryDatabase, "write", write)
    said = []
    workspace.status_changed.connect(said.append)
    workspace.decisions.answer([1], "Rock", "no")
    workspace.decisions.answer([2], "Rock", "no")
    workspace.decisions.undo()
    qtbot.waitUntil(lambda: workspace.decisions.waiting == 0, timeout=LONG)
    assert entries(workspace)[len(before) :] == [(1, "no"), (2, "no"), (2, "unseen")]
    assert said.count("Kept, though the connection was lost while it was written.") == 2


def test_views_read_what_they_asked_for_meanwhile_and_all_that_they_missed(
    qtbot, workspace, other, postgresql
):
    with qtbot.waitSignals([workspace.watch.lost, other.watch.lost], timeout=LONG):
        postgresql.stop()
    found, changes = [], []
    workspace.ask(
        lambda connection: connection.scalar(sa.select(sa.func.count(journal.c.id))),
        found.append,
        owner=workspace,
        topic="count",
    )
    workspace.changed.connect(changes.append)
    other.decisions.answer([4], "Rock", "yes")
    postgresql.start()
    qtbot.waitUntil(lambda: bool(found), timeout=LONG)
    qtbot.waitUntil(lambda: Changed("decisions") in changes, timeout=LONG)
    qtbot.waitUntil(lambda: workspace.shown_model() is not None, timeout=LONG)


def test_sessions_that_were_ended_are_made_anew(qtbot, workspace, before, postgresql, address):
    said = []
    workspace.decisions.failed.connect(said.append)
    signals = [workspace.watch.lost, workspace.watch.back]
    with qtbot.waitSignals(signals, timeout=LONG, order="strict"):
        postgresql.end_sessions(address.name)
    workspace.decisions.answer([1], "Rock", "no")
    qtbot.waitUntil(lambda: workspace.decisions.waiting == 0, timeout=LONG)
    assert entries(workspace)[len(before) :] == [(1, "no")]
    assert not said


def test_the_status_line_says_it_and_how_many_answers_wait(
    qtbot, window, before, stopped, postgresql
):
    workspace = window._workspace
    label = window.statusBar().connection
    assert label.isVisible()
    assert label.text() == "No connection to the library: it goes on by itself"
    workspace.decisions.answer([1], "Rock", "no")
    assert "1 answer waits" in label.text()
    workspace.decisions.answer([2], "Rock", "no")
    assert "2 answers wait" in label.text()
    postgresql.start()
    qtbot.waitUntil(lambda: not label.isVisible(), timeout=LONG)
    assert window.statusBar().currentMessage() != ""
    qtbot.waitUntil(lambda: workspace.decisions.waiting == 0, timeout=LONG)


def test_who_closes_the_window_meanwhile_is_asked_and_may_wait(
    qtbot, window, before, stopped, postgresql
):
    workspace = window._workspace
    workspace.decisions.answer([1], "Rock", "no")
    assert not window.close()
    [question] = window.findChildren(UnwrittenQuestion)
    assert "1 answer is not written yet" in question.informativeText()
    assert question.defaultButton().text() == "Wait"
    postgresql.start()
    qtbot.waitUntil(lambda: question.text() == "Quit now?", timeout=LONG)
    assert window.isVisible() and question.isVisible()
    next(one for one in question.buttons() if one.text() == "Quit").click()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert entries(workspace)[len(before) :] == [(1, "no")]


def test_who_loses_the_answers_on_purpose_is_not_held_up(qtbot, window, before, stopped):
    workspace = window._workspace
    workspace.decisions.answer([1], "Rock", "no")
    assert not window.close()
    [question] = window.findChildren(UnwrittenQuestion)
    [lose] = [one for one in question.findChildren(QPushButton) if "lose" in one.text()]
    lose.click()
    qtbot.waitUntil(lambda: not window.isVisible())
