import threading

import pytest
from PySide6.QtCore import Qt

from tagstudio.core.progress import Progress
from tagstudio.ui.background.by_itself.folder_watching import folder_watching_of
from tagstudio.ui.shell.status_bar import StatusBar


@pytest.fixture
def bar(qtbot, workspace, shown) -> StatusBar:
    return shown(StatusBar(workspace))


def test_a_sentence_is_shown(workspace, bar):
    workspace.say("Three tracks were added.")
    assert bar.currentMessage() == "Three tracks were added."


def test_the_first_job_is_shown_while_it_is_at_work(qtbot, workspace, bar):
    go_on = threading.Event()

    def job():
        yield Progress(3, 10)
        go_on.wait(60)

    assert not bar._text.isVisible()
    for title in ("Scanning", "Waiting"):
        workspace.run(title, "scan", job)
    qtbot.waitUntil(lambda: bar._text.text().startswith("Scanning: 3 of 10"))
    assert (bar._bar.value(), bar._bar.maximum()) == (3, 10)
    assert bar._more.text() == "and 1 more"
    with qtbot.waitSignal(bar.jobs_wanted):
        qtbot.mouseClick(bar._text, Qt.MouseButton.LeftButton)
    workspace.jobs.jobs[0].cancel()
    assert bar._text.text() == "Scanning: stopping"
    go_on.set()
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    assert not bar._text.isVisible()


def test_a_job_of_which_nothing_is_done_yet_is_starting(qtbot, workspace, bar):
    heard, ended = threading.Event(), threading.Event()

    def job():
        for done, step in ((0, heard), (4, ended)):
            while not step.wait(0.05):  # reports that come too fast are held back
                yield Progress(done, 14)

    workspace.run("Listening", "listen_closer", job)
    qtbot.waitUntil(lambda: bar._text.text() == "Listening: starting, 14 in all")
    assert (bar._bar.minimum(), bar._bar.maximum()) == (0, 0)  # it moves
    heard.set()
    qtbot.waitUntil(lambda: bar._text.text().startswith("Listening: 4 of 14"))
    assert (bar._bar.value(), bar._bar.maximum()) == (4, 14)
    ended.set()
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)


def test_an_ampersand_in_the_title_of_a_job_is_no_mark_of_a_key(qtbot, workspace, bar):
    def job():
        yield Progress()

    workspace.run("Scanning R&B", "scan", job)
    assert bar._text.text() == "Scanning R&&B"
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)


@pytest.fixture
def endless():
    over = threading.Event()

    def job():
        while not over.wait(0.01):
            yield Progress(3, 10)

    yield job
    over.set()


def test_the_job_that_is_shown_can_be_stopped_and_the_one_that_comes_back_is_paused(
    qtbot, workspace, bar, endless
):
    listening = workspace.run("Listening", "listen_closer", endless, quiet=True)
    qtbot.waitUntil(bar.stop.isVisible)
    assert bar.stop.toolTip() == "Pause Listening\nWhat is done is kept."
    bar.stop.click()
    assert not workspace.settings.listen_closer
    listening.cancel()
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    scanning = workspace.run("Scanning", "scan", endless)
    bar.stop.click()
    assert scanning.state == "cancelling" and not bar.stop.isEnabled()
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    assert not bar.stop.isVisible()


def test_of_several_jobs_any_can_be_stopped(qtbot, workspace, bar, endless):
    scanning = workspace.run("Scanning R&B", "scan", endless)
    waiting = workspace.run("Scanning", "scan", endless)
    exporting = workspace.run("Exporting", "export", endless)
    listening = workspace.run("Listening", "listen_closer", endless, quiet=True)
    assert bar.stop.toolTip() == "Stop one of the jobs…"
    bar.stop.click()
    qtbot.waitUntil(bar.to_stop.isVisible)
    entries = bar.to_stop.actions()
    assert [one.text() for one in entries] == [
        "Stop Scanning R&&B",
        "Stop Scanning",
        "Stop Exporting",
        "Pause Listening",
    ]
    assert entries[2].toolTip() == "It ends here, and would have to be started anew."
    bar.to_stop.close()
    entries[2].trigger()
    entries[3].trigger()
    qtbot.waitUntil(lambda: exporting not in workspace.jobs.jobs)
    assert exporting.state == "cancelled" and not workspace.settings.listen_closer
    assert [scanning.state, waiting.state, listening.state] == ["running", "waiting", "running"]
    for job in (waiting, listening):
        job.cancel()
    qtbot.waitUntil(lambda: workspace.jobs.jobs == [scanning])
    assert bar.stop.toolTip().startswith("Stop Scanning R&B\n")
    bar.stop.click()
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)


def test_a_look_at_what_would_change_is_stopped_and_listening_goes_on(
    qtbot, workspace, bar, endless
):
    looking = workspace.run("Comparing files", "write_plan", endless, quiet=True)
    bar.stop.click()
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    assert looking.state == "cancelled" and workspace.settings.listen_closer


def test_watching_is_shown_and_paused_by_a_click(workspace, shown, qtbot):
    bar = shown(StatusBar(workspace))
    watching = folder_watching_of(workspace)
    assert not bar.watching.isVisible()
    watching.switch(True)
    try:
        assert bar.watching.isVisible()
        assert bar.watching.text().startswith("Watching")
        bar.watching.click()
        assert (watching.state, bar.watching.text()) == ("paused", "Watching is paused")
        assert bar.watching.accessibleName() == "Watching is paused: Go on watching"
        bar.watching.click()
        assert not watching.is_paused
    finally:
        watching.switch(False)
    assert not bar.watching.isVisible()
