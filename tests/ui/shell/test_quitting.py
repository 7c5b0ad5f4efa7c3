import threading

import pytest
from PySide6.QtWidgets import QMessageBox

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
    press(box, "Go on working")
    assert window.isVisible() and running in workspace.jobs.jobs
    window.close()
    press(question(window), "Quit")
    assert not window.isVisible()


def test_a_job_that_can_go_on_is_kept(qtbot, workspace, go_on):
    running = workspace.run("Scanning", "scan", lambda: job(go_on))
    assert "started anew" in what_becomes_of(running)
    running.is_resumable = True
    assert "go on next time" in what_becomes_of(running)


def test_nobody_is_asked_about_what_goes_on_by_itself(workspace, window, go_on):
    workspace.run("Listening", "listen_closer", lambda: job(go_on), quiet=True)
    workspace.run("Copying", "copy", lambda: job(go_on))
    window.close()
    assert not window.isVisible()


def test_at_a_signal_nobody_is_asked(workspace, window, go_on):
    workspace.run("Exporting", "export", lambda: job(go_on))
    window.close_at_once()
    assert not window.isVisible()
