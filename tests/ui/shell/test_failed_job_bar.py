import errno
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Progress
from tagstudio.engine.plugins.installed_models import NO_MODEL
from tagstudio.ui.background.start_job import start
from tagstudio.ui.shell.failed_job_bar import FailedJobBar, folder_of

REASON = "/music is gone."


@pytest.fixture
def bar(qtbot, workspace):
    made = FailedJobBar(workspace)
    qtbot.addWidget(made)
    made.show_page("library")
    return made


def failing(error: Exception | None = None):
    yield Progress()
    raise error or TagStudioError(REASON)


def run(qtbot, workspace, error: Exception, kind: str = "scan") -> None:
    workspace.run("Scanning", kind, lambda: failing(error))
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)


def texts(bar) -> list[str]:
    return [button.text() for button in bar.buttons]


def test_a_failure_stands_where_the_job_was_started_until_it_is_dismissed(qtbot, workspace, bar):
    workspace.run("Scanning", "scan", failing)
    bar.show_page("review")
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    assert bar.isHidden()
    bar.show_page("library")
    assert bar.text.text() == f"Scanning failed: {REASON}"
    bar.buttons[0].click()
    assert bar.isHidden()
    bar.show_page("library")
    assert bar.isHidden()


def test_another_try_takes_the_failure_away_and_fails_again_where_it_was_pressed(
    qtbot, workspace, bar
):
    run(qtbot, workspace, TagStudioError(REASON))
    assert texts(bar) == ["Dismiss", "Try again"]
    bar.buttons[1].click()
    assert bar.isHidden()
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    assert not bar.isHidden()
    assert len(workspace.jobs.over) == 2


def test_a_job_that_was_started_by_itself_fails_on_the_page_of_the_model(
    qtbot, workspace, bar, monkeypatch
):
    from tagstudio.engine.jobs.model_specs import TrainJob

    monkeypatch.setattr(TrainJob, "begin", lambda *_: (TrainJob(), failing()))
    monkeypatch.setattr("tagstudio.ui.background.start_job.lower_priority", lambda: None)
    start(workspace, TrainJob(), low_priority=True)
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    assert bar.isHidden()
    bar.show_page("model")
    assert not bar.isHidden()


@pytest.mark.parametrize(
    ("failure", "remedy"),
    [
        ((TagStudioError(NO_MODEL), "suggest"), "Show the models"),
        ((TagStudioError("scan.no-folders", "None."), "scan"), "Add a folder…"),
        ((OSError(errno.ENOSPC, "full", "/nowhere/tags.csv"), "export"), "Other place…"),
        ((OSError(errno.ENOSPC, "full", str(Path(__file__))), "scan"), "Open the folder"),
    ],
)
def test_what_helps_against_a_failure_has_a_button(qtbot, workspace, bar, failure, remedy):
    run(qtbot, workspace, *failure)
    assert texts(bar) == ["Dismiss", remedy, "Try again"]


def test_quiet_jobs_and_those_that_were_stopped_leave_nothing(qtbot, workspace, bar):
    workspace.run("Quiet", "scan", failing, quiet=True)
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    assert bar.isHidden()


def test_the_folder_of_a_failure_is_the_nearest_that_is_there(tmp_path):
    gone = tmp_path / "gone" / "a.mp3"
    assert folder_of(OSError(errno.ENOENT, "no", str(gone))) == tmp_path
    assert folder_of(TagStudioError("x", "{path} is gone.", path=gone)) in {tmp_path, None}
    assert folder_of(TagStudioError("nothing")) is None


def test_a_failed_download_is_one_short_sentence_with_the_address_to_copy(qtbot, workspace, bar):
    url = "https://example.org/weights.h5"
    said = []
    workspace.status_changed.connect(said.append)
    run(qtbot, workspace, TagStudioError("test.not-fetched", "No net: {url}", url=url), "install")
    assert url not in bar.text.text() and "could not be fetched" in bar.text.text()
    assert not any(url in one for one in said)
    copy = next(one for one in bar.buttons if one.text() == "Copy the address")
    copy.click()
    assert QGuiApplication.clipboard().text() == url
    assert bar.isVisible()
