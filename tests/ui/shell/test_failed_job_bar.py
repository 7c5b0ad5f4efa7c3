import errno
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Progress
from tagstudio.engine.jobs.library_specs import ScanJob, SuggestJob
from tagstudio.engine.jobs.model_specs import TrainJob
from tagstudio.engine.jobs.spec import JobSpec
from tagstudio.engine.plugins.installed_models import NO_MODEL
from tagstudio.ui.background.library_jobs import copy_if_due
from tagstudio.ui.background.model_jobs import renew_suggestions
from tagstudio.ui.background.start_job import start
from tagstudio.ui.shell.failed_job_bar import FailedJobBar, folder_of
from tagstudio.ui.widgets.notice_place import NoticePlace

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


def working():
    yield Progress()


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


@pytest.fixture
def by_itself(workspace, monkeypatch):
    """Begin a job as the window does when nobody asked for it; it fails."""

    def begin(spec: JobSpec) -> None:
        monkeypatch.setattr(type(spec), "begin", lambda *_: (spec, failing()))
        start(workspace, spec, low_priority=True)

    monkeypatch.setattr("tagstudio.ui.background.start_job.lower_priority", lambda: None)
    return begin


@pytest.mark.parametrize(
    "began", [(TrainJob(), "model"), (ScanJob(), "library"), (SuggestJob(), "library")]
)
def test_a_job_that_began_by_itself_fails_on_the_page_of_its_kind(
    qtbot, workspace, bar, by_itself, began
):
    spec, page = began
    for one in ("jobs", "settings"):
        bar.show_page(one)
    by_itself(spec)
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    assert bar.isHidden()
    for one in ("library", "model", "review"):
        bar.show_page(one)
        assert bar.isHidden() == (one != page)


def test_suggestions_after_a_training_by_itself_fail_on_no_page_by_chance(
    qtbot, workspace, bar, monkeypatch
):
    monkeypatch.setattr(SuggestJob, "begin", lambda spec, _: (spec, failing()))
    monkeypatch.setattr("tagstudio.ui.background.start_job.lower_priority", lambda: None)
    bar.show_page("settings")
    renew_suggestions(workspace, low_priority=True)
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    assert bar.isHidden()
    bar.show_page("library")
    assert not bar.isHidden()


def test_a_safety_copy_that_fails_stands_in_the_library(qtbot, workspace, bar, monkeypatch):
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    bar.show_page("review")
    with monkeypatch.context() as patch:
        patch.setattr("tagstudio.library.db.backup.back_up.due", lambda _: "daily")
        patch.setattr("tagstudio.library.db.backup.back_up.back_up", fail)
        copy_if_due(workspace)
        qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    assert bar.isHidden()
    bar.show_page("library")
    assert not bar.isHidden()


@pytest.fixture
def failures(qtbot, workspace, bar, shown):
    """Let jobs fail, each for a reason; the bar stands in the place of the window's notices."""
    shown(NoticePlace([bar]))

    def fail(*reasons: str) -> None:
        for reason in reasons:
            run(qtbot, workspace, TagStudioError(reason))

    return fail


def test_several_failures_stand_one_behind_the_other_with_their_number(qtbot, bar, failures):
    failures("A is gone.", "B is gone.", "C is gone.")
    seen = []
    for _ in range(4):
        seen.append(bar.text.text().removeprefix("Scanning failed: "))
        assert bar.more.isVisible() and bar.more.text() == "2 more ›"
        qtbot.mouseClick(bar.more, Qt.MouseButton.LeftButton)
    assert seen == ["C is gone.", "B is gone.", "A is gone.", "C is gone."]
    assert bar.text.text().endswith("B is gone.")
    bar.buttons[0].click()
    assert bar.text.text().endswith("C is gone.") and bar.more.text() == "1 more ›"
    bar.show_page("review")
    bar.show_page("library")
    bar.buttons[0].click()
    assert bar.text.text().endswith("A is gone.") and bar.more.isHidden()
    bar.buttons[0].click()
    assert bar.isHidden()


def test_only_its_own_button_takes_a_failure_away_for_another_try(
    qtbot, workspace, bar, failures, by_itself
):
    failures("A is gone.", "B is gone.")
    workspace.run("Scanning", "scan", working)
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    assert bar.count == 2  # another job of the kind that somebody started
    workspace.run("Scanning", "scan", working).by_itself = True
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    assert bar.count == 2 and bar.isVisible()
    bar.buttons[-1].click()
    assert bar.text.text().endswith("A is gone.") and bar.count == 1
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    assert bar.text.text().endswith("B is gone.") and bar.count == 2
    by_itself(ScanJob())
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    assert bar.count == 3 and bar.text.text().endswith(REASON)


def test_what_fails_alike_again_and_again_stands_there_once(bar, failures):
    failures("A is gone.", "B is gone.", "A is gone.", "A is gone.")
    assert bar.count == 2 and bar.text.text().endswith("A is gone.")


def test_what_only_helps_leaves_the_failure_and_another_try_takes_it_away(
    qtbot, workspace, bar, failures, monkeypatch
):
    opened = []
    monkeypatch.setattr("tagstudio.ui.shell.failed_job_bar._open", opened.append)
    run(qtbot, workspace, OSError(errno.ENOSPC, "full", str(Path(__file__))))
    bar.buttons[1].click()
    assert opened == [Path(__file__).parent] and bar.isVisible()
    bar.buttons[0].click()
    run(qtbot, workspace, OSError(errno.ENOSPC, "full", "/nowhere/tags.csv"), "export")
    bar.buttons[1].click()
    assert bar.isHidden() and not bar.count


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
