"""Two libraries of the same music under different folders, to be merged."""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tagstudio.audio.metadata.facts import Facts
from tagstudio.core.progress import run
from tagstudio.engine.merging.merge import merge_library
from tagstudio.engine.merging.report import MergeOptions, MergeReport
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.schema import identity
from tagstudio.library.tags import decisions, tags
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack

PIECES = ("a/one", "a/two", "b/three", "b/four")
TAGS = ("jazz", "rock")
SECONDS = 180.0


def made(path: Path, folder: str, pieces: tuple[str, ...] = PIECES, suffix: str = "mp3") -> Library:
    """Make a library of pieces, whose sound is their name, with two tags of a model."""
    opened = open_library(path, writing=True, copying=False)
    with opened.write() as connection:
        # The libraries of tests are copies of one; those of two people are not.
        connection.execute(sa.update(identity).values(library_id=secrets.token_hex(16)))
        new = [
            NewTrack(
                f"{folder}/{piece}.{suffix}",
                1,
                1,
                f"{piece}.{suffix}".encode().ljust(16)[:16],
                Facts(title=piece, seconds=SECONDS),
            )
            for piece in pieces
        ]
        tracks.add_tracks(connection, tracks.folder_id(connection, folder), new)
        for name in TAGS:
            tags.tag_id(connection, name, "genre", "model")
    return opened


@pytest.fixture
def anna(tmp_path: Path) -> Iterator[Library]:
    (tmp_path / "anna").mkdir()
    with made(tmp_path / "anna" / "library.db", "/home/anna/Music") as opened:
        yield opened


@pytest.fixture
def ben(tmp_path: Path) -> Iterator[Library]:
    (tmp_path / "ben").mkdir()
    with made(tmp_path / "ben" / "library.db", "/mnt/nas/Tracks") as opened:
        yield opened


def say(  # noqa: PLR0917 - an answer has these
    library: Library, piece: str, tag: str, state: Any, at: float, source: Any = "user"
) -> None:
    """Answer a tag of the track whose title is a piece."""
    with library.write(durable=True) as connection:
        id = (
            connection.execute(tracks.tracks.select().where(tracks.tracks.c.title == piece))
            .first()
            .id
        )
        known = tags.tag_id(connection, tag, "genre", "user")
        decisions.record_decisions(connection, [Decision(id, known, state)], source, at)


def said(library: Library) -> dict[str, tuple[str, str, int]]:
    """Return the answers by piece and tag: state, source, time."""
    with library.read() as connection:
        names = tags.said_names(connection)
        rows = {row.id: row.title for row in connection.execute(tracks.tracks.select())}
        found = decisions.current(connection, rows)
    return {
        f"{rows[track]} {names[tag]}": tuple(one[:3])
        for track, of_track in found.items()
        for tag, one in of_track.items()
    }


def states(library: Library) -> dict[str, str]:
    """Return the answers by piece and tag: yes or no."""
    return {key: one[0] for key, one in said(library).items()}


def merge(library: Library, other: Library, **options: Any) -> MergeReport:
    """Merge a library that stays open into another one."""
    return run(merge_library(library, other.path, MergeOptions(**options)))
