import threading

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QMessageBox

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Progress
from tagstudio.ui.shell.quitting import what_becomes_of


@pytest.fixture
def go_on():
    event = threading.Event()
    yield event
    event.set()


def job(go_on):
    yield Progress(1, 9)
    while not go_on.wait(0.01):
        yield Progress(2, 9)


def question(window) -> QMessageBox | None:
    return next((box for box in window.findChildren(QMessageBox) if box.isVisible()), None)


def press(box: QMessageBox, text: str) -> None:
    next(one for one in box.buttons() if one.text() == text).click()


def test_quitting_with_a_job_asks_and_says_what_becomes_of_it(qtbot, workspace, window, go_on):
    running = workspace.run("Exporting", "export", lambda: job(go_on))
    window.close()
    assert window.isVisible()
    box = question(window)
    assert "Exporting: ends here" in box.informativeText()
    press(box, "Do not quit")
    assert window.isVisible() and running in workspace.jobs.jobs
    window.close()
    press(question(window), "Quit")
    assert not window.isVisible()


def test_the_question_waits_for_its_answer_though_the_jobs_are_over(
    qtbot, workspace, window, go_on
):
    first = workspace.run("Exporting", "export", lambda: job(go_on))
    second = workspace.run("Drawing", "curve", lambda: job(go_on))
    window.close()
    box = question(window)
    before = [button.geometry() for button in box.buttons()]
    first.cancel()
    qtbot.waitUntil(lambda: "Exporting" not in box.informativeText())
    assert box.informativeText().startswith("Drawing: ")
    assert second in workspace.jobs.jobs
    go_on.set()
    qtbot.waitUntil(lambda: box.informativeText() == "Nothing is running any more.")
    for kind in (QEvent.Type.WindowActivate, QEvent.Type.LayoutRequest):  # at its size
        QApplication.sendEvent(box, QEvent(kind))
    assert window.isVisible() and question(window) is box and box.text() == "Quit now?"
    assert [button.geometry() for button in box.buttons()] == before, "a click would miss them"
    press(box, "Quit")
    assert not window.isVisible()


def test_a_job_that_follows_is_asked_about(qtbot, workspace, window, go_on):
    goes_on = threading.Event()

    def follow(_):
        workspace.run("Comparing", "differences", lambda: job(goes_on))

    workspace.run("Drawing", "curve", lambda: job(go_on), follow)
    window.close()
    box = question(window)
    go_on.set()
    qtbot.waitUntil(lambda: box.informativeText().startswith("Comparing: "))
    assert box.text() == "Quit while this is running?"
    goes_on.set()
    qtbot.waitUntil(lambda: box.text() == "Quit now?")
    press(box, "Do not quit")
    assert window.isVisible()


def test_the_question_says_that_a_job_failed(qtbot, workspace, window, go_on):
    def failing():
        yield from job(go_on)
        raise TagStudioError("test.full", "The disk is full.")

    workspace.run("Exporting", "export", failing)
    window.close()
    box = question(window)
    go_on.set()
    qtbot.waitUntil(lambda: "Something failed" in box.informativeText())
    press(box, "Do not quit")
    assert window.isVisible() and window._failed_job_bar.isVisible()


def test_a_job_that_can_go_on_is_kept(qtbot, workspace, go_on):
    running = workspace.run("Scanning", "scan", lambda: job(go_on))
    assert "started anew" in what_becomes_of(running)
    running.is_resumable = True
    assert "go on next time" in what_becomes_of(running)


def test_a_job_that_has_not_begun_is_not_said_to_go_on(workspace, go_on):
    workspace.run("Measuring", "measure", lambda: job(go_on), queue="measure")
    waiting = workspace.run("Measuring", "measure 2", lambda: job(go_on), queue="measure")
    waiting.is_resumable = True
    assert waiting.state == "waiting"
    assert "has not begun yet" in what_becomes_of(waiting)


def test_nobody_is_asked_about_what_goes_on_by_itself(workspace, window, go_on):
    workspace.run("Listening", "listen_closer", lambda: job(go_on), quiet=True)
    workspace.run("Copying", "copy", lambda: job(go_on))
    window.close()
    assert not window.isVisible()


def test_at_a_signal_nobody_is_asked(workspace, window, go_on):
    workspace.run("Exporting", "export", lambda: job(go_on))
    window.close_at_once()
    assert not window.isVisible()
