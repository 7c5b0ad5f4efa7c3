"""A library to test with: empty, or small and known track by track."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tagstudio.audio.facts import Facts
from tagstudio.library import decisions, migration, models, suggestions, tracks
from tagstudio.library.database import Library, open_library
from tagstudio.library.decisions import Decision
from tagstudio.library.models import RegisteredModel, RegisteredTag
from tagstudio.library.suggestions import Scored
from tagstudio.library.tracks import NewTrack


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new library, made once; copy it, do not change it."""
    path = tmp_path_factory.mktemp("empty") / "library.db"
    migration.create(path)
    return path


@pytest.fixture
def path(tmp_path: Path, empty: Path) -> Path:
    """An empty library of the test's own, closed."""
    return Path(shutil.copyfile(empty, tmp_path / "library.db"))


@pytest.fixture
def library(path: Path) -> Iterator[Library]:
    """An empty library, open for writing."""
    with open_library(path, writing=True) as library:
        yield library


@pytest.fixture
def add(library: Library) -> Callable[..., list[int]]:
    """Add tracks at these paths, each with a hash made of its path; return their ids."""

    def add(*paths: str) -> list[int]:
        with library.write() as connection:
            folder = tracks.folder_id(connection, "/music")
            new = [NewTrack(path, 1, 1, path.encode()[-16:], Facts()) for path in paths]
            return tracks.add_tracks(connection, folder, new)

    return add


@pytest.fixture
def model_id(library: Library) -> int:
    """A model that knows jazz (line 0.5), rock (0.4) and "hard rock" (0.3)."""
    outputs = (
        RegisteredTag("jazz", "genre", 0.1, 0.5),
        RegisteredTag("Rock", "genre", 0.2, 0.4),
        RegisteredTag("hard rock", "genre", 0.05, 0.3),
    )
    with library.write() as connection:
        model = RegisteredModel("crnn", "0" * 64, outputs)
        return models.register(connection, "crnn_tagger", model)


@pytest.fixture
def small(library: Library, model_id: int) -> Library:
    """Six tracks, ids 1 to 6.

    1 reviewed, jazz .9; 2 suggested, jazz .6 but decided no; 3 suggested, jazz .2 but decided yes;
    4 missing; 5 failed in the scan; 6 new, with texts full of wildcards and no year.
    """
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
    with library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        assert tracks.add_tracks(connection, folder, new, at=100) == [1, 2, 3, 4, 5, 6]
        scored = [
            Scored(1, (0.9, 0.1, 0.1)),
            Scored(2, (0.6, 0.5, 0.1), partial=True),
            Scored(3, (0.2, 0.3, 0.8)),
            Scored(4, (0.1, 0.7, 0.2)),
        ]
        suggestions.store(connection, model_id, scored, at=200)
        jazz = models.model(connection, model_id).tags[0].tag_id
        said = [Decision(2, jazz, "no"), Decision(3, jazz, "yes")]
        decisions.record(connection, said, "user", at=300)
        tracks.mark_reviewed(connection, [1], at=400)
        tracks.mark_missing(connection, [4], at=500)
    return library


def _track(path: str, facts: Facts, seconds: float = 100.0) -> NewTrack:
    facts = replace(facts, seconds=seconds, format=path.rpartition(".")[2])
    return NewTrack(path, 1000, 10**18, path.encode()[-16:], facts)
