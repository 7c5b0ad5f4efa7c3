import threading
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QObject

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Progress
from tagstudio.engine.jobs.library_specs import ScanJob
from tagstudio.engine.jobs.record import recorded
from tagstudio.engine.jobs.specs import unfinished
from tagstudio.library.search.query import parse
from tagstudio.library.views import browse
from tagstudio.ui.base.change_event import Changed


def test_an_answer_comes_on_the_thread_that_asked(qtbot, workspace):
    received = []
    workspace.ask(
        lambda connection: (browse.count(connection, parse(""), None), threading.current_thread()),
        lambda answer: received.append((*answer, threading.current_thread())),
        owner=workspace,
    )
    qtbot.waitUntil(lambda: bool(received))
    [(count, read_on, told_on)] = received
    assert count == 6
    assert read_on is not told_on
    assert told_on is threading.main_thread()


def test_a_newer_question_takes_the_place_of_an_older_one(qtbot, workspace):
    received = []
    go_on = threading.Event()
    workspace.ask(lambda _: go_on.wait(5), received.append, owner=workspace, topic="first")
    for number in range(3):
        workspace.ask(lambda _, n=number: n, received.append, owner=workspace, topic="rows")
    go_on.set()
    qtbot.waitUntil(lambda: len(received) == 2)
    assert received == [True, 2]


def test_a_destroyed_owner_gets_no_answer(qtbot, workspace):
    received, owner, go_on = [], QObject(), threading.Event()
    workspace.ask(lambda _: go_on.wait(5), received.append, owner=owner)
    workspace.ask(lambda _: "after", received.append, owner=workspace)
    shiboken6.delete(owner)
    go_on.set()
    qtbot.waitUntil(lambda: bool(received))
    assert received == ["after"]


def test_what_can_wait_rests_in_the_middle_of_a_statement(qtbot, workspace):
    received, counting, finished = [], threading.Event(), []

    def rows(_):
        assert counting.wait(5)
        finished.append("rows")

    def counts(connection):
        counting.set()
        count_to(connection, 200_000)
        finished.append("counts")

    workspace.ask(rows, received.append, owner=workspace, topic="rows")
    workspace.ask(counts, received.append, owner=workspace, topic="counts", later=True)
    qtbot.waitUntil(lambda: len(received) == 2)
    assert finished == ["rows", "counts"]


@pytest.mark.parametrize("later", [False, True])
def test_what_is_read_for_an_old_question_is_cut_short(qtbot, workspace, later):
    received, counting = [], threading.Event()

    def endless(connection):
        counting.set()
        return count_to(connection, 10**15)

    def ask(read):
        workspace.ask(read, received.append, owner=workspace, topic="rows", later=later)

    ask(endless)
    assert counting.wait(5)
    ask(lambda connection: count_to(connection, 7))
    qtbot.waitUntil(lambda: bool(received))
    assert received == [7]
    ask(endless)  # and closing the workspace does not wait for it


def count_to(connection, number: int) -> int:
    numbers = f"SELECT 1 n UNION ALL SELECT n + 1 FROM numbers WHERE n < {number}"
    counted = connection.exec_driver_sql(f"WITH numbers AS ({numbers}) SELECT max(n) FROM numbers")
    return counted.scalar()


def test_an_error_of_the_world_is_said_where_nobody_takes_it(qtbot, workspace):
    def wrong(_):
        raise TagStudioError("The library is on fire.")

    with qtbot.waitSignal(workspace.said) as said:
        workspace.ask(wrong, lambda _: None, owner=workspace)
    assert said.args == ["The library is on fire."]


def test_a_defect_in_a_question_is_raised_here(qtbot, workspace):
    def wrong(_):
        raise ZeroDivisionError

    with qtbot.captureExceptions() as raised:
        workspace.ask(wrong, lambda _: None, owner=workspace)
        qtbot.waitUntil(lambda: bool(raised))
    assert raised[0][0] is ZeroDivisionError


def test_the_shown_model_is_looked_up_again_when_models_change(workspace):
    model = workspace.shown_model()
    assert model.name == "crnn"
    assert workspace.shown_model() is model
    workspace.tell("models")
    assert workspace.shown_model() is not model


def test_a_job_that_ends_with_the_program_can_go_on(qtbot, workspace):
    def counting():
        for number in range(10**9):
            yield Progress(number, 10**9)
            threading.Event().wait(0.01)

    def job():
        spec = ScanJob(folders=(Path("/music"),))
        return recorded(workspace.library, spec, counting())

    with qtbot.waitSignal(workspace.run("Scanning", "scan", job).progressed):
        pass
    workspace.close()
    with workspace.library.read() as connection:
        record = unfinished(connection)
    assert (record.kind, record.state) == ("scan", "interrupted")


@pytest.mark.parametrize("what", ["tracks", "jobs"])
def test_telling_reaches_the_views(qtbot, workspace, what):
    with qtbot.waitSignal(workspace.changed) as received:
        workspace.tell(what, frozenset({1}))
    assert received.args == [Changed(what, frozenset({1}))]
