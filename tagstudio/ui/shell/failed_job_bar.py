"""The bar on the page where a job was started that failed: why, and what can be done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication

from tagstudio.core.errors import TagStudioError
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.widgets.notice_bar import NoticeBar, NoticeButton

BY_ITSELF_ON = {"train": "model"}  # the pages of jobs that nobody started; of others OTHERS_ON
OTHERS_ON = "library"
_NEEDS_MODEL = {"models.none-installed", "models.not-installed"}
_NEEDS_FOLDER = {"scan.no-folders"}


class FailedJobBar(NoticeBar):
    """Shows the failures of the page that is looked at, each until it is dismissed or tried again.

    The newest stands in front, the others one behind the other. `page_wanted` carries the name of
    the page where something can be done about it.
    """

    page_wanted = Signal(str)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace.theme, "failure")
        self._workspace = workspace
        self._page = ""
        self._started_on: dict[RunningJob, str] = {}
        self._failed: dict[str, list[RunningJob]] = {}  # by page, the newest first
        self._place = 0  # of the one that is shown, among those of the page
        workspace.jobs.started.connect(self._on_started)
        workspace.jobs.ended.connect(self._on_ended)

    def show_page(self, page: str) -> None:
        """Show the newest failure of this page, if there is one."""
        self._page, self._place = page, 0
        self._show()

    @property
    def count(self) -> int:  # type: ignore[override]
        """How many failures the page has."""
        return len(self._of_page())

    def show_next(self) -> bool:
        """Show the next failure, after the oldest the newest; tell if it is not that."""
        if self.count > 1:
            self._place = (self._place + 1) % self.count
            self._show()
        return self._place > 0

    def _of_page(self) -> list[RunningJob]:
        return self._failed.get(self._page, [])

    def _show(self) -> None:
        failed = self._of_page()
        if not failed:
            self.put_away()
            return
        job = failed[self._place]
        sentence = self.tr("{job} failed: {why}").format(job=job.title, why=job.failure)
        if address_of(job.error):
            sentence = self.tr(
                "{job} failed: a file could not be fetched. Go online and try again, or fetch it"
                " on another machine and take it with “From a file…” on the page Model."
            ).format(job=job.title)
        self.show_notice(sentence, self._buttons(job))

    def _buttons(self, job: RunningJob) -> list[NoticeButton]:
        dismiss = NoticeButton(self.tr("Dismiss"), lambda: self._forget(job))
        buttons = [dismiss, *self._remedies(job)]
        if (again := job.again) is not None:
            text, is_main = self.tr("Try again"), len(buttons) == 1
            buttons.append(NoticeButton(text, lambda: self._try(job, again), main=is_main))
        return buttons

    def _remedies(self, job: RunningJob) -> list[NoticeButton]:
        """Return what helps against this failure, the best last."""
        error, actions = job.error, self._workspace.actions
        key = error.message.key if isinstance(error, TagStudioError) else ""
        found = []
        if key in _NEEDS_MODEL and self._page != "model":
            models = self._beside(lambda: self.page_wanted.emit("model"))
            found.append(NoticeButton(self.tr("Show the models"), models))
        elif key in _NEEDS_FOLDER:
            add = actions["add_folder"].trigger
            found.append(NoticeButton(self.tr("Add a folder…"), lambda: self._try(job, add)))
        elif address := address_of(error):
            copy = self._beside(lambda: self._copy(address))
            found.append(NoticeButton(self.tr("Copy the address"), copy))
        elif job.kind == "export":
            other = actions["export"].trigger
            found.append(NoticeButton(self.tr("Other place…"), lambda: self._try(job, other)))
        elif folder := folder_of(error):
            look = self._beside(lambda: _open(folder))
            found.append(NoticeButton(self.tr("Open the folder"), look))
        return found

    def _beside(self, help_with_it: Callable[[], object]) -> Callable[[], None]:
        """Return what helps, and leaves the failure where it is: it may be tried again."""

        def press() -> None:
            self._show()
            help_with_it()

        return press

    def _try(self, job: RunningJob, again: Callable[[], object]) -> None:
        """Forget the failure of a job that is tried again, also otherwise."""
        self._forget(job)
        again()

    def _copy(self, address: str) -> None:
        QGuiApplication.clipboard().setText(address)
        self._workspace.say(self.tr("Copied: {address}").format(address=address))

    def _on_started(self, job: RunningJob) -> None:
        self._started_on[job] = self._page

    def _on_ended(self, job: RunningJob) -> None:
        page = self._started_on.pop(job, "")
        if job.state != "failed" or job.quiet:
            return
        if job.by_itself:
            page = BY_ITSELF_ON.get(job.kind, OTHERS_ON)
        others = [one for one in self._failed.get(page, []) if not _is_same(one, job)]
        self._failed[page] = [job, *others]
        if page == self._page:
            self.show_page(page)

    def _forget(self, job: RunningJob) -> None:
        for failed in self._failed.values():
            if job in failed:
                failed.remove(job)
        self.show_page(self._page)


def _is_same(one: RunningJob, other: RunningJob) -> bool:
    """Tell whether two jobs failed alike: a folder that is watched may do so every minute."""
    return (one.kind, one.title, one.failure) == (other.kind, other.title, other.failure)


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
