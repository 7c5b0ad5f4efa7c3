import subprocess
import sys
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QMessageBox, QWidget

from tagstudio.core import paths
from tagstudio.core.progress import Progress
from tagstudio.core.settings import Settings
from tagstudio.library.db.database import open_library
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.shell import demo_library as demo
from tagstudio.ui.shell import libraries


@pytest.fixture
def started(monkeypatch) -> list[tuple]:
    found = []
    monkeypatch.setattr(QProcess, "startDetached", lambda *given: found.append(given) or (True, 1))
    return found


def iter_once():
    yield Progress()


def opened(started) -> list[str]:
    assert all(given[0] == sys.executable for given in started)
    return [given[1][-1] for given in started]


def test_a_library_opens_in_a_window_of_its_own(workspace, started, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "b.db"), ""))
    libraries.open_other(None, workspace)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "new"), ""))
    libraries.open_new(None, workspace)
    assert opened(started) == [str(tmp_path / "b.db"), str(tmp_path / "new.db")]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    libraries.open_other(None, workspace)
    assert len(started) == 2


def test_a_file_that_is_no_library_is_not_opened_as_one(
    workspace, started, tmp_path, monkeypatch, qtbot
):
    song = tmp_path / "song.mp3"
    song.write_bytes(b"ID3")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(song), ""))
    parent = QWidget()
    qtbot.addWidget(parent)
    libraries.open_other(parent, workspace)
    [box] = parent.findChildren(QMessageBox)
    assert "song.mp3 is no library of TagStudio" in box.text()
    assert not started
    box.accept()


def test_recent_libraries_are_those_that_are_there_without_the_open_one(
    workspace, started, tmp_path
):
    for name in ("a.db", "b.db", "a.db", "gone.db"):
        if name != "gone.db":
            (tmp_path / name).touch()
        libraries.remember(workspace.remembered, tmp_path / name)
    libraries.remember(workspace.remembered, workspace.library.path)
    menu = QMenu()
    libraries.fill_recent(menu, workspace)
    assert [action.text() for action in menu.actions()] == [f"{n} ({tmp_path})" for n in "ab"]
    menu.actions()[0].trigger()
    assert opened(started) == [str(tmp_path / "a.db")]


OTHER_WINDOW = """
import sys
from pathlib import Path
from tagstudio.ui.base.window_state import WindowState
from tagstudio.ui.shell.libraries import remember
remember(WindowState(), Path(sys.argv[1]))
"""


def test_a_library_that_another_window_opened_is_a_recent_one_at_once(window, tmp_path):
    (tmp_path / "second.db").touch()
    menu = window.menuBar().actions()[0].menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    [recent] = [one.menu() for one in menu.actions() if one.text() == "Recent libraries"]
    assert not recent.isEnabled()
    command = [sys.executable, "-c", OTHER_WINDOW, str(tmp_path / "second.db")]
    subprocess.run(command, check=True)
    menu.aboutToShow.emit()
    assert recent.isEnabled()
    assert [one.text() for one in recent.actions()] == [f"second ({tmp_path})"]


def test_the_demo_has_a_library_of_its_own(window, started):
    window._workspace.actions["demo"].trigger()
    assert opened(started) == [str(paths.demo_library())]
    assert paths.demo_library() != paths.default_library()
    assert window._workspace.jobs.jobs == []


def test_the_pieces_of_the_demo_are_made_in_its_library_alone_and_once(
    qtbot, workspace, monkeypatch
):
    made, shown, read = [], [], []

    def make(one: Workspace) -> RunningJob:
        made.append(one)
        return one.run("Making the demo", "demo", iter_once)

    monkeypatch.setattr(demo, "make_demo", make)

    def begin(one: Workspace) -> None:
        demo.begin_demo(one, shown.append)
        one.ask(lambda _: True, read.append, owner=one, topic="settled")
        qtbot.waitUntil(lambda: bool(read))
        read.clear()

    begin(workspace)
    assert made == []
    paths.demo_library().parent.mkdir(parents=True)
    with open_library(paths.demo_library(), writing=True, copying=False) as library:
        own = Workspace(library, Settings())
        begin(own)
        qtbot.waitUntil(lambda: shown == ["jobs", "library"])
        assert made == [own]
        own.close()
        QApplication.processEvents()
        shiboken6.delete(own)


@pytest.mark.parametrize(
    ("library", "title"),
    [
        (paths.default_library, "TagStudio"),
        (paths.demo_library, "Demo – TagStudio"),
        (lambda: Path("/music/jazz.db"), "jazz – TagStudio"),
    ],
)
def test_the_title_names_a_library_that_is_not_the_usual_one(library, title):
    assert libraries.title_of(library()) == title
