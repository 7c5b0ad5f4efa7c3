"""A window to test with: a real library, the real engine, and a watch on what Qt leaves behind."""

import gc
import os
import re
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
import shiboken6
from pyqtgraph import PlotWidget
from PySide6.QtCore import QEvent, QLocale, Qt, QTimer, QtMsgType, QTranslator
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QHeaderView, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tagstudio.core.progress import Job
from tagstudio.core.settings import Settings
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.models import models, promotions, suggestions
from tagstudio.library.models.models import RegisteredModel, RegisteredTag
from tagstudio.library.models.suggestions import Scored
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.languages import speak
from tagstudio.ui.shell.main_window import MainWindow

OFFSCREEN = "This plugin does not support"  # of the platform, not of ours
PATIENCE_MS = 30_000  # on a busy machine a thread's turn comes late
WARNINGS = {QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg}


class PatientBot(QtBot):
    """Waits up to PATIENCE_MS, not 5 s, for what has to come."""

    def waitUntil(self, callback, *, timeout=PATIENCE_MS):
        return super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal, *, timeout=PATIENCE_MS, **options):
        return super().waitSignal(signal, timeout=timeout, **options)

    def waitSignals(self, signals, *, timeout=PATIENCE_MS, **options):
        return super().waitSignals(signals, timeout=timeout, **options)

    def waitExposed(self, widget, *, timeout=PATIENCE_MS):
        return super().waitExposed(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """pytest-qt's, with more patience."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def nothing_left_behind(qtbot, qtlog) -> Iterator[None]:
    """Fail on a Qt warning, and on a thread, a timer or a workspace that outlives the test.

    A workspace that is left would draw the rings of its theme in later tests.
    """
    threads = set(threading.enumerate())
    yield
    shown = [record.message for record in qtlog.records if record.type in WARNINGS]
    assert not [message for message in shown if not message.startswith(OFFSCREEN)]
    left = [thread.name for thread in threading.enumerate() if thread not in threads]
    assert not left, "threads left behind"
    _delete_what_is_to_be_deleted()
    young = gc.get_objects(0) + gc.get_objects(1)  # of this test: see `collected_on_this_thread`
    timers = [one for one in young if issubclass(type(one), QTimer)]
    assert not [one for one in timers if shiboken6.isValid(one) and one.isActive()]
    workspaces = [one for one in young if issubclass(type(one), Workspace)]
    assert not list(filter(shiboken6.isValid, workspaces)), "workspaces left behind"


@pytest.fixture(autouse=True)
def collected_on_this_thread() -> Iterator[None]:
    """Collect no garbage on a task thread, as in the window: no widget may be destroyed there."""
    # What the test before left: its themes would draw their rings in this one. That is young, as
    # nothing was collected while it ran; to go through all objects would take a second a test.
    gc.collect(1)
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def jobs_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let long jobs work on their threads: to start a process for each takes a second.

    Modules that define a fixture of this name which does nothing have them in processes.
    """

    def here(
        library: Library,
        work: Callable[..., Job[object]],
        *arguments: object,
        on_stopped: object = None,
        **keywords: object,
    ) -> Job[object]:
        return work(library, *arguments, **keywords)

    monkeypatch.setattr("tagstudio.engine.processes.job_in_child.job_in_child", here)


def _delete_what_is_to_be_deleted() -> None:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def empty_library(tmp_path: Path) -> Iterator[Library]:
    """A library without tracks, open for writing."""
    with open_library(tmp_path / "library.db", writing=True) as opened:
        yield opened


@pytest.fixture
def library(empty_library: Library, add_six: Callable[[Library], int]) -> Library:
    """Six tracks, see `add_six`."""
    add_six(empty_library)
    return empty_library


@pytest.fixture
def joint(library: Library) -> Library:
    """Six tracks whose model is made of two: left has jazz and Rock, right jazz and hard rock.

    jazz is of both vocabularies, Rock of last.fm's, hard rock of MagnaTagATune's alone. They
    disagree about jazz on track 3, and less so on track 2.
    """
    said = {
        "left": (("jazz", "Rock"), "last.fm", {1: (0.9, 0.1), 2: (0.7, 0.5), 3: (0.9, 0.3)}),
        "right": (
            ("jazz", "hard rock"),
            "MagnaTagATune",
            {1: (0.9, 0.1), 2: (0.5, 0.1), 3: (0.1, 0.8)},
        ),
    }
    with library.write() as connection:
        for name, (tags, vocabulary, scores) in said.items():
            outputs = tuple(RegisteredTag(tag, "genre", 0.1, 0.5, vocabulary) for tag in tags)
            id = models.register(connection, "plugin", RegisteredModel(name, name, outputs))
            suggestions.store(connection, id, [Scored(*one) for one in scores.items()])
        both = models.find_model(connection, "crnn")
        members = [["plugin", name, name] for name in said]
        models.describe(connection, both.id, {"members": members})
        promotions.record_promotion(connection, "promoted", both.id, "")
    return library


@pytest.fixture
def workspace(qtbot, library: Library) -> Iterator[Workspace]:
    """The six tracks, as screens see them."""
    yield from _workspace(library)


@pytest.fixture
def empty_workspace(qtbot, empty_library: Library) -> Iterator[Workspace]:
    """An empty library, as screens see it."""
    yield from _workspace(empty_library)


def _workspace(library: Library) -> Iterator[Workspace]:
    made = Workspace(library, Settings())
    yield made
    made.close()
    QApplication.processEvents()
    shiboken6.delete(made)


@pytest.fixture
def shown(qtbot) -> Iterator[Callable[[QWidget], QWidget]]:
    """Show a widget; at the end look whether each part that takes the focus has a name."""
    widgets: list[QWidget] = []

    def show(widget: QWidget) -> QWidget:
        widgets.append(widget)
        widget.show()
        qtbot.waitExposed(widget)
        return widget

    yield show
    nameless = [name for widget in widgets for name in nameless_in(widget)]
    for widget in widgets:
        widget.close()
        shiboken6.delete(widget)
    assert not nameless


def nameless_in(widget: QWidget) -> list[str]:
    """Return the parts of a widget that take the focus and have no name for a screen reader."""
    parts = [part for part in widget.findChildren(QWidget) if part.isVisibleTo(widget)]
    takes_focus = [part for part in parts if part.focusPolicy() != Qt.FocusPolicy.NoFocus]
    return [str(part) for part in takes_focus if not _name(part)]


# What a librarian may not know, and every number.
TERMS = re.compile(
    r"\d|ROC|\bloss\b|epoch|threshold|score|\blift\b|base rate|undecided|assumed|on trial|proven"
    r"|learning curve|verdict|validation|measured",
    re.IGNORECASE,
)


@pytest.fixture
def unexplained() -> Callable[[QWidget], set[str]]:
    """Return in words which terms and numbers of a widget no tool tip explains.

    A title alone, as that of a track, is no term.
    """

    def parts_in(widget: QWidget) -> Iterator[tuple[QWidget, str, str]]:
        for part in widget.findChildren(QWidget):
            if not part.isVisibleTo(widget) or part.property("role") == "title":
                continue
            if isinstance(part, QLabel | QAbstractButton):
                yield part, part.text(), ""
            elif isinstance(part, QHeaderView) and part.orientation() == Qt.Orientation.Horizontal:
                for section in range(part.count()):
                    read = partial(part.model().headerData, section, part.orientation())
                    yield part, str(read()), str(read(Qt.ItemDataRole.ToolTipRole) or "")
            elif isinstance(part, PlotWidget):
                yield part, f"1 {part.accessibleName()}", ""

    def tip(part: QWidget | None) -> str:
        while part is not None and not part.isWindow():
            if part.toolTip():
                return part.toolTip()
            part = part.parentWidget()
        return ""

    def look(widget: QWidget) -> set[str]:
        return {
            f"{type(part).__name__} “{text}”"
            for part, text, told in parts_in(widget)
            if TERMS.search(text) and not (told or tip(part))
        }

    return look


def _name(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface else widget.accessibleName()


@pytest.fixture
def german(qapp) -> Iterator[None]:
    """The program speaks German for one test; to be asked for before the workspace is."""
    before = QLocale()
    speak(qapp, "de")
    yield
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()
    QLocale.setDefault(before)


@pytest.fixture
def window(workspace: Workspace, shown) -> MainWindow:
    """The whole window on the six tracks."""
    return shown(MainWindow(workspace))
