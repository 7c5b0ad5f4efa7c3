from collections.abc import Callable

import pytest

from tagstudio.library.db.database import Library
from tagstudio.library.tracks.known_files import known_files, paths_by_content_key

PATHS = ["/m/a/1", "/m/a/b/2", "/m/a.flac", "/m/ab/3", "/m/b", "/other"]


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("/m/a", ["/m/a/1", "/m/a/b/2"]),
        ("/m/a/", ["/m/a/1", "/m/a/b/2"]),
        ("/m/a/1", ["/m/a/1"]),
        ("/m", PATHS[:5]),
        ("/", PATHS),
        ("/none", []),
    ],
)
def test_files_at_and_under_a_place(
    library: Library, add: Callable[..., list[int]], place: str, expected: list[str]
) -> None:
    add(*PATHS)
    with library.read() as connection:
        assert sorted(known_files(connection, place)) == sorted(expected)


def test_tracks_by_content_hash(small: Library) -> None:
    with small.read() as connection:
        found = paths_by_content_key(connection, [b"/music/a/1.flac", b"unheard of"])
    assert found == {b"/music/a/1.flac": {"/music/a/1.flac": 1}}
