"""A library to test with: empty, or small and known track by track."""

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tagstudio.audio.metadata.facts import Facts
from tagstudio.core.library_address import LibraryAddress
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.schema import removed_tracks, suggestion_failures
from tagstudio.library.db.schema import suggestions as suggestion_table
from tagstudio.library.models import models, suggestions, user_thresholds
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.models.user_thresholds import UserThreshold
from tagstudio.library.search.execute import matching_tracks
from tagstudio.library.search.pending import pending_tracks
from tagstudio.library.search.query import Query
from tagstudio.library.tags import tags
from tagstudio.library.tags.decisions import Decision, record_decisions
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
def library(library_address: LibraryAddress, request: pytest.FixtureRequest) -> Iterator[Library]:
    """An empty library, open for writing."""
    if isinstance(library_address, Path):
        library_address = request.getfixturevalue("path")
    with open_library(library_address, writing=True, copying=False) as library:
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


@pytest.fixture
def many(library: Library, model_id: int) -> Library:
    """2,600 tracks, ids 1 to 2,600, in two whole blocks of `score_columns` and a part of one."""
    with library.write() as connection:
        tracks.folder_id(connection, "/music")
        fixed = {"folder_id": 1, "size": 1, "mtime_ns": 1, "added": 1}
        rows = [{"id": id, "path": f"/music/{id}", **fixed} for id in range(1, 2601)]
        connection.execute(sa.insert(tracks.tracks), rows)
    return library


def change_at_random(connection: sa.Connection, model_id: int, seed: int) -> None:
    """Score some of `many` anew, with many equal scores, and some not; decide and remove some.

    A score is one of 0, 1/8 ... 1, and so is each threshold. Some tracks were reviewed, before some
    of the tags were there, at their time and later; of these some are missing, and some failed.
    """
    chance = random.Random(seed)
    for _ in range(chance.randrange(1, 4)):
        ids = chance.sample(range(1, 2601), chance.choice([3, 400, 2000]))
        eighths = (tuple(chance.randrange(9) / 8 for _ in range(3)) for _ in ids)
        scored = [Scored(id, scores) for id, scores in zip(ids, eighths, strict=True)]
        suggestions.store(connection, model_id, scored)
        suggestions.forget(connection, chance.sample(range(1, 2601), chance.choice([0, 5, 900])))
    model = models.model(connection, model_id)
    for tag in model.tags:
        user_thresholds.set_threshold(
            connection, model, tag.tag_id, UserThreshold(chance.randrange(1, 9) / 8)
        )
        ids = chance.sample(range(1, 2601), chance.randrange(300))
        answers = [Decision(id, tag.tag_id, chance.choice(["yes", "no"])) for id in ids]
        record_decisions(connection, answers, "user")
        of_tag = sa.update(tags.tags).where(tags.tags.c.id == tag.tag_id)
        connection.execute(of_tag.values(added=chance.randrange(5)))
    signs = ({"missing_since": 9}, {"failure_code": "truncated"}, *[{}] * 8)
    for id in chance.sample(range(1, 2601), 600):
        values = {"reviewed_at": chance.randrange(5), **chance.choice(signs)}
        connection.execute(sa.update(tracks.tracks).where(tracks.tracks.c.id == id).values(values))
    gone = [{"track_id": id} for id in chance.sample(range(1, 2601), 20)]
    connection.execute(sa.delete(removed_tracks))
    connection.execute(sa.insert(removed_tracks), gone)


def found_by(connection: sa.Connection, query: Query, model: models.Model | None) -> set[int]:
    """Return the tracks that a query finds, each of which it must find once."""
    found = matching_tracks(connection, query, model)
    assert found is not None
    assert len(set(found.tolist())) == len(found)
    return set(found.tolist())


def suggestion_counts(connection: sa.Connection, model_id: int) -> tuple[int, int, int]:
    """Count the tracks that a model suggested tags for, failed on, and has yet to predict."""
    suggested, failed = (
        connection.scalar(
            sa.select(sa.func.count()).where(
                table.c.model_id == model_id, in_library(table.c.track_id)
            )
        )
        or 0
        for table in (suggestion_table, suggestion_failures)
    )
    return suggested, failed, len(pending_tracks(connection, model_id))
