"""Whether the window stays awake on a large library: start, filter, scroll, work beside it, memory.

    QT_QPA_PLATFORM=offscreen python benchmarks/ui.py --keep /tmp/library.db
    QT_QPA_PLATFORM=offscreen python benchmarks/ui.py --database postgresql://me@server/archive

Makes a synthetic library as benchmarks/library.py does (or takes the one at --keep, if it is
there, or that in a database, which it changes) and opens the real window on it. A timer that should
fire every 5 ms is the heartbeat: the longest time between two beats is the longest time in which
the window took no key.
"""

import argparse
import compileall
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import library as synthetic
import numpy as np
import PySide6
import soundfile
import sqlalchemy as sa
from event_loop import live, until
from heartbeat import Heartbeat
from mixed_queries import MANY, queries
from process_memory import MemoryWatch, memory_of, reset_peak
from PySide6.QtWidgets import QApplication, QTableView
from window_steps import (
    PATIENCE,
    measure_counts,
    measure_filters,
    measure_screens,
    measure_scrolling,
    measure_selecting,
    measure_sorting,
    measure_typing,
    scroll,
    show,
    sortable,
    start_cold,
)

import tagstudio
from tagstudio.core import paths
from tagstudio.core.library_address import LibraryAddress, library_address
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
from tagstudio.library.tags import decisions
from tagstudio.library.tags.decisions import Decision
from tagstudio.ui.background import library_jobs
from tagstudio.ui.background.model_jobs import train_version
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.responsive import responsive
from tagstudio.ui.library_screen.screen import LibraryScreen
from tagstudio.ui.shell.app import making_ahead
from tagstudio.ui.shell.main_window import SCREENS, MainWindow

STEPS = (
    "filtering",
    "resting",
    "typing",
    "scrolling",
    "counting",
    "sorting",
    "selecting",
    "screens",
)
FAKE_TAGGER = Path(__file__).parent.parent / "tests" / "plugins" / "fake_tagger"
START = """
import sys, time
started = time.perf_counter()
from tagstudio import __main__ as program
from tagstudio.ui.shell import app

def show(*given, show=app._show):
    from tagstudio.ui.library_screen.track_table import TrackTable
    TrackTable._keep = lambda *rows, kept=TrackTable._keep: keep(kept, *rows)
    return show(*given)

def keep(kept, *rows):
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication
    kept(*rows)
    took, worked = time.perf_counter() - started, time.process_time()
    print(f"{took * 1000:.0f} {worked * 1000:.0f}", "torch" in sys.modules, flush=True)
    QTimer.singleShot(0, QApplication.closeAllWindows)

sys.argv = ["tagstudio", "--library", sys.argv[1]]
app._show = show
program.main()
"""


def main() -> None:
    """Make or take the library, then measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--tracks", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="the file to make, or to use if it is there")
    parser.add_argument("--database", help="the address of a library to use, and change")
    parser.add_argument(
        "--files", type=int, default=2000, help="files to scan and suggest for; 0: none"
    )
    parser.add_argument("--corrected", type=int, default=2000, help="tracks to train on; 0: none")
    parser.add_argument("--queries", type=int, default=MANY, help="how many different filters")
    parser.add_argument("--starts", type=int, default=3, help="how often the program is started")
    parser.add_argument("--only", nargs="+", choices=STEPS, default=STEPS, help="the steps to take")
    options = parser.parse_args()
    print(
        f"{platform.platform()}; Python {platform.python_version()}, PySide6 {PySide6.__version__};"
        f" load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    compileall.compile_dir(Path(tagstudio.__file__).parent, quiet=1)  # as in an installation
    with tempfile.TemporaryDirectory() as folder:
        os.environ[paths.HOME_VARIABLE] = str(Path(folder) / "home")
        path: LibraryAddress = Path(folder) / "library.db"
        if options.database:
            path = library_address(options.database)
        else:
            make_or_copy(Path(folder) / "library.db", options.keep, options.tracks)
        open_library(path, writing=True, copying=False).close()  # an older file is migrated here
        measure_start(path, options.starts)
        if options.corrected:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                # what this takes of memory is not the window's
                pool.submit(answer, path, options.corrected).result()
        measure_all(path, Path(folder), options)


def make_or_copy(path: Path, kept: Path | None, tracks: int) -> None:
    """Make a library at `path`, or take a copy of the one that was kept, for it is changed."""
    made = kept or path
    if not made.exists():
        synthetic.make(made, tracks, features=False)
    if made != path:
        shutil.copyfile(made, path)


def measure_all(path: LibraryAddress, folder: Path, options: argparse.Namespace) -> None:
    """Measure the window, and the memory that it and the processes of its jobs take."""
    reset_peak()
    with MemoryWatch() as memory:
        measure_window(path, folder, options)
    memory.print_all("each process")


def measure_start(path: LibraryAddress, times: int) -> None:
    """Print what the program takes from its first module to the first rows on the screen."""
    command = [sys.executable, "-c", START, str(path)]
    subprocess.run(command, capture_output=True, check=True)
    for _ in range(times):
        started, used = time.perf_counter(), os.times()
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        shown, worked, torch = done.stdout.split()[:3]
        whole = (time.perf_counter() - started) * 1000
        now = os.times()
        cpu = now.children_user + now.children_system - used.children_user - used.children_system
        print(
            f"start to first rows: {shown} ms, {worked} ms at work; with loading Python and"
            f" quitting {whole:.0f} ms,"
            f" of it {cpu * 1000:.0f} ms at work; torch loaded: {torch}"
        )


def measure_window(path: LibraryAddress, folder: Path, options: argparse.Namespace) -> None:
    """Print the gaps of everything that a librarian does, and of the work beside it."""
    application = QApplication.instance() or QApplication([])
    screens = [screen.module for screen in SCREENS]
    with responsive(screens) as loading, open_library(path, writing=True) as library:
        workspace = Workspace(library, Settings(model="synthetic"))
        window = MainWindow(workspace)
        loading.loaded.connect(making_ahead(workspace, window).begin)
        window.resize(1280, 800)
        window.show()
        screen, heart = window.show_screen("library"), Heartbeat()
        until(lambda: bool(len(screen.table.ids)), "the tracks", PATIENCE)
        live(3)  # what is loaded and counted after the start
        measure_steps(window, screen, heart, options)
        print_memory("the window after all steps")
        # In this order: else the judge of the training would compare with the fake tagger.
        if options.corrected:
            measure_training(workspace, window, heart, options.corrected)
        if options.files:
            window.show_screen("library")
            measure_work(workspace, screen.view, heart, folder, options.files)
        print_memory("the window after all jobs")
        heart.print_all()
        window.close()
        workspace.close()
        application.processEvents()


def measure_steps(
    window: MainWindow, screen: LibraryScreen, heart: Heartbeat, options: argparse.Namespace
) -> None:
    """Print the times and gaps of all that a librarian does while no job runs."""
    tags = [tag.name for tag in screen._workspace.shown_model().tags]
    steps = {
        "filtering": lambda: measure_filtering(screen, heart, queries(tags, options.queries)),
        "resting": lambda: measure_rest(heart),
        "typing": lambda: measure_typing(screen, heart),
        "scrolling": lambda: measure_scrolling(screen, heart),
        "counting": lambda: measure_counts(screen, heart),
        "sorting": lambda: measure_sorting(screen, heart, sortable(screen)),
        "selecting": lambda: measure_selecting(screen, heart),
        "screens": lambda: measure_screens(window, heart),
    }
    for name in options.only:
        steps[name]()


def measure_filtering(screen: LibraryScreen, heart: Heartbeat, asked: list[str]) -> None:
    """Print the times of filters by themselves, beside the counts, and after a cold start."""
    with heart.watching("filtering"):
        measure_filters(screen, asked, "")
    few = asked[: len(asked) // 6]
    measure_filters(screen, few, ", while the sidebar counts", screen.sidebar.read)
    if not screen._workspace.library.is_shared:  # else it is the server that caches
        measure_filters(screen, few, ", the same with nothing cached", lambda: start_cold(screen))
    show(screen, "")


def measure_rest(heart: Heartbeat) -> None:
    """Print the gaps while nothing is done: what the machine does besides."""
    with heart.watching("nothing (what else the machine does)"):
        live(4)


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


def answer(path: LibraryAddress, corrected: int) -> None:
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


def print_memory(what: str) -> None:
    """Print the memory of this process now and at most, and how much of it is of files."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    now = int(status.split("VmRSS:")[1].split()[0]) * 1024 / 1e6
    taken = memory_of(os.getpid())
    assert taken is not None
    print(
        f"memory, {what}: {now:.0f} MB now, {taken.most:.0f} MB at most so far,"
        f" of it {taken.of_files:.0f} MB of files",
        flush=True,
    )


if __name__ == "__main__":
    main()
