"""All pages x all changes: a page that was open before shows what a freshly opened one shows."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shiboken6
import soundfile
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)

from tagstudio.core.settings import Settings
from tagstudio.engine.jobs.library_specs import ScanJob, SuggestJob
from tagstudio.engine.jobs.model_specs import PromoteJob, RollBackJob, TrainJob
from tagstudio.engine.plugins import discovery
from tagstudio.library.tracks import folders
from tagstudio.ui.background.plugin_states import plugin_states_of
from tagstudio.ui.background.saving import keep
from tagstudio.ui.background.start_job import start
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.jobs_screen.screen import JobsScreen
from tagstudio.ui.library_screen.screen import LibraryScreen
from tagstudio.ui.model_screen.screen import ModelScreen
from tagstudio.ui.review_screen.row_painter import SuggestionList
from tagstudio.ui.review_screen.screen import ReviewScreen
from tagstudio.ui.settings_screen.analysis import AnalysisPage
from tagstudio.ui.settings_screen.folders import FoldersPage
from tagstudio.ui.settings_screen.plugins import PluginsPage
from tagstudio.ui.settings_screen.thresholds import ThresholdsPage

from .model_screen.conftest import install_tagger

PAGES = (
    LibraryScreen,
    ReviewScreen,
    ModelScreen,
    JobsScreen,
    FoldersPage,
    AnalysisPage,
    ThresholdsPage,
    PluginsPage,
)
LONG = 30_000  # ms
HZ = 8000


@pytest.fixture(autouse=True)
def quick(measured_here: None) -> None:
    """No process is started to measure."""


@pytest.fixture
def music(tmp_path: Path) -> Path:
    """Two folders of short sounds, whose names say what the tagger hears in them."""
    for number in range(24):
        folder = tmp_path / "music" / ("a" if number % 2 else "b")
        folder.mkdir(parents=True, exist_ok=True)
        samples = np.random.default_rng(number).uniform(-0.5, 0.5, HZ)
        name = f"jazz 0.{number % 10} loud 0.{(number * 7) % 10} {number}.wav"
        soundfile.write(folder / name, samples, HZ)
    return tmp_path / "music"


@pytest.fixture
def empty(qtbot, empty_library, tmp_path, monkeypatch) -> Iterator[Workspace]:
    """An empty library with a tagger that learns, the only one there is."""
    install_tagger()
    monkeypatch.setattr(discovery, "bundled_folder", lambda: tmp_path / "none")
    made = Workspace(empty_library, Settings())
    yield made
    made.close()
    QApplication.processEvents()
    shiboken6.delete(made)


def cells(model: QAbstractItemModel, parent: QModelIndex | None = None) -> list[str]:
    """Return what each cell of a model shows."""
    above = parent or QModelIndex()
    flat = isinstance(model, QAbstractListModel)  # whose columnCount is private
    found = []
    for row in range(model.rowCount(above)):
        for column in range(1 if flat else model.columnCount(above)):
            index = model.index(row, column, above)
            found.append(str(index.data(Qt.ItemDataRole.DisplayRole)))
        if not flat:
            found += cells(model, model.index(row, 0, above))
    return found


def shows(page: QWidget) -> list[str]:
    """Return all that can be read on a page: texts, and which buttons can be pressed."""
    found = []
    for part in page.findChildren(QWidget):
        if not part.isVisibleTo(page) or isinstance(part.parent(), QAbstractItemView):
            continue
        match part:
            case QLabel():
                text = part.text()
            case QAbstractButton():
                text = f"[{part.text()}] {part.isEnabled()} {part.isChecked()}"
            case QLineEdit():
                text = part.text()
            case QComboBox():
                items = [part.itemText(number) for number in range(part.count())]
                text = f"{part.currentText()} of {items}"
            case SuggestionList():  # its rows keep the places that they had when it was opened
                text = " | ".join(sorted(cells(part.model())))
            case QAbstractItemView() if part.model() is not None:
                text = " | ".join(cells(part.model()))
            case _:
                continue
        found.append(f"{type(part).__name__}: {text}")
    return found


def show_the_same(old: QWidget, fresh: QWidget) -> bool:
    """Tell whether two pages show the same, with the same version chosen on both.

    The old page may go on to another version while one waits (it follows the one in use), so
    the fresh one is told again each time.
    """
    if isinstance(old, ModelScreen) and isinstance(fresh, ModelScreen):
        there, here = old.view.versions.chosen(), fresh.view.versions.chosen()
        if there is not None and here is not None and there.version.name != here.version.name:
            fresh.view.versions.choose(there.version.name)
    return shows(old) == shows(fresh)


class Watch:
    """The pages that were opened first, and a fresh one of each kind to compare with."""

    def __init__(self, qtbot, workspace: Workspace) -> None:
        self._qtbot, self._workspace = qtbot, workspace
        self.pages: list[QWidget] = [page(workspace) for page in PAGES]
        self._fresh_ones: list[QWidget] = []
        for page in self.pages:
            self._open(page)

    def differences(self, change: str) -> list[str]:
        """Return what each page shows after a change that a fresh one does not, if it does."""
        found = []
        for old in self.pages:
            fresh = self._fresh(old)
            with suppress(self._qtbot.TimeoutError):
                self._qtbot.waitUntil(lambda o=old, f=fresh: show_the_same(o, f), timeout=15_000)
            before, now = shows(old), shows(fresh)
            fresh.hide()
            if before != now:
                stale = [line for line in before if line not in now]
                missing = [line for line in now if line not in before]
                found.append(f"{type(old).__name__} after {change}: {stale}, not {missing}")
        return found

    def close(self) -> None:
        for page in self.pages + self._fresh_ones:
            page.close()
            shiboken6.delete(page)

    def _fresh(self, old: QWidget) -> QWidget:
        fresh = type(old)(self._workspace)
        if isinstance(old, ReviewScreen) and old._session.track_ids:
            fresh.review(list(old._session.track_ids))
            fresh._start(replace(old._session, asked=dict(old._session.asked)))
        self._open(fresh)
        self._fresh_ones.append(fresh)
        return fresh

    def _open(self, page: QWidget) -> None:
        page.resize(1200, 700)
        page.show()
        self._qtbot.waitExposed(page)


def test_every_page_looks_again_after_every_change(qtbot, empty, music):
    workspace = empty
    plugins = plugin_states_of(workspace)
    qtbot.waitUntil(lambda: plugins.states is not None, timeout=LONG)
    watch = Watch(qtbot, workspace)

    def ended(spec: object) -> None:
        job = start(workspace, spec)
        qtbot.waitUntil(lambda: job.state not in {"waiting", "running"}, timeout=LONG)
        assert (job.state, job.failure) == ("done", "")

    def answered(tag: str, tracks: range, state: str) -> None:
        with qtbot.waitSignal(workspace.decisions.written, timeout=LONG):
            workspace.decisions.answer(tracks, tag, state, new_tag=True)

    def removed() -> None:
        with qtbot.waitSignal(workspace.decisions.written, timeout=LONG):
            workspace.decisions.act(
                lambda library: _remove(library, music / "a"), lambda: workspace.tell("tracks")
            )

    def reviewed() -> None:
        with qtbot.waitSignal(workspace.decisions.written, timeout=LONG):
            workspace.decisions.mark_reviewed([1, 2])

    changes = {
        "nothing": lambda: None,
        "a scan of the first folder": lambda: ended(ScanJob(folders=(music / "a",))),
        "a scan of the second folder": lambda: ended(ScanJob(folders=(music / "b",))),
        "suggestions": lambda: ended(SuggestJob(model="plain")),
        "yes": lambda: answered("jazz", range(1, 13), "yes"),
        "no": lambda: answered("jazz", range(13, 25), "no"),
        "an own tag": lambda: answered("my own", range(1, 6), "yes"),
        "reviewed": reviewed,
        "training": lambda: ended(TrainJob()),
        "another version in use": lambda: ended(
            PromoteJob(version=_newest_version(workspace), force=True)
        ),
        "the version before in use": lambda: ended(RollBackJob()),
        "a folder removed": removed,
        "the folder back": lambda: ended(ScanJob(folders=(music / "a",))),
        "settings": lambda: keep(workspace, model="plain", windows=5, genre_separators="/"),
    }
    found = []
    try:
        for name, change in changes.items():
            change()
            found += watch.differences(name)
    finally:
        watch.close()
    assert not found, "\n".join(found)


def _remove(library, folder: Path) -> str:
    with library.write() as connection:
        folders.remove(connection, str(folder))
    return ""


def _newest_version(workspace: Workspace) -> str:
    states = plugin_states_of(workspace)
    names = [one.info.name for one in states.installed]
    return next(name for name in reversed(names) if name != "plain")
