"""GTZAN and datasets of the same layout: a folder per genre, with its excerpts in it."""

import re
from pathlib import Path

from tagstudio.audio.files.formats import SUFFIXES
from tagstudio.core.errors import TagStudioError
from tagstudio.datasets.label_table import label_table
from tagstudio.datasets.lastfm_tags import spelled_as_usual
from tagstudio.datasets.splits import split_of_groups
from tagstudio.plugin_api.clips import Clips

_FEWEST = 2  # genres
_NUMBERED = re.compile(r".*?\d{3,}")  # blues.00010 in blues.00010.3


def is_genre_folders(path: Path) -> bool:
    """Tell whether two folders in `path`, or in its folder genres, hold audio files."""
    return len(_genres(path)) >= _FEWEST


def read(path: Path) -> Clips:
    """Read folders of excerpts: a genre is a yes for the files in its folder, a no for the rest.

    A genre that is a last.fm tag but for case and punctuation is spelled like that tag (hiphop is
    Hip-Hop), else like its folder. Excerpts of one track have the track's number in their names;
    tracks are split by hash.
    """
    genres = _genres(path)
    if len(genres) < _FEWEST:
        raise TagStudioError(
            "datasets.no-genres",
            "{path} holds no two folders with audio files, one for each genre.",
            path=path,
        )
    files = [file for folder in genres.values() for file in folder]
    named = [[spelled_as_usual(name)] for name, folder in genres.items() for _ in folder]
    tags = sorted({name for [name] in named})
    groups = tuple(f"{file.parent.name}/{_track(file)}" for file in files)
    return Clips(
        tags=tuple(tags),
        ids=tuple(f"{file.parent.name}/{file.name}" for file in files),
        paths=tuple(str(file.absolute()) for file in files),
        groups=groups,
        answers=label_table(named, tags),
        splits=split_of_groups(groups),
    )


def _genres(path: Path) -> dict[str, list[Path]]:
    """Return the audio files by the name of their folder, where there are any."""
    tops = [path / "genres", path / "genres_original", path]
    top = next((top for top in tops if top.is_dir()), None)
    folders = sorted(place for place in top.iterdir() if place.is_dir()) if top else []
    found = {folder.name: _audio_files(folder) for folder in folders}
    return {name: files for name, files in found.items() if files}


def _audio_files(folder: Path) -> list[Path]:
    return sorted(
        file
        for file in folder.iterdir()
        if file.suffix.lower() in SUFFIXES and not file.name.startswith(".")
    )


def _track(file: Path) -> str:
    """Return the name up to its first number of three digits or more, or all of it."""
    numbered = _NUMBERED.match(file.stem)
    return numbered.group() if numbered else file.stem
