"""Shared fixtures: the folder of real music, and a small library whose tracks are listed here."""

import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tagstudio.audio.metadata.facts import Facts
from tagstudio.core.progress import Job, Progress
from tagstudio.learning.folds import FOLDS
from tagstudio.library.db import migration
from tagstudio.library.db.database import Library
from tagstudio.library.models import models, suggestions
from tagstudio.library.models.models import RegisteredModel, RegisteredTag
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.tags import decisions
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack
from tagstudio.plugin_api.examples import NO, UNSEEN, YES, Examples
from tagstudio.plugin_api.vocabulary import lastfm_tag_infos

if TYPE_CHECKING:
    from postgresql_server import Server

    from tagstudio.core.library_address import LibraryAddress

REPOSITORY = Path(__file__).parent.parent
sys.path.insert(0, str(REPOSITORY / "benchmarks"))
REAL_DATA = Path(os.environ.get("TAGSTUDIO_TEST_DATA", REPOSITORY.parent / "shared" / "data"))
MEMORY = Path("/dev/shm")  # a file system in memory, on Linux
ROOM = 4 << 30  # bytes; a whole run takes a small part of them
LONG_AND_LAST = {"test_no_connections.py", "test_pages_look_again.py", "test_every_key.py"}


def pytest_configure() -> None:
    """Put the folders of the tests into memory: half of a test's time is waiting for the disk.

    Each transaction of a library does so, and each file that is replaced atomically.
    """
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_collection_finish() -> None:
    """Spare the garbage collector what the imports made: half a million objects, which stay."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder with published/, library/, clips/ and manifest.csv; skips the test where absent."""
    if not REAL_DATA.is_dir():
        pytest.skip(f"no real music at {REAL_DATA}; set TAGSTUDIO_TEST_DATA to its folder")
    return REAL_DATA


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test has the program's folders to itself."""
    folder = tmp_path / "home"
    monkeypatch.setenv("TAGSTUDIO_HOME", str(folder))
    return folder


@pytest.fixture(autouse=True)
def libraries_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the libraries of a test at its end: thousands of them make each collection slow."""
    monkeypatch.setattr("tagstudio.library.db.library._opened", {})


@pytest.fixture(scope="session")
def empty_library_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new library, made once; copy it, do not change it."""
    path = tmp_path_factory.mktemp("empty") / "library.db"
    migration.create(path)
    return path


@pytest.fixture(autouse=True)
def new_libraries(monkeypatch: pytest.MonkeyPatch, empty_library_file: Path) -> None:
    """Make each new library by copying one: all the migrations take longer than most tests."""
    monkeypatch.setattr(migration, "create", lambda path: shutil.copyfile(empty_library_file, path))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test that asks for `library_address` on both databases.

    But not one that asks for the `path` of a file, nor one marked `sqlite_only`, with its reason.
    """
    if "database_kind" in metafunc.fixturenames:
        on_file = "path" in metafunc.fixturenames
        metafunc.parametrize("database_kind", ["sqlite"] if on_file else ["sqlite", "postgresql"])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only a library file has, on PostgreSQL; start the long files that come last.

    At the end of a run one worker would be busy with such a file, and the others wait for it.
    """
    items.sort(key=lambda item: item.path.name not in LONG_AND_LAST)
    of_file = [
        item
        for item in items
        if item.get_closest_marker("sqlite_only")
        and getattr(item, "callspec", None)
        and item.callspec.params.get("database_kind") == "postgresql"
    ]
    if of_file:
        config.hook.pytest_deselected(items=of_file)
        items[:] = [item for item in items if item not in set(of_file)]


@pytest.fixture(scope="session")
def postgresql() -> "Iterator[Server]":
    """A running PostgreSQL server; skips the test where none can be started."""
    from postgresql_server import reason_against, running_server

    if reason := reason_against():
        pytest.skip(reason)
    with running_server() as server:
        yield server


@pytest.fixture
def library_address(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> "Iterator[LibraryAddress]":
    """Where a library can be made, or in PostgreSQL an empty one that is there."""
    if database_kind == "sqlite":
        yield tmp_path / "library.db"
    else:
        with request.getfixturevalue("postgresql").library() as address:
            yield address


@pytest.fixture
def measured_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure in this process: starting another one takes a second each time."""

    def here(at: Progress, work: Callable[..., object], *arguments: object) -> Job[object]:
        yield at
        return work(*arguments)

    for module in (
        "doubts.find_doubts",
        "evaluation.evaluate",
        "evaluation.out_of_fold",
        "evaluation.version_diff",
    ):
        monkeypatch.setattr(f"tagstudio.engine.{module}.call_in_child", here)


@pytest.fixture
def add_six() -> Callable[[Library], int]:
    """Fill an empty library with six tracks, ids 1 to 6; return the id of the model it knows.

    1 reviewed, jazz .9; 2 suggested, jazz .6 but decided no; 3 suggested, jazz .2 but decided yes,
    hard rock .8; 4 missing; 5 failed in the scan; 6 new, with texts full of wildcards and no year.
    The model has the tags jazz (threshold .5), Rock (.4) and "hard rock" (.3).
    """
    return _add_six


@pytest.fixture
def add_model() -> Callable[[Library], int]:
    """Make the model of the six tracks known to a library, and return its id."""
    return _add_model


def _add_model(library: Library) -> int:
    outputs = (
        RegisteredTag("jazz", "genre", 0.1, 0.5),
        RegisteredTag("Rock", "genre", 0.2, 0.4),
        RegisteredTag("hard rock", "mood", 0.05, 0.3),
    )
    with library.write() as connection:
        model = RegisteredModel("crnn", "0" * 64, outputs)
        return models.register(connection, "crnn_tagger", model)


def _add_six(library: Library) -> int:
    model_id = _add_model(library)
    new = [
        _track(
            "/music/a/1.flac",
            Facts("Blue Train", "John Coltrane", "Blue Train", "", 1957, ("Hard Bop",)),
        ),
        _track(
            "/music/a/2.flac",
            Facts("Naima", "John Coltrane", "Giant Steps", "", 1960, ("Jazz", "Bop")),
        ),
        _track("/music/b/3.mp3", Facts("Ruby, My Dear", "Thelonious Monk", "Monk", "", 1970), 200),
        _track("/music/b/4.mp3", Facts("Ænima", "TOOL", "Ænima", "Tool", 1996, ("Metal",)), 400),
        NewTrack("/music/c/5.ogg", 5, 5, None, None, "truncated", "The file ends too soon."),
        _track("/music/c/6_100%.ogg", Facts("100% [*]", "AC_DC", "Back\\slash?"), 61.5),
    ]
    scored = [
        Scored(1, (0.9, 0.1, 0.1)),
        Scored(2, (0.6, 0.5, 0.1), partial=True),
        Scored(3, (0.2, 0.3, 0.8)),
        Scored(4, (0.1, 0.7, 0.2)),
    ]
    with library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        assert tracks.add_tracks(connection, folder, new, at=100) == [1, 2, 3, 4, 5, 6]
        suggestions.store(connection, model_id, scored, at=200)
        jazz = models.model(connection, model_id).tags[0].tag_id
        decided = [Decision(2, jazz, "no"), Decision(3, jazz, "yes")]
        decisions.record_decisions(connection, decided, "user", at=300)
        tracks.mark_reviewed(connection, [1], at=400)
        tracks.mark_missing(connection, [4], at=500)
    return model_id


def _track(path: str, facts: Facts, seconds: float = 100.0) -> NewTrack:
    facts = replace(facts, seconds=seconds, format=path.rpartition(".")[2])
    return NewTrack(path, 1000, 10**18, path.encode()[-16:], facts)


@pytest.fixture(scope="session")
def make_examples() -> Callable[..., Examples]:
    """Maps of noise, 15 x 8, for a model of the last.fm tags; rock and jazz depend on a direction.

    The first `answered` tracks have answers to both; the second half of these and `rest` tracks
    without answers stand for the library. The folds take turns.
    """

    def make(answered: int = 40, rest: int = 20, windows: int = 1, seed: int = 0) -> Examples:
        n = answered + rest
        numbers = np.random.default_rng(seed)
        maps = numbers.normal(size=(n, windows, 15, 8)) / 2 + numbers.normal(size=(n, 1, 1, 8))
        targets = np.full((n, 50), UNSEEN, np.int8)
        for direction, tag in enumerate((0, 9)):
            truth = maps[:answered, ..., direction].mean(axis=(1, 2)) > 0
            targets[:answered, tag] = np.where(truth, YES, NO)
        return Examples(
            tags=tuple(tag.name for tag in lastfm_tag_infos()),
            track_ids=np.arange(n) + 100,
            paths=tuple(f"/music/{index}.mp3" for index in range(n)),
            features=maps.reshape(-1, 15, 8).astype(np.float16),
            windows=np.full(n, windows),
            targets=targets,
            weights=(targets != UNSEEN).astype(np.float32),
            folds=(np.arange(n) % FOLDS).astype(np.int8),
            sample=np.arange(n) >= answered // 2,
        )

    return make
