"""Find the audio files of a dataset, whose lists give relative names only."""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

_TRIED = 100  # names of the list; a few files may lack
_STEPS_UP = 3  # as from data/splits/split-0 to the folder that holds data


def audio_paths(folder: Path, spellings: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the path of each clip; each of `spellings` names all clips, relative to some folder.

    They are looked for in `folder`, in those above it, and in the folders in each of these. The
    first place and spelling count under which one of the first hundred files is found. Where none
    is, the paths are those of the first spelling in `folder`: the files may be in a complete store
    of decoded clips already, and gone.
    """
    folder = folder.absolute()
    for top in _places(folder):
        for names in spellings:
            if any((top / name).is_file() for name in names[:_TRIED]):
                return tuple(os.path.join(top, name) for name in names)  # noqa: PTH118  250,000
    return tuple(str(folder / name) for name in spellings[0])


def _places(folder: Path) -> Iterator[Path]:
    """Yield the folder and those above it, each with the folders in it."""
    for top in (folder, *folder.parents[:_STEPS_UP]):
        yield top
        with suppress(OSError):
            yield from sorted(place for place in top.iterdir() if place.is_dir())
