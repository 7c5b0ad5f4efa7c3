"""Recognise the dataset in a folder, and read it."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tagstudio.core.errors import TagStudioError
from tagstudio.datasets import genre_folders, jamendo, magnatagatune, manifest, million_song
from tagstudio.plugin_api.clips import Clips


class _Format(NamedTuple):
    is_at: Callable[[Path], bool]
    read: Callable[[Path], Clips]
    sign: str


FORMATS = {
    "manifest": _Format(manifest.is_manifest, manifest.read, "manifest.csv"),
    "msd": _Format(million_song.is_million_song, million_song.read, "the lists of the MSD"),
    "jamendo": _Format(jamendo.is_jamendo, jamendo.read, "autotagging.tsv"),
    "magnatagatune": _Format(
        magnatagatune.is_magnatagatune, magnatagatune.read, "annotations_final.csv"
    ),
    "folders": _Format(
        genre_folders.is_genre_folders, genre_folders.read, "a folder of audio files per genre"
    ),
}


def read_dataset(path: Path, format: str = "") -> Clips:
    """Read the dataset at `path`, a folder or a file; "": the first of FORMATS that is there.

    Raises TagStudioError when there is none, or it cannot be read.
    """
    if format and format not in FORMATS:
        raise TagStudioError(
            "datasets.no-format",
            "{format} is no format of a dataset. There are {names}.",
            format=format,
            names=", ".join(FORMATS),
        )
    if not path.exists():
        raise TagStudioError(
            "datasets.nothing",
            "There is nothing at {path}. Give the folder of a dataset.",
            path=path,
        )
    found = format or next((name for name, one in FORMATS.items() if one.is_at(path)), "")
    if not found:
        raise TagStudioError(
            "datasets.none",
            "{path} holds no dataset. Looked for: {signs}.",
            path=path,
            signs=", ".join(one.sign for one in FORMATS.values()),
        )
    return _checked(path, FORMATS[found].read(path))


def _checked(path: Path, clips: Clips) -> Clips:
    if not clips.ids:
        raise TagStudioError("datasets.no-clip", "{path} lists no clip with a tag.", path=path)
    if len(set(clips.ids)) < len(clips.ids):
        twice = next(id for number, id in enumerate(clips.ids) if id in clips.ids[:number])
        raise TagStudioError(
            "datasets.twice",
            "{path} lists {clip} twice. Leave each clip in one place.",
            path=path,
            clip=twice,
        )
    return clips
