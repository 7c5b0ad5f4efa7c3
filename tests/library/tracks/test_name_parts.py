from pathlib import PurePath

import pytest

from tagstudio.library.tracks.name_parts import folder_of, last_name, stem_of


@pytest.mark.parametrize(
    "path", ["/a/b.mp3", "/a/.hidden", "/a/b.", "/a/b.c.d", "/a", "/a/..x", "/m/A - B/01 C.flac"]
)
def test_the_parts_of_a_path_are_those_of_pathlib(path: str) -> None:
    wanted = PurePath(path)
    assert (folder_of(path), last_name(path), stem_of(path)) == (
        str(wanted.parent),
        wanted.name,
        wanted.stem,
    )
