"""A library to test with: empty, or small and known track by track."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tagstudio.audio.metadata.facts import Facts
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.schema import suggestion_failures, suggestions
from tagstudio.library.search.pending import pending_tracks
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.folders import in_library
from tagstudio.library.tracks.tracks import NewTrack


@pytest.fixture(autouse=True)
def new_libraries() -> None:
    """Here new libraries are made by the migrations."""


@pytest.fixture
def path(tmp_path: Path, empty_library_file: Path) -> Path:
    """An empty library of the test's own, closed."""
    return Path(shutil.copyfile(empty_library_file, tmp_path / "library.db"))


@pytest.fixture
def library(path: Path) -> Iterator[Library]:
    """An empty library, open for writing."""
    with open_library(path, writing=True, copying=False) as library:
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
def model_id(library: Library, add_model: Callable[[Library], int]) -> int:
    """The model of the six tracks."""
    return add_model(library)


@pytest.fixture
def small(library: Library, add_six: Callable[[Library], int]) -> Library:
    """The six tracks, see `add_six`."""
    add_six(library)
    return library


def suggestion_counts(connection: sa.Connection, model_id: int) -> tuple[int, int, int]:
    """Count the tracks that a model suggested tags for, failed on, and has yet to predict."""
    suggested, failed = (
        connection.scalar(
            sa.select(sa.func.count()).where(
                table.c.model_id == model_id, in_library(table.c.track_id)
            )
        )
        or 0
        for table in (suggestions, suggestion_failures)
    )
    return suggested, failed, len(pending_tracks(connection, model_id))
