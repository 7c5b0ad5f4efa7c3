import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtNetwork import QLocalServer

from tagstudio.ui.shell import single_window
from tagstudio.ui.shell.single_window import OpenEvents, WindowDoor, door_of, knock


@pytest.fixture(autouse=True)
def runtime(tmp_path_factory, monkeypatch) -> Path:
    folder = tmp_path_factory.mktemp("run")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    return folder


def knocked_beside(qtbot, library: Path, *opened: Path) -> bool:
    """Knock in another process, while this one's events are handled."""
    code = (
        "import sys; from pathlib import Path;"
        " from tagstudio.ui.shell.single_window import knock;"
        " sys.exit(not knock(*map(Path, sys.argv[1:2]), [*map(Path, sys.argv[2:])]))"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(library), *map(str, opened)])
    qtbot.waitUntil(lambda: process.poll() is not None, timeout=30_000)
    return process.returncode == 0


def test_the_window_that_is_open_is_told_of_a_second_start(qtbot, qapp, tmp_path):
    library = tmp_path / "my.db"
    door = WindowDoor(library, qapp)
    with qtbot.waitSignal(door.knocked) as told:
        assert knocked_beside(qtbot, library)
    assert told.args == [[]]
    assert not knocked_beside(qtbot, tmp_path / "other.db")
    door.close()
    door.deleteLater()
    assert not knocked_beside(qtbot, library)


def test_the_window_that_is_open_is_told_what_a_second_start_opens(qtbot, qapp, tmp_path):
    names = ["Müsik\n(2)", os.fsdecode(b"not UTF-8 \xff"), *(f"{n:0200}" for n in range(400))]
    door = WindowDoor(tmp_path / "my.db", qapp)
    with qtbot.waitSignal(door.knocked) as told:
        assert knocked_beside(qtbot, tmp_path / "my.db", *(tmp_path / name for name in names))
    assert told.args == [[tmp_path / name for name in names]]
    door.close()
    door.deleteLater()


def test_what_macos_hands_over_as_an_event_is_told(qtbot, qapp, tmp_path):
    watching = OpenEvents(qapp, qapp)
    with qtbot.waitSignal(watching.opened) as told:
        QCoreApplication.sendEvent(qapp, QFileOpenEvent(str(tmp_path)))
    assert told.args == [[tmp_path]]
    qapp.removeEventFilter(watching)
    watching.deleteLater()


def test_a_link_to_the_library_leads_to_the_same_window(tmp_path):
    library, link = tmp_path / "my.db", tmp_path / "link.db"
    library.touch()
    link.symlink_to(library)
    assert door_of(library) == door_of(link) != door_of(tmp_path / "other.db")


def test_the_socket_of_a_window_that_was_killed_is_in_nobody_s_way(qtbot, qapp, tmp_path):
    library = tmp_path / "my.db"
    Path(door_of(library)).touch()  # what is left of it
    door = WindowDoor(library, qapp)
    assert knocked_beside(qtbot, library)
    door.close()
    door.deleteLater()


@pytest.mark.skipif(os.name != "posix", reason="folders of other users")
def test_a_folder_that_others_may_enter_or_own_is_not_trusted(
    qtbot, qapp, runtime, tmp_path, monkeypatch
):
    folder = runtime / f"tagstudio-{os.getuid()}"
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    assert door_of(tmp_path / "my.db") == ""
    folder.chmod(0o700)
    assert door_of(tmp_path / "my.db")
    monkeypatch.setattr(single_window.os, "getuid", lambda: 12_345)
    (runtime / "tagstudio-12345").mkdir(mode=0o700)  # as the other user made it
    assert door_of(tmp_path / "my.db") == ""
    assert not knock(tmp_path / "my.db")
    assert isinstance(WindowDoor(tmp_path / "my.db", qapp)._server, QLocalServer)
