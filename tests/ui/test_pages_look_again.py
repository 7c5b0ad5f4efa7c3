"""All pages x all changes: a page that was open before shows what a freshly opened one shows."""

import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
import shiboken6
import soundfile
import sqlalchemy as sa
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
from tagstudio.engine.jobs.model_specs import EvaluateJob, PromoteJob, RollBackJob, TrainJob
from tagstudio.engine.plugins import discovery
from tagstudio.library.db.schema import model_tags
from tagstudio.library.models.user_thresholds import UserThreshold
from tagstudio.library.tags import tag_changes, tags
from tagstudio.library.tags.decisions import Decision, record_decisions
from tagstudio.library.tracks import folders
from tagstudio.ui.background.plugin_states import plugin_states_of
from tagstudio.ui.background.saving import keep
from tagstudio.ui.background.start_job import start
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.model_screen.screen import ModelScreen
from tagstudio.ui.review_screen.row_painter import SuggestionList
from tagstudio.ui.review_screen.screen import ReviewScreen
from tagstudio.ui.settings_screen.screen import SettingsScreen
from tagstudio.ui.settings_screen.thresholds import ThresholdsPage
from tagstudio.ui.settings_screen.vocabularies import VocabulariesPage
from tagstudio.ui.shell.first_steps import FirstStepsBar
from tagstudio.ui.shell.main_window import SCREENS
from tagstudio.ui.tag_manager.dialog import TagManager
from tagstudio.ui.widgets.following_page import FollowingPage

from .model_screen.conftest import install_tagger

LONG = 30_000  # ms
PATIENCE = 15.0  # seconds, for an old page to show what a fresh one does
BETWEEN = 40  # ms, between two looks at them
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
    if isinstance(old, FollowingPage) and isinstance(fresh, FollowingPage):
        if old.changed_bar.is_wanted:  # the row in focus is gone, and stays until this is pressed
            old.changed_bar.buttons[0].click()
        in_focus = old.row_in_focus()
        places = [row.place for row in fresh._rows]
        if in_focus is not None and in_focus.place in places:
            fresh.go_to(places.index(in_focus.place))
    if isinstance(old, ModelScreen) and isinstance(fresh, ModelScreen):
        there, here = old.view.versions.chosen(), fresh.view.versions.chosen()
        if there is not None and here is not None and there.version.name != here.version.name:
            fresh.view.versions.choose(there.version.name)
    return shows(old) == shows(fresh)


class Watch:
    """The pages that were opened first, and a fresh one of each kind to compare with.

    The pages are all that the window and its settings have, and the first steps over them.
    """

    def __init__(self, qtbot, workspace: Workspace) -> None:
        self._qtbot, self._workspace = qtbot, workspace
        settings = SettingsScreen(workspace)
        screens = [getattr(import_module(one.module), one.class_name) for one in SCREENS]
        kinds = [one for one in screens if one is not SettingsScreen] + settings._kinds
        shiboken6.delete(settings)
        self.pages: list[QWidget] = [kind(workspace) for kind in (*kinds, FirstStepsBar)]
        for page in self.pages:
            self._open(page)

    def differences(self, change: str) -> list[str]:
        """Return what each page shows after a change that a fresh one does not, if it does.

        Review comes last: a fresh one is given the session of the old one, as it follows a change.
        """
        review = [self.page(ReviewScreen)]
        others = [page for page in self.pages if page not in review]
        return self._differences(others, change) + self._differences(review, change)

    def _differences(self, pages: list[QWidget], change: str) -> list[str]:
        left = {old: self._fresh(old) for old in pages}
        opened = list(left.values())

        end = time.monotonic() + PATIENCE
        while left and time.monotonic() < end:
            self._qtbot.wait(BETWEEN)
            left = {old: fresh for old, fresh in left.items() if not show_the_same(old, fresh)}
        found = []
        for old, fresh in left.items():
            before, now = shows(old), shows(fresh)
            stale = [line for line in before if line not in now]
            missing = [line for line in now if line not in before]
            found.append(f"{type(old).__name__} after {change}: {stale}, not {missing}")
        for fresh in opened:
            _delete(fresh)
        return found

    def close(self) -> None:
        for page in self.pages:
            _delete(page)

    def page(self, kind: type[QWidget]) -> QWidget:
        return next(page for page in self.pages if isinstance(page, kind))

    def _fresh(self, old: QWidget) -> QWidget:
        fresh = type(old)(self._workspace)
        if isinstance(old, ReviewScreen) and old._session.track_ids:
            fresh.review(list(old._session.track_ids))
            fresh._start(replace(old._session, asked=dict(old._session.asked)))
        if isinstance(fresh, FirstStepsBar):
            fresh._asked_for = True  # where all steps are done it stands only for who saw them done
        self._open(fresh)
        return fresh

    def _open(self, page: QWidget) -> None:
        page.resize(1200, 700)
        if isinstance(page, FirstStepsBar):
            page.show_page("library")
            return
        page.show()
        self._qtbot.waitExposed(page)


def _delete(page: QWidget) -> None:
    page.close()
    shiboken6.delete(page)


class Doing:
    """What changes a library, each done to its end."""

    def __init__(self, qtbot, workspace: Workspace, watch: Watch) -> None:
        self._qtbot, self._workspace, self._watch = qtbot, workspace, watch

    def ended(self, spec: object) -> None:
        job = start(self._workspace, spec)
        self._qtbot.waitUntil(lambda: job.state not in {"waiting", "running"}, timeout=LONG)
        assert (job.state, job.failure) == ("done", "")

    def written(self, act, *given, **named) -> None:
        with self._qtbot.waitSignal(self._workspace.decisions.written, timeout=LONG):
            act(*given, **named)

    def answered(self, tag: str, track_ids: range, state: str) -> None:
        self.written(self._workspace.decisions.answer, track_ids, tag, state, new_tag=True)

    def removed(self, folder: Path) -> None:
        tell = partial(self._workspace.tell, "tracks")
        self.written(self._workspace.decisions.act, lambda one: _remove(one, folder), tell)

    def tag_changed(self, change, *given) -> None:
        manager = TagManager(self._workspace)
        self.written(manager._change, lambda connection: change(connection, *given), [])
        _delete(manager)

    def threshold_set(self) -> None:
        page = self._watch.page(ThresholdsPage)
        [tag] = [row.tag for row in page.table.rows if row.tag.name == "sad"]
        self.written(page._set, [(tag, UserThreshold(0.01))])

    def vocabulary_off(self) -> None:
        page = self._watch.page(VocabulariesPage)
        with self._workspace.library.write() as connection:
            connection.execute(sa.update(model_tags).values(vocabulary="words"))
        self._workspace.tell("models")
        self._qtbot.waitUntil(lambda: bool(page._shown), timeout=LONG)
        self.written(page._switch, page._shown[0].name, False)

    def answered_by_others(self) -> None:
        library = self._workspace.library
        own = library.person
        for person, state in (("anna", "yes"), ("ben", "no")):
            library.person = person
            with library.write() as connection:
                jazz = tags.find_tag(connection, "jazz").id
                said = [Decision(track, jazz, state) for track in (3, 4)]
                record_decisions(connection, said, "user")
        library.person = own
        self._workspace.tell("decisions", frozenset([3, 4]))


def _changes(do: Doing, workspace: Workspace, music: Path) -> dict[str, object]:
    decisions = workspace.decisions
    return {
        "nothing": lambda: None,
        "a scan of the first folder": lambda: do.ended(ScanJob(folders=(music / "a",))),
        "a scan of the second folder": lambda: do.ended(ScanJob(folders=(music / "b",))),
        "suggestions": lambda: do.ended(SuggestJob(model="plain")),
        "yes": lambda: do.answered("jazz", range(1, 13), "yes"),
        "no": lambda: do.answered("jazz", range(13, 25), "no"),
        "undo": lambda: do.written(decisions.undo),
        "redo": lambda: do.written(decisions.redo),
        "an own tag": lambda: do.answered("my own", range(1, 6), "yes"),
        "reviewed": lambda: do.written(decisions.mark_reviewed, [1, 2]),
        "answers of others": do.answered_by_others,
        "edited facts": lambda: do.written(
            decisions.edit_facts, {1: {"title": "New", "bpm": "90"}}
        ),
        "an artist": lambda: do.written(decisions.set_artist, [1, 2, 3], "Someone"),
        "training": lambda: do.ended(TrainJob()),
        "measuring": lambda: do.ended(EvaluateJob(versions=(_newest_version(workspace),))),
        "another version in use": lambda: do.ended(
            PromoteJob(version=_newest_version(workspace), force=True)
        ),
        "the version before in use": lambda: do.ended(RollBackJob()),
        "a threshold": do.threshold_set,
        "a tag renamed": lambda: do.tag_changed(tag_changes.rename, "jazz", "Jazz music"),
        "tags merged": lambda: do.tag_changed(tag_changes.merge, "my own", "loud"),
        "the merge undone": lambda: do.written(decisions.undo),
        "a tag deleted": lambda: do.tag_changed(tag_changes.delete, "my own"),
        "a vocabulary off": do.vocabulary_off,
        "a folder removed": lambda: do.removed(music / "a"),
        "the folder back": lambda: do.ended(ScanJob(folders=(music / "a",))),
        "settings": lambda: keep(
            workspace, model="plain", windows=5, genre_separators="/", name="zoe"
        ),
        "the theme": lambda: workspace.theme.choose("dark"),
    }


def test_every_page_looks_again_after_every_change(qtbot, empty, music):
    plugins = plugin_states_of(empty)
    qtbot.waitUntil(lambda: plugins.states is not None, timeout=LONG)
    watch = Watch(qtbot, empty)
    found = []
    try:
        for name, change in _changes(Doing(qtbot, empty, watch), empty, music).items():
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
