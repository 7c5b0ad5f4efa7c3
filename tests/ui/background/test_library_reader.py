"""Queries of the screens, through the workspace that all of them ask."""

import threading
import time
from types import SimpleNamespace

import pytest
import shiboken6
from PySide6.QtCore import QObject

from tagstudio.core.errors import TagStudioError
from tagstudio.library.search.query import parse
from tagstudio.library.views import browse
from tagstudio.ui.background import library_reader


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
    workspace.ask(lambda _: go_on.wait(60), received.append, owner=workspace, topic="first")
    for number in range(3):
        workspace.ask(lambda _, n=number: n, received.append, owner=workspace, topic="rows")
    go_on.set()
    qtbot.waitUntil(lambda: len(received) == 2)
    assert received == [True, 2]


def test_a_destroyed_owner_gets_no_result(qtbot, workspace):
    received, owner, go_on = [], QObject(), threading.Event()
    workspace.ask(lambda _: go_on.wait(60), received.append, owner=owner)
    workspace.ask(lambda _: "after", received.append, owner=workspace)
    shiboken6.delete(owner)
    go_on.set()
    qtbot.waitUntil(lambda: bool(received))
    assert received == ["after"]


def test_a_query_that_can_wait_rests_in_the_middle_of_a_statement(qtbot, workspace):
    received, finished = [], []
    counting, reading = threading.Event(), threading.Event()

    def rows(_):
        reading.set()
        time.sleep(0.2)  # longer than the count would take
        finished.append("rows")

    def counts(connection):
        counting.set()
        assert reading.wait(60)
        count_to(connection, 200_000)
        finished.append("counts")

    workspace.ask(counts, received.append, owner=workspace, topic="counts", later=True)
    qtbot.waitUntil(counting.is_set)
    workspace.ask(rows, received.append, owner=workspace, topic="rows")
    qtbot.waitUntil(lambda: len(received) == 2)
    assert finished == ["rows", "counts"]


def test_what_can_wait_begins_in_a_pause(qtbot, workspace, monkeypatch):
    monkeypatch.setattr(library_reader, "PAUSE_SECONDS", 1.0)
    begun = []
    workspace.ask(lambda _: begun.append("counts"), print, owner=workspace, later=True)
    workspace.ask(lambda _: begun.append("ids"), lambda _: rows(), owner=workspace, topic="ids")

    def rows():
        workspace.ask(lambda _: begun.append("rows"), print, owner=workspace, topic="rows")

    qtbot.waitUntil(lambda: len(begun) == 3)
    assert begun == ["ids", "rows", "counts"]


def test_what_can_wait_waits_for_one_pause_and_not_one_each(qtbot, workspace, monkeypatch):
    waited, received = [], []
    clock = SimpleNamespace(monotonic=time.monotonic, sleep=waited.append)
    monkeypatch.setattr(library_reader, "time", clock)
    monkeypatch.setattr(library_reader, "PAUSE_SECONDS", 0.0)
    for number in range(5):
        topic = f"counts {number}"
        workspace.ask(
            lambda _, n=number: n, received.append, owner=workspace, topic=topic, later=True
        )
    qtbot.waitUntil(lambda: len(received) == 5)
    assert (received, waited) == ([0, 1, 2, 3, 4], [])


def test_what_can_wait_does_not_wait_for_ever(qtbot, workspace, monkeypatch):
    monkeypatch.setattr(library_reader, "BEGIN_SECONDS", 0.1)
    counting, received = threading.Event(), []
    workspace.ask(lambda _: counting.wait(60), received.append, owner=workspace, topic="rows")
    workspace.ask(lambda _: counting.set(), print, owner=workspace, topic="counts", later=True)
    qtbot.waitUntil(lambda: received == [True])


@pytest.mark.parametrize("later", [False, True])
def test_the_reading_of_an_old_query_is_ended(qtbot, workspace, later):
    received, counting = [], threading.Event()

    def endless(connection):
        counting.set()
        return count_to(connection, 10**15)

    def ask(read):
        workspace.ask(read, received.append, owner=workspace, topic="rows", later=later)

    ask(endless)
    qtbot.waitUntil(counting.is_set)
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


def test_what_a_long_query_took_is_given_back_to_the_system(qtbot, workspace, monkeypatch):
    given, received = [], []
    monkeypatch.setattr(library_reader, "give_freed_memory_back", lambda: given.append("back"))
    monkeypatch.setattr(library_reader, "LONG_SECONDS", 0.05)
    workspace.ask(lambda _: None, received.append, owner=workspace)
    qtbot.waitUntil(lambda: len(received) == 1)
    workspace.ask(lambda _: time.sleep(0.1), received.append, owner=workspace)
    qtbot.waitUntil(lambda: len(received) == 2)
    assert given == ["back"]
