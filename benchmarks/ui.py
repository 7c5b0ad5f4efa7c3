"""Whether the window stays awake on a large library: start, filter, scroll, work beside it, memory.

    QT_QPA_PLATFORM=offscreen python benchmarks/ui.py --keep /tmp/library.db

Makes a synthetic library as benchmarks/library.py does (or takes the one at --keep, if it is
there) and opens the real window on it. A timer that should fire every 5 ms is the heartbeat: the
longest time between two beats is the longest time in which the window took no key.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import library as synthetic
import numpy as np
import PySide6
import soundfile
import sqlalchemy as sa
from event_loop import live, until
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QTableView

from tagstudio.core import paths
from tagstudio.core.settings import Settings
from tagstudio.engine.jobs.model_specs import TrainJob
from tagstudio.engine.plugins.installed_models import (
    choose_model,
    installed_models,
    register_installed,
)
from tagstudio.engine.training.train import TrainReport
from tagstudio.library.db import schema
from tagstudio.library.db.database import open_library
from tagstudio.library.models.models import find_model
from tagstudio.library.search.query_text import quoted
from tagstudio.library.tags import decisions
from tagstudio.library.tags.decisions import Decision
from tagstudio.ui.background import library_jobs
from tagstudio.ui.background.model_jobs import train_version
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.responsive import responsive
from tagstudio.ui.library_screen.screen import LibraryScreen
from tagstudio.ui.shell.main_window import SCREENS, MainWindow

BEAT_MS = 5
FAKE_TAGGER = Path(__file__).parent.parent / "tests" / "plugins" / "fake_tagger"
FILTERS = ("tag:{first}", "tag:{later}", "kado", "artist:kado lumi", "state:suggested year:1960..")
START = """
import sys, time
started = time.perf_counter()
from pathlib import Path
from PySide6.QtCore import QTimer
from tagstudio.ui.shell import app, main_window
from tagstudio.ui.library_screen.track_table import TrackTable

def keep(self, *rows, kept=TrackTable._keep):
    kept(self, *rows)
    print(f"{(time.perf_counter() - started) * 1000:.0f}", "torch" in sys.modules, flush=True)
    QTimer.singleShot(0, main_window.QApplication.activeWindow() or self, quit)

def quit():
    main_window.QApplication.closeAllWindows()

TrackTable._keep = keep
app.run(Path(sys.argv[1]))
"""


class Heartbeat:
    """The times between the beats of the window's loop, in ms: by the clock, and at work.

    A gap in which the window's own thread did not work is another thread's that held Python's lock,
    if the process was at work meanwhile, or else the machine's, which did not let it run.
    """

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self.works: list[float] = []
        self.busy: list[float] = []  # of all threads together
        self._last = self._worked = self._used = 0.0
        self._timer = QTimer(interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def _beat(self) -> None:
        now, worked, used = time.perf_counter(), time.thread_time(), time.process_time()
        self.gaps.append((now - self._last) * 1000)
        self.works.append((worked - self._worked) * 1000)
        self.busy.append((used - self._used) * 1000)
        self._last, self._worked, self._used = now, worked, used

    @contextmanager
    def watching(self, what: str) -> Iterator[None]:
        """Print the longest gaps inside the block."""
        self.gaps, self.works, self.busy = [], [], []
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self._used = began = time.process_time()
        self._timer.start()
        yield
        self._timer.stop()
        late = sorted(zip(self.gaps, self.works, self.busy, strict=True), reverse=True)
        gaps = ", ".join(f"{gap:.0f} ({busy:.0f})" for gap, _, busy in late[:4])
        over = sum(gap > 50 for gap in self.gaps)
        print(
            f"{what:44} longest gaps (at work in them) {gaps} ms; {over} of {len(late):,} over"
            f" 50 ms; the window itself worked {max(self.works):.0f} ms at a time at most;"
            f" {time.process_time() - began:.1f} s of processor time in all"
        )


def main() -> None:
    """Make or take the library, then measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--tracks", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="the file to make, or to use if it is there")
    parser.add_argument("--files", type=int, default=2000, help="files to scan and suggest for")
    parser.add_argument("--corrected", type=int, default=2000, help="tracks to train on")
    options = parser.parse_args()
    print(
        f"{platform.platform()}; Python {platform.python_version()}, PySide6 {PySide6.__version__};"
        f" load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    with tempfile.TemporaryDirectory() as folder:
        os.environ[paths.HOME_VARIABLE] = str(Path(folder) / "home")
        path = Path(folder) / "library.db"
        kept = options.keep or path
        if not kept.exists():
            synthetic.make(kept, options.tracks, features=False)
        if kept != path:
            shutil.copyfile(kept, path)  # the scan below adds tracks
        open_library(path, writing=True, copying=False).close()  # an older file is migrated here
        measure_start(path)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            # what this takes of memory is not the window's
            pool.submit(answer, path, options.corrected).result()
        measure_window(path, Path(folder), options.files, options.corrected)


def measure_start(path: Path) -> None:
    """Print what a process takes from its start to the first rows on the screen."""
    for _ in range(3):
        started, used = time.perf_counter(), os.times()
        done = subprocess.run(
            [sys.executable, "-c", START, str(path)], capture_output=True, text=True, check=True
        )
        shown, torch = done.stdout.split()[:2]
        whole = (time.perf_counter() - started) * 1000
        now = os.times()
        cpu = now.children_user + now.children_system - used.children_user - used.children_system
        print(
            f"start to first rows: {shown} ms; with loading Python and quitting {whole:.0f} ms,"
            f" of it {cpu * 1000:.0f} ms at work; torch loaded: {torch}"
        )


def measure_window(path: Path, folder: Path, files: int, corrected: int) -> None:
    """Print the gaps of everything that a librarian does, and of the work beside it."""
    application = QApplication.instance() or QApplication([])
    screens = [screen.module for screen in SCREENS]
    with responsive(screens), open_library(path, writing=True) as library:
        workspace = Workspace(library, Settings(model="synthetic"))
        window = MainWindow(workspace)
        window.resize(1280, 800)
        window.show()
        screen, heart = window.show_screen("library"), Heartbeat()
        until(lambda: bool(screen.table.ids), "the tracks")
        tags = [tag.name for tag in workspace.shown_model().tags]
        measure_filters(screen, tags, "")
        measure_filters(screen, tags, ", while the sidebar counts", screen.sidebar.read)
        measure_filters(screen, tags, ", the same with nothing cached", lambda: start_cold(screen))
        show(screen, "")
        with heart.watching("nothing (what else the machine does)"):
            live(4)
        with heart.watching("scrolling from end to end"):
            scroll(screen.view)
        with heart.watching("jumping and sorting"):
            for column in (1, 2, 4, 0):
                screen.view.sortByColumn(column, Qt.SortOrder.AscendingOrder)
                live(0.5)
        with heart.watching("selecting all"):
            screen.view.selectAll()
            live(2)
        screen.view.clearSelection()
        print_memory()
        # In this order: else the judge of the training would compare with the fake tagger.
        measure_training(workspace, window, heart, corrected)
        window.show_screen("library")
        measure_work(workspace, screen.view, heart, folder, files)
        print_memory()
        window.close()
        workspace.close()
        application.processEvents()


def start_cold(screen: LibraryScreen) -> None:
    """Let the system forget what it has read of the library file, and the sidebar count."""
    with screen._workspace.library.path.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    screen.sidebar.read()


def measure_filters(
    screen: LibraryScreen,
    tags: list[str],
    beside: str,
    begin: Callable[[], object] = lambda: None,
) -> None:
    """Print the time from a query to its rows, the shortest and the longest of a few."""
    every: list[float] = []
    for pattern in FILTERS:
        text, took = pattern.format(first=quoted(tags[0]), later=quoted(tags[25])), []
        for _ in range(4):
            show(screen, "")
            begin()
            live(0.02)
            started = time.perf_counter()
            show(screen, text)
            took.append((time.perf_counter() - started) * 1000)
        every += took
        count = len(screen.table.ids)
        print(
            f"filter {text:38} {min(took):6.0f} to {max(took):4.0f} ms{beside} ({count:,} tracks)"
        )
    median, late = np.percentile(every, [50, 95])
    print(f"filters{beside}: median {median:.0f} ms, 95th percentile {late:.0f} ms")


def measure_work(
    workspace: Workspace, view: QTableView, heart: Heartbeat, folder: Path, files: int
) -> None:
    """Print the gaps while files are scanned and suggested for, and the user scrolls."""
    music = folder / "music"
    music.mkdir()
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, (files, 800))
    for number in range(files):
        soundfile.write(music / f"{number:05}.flac", noise[number], 8000)
    plugins = paths.user_plugins_folder()
    plugins.mkdir(parents=True)
    (plugins / FAKE_TAGGER.name).symlink_to(FAKE_TAGGER)
    workspace.use(Settings(model="loudness"))
    for name, start in (
        (f"scanning {files:,} files", lambda: library_jobs.scan_folders(workspace, [music])),
        (f"suggesting for {files:,} files", lambda: suggest(workspace)),
    ):
        with heart.watching(name):
            start()
            while workspace.jobs.jobs:
                scroll(view, 0.5)


def suggest(workspace: Workspace) -> None:
    """Let the fake tagger suggest for the new files: the network is not measured here."""
    library_jobs.suggest_tags(workspace, "format:flac path:music/0")


def measure_training(
    workspace: Workspace, window: MainWindow, heart: Heartbeat, corrected: int
) -> None:
    """Print the gaps while a version is trained and measured, and the versions are compared."""
    workspace.use(Settings(device="cpu", model="synthetic"))
    screen, reports = window.show_screen("library"), list[TrainReport]()
    with heart.watching(f"training on {corrected:,} tracks, scrolling"):
        train_version(workspace, TrainJob(device="cpu", parent="starter"), reports.append)
        while workspace.jobs.jobs:
            scroll(screen.view, 0.5)
    assert reports, f"the training failed: {workspace.jobs.over[-1].failure}"
    print(f"  {reports[0].answers:,} answers, {len(reports[0].epochs)} epochs")
    with heart.watching("showing and comparing the versions"):
        window.show_screen("model")
        until(lambda: bool(workspace.jobs.jobs), "a job")
        until(lambda: not workspace.jobs.jobs, "the end of the job")


def answer(path: Path, corrected: int) -> None:
    """Give the starter the synthetic model's scores of every track, and answer all its tags.

    The answers of the synthetic library are taken back: they are on other tags.
    """
    starter = choose_model(installed_models(), "starter")
    chance, table = np.random.default_rng(2), schema.suggestions.c
    with open_library(path, writing=True) as library, library.write() as connection:
        before = connection.execute(sa.select(schema.decisions.c["track_id", "tag_id"])).all()
        decisions.record_decisions(connection, [Decision(*one, "unseen") for one in before], "user")
        known = register_installed(connection, starter)
        columns = table["track_id", "scores", "windows", "partial", "made_at"]
        synthetic_id = find_model(connection, "synthetic").id
        scored = connection.execute(sa.select(columns).where(table.model_id == synthetic_id)).all()
        features = chance.normal(size=(len(scored), *starter.info.feature_shape)).astype("<f2")
        rows = [{"model_id": known.id, **row._mapping} for row in scored]
        connection.execute(sa.insert(schema.suggestions), rows)
        connection.execute(
            sa.insert(schema.suggestion_features),
            [
                {"model_id": known.id, "track_id": row.track_id, "features": one.tobytes()}
                for row, one in zip(scored, features, strict=True)
            ],
        )
        places = chance.choice(len(scored), corrected, replace=False)
        yes = features[places, 0, : len(known.tags)] > 1  # a rule that can be learned
        given = [
            Decision(scored[place].track_id, tag.tag_id, "yes" if one else "no")
            for place, row in zip(places, yes, strict=True)
            for tag, one in zip(known.tags, row, strict=True)
        ]
        decisions.record_decisions(connection, given, "user")


def show(screen: LibraryScreen, text: str) -> None:
    """Ask a query and wait for the first row to be there."""
    found = []
    screen.table.found.connect(lambda: found.append(True))
    screen.show_query(text)
    until(lambda: bool(found), "what is found")
    until(lambda: not screen.table.ids or screen.table.track(0) is not None, "a row")
    screen.table.found.disconnect()
    screen.table.found.connect(screen._on_found)


def scroll(view: QTableView, seconds: float = 4.0) -> None:
    """Move through the table evenly, a step every 10 ms."""
    bar = view.verticalScrollBar()
    steps = int(seconds * 100)
    for step in range(steps):
        bar.setValue(bar.maximum() * step // steps)
        live(0.01)


def print_memory() -> None:
    """Print the memory of this process, and how much of it is of files, as program code is."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    kib = {name: int(value.split()[0]) for name, value in (one.split(":") for one in lines[:40])
           if name in {"VmRSS", "VmHWM", "RssFile"}}  # fmt: skip
    now, most, of_files = (kib[name] * 1024 / 1e6 for name in ("VmRSS", "VmHWM", "RssFile"))
    print(f"memory: {now:.0f} MB, of it {of_files:.0f} MB of files; at most {most:.0f} MB")


if __name__ == "__main__":
    main()
