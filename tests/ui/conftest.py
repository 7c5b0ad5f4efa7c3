"""A window to test with: a real library, the real engine, and a watch on what Qt leaves behind."""

import gc
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
import shiboken6
from PySide6.QtCore import QEvent, Qt, QTimer, QtMsgType
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget

from tagstudio.audio.facts import Facts
from tagstudio.core.settings import Settings
from tagstudio.library import decisions, models, suggestions, tracks
from tagstudio.library.database import Library, open_library
from tagstudio.library.decisions import Decision
from tagstudio.library.models import RegisteredModel, RegisteredTag
from tagstudio.library.suggestions import Scored
from tagstudio.library.tracks import NewTrack
from tagstudio.ui.main_window import MainWindow
from tagstudio.ui.workspace import Workspace

OFFSCREEN = "This plugin does not support"  # of the platform, not of ours
WARNINGS = {QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg}


@pytest.fixture(autouse=True)
def nothing_left_behind(qtbot, qtlog) -> Iterator[None]:
    """Fail on a Qt warning, and on a thread or a timer that outlives the test."""
    threads = set(threading.enumerate())
    yield
    said = [record.message for record in qtlog.records if record.type in WARNINGS]
    assert not [message for message in said if not message.startswith(OFFSCREEN)]
    left = [thread.name for thread in threading.enumerate() if thread not in threads]
    assert not left, "threads left behind"
    _delete_what_is_to_be_deleted()
    timers = [one for one in gc.get_objects() if issubclass(type(one), QTimer)]
    assert not [one for one in timers if shiboken6.isValid(one) and one.isActive()]


def _delete_what_is_to_be_deleted() -> None:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def empty_library(tmp_path: Path) -> Iterator[Library]:
    """A library without tracks, open for writing."""
    with open_library(tmp_path / "library.db", writing=True) as opened:
        yield opened


@pytest.fixture
def library(empty_library: Library) -> Library:
    """Six tracks, ids 1 to 6, and a model that knows jazz (line .5), Rock (.4), "hard rock" (.3).

    1 reviewed, jazz .9; 2 suggested, jazz .6 but decided no; 3 suggested, jazz .2 but decided yes,
    hard rock .8; 4 missing; 5 failed in the scan; 6 new.
    """
    new = [
        _track("a/1.flac", Facts("Blue Train", "John Coltrane", "Blue Train", "", 1957)),
        _track("a/2.flac", Facts("Naima", "John Coltrane", "Giant Steps", "", 1960)),
        _track("b/3.mp3", Facts("Ruby, My Dear", "Thelonious Monk", "Monk", "", 1970), 200),
        _track("b/4.mp3", Facts("Ænima", "TOOL", "Ænima", "Tool", 1996, ("Metal",)), 400),
        NewTrack("/music/c/5.ogg", 5, 5, None, None, "truncated", "The file ends too soon."),
        _track("c/6.ogg", Facts("Back in Black", "AC/DC", "Back in Black"), 61.5),
    ]
    scored = [
        Scored(1, (0.9, 0.1, 0.1)),
        Scored(2, (0.6, 0.5, 0.1), partial=True),
        Scored(3, (0.2, 0.3, 0.8)),
        Scored(4, (0.1, 0.7, 0.2)),
    ]
    outputs = (
        RegisteredTag("jazz", "genre", 0.1, 0.5),
        RegisteredTag("Rock", "genre", 0.2, 0.4),
        RegisteredTag("hard rock", "mood", 0.05, 0.3),
    )
    with empty_library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        tracks.add_tracks(connection, folder, new, at=100)
        model = RegisteredModel("crnn", "0" * 64, outputs)
        model_id = models.register(connection, "crnn_tagger", model)
        suggestions.store(connection, model_id, scored, at=200)
        jazz = models.model(connection, model_id).tags[0].tag_id
        said = [Decision(2, jazz, "no"), Decision(3, jazz, "yes")]
        decisions.record(connection, said, "user", at=300)
        tracks.mark_reviewed(connection, [1], at=400)
        tracks.mark_missing(connection, [4], at=500)
    return empty_library


def _track(path: str, facts: Facts, seconds: float = 100.0) -> NewTrack:
    facts = replace(facts, seconds=seconds, format=path.rpartition(".")[2])
    return NewTrack(f"/music/{path}", 1000, 10**18, path.encode()[-16:], facts)


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


def _name(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface else widget.accessibleName()


@pytest.fixture
def window(workspace: Workspace, shown) -> MainWindow:
    """The whole window on the six tracks."""
    return shown(MainWindow(workspace))
