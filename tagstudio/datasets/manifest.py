"""A manifest of files with last.fm tags, manifest.csv: the format for a dataset of one's own."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from tagstudio.core.errors import TagStudioError
from tagstudio.datasets.lastfm_tags import TAGS, spelled_as_usual
from tagstudio.datasets.splits import split_of_groups
from tagstudio.datasets.table import columns_of, read_rows
from tagstudio.plugin_api.clips import Clips
from tagstudio.plugin_api.examples import NO, UNSEEN, YES

FILE = "manifest.csv"
_COLUMNS = {"file", "tags", "track"}
_ONE_GENRE = "gtzan:"  # a track of that dataset has one of its genres, and none of the others


def is_manifest(path: Path) -> bool:
    """Tell whether the file, or the folder's manifest.csv, is a manifest."""
    file = path / FILE if path.is_dir() else path
    return file.is_file() and set(columns_of(file)) >= _COLUMNS


def read(path: Path) -> Clips:
    """Read a manifest with the columns file, tags (of the 50, separated by ";") and track.

    A tag named is a yes; all others are unseen, but for tracks called gtzan:... Their genres
    exclude each other, so the other tags of such tracks are noes. `track` names the recording: its
    excerpts are a group, and groups are split by hash.
    """
    file = path / FILE if path.is_dir() else path
    if not is_manifest(path):
        raise TagStudioError(
            "datasets.no-manifest",
            "{path} holds no {file} with the columns file, tags and track.",
            path=path,
            file=FILE,
        )
    rows = [(line, row) for line, row in read_rows(file) if row.get("file", "")]
    tagged = [_tags(file, line, row) for line, row in rows]
    groups = tuple(row.get("track", "") or row["file"] for _, row in rows)
    only_one = [group.startswith(_ONE_GENRE) for group in groups]
    genres = {name for names, one in zip(tagged, only_one, strict=True) if one for name in names}
    labels = np.full((len(rows), len(TAGS)), UNSEEN, np.int8)
    for row, (names, one) in enumerate(zip(tagged, only_one, strict=True)):
        labels[row, _columns(genres if one else set())] = NO
        labels[row, _columns(names)] = YES
    return Clips(
        tags=TAGS,
        ids=tuple(row["file"] for _, row in rows),
        paths=tuple(str(file.absolute().parent / row["file"]) for _, row in rows),
        groups=groups,
        answers=labels,
        splits=split_of_groups(groups),
    )


def _tags(file: Path, line: int, row: Mapping[str, str]) -> set[str]:
    names = {spelled_as_usual(name.strip()) for name in row.get("tags", "").split(";")} - {""}
    if unknown := sorted(names.difference(TAGS)):
        raise TagStudioError(
            "datasets.unknown-tag",
            "{file} has the tag {tag} in line {line}, which is none of the 50 last.fm tags.",
            file=file,
            tag=unknown[0],
            line=line,
        )
    return names


def _columns(names: set[str]) -> list[int]:
    return [TAGS.index(name) for name in names]
