"""Queries of the screens, through the workspace that all of them ask."""

import threading

import pytest
import shiboken6
from PySide6.QtCore import QObject

from tagstudio.core.errors import TagStudioError
from tagstudio.library.search.query import parse
from tagstudio.library.views import browse


def test_a_result_comes_on_the_thread_that_asked(qtbot, workspace):
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


def test_a_newer_query_takes_the_place_of_an_older_one(qtbot, workspace):
    received = []
    go_on = threading.Event()
    workspace.ask(lambda _: go_on.wait(5), received.append, owner=workspace, topic="first")
    for number in range(3):
        workspace.ask(lambda _, n=number: n, received.append, owner=workspace, topic="rows")
    go_on.set()
    qtbot.waitUntil(lambda: len(received) == 2)
    assert received == [True, 2]


def test_a_destroyed_owner_gets_no_result(qtbot, workspace):
    received, owner, go_on = [], QObject(), threading.Event()
    workspace.ask(lambda _: go_on.wait(5), received.append, owner=owner)
    workspace.ask(lambda _: "after", received.append, owner=workspace)
    shiboken6.delete(owner)
    go_on.set()
    qtbot.waitUntil(lambda: bool(received))
    assert received == ["after"]


def test_a_query_that_can_wait_rests_in_the_middle_of_a_statement(qtbot, workspace):
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
def test_the_reading_of_an_old_query_is_ended(qtbot, workspace, later):
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


def test_an_error_that_nobody_takes_is_said(qtbot, workspace):
    def wrong(_):
        raise TagStudioError("The library is on fire.")

    with qtbot.waitSignal(workspace.status_changed) as shown:
        workspace.ask(wrong, lambda _: None, owner=workspace)
    assert shown.args == ["The library is on fire."]


def test_a_defect_in_a_query_is_raised_here(qtbot, workspace):
    def wrong(_):
        raise ZeroDivisionError

    with qtbot.captureExceptions() as raised:
        workspace.ask(wrong, lambda _: None, owner=workspace)
        qtbot.waitUntil(lambda: bool(raised))
    assert raised[0][0] is ZeroDivisionError
