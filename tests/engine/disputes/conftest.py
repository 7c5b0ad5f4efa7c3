"""A library with tracks at made-up paths."""

from collections.abc import Callable, Iterator

import pytest

from tagstudio.audio.metadata.facts import Facts
from tagstudio.core.library_address import LibraryAddress
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack


@pytest.fixture
def library(library_address: LibraryAddress) -> Iterator[Library]:
    """An empty library, open for writing."""
    with open_library(library_address, writing=True, copying=False) as library:
        yield library


@pytest.fixture
def add(library: Library) -> Callable[..., None]:
    """Add tracks at these paths."""

    def add(*paths: str) -> None:
        with library.write() as connection:
            folder = tracks.folder_id(connection, "/music")
            new = [NewTrack(path, 1, 1, path.encode()[-16:], Facts()) for path in paths]
            tracks.add_tracks(connection, folder, new)

    return add
