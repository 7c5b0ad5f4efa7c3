from collections.abc import Callable

import pytest

from tagstudio.library.db.database import Library
from tagstudio.library.tracks import known_files as known_files_module
from tagstudio.library.tracks.known_files import (
    ids_under,
    known_files,
    paths_by_content_key,
    present_paths,
)

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
    library: Library,
    add: Callable[..., list[int]],
    monkeypatch: pytest.MonkeyPatch,
    place: str,
    expected: list[str],
) -> None:
    add(*PATHS)
    monkeypatch.setattr(known_files_module, "_IDS", 2)
    with library.read() as connection:
        ids, behind = ids_under(connection, place, b"")
        found = ids
        while behind:
            assert 0 < len(ids) <= 2
            ids, behind = ids_under(connection, place, behind)
            found = found + ids
        paths = present_paths(connection, found)
    assert [paths[id] for id in found] == sorted(expected)


def test_tracks_by_content_hash(small: Library) -> None:
    with small.read() as connection:
        found = paths_by_content_key(connection, [b"/music/a/1.flac", b"unheard of"])
    assert found == {b"/music/a/1.flac": {"/music/a/1.flac": 1}}


def test_files_at_paths_however_many(library: Library, add: Callable[..., list[int]]) -> None:
    odd = "/m/ödd"
    many = [f"/m/{number}" for number in range(1200)]
    ids = add(odd, *many)
    with library.read() as connection:
        found = known_files(connection, ["/nowhere", odd, *many])
    assert {path: known.id for path, known in found.items()} == dict(
        zip([odd, *many], ids, strict=True)
    )
