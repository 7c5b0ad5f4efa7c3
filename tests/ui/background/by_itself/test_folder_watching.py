"""Watched folders in the window, with real folders and the system's real events."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tagstudio.core import paths
from tagstudio.core.settings import load_settings
from tagstudio.engine.watching import folder_watch
from tagstudio.library.search.query import ALL_TRACKS, parse
from tagstudio.library.tracks import folders
from tagstudio.library.views import browse
from tagstudio.ui.background import library_jobs
from tagstudio.ui.background.by_itself import folder_watching
from tagstudio.ui.background.by_itself.folder_watching import FolderWatching
from tagstudio.ui.background.folder_changes import add_folders
from tagstudio.ui.background.saving import keep

from ....engine.conftest import PLUGINS

LONG = 30_000  # ms


def tone(path: Path, hz: float) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, 0.2 * np.sin(np.arange(8000) * hz / 1300), 8000)
    return path


@pytest.fixture
def music(tmp_path):
    tone(tmp_path / "music" / "a.flac", 300)
    return tmp_path / "music"


@pytest.fixture
def watching(empty_workspace, music, battery, qtbot, monkeypatch):
    """The folder of a library with one track, watched, with nothing left to do."""
    monkeypatch.setattr(folder_watching, "SOON_MS", 50)
    monkeypatch.setattr(folder_watching, "POWER_MS", 100)
    monkeypatch.setattr(folder_watch, "REST_SECONDS", 0.5)
    monkeypatch.setattr(folder_watch.FolderWatch.__init__, "__defaults__", (0.5, 0))
    shutil.copytree(PLUGINS / "trouble_tagger", paths.user_plugins_folder() / "trouble_tagger")
    empty_workspace.use(load_settings())
    keep(empty_workspace, model="trouble")
    scan = library_jobs.scan_folders(empty_workspace, [music])
    qtbot.waitUntil(lambda: scan.state == "done", timeout=LONG)
    made = FolderWatching(empty_workspace, battery)
    yield made
    made.switch(False)


def count(workspace, query: str = "") -> int:
    with workspace.library.read() as connection:
        wanted = parse(query) if query else ALL_TRACKS
        return browse.count(connection, wanted, workspace.shown_model())


def settled(watching) -> bool:
    idle = not watching._is_all_due and not watching._workspace.jobs.jobs
    return idle and watching.state == "watching"


def test_it_is_off_until_it_is_switched_on_for_this_library(watching):
    assert (watching.is_on, watching.state) == (False, "off")
    watching.begin()
    assert watching._thread is None
    watching.switch(True)
    assert watching.is_on
    assert watching._thread is not None
    watching.switch(False)
    assert (watching.is_on, watching._thread) == (False, None)


def test_new_music_is_scanned_and_heard_by_itself(watching, music, empty_workspace, qtbot):
    watching.switch(True)
    qtbot.waitUntil(lambda: settled(watching), timeout=LONG)
    ended = []
    empty_workspace.jobs.ended.connect(lambda job: ended.append(f"{job.kind}{job.failure}"))
    tone(music / "new album" / "b.flac", 400)
    qtbot.waitUntil(lambda: count(empty_workspace) == 2, timeout=LONG)
    qtbot.waitUntil(lambda: "suggest" in ended, timeout=LONG)
    (music / "new album" / "b.flac").unlink()
    qtbot.waitUntil(lambda: count(empty_workspace, "state:missing") == 1, timeout=LONG)


def test_a_scan_by_itself_that_finds_nothing_does_not_talk_over_what_was_asked_for(
    watching, music, empty_workspace, qtbot
):
    with empty_workspace.library.write() as connection:
        folders.remove(connection, str(music))
    watching.switch(True)
    said, ended = [], []
    empty_workspace.status_changed.connect(said.append)
    empty_workspace.jobs.ended.connect(lambda job: ended.append(job.kind))
    add_folders(empty_workspace, [music])
    qtbot.waitUntil(lambda: ended.count("scan") == 2 and settled(watching), timeout=LONG)
    scans = [one for one in said if one.startswith("Scanned")]
    assert scans[-1] == "Scanned: 1 found again. Undo takes “music” out again."


def test_while_it_is_paused_what_changes_is_kept(watching, music, empty_workspace, qtbot):
    watching.switch(True)
    qtbot.waitUntil(lambda: settled(watching), timeout=LONG)
    watching.pause()
    assert watching.state == "paused"
    tone(music / "b.flac", 400)
    qtbot.waitUntil(lambda: bool(watching._places), timeout=LONG)
    qtbot.wait(300)
    assert count(empty_workspace) == 1
    watching.go_on()
    qtbot.waitUntil(lambda: count(empty_workspace) == 2, timeout=LONG)


def test_on_battery_new_tracks_wait_to_be_heard(watching, music, battery, empty_workspace, qtbot):
    watching.switch(True)
    qtbot.waitUntil(lambda: settled(watching), timeout=LONG)
    heard = []
    empty_workspace.jobs.started.connect(lambda job: heard.append(job.kind))
    battery.is_used = True
    tone(music / "b.flac", 400)
    qtbot.waitUntil(lambda: watching.state == "battery", timeout=LONG)
    assert count(empty_workspace) == 2
    assert "suggest" not in heard
    battery.is_used = False
    qtbot.waitUntil(lambda: "suggest" in heard, timeout=LONG)


def test_new_tracks_that_were_not_heard_before_the_end_are_heard_next_time(
    watching, music, battery, empty_workspace, qtbot
):
    watching.switch(True)
    qtbot.waitUntil(lambda: settled(watching), timeout=LONG)
    battery.is_used = True
    tone(music / "b.flac", 400)
    qtbot.waitUntil(lambda: watching.state == "battery", timeout=LONG)
    watching._stop()  # the window is closed
    battery.is_used = False
    ended = []
    empty_workspace.jobs.ended.connect(lambda job: ended.append(job.kind))
    again = FolderWatching(empty_workspace, battery)
    again.begin()
    qtbot.waitUntil(lambda: "suggest" in ended, timeout=LONG)
    again._stop()
    assert not FolderWatching(empty_workspace, battery)._is_hearing_due
