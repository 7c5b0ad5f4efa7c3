"""The bar on the page where a job was started that failed: why, and what can be done."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication

from tagstudio.core.errors import TagStudioError
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.widgets.notice_bar import NoticeBar, NoticeButton

BY_ITSELF_ON = "model"  # the page of the jobs that the window starts by itself
_NEEDS_MODEL = {"models.none-installed", "models.not-installed"}
_NEEDS_FOLDER = {"scan.no-folders"}


class FailedJobBar(NoticeBar):
    """Shows the newest failure of the page that is looked at, until it is dismissed or tried again.

    `page_wanted` carries the name of the page where something can be done about it.
    """

    page_wanted = Signal(str)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace.theme, "failure")
        self._workspace = workspace
        self._page = ""
        self._started_on: dict[RunningJob, str] = {}
        self._failed: dict[str, RunningJob] = {}  # by page
        workspace.jobs.started.connect(self._on_started)
        workspace.jobs.ended.connect(self._on_ended)

    def show_page(self, page: str) -> None:
        """Show the failure of this page, if there is one."""
        self._page = page
        job = self._failed.get(page)
        if job is None:
            self.put_away()
            return
        sentence = self.tr("{job} failed: {why}").format(job=job.title, why=job.failure)
        if address_of(job.error):
            sentence = self.tr(
                "{job} failed: a file could not be fetched. Go online and try again, or fetch it"
                " on another machine and take it with “From a file…” on the page Model."
            ).format(job=job.title)
        self.show_notice(sentence, self._buttons(page, job))

    def _buttons(self, page: str, job: RunningJob) -> list[NoticeButton]:
        dismiss = NoticeButton(self.tr("Dismiss"), lambda: self._forget(page))
        buttons = [dismiss, *self._remedies(page, job)]
        if job.again is not None:
            again = job.again
            buttons.append(NoticeButton(self.tr("Try again"), again, main=len(buttons) == 1))
        return buttons

    def _remedies(self, page: str, job: RunningJob) -> list[NoticeButton]:
        """Return what helps against this failure, the best last."""
        error, actions = job.error, self._workspace.actions
        key = error.message.key if isinstance(error, TagStudioError) else ""
        found = []
        if key in _NEEDS_MODEL and page != "model":
            models = NoticeButton(
                self.tr("Show the models"), lambda: self.page_wanted.emit("model")
            )
            found.append(models)
        elif key in _NEEDS_FOLDER:
            found.append(NoticeButton(self.tr("Add a folder…"), actions["add_folder"].trigger))
        elif address := address_of(error):
            copy = NoticeButton(self.tr("Copy the address"), lambda: self._copy(address))
            found.append(copy)
        elif job.kind == "export":
            found.append(NoticeButton(self.tr("Other place…"), actions["export"].trigger))
        elif folder := folder_of(error):
            found.append(NoticeButton(self.tr("Open the folder"), lambda: _open(folder)))
        return found

    def _copy(self, address: str) -> None:
        """Copy where the file is, and stay: it may be tried again all the same."""
        QGuiApplication.clipboard().setText(address)
        self._workspace.say(self.tr("Copied: {address}").format(address=address))
        self.show_page(self._page)

    def _on_started(self, job: RunningJob) -> None:
        if job.quiet:
            return
        self._started_on[job] = self._page
        for page in [page for page, one in self._failed.items() if one.kind == job.kind]:
            self._forget(page)

    def _on_ended(self, job: RunningJob) -> None:
        page = self._started_on.pop(job, "")
        if job.state == "failed" and not job.quiet:
            page = BY_ITSELF_ON if job.by_itself else page
            self._failed[page] = job
            if page == self._page:
                self.show_page(page)

    def _forget(self, page: str) -> None:
        self._failed.pop(page, None)
        if page == self._page:
            self.put_away()


def address_of(error: Exception | None) -> str:
    """Return the address of what could not be fetched, "" where an error names none."""
    values = error.message.values if isinstance(error, TagStudioError) else {}
    named = (values.get(name) for name in ("url", "page"))
    return next((one for one in named if isinstance(one, str) and "://" in one), "")


def folder_of(error: Exception | None) -> Path | None:
    """Return the folder of the file that an error is about, None where it names none."""
    if isinstance(error, TagStudioError):
        named = error.message.values.get("path")
    else:
        named = error.filename if isinstance(error, OSError) else None
    if not isinstance(named, str) or not named:
        return None
    path = Path(named)
    return next((one for one in (path, *path.parents) if one.is_dir() and one.name), None)


def _open(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
