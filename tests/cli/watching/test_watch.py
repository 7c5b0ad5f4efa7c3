"""`tagstudio watch`, as a program of its own."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tagstudio.cli.app import main
from tagstudio.cli.watching import watch
from tagstudio.core.progress import Progress
from tagstudio.library.db.database import open_library
from tagstudio.library.db.sqlite.lock import giving_way, is_wanted
from tagstudio.library.search.query import ALL_TRACKS
from tagstudio.library.views import browse

pytestmark = pytest.mark.skipif(os.name != "posix", reason="ended by a signal of POSIX")

LONG = 60.0


def tone(path: Path, hz: float) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, 0.2 * np.sin(np.arange(8000) * hz / 1300), 8000)
    return path


@pytest.fixture
def music(tmp_path: Path) -> Path:
    tone(tmp_path / "music" / "a.flac", 300)
    return tmp_path / "music"


def _hear_sigint() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)


class Watching:
    """A running `tagstudio watch` and what it prints."""

    def __init__(self, library: Path, *arguments: object) -> None:
        command = [sys.executable, "-m", "tagstudio", "--library", str(library), "watch"]
        self.out, self.err = library.with_suffix(".out"), library.with_suffix(".err")
        with self.out.open("wb") as out, self.err.open("wb") as err:
            self.process = subprocess.Popen(
                [*command, *map(str, arguments)],
                stdout=out,
                stderr=err,
                # A shell that starts the tests in the background lets all of them ignore it.
                preexec_fn=_hear_sigint,  # noqa: PLW1509 - no thread is started before
            )

    def wait_for(self, text: str) -> None:
        end = time.monotonic() + LONG
        while text not in self.printed():
            assert time.monotonic() < end, self.printed()
            assert self.process.poll() is None, self.printed()
            time.sleep(0.1)

    def printed(self) -> str:
        return self.out.read_text() + self.err.read_text()

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(LONG)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[type]:
    started: list[Watching] = []

    def start(*arguments: object) -> Watching:
        started.append(Watching(tmp_path / "my.db", *arguments))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.process.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_what_comes_is_scanned_until_a_signal_ends_it(start, music, tmp_path, number):
    running = start(music, "--no-suggest")
    running.wait_for("Watching 1 folder")
    assert "1 new" in running.printed()
    tone(music / "b.flac", 400)
    tone(music / "deep" / "c.flac", 500)
    end = time.monotonic() + LONG
    while count(tmp_path / "my.db") < 3:  # the library is free to be read, and changed, meanwhile
        assert time.monotonic() < end, running.printed()
        time.sleep(0.2)
    assert running.end(number) == 0
    assert "Stopped watching." in running.err.read_text()


def count(library: Path) -> int:
    with open_library(library, writing=False) as opened, opened.read() as connection:
        return browse.count(connection, ALL_TRACKS, None)


def test_it_waits_while_another_program_changes_the_library(start, music, tmp_path):
    with open_library(tmp_path / "my.db", writing=True):
        running = start(music, "--no-suggest")
        running.wait_for("Waiting: ")
    running.wait_for("1 new")
    assert running.end() == 0


def test_a_library_without_folders_says_what_to_do(tmp_path, capsys):
    assert main(["--library", str(tmp_path / "my.db"), "watch"]) == 1
    assert "tagstudio scan FOLDER" in capsys.readouterr().err


def test_on_battery_new_tracks_wait(music, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(watch, "on_battery", lambda: True)

    def end(self, seconds=None):
        raise KeyboardInterrupt

    monkeypatch.setattr("tagstudio.engine.watching.folder_watch.FolderWatch.wait", end)
    assert main(["--library", str(tmp_path / "my.db"), "watch", str(music)]) == 0
    assert "On battery" in capsys.readouterr().err


def test_whoever_wants_the_library_gets_it_while_it_listens(tmp_path):
    library, taken = tmp_path / "my.db", []

    def want() -> None:
        with open_library(library, writing=True, copying=False):
            taken.append(time.monotonic())

    with open_library(library, writing=True, copying=False), giving_way(library):
        check = watch._Checks(library, True)
        check._wanted_at = 0
        check(Progress())
        wanting = threading.Thread(target=want)
        wanting.start()
        end = time.monotonic() + LONG
        while not is_wanted(library) and time.monotonic() < end:
            time.sleep(0.05)
        check._wanted_at = 0
        with pytest.raises(watch._WantedError):
            check(Progress())
        assert not taken
    wanting.join(LONG)
    assert taken
    assert not library.with_name("my.db.lock.gives-way").exists()
