"""`tagstudio watch`: take up what changes in the library's folders, until it is stopped."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from tagstudio.cli.invocation import Invocation, invocation
from tagstudio.cli.printing.output import answer, numbered, problem_line
from tagstudio.cli.scan import counted
from tagstudio.core.errors import TagStudioError
from tagstudio.core.library_address import LibraryAddress, may_be_there
from tagstudio.core.low_priority import lower_priority
from tagstudio.core.power import on_battery
from tagstudio.core.progress import Progress, run
from tagstudio.core.settings import load_settings

if TYPE_CHECKING:
    from tagstudio.engine.jobs.library_specs import ScanJob
    from tagstudio.engine.watching.folder_watch import FolderWatch
    from tagstudio.library.db.database import Library

LOCK_SECONDS = 5.0  # between two tries to open a library that somebody else changes
WANTED_SECONDS = 1.0  # between two looks whether somebody else wants the library
POWER_SECONDS = 30.0  # between two looks at the battery, and at the folders of the library


class _OnBatteryError(Exception):
    """The computer runs on its battery now."""


class _WantedError(Exception):
    """Somebody else wants to change the library."""


def watch_folders(
    context: typer.Context,
    folders: Annotated[
        list[Path] | None,
        typer.Argument(help="Folders to add and to watch; without any, those of the library."),
    ] = None,
    suggest: Annotated[
        bool, typer.Option("--suggest/--no-suggest", help="Also suggest tags for new tracks.")
    ] = True,
    poll: Annotated[
        float,
        typer.Option(
            min=0,
            metavar="SECONDS",
            help="Look through all folders so often, where the system does not tell of changes;"
            " 0: only where it is known not to.",
        ),
    ] = 0,
) -> None:
    """Scan what changes in folders, and suggest tags for new tracks, until Ctrl+C.

    A file is taken up when it has rested for some seconds. It begins with a scan, so nothing is
    missed while it was not running. It works at low priority, holds the library only while it
    works, and does not listen on battery (watch_on_battery in the settings).
    """
    call = invocation(context)
    before = signal.signal(signal.SIGTERM, _end)
    lower_priority()
    try:
        _Watching(call, folders or [], suggest).run(poll)
    except KeyboardInterrupt:
        answer("Stopped watching. What was done is kept.")
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


class _Watching:
    """Watches folders and does the jobs that follow, each on the library opened for it alone."""

    def __init__(self, call: Invocation, folders: list[Path], suggest: bool) -> None:
        self._path = call.library
        self._named = [os.path.abspath(one.expanduser()) for one in folders]  # noqa: PTH100
        self._suggest = suggest
        self._is_heard = True  # whether no track may wait for suggestions
        self._said = ""
        self._seen: tuple[int, ...] = ()

    def run(self, poll_seconds: float) -> NoReturn:
        """Watch until an exception ends it."""
        from tagstudio.engine.jobs.library_specs import ScanJob
        from tagstudio.engine.watching.folder_watch import FolderWatch

        with FolderWatch(poll_seconds=poll_seconds) as watch:
            watch.follow(self._named or self._folders())
            self._scan(ScanJob(folders=tuple(map(Path, self._named))))
            self._follow(watch)
            count = numbered(len(self._named or self._folders()), "folder")
            answer(f"Watching {count}; Ctrl+C ends it.")
            self._go_on_hearing()
            while True:
                places = watch.wait(POWER_SECONDS)
                for notice in watch.take_notices():
                    answer(str(notice))
                is_new = bool(places) and self._scan(ScanJob(places=tuple(map(Path, places))))
                if is_new or (not self._is_heard and self._may_hear()):
                    self._go_on_hearing()
                self._follow(watch)

    def _folders(self) -> list[str]:
        """Return the folders of the library as it is now."""
        from tagstudio.library.db.database import open_library
        from tagstudio.library.tracks.tracks import folders

        if not may_be_there(self._path):
            return []
        with open_library(self._path, writing=False) as library, library.read() as connection:
            return [folder.path for folder in folders(connection)]

    def _follow(self, watch: "FolderWatch") -> None:
        """Watch the folders that the library has now, where it has changed."""
        now = _state(self._path)
        if not self._named and now != self._seen:
            watch.follow(self._folders())
            self._seen = now
        for notice in watch.take_notices():
            answer(str(notice))

    @contextmanager
    def _opened(self) -> "Iterator[Library]":
        """Open the library for writing, once nobody else does; others need not wait long for it."""
        from tagstudio.library.db.sqlite.lock import giving_way

        # Of a database nobody holds the lock for longer than a transaction.
        file = self._path if isinstance(self._path, Path) else None
        with self._open() as library, giving_way(file) if file else nullcontext():
            yield library

    def _open(self) -> "Library":
        from tagstudio.library.db.database import open_library

        while True:
            try:
                return open_library(self._path, writing=True)
            except TagStudioError as error:
                if error.message.key != "library.locked":
                    raise
                self._say_once(f"Waiting: {error}")
            time.sleep(LOCK_SECONDS)

    def _scan(self, spec: "ScanJob") -> bool:
        """Scan what changed; return whether anything had."""
        from tagstudio.engine.jobs.specs import run as job_of

        with self._opened() as library:
            self._said = ""
            report = run(job_of(library, spec))
            found = counted(report)
            for problem in report.problems:
                answer(problem_line(problem))
        self._print(found)
        self._is_heard = self._is_heard and not found
        return bool(found)

    def _go_on_hearing(self) -> None:
        """Suggest tags for the tracks that wait; whoever wants the library goes first."""
        if not self._suggest:
            return
        try:
            with self._opened() as library:
                self._print(self._hear(library))
        except _WantedError:
            self._say_once("Giving way to another TagStudio that wants the library.")
            time.sleep(2 * LOCK_SECONDS)

    def _may_hear(self) -> bool:
        return self._suggest and (load_settings().watch_on_battery or not on_battery())

    def _hear(self, library: "Library") -> list[str]:
        """Suggest tags; return what to say of it. On battery the tracks wait."""
        from tagstudio.engine.jobs.library_specs import SuggestJob
        from tagstudio.engine.jobs.specs import run as job_of

        settings = load_settings()
        if not self._may_hear():
            self._is_heard = False
            self._say_once("On battery: new tracks are listened to when it is charged again.")
            return []
        spec = SuggestJob(model=settings.model, device=settings.device, windows=settings.windows)
        try:
            report = run(job_of(library, spec), _Checks(self._path, settings.watch_on_battery))
        except _OnBatteryError:
            return self._hear(library)
        except TagStudioError as error:
            self._is_heard = True
            self._say_once(str(error))
            return []
        self._is_heard = True
        for problem in report.problems:
            answer(problem_line(problem))
        heard = f"suggestions from {report.model}: {numbered(report.suggested, 'track')}"
        failed = f"{len(report.problems):,} failed"
        return [heard] * bool(report.suggested) + [failed] * bool(report.problems)

    def _say_once(self, sentence: str) -> None:
        if sentence != self._said:
            self._said = sentence
            answer(sentence)

    def _print(self, found: list[str]) -> None:
        """Print a line for a batch, at once also where nobody looks at it now."""
        if found:
            print(f"{time.strftime('%Y-%m-%d %H:%M:%S')}  {', '.join(found)}")
            sys.stdout.flush()


class _Checks:
    """Ends a job, as it reports, when the library is wanted or the computer runs on its battery."""

    def __init__(self, library: LibraryAddress, on_battery_too: bool) -> None:
        self._library = library
        self._on_battery_too = on_battery_too
        self._wanted_at = self._power_at = time.monotonic()

    def __call__(self, progress: Progress) -> None:
        from tagstudio.library.db.sqlite.lock import is_wanted

        now = time.monotonic()
        if now - self._wanted_at > WANTED_SECONDS:
            self._wanted_at = now
            if isinstance(self._library, Path) and is_wanted(self._library):
                raise _WantedError
        if not self._on_battery_too and now - self._power_at > POWER_SECONDS:
            self._power_at = now
            if on_battery():
                raise _OnBatteryError


def _state(path: LibraryAddress) -> tuple[int, ...]:
    """Return numbers that differ once a library may have changed; of a database each time."""
    if not isinstance(path, Path):
        return (time.monotonic_ns(),)
    found: list[int] = []
    for one in (path, path.with_name(f"{path.name}-wal")):
        try:
            status = one.stat()
        except OSError:
            continue
        found += [status.st_size, status.st_mtime_ns]
    return tuple(found)
