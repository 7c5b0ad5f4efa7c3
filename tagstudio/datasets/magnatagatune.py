"""MagnaTagATune: annotations_final.csv, with a column for each of 188 tags.

https://mirg.city.ac.uk/codeapps/the-magnatagatune-dataset
"""

import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import numpy as np

from tagstudio.core.errors import TagStudioError
from tagstudio.datasets.audio_files import audio_paths
from tagstudio.datasets.table import columns_of, read_rows
from tagstudio.plugin_api.clips import Clips
from tagstudio.plugin_api.splits import TEST, TRAIN, VALIDATION

FILE = "annotations_final.csv"
MOST_TAGS = 50  # the most frequent ones, as is usual
# The usual split goes by the first letter of the file's folder.
_SPLITS = {**dict.fromkeys("0123456789ab", TRAIN), "c": VALIDATION, **dict.fromkeys("def", TEST)}
_EXCERPT = re.compile(r"-\d+-\d+$")  # its seconds, at the end of the name


def is_magnatagatune(path: Path) -> bool:
    """Tell whether the file, or the folder's annotations_final.csv, is MagnaTagATune's."""
    file = path / FILE if path.is_dir() else path
    return file.is_file() and {"clip_id", "mp3_path"} <= set(columns_of(file))


def read(path: Path) -> Clips:
    """Read the annotations with the 50 most frequent tags; clips without any of them are left out.

    A tag that a clip lacks is a no. Excerpts of one recording are a group.
    """
    file = path / FILE if path.is_dir() else path
    if not is_magnatagatune(path):
        raise TagStudioError(
            "datasets.no-magnatagatune",
            "{path} holds no MagnaTagATune: {file}, with the columns clip_id and mp3_path.",
            path=path,
            file=FILE,
        )
    rows = [row for _, row in read_rows(file) if row.get("mp3_path", "")]
    names = [name for name in columns_of(file) if name not in {"clip_id", "mp3_path"}]
    labels = np.array([_labels(row, names) for row in rows], np.int8).reshape(-1, len(names))
    frequent = np.sort(np.argsort(-labels.sum(axis=0), kind="stable")[:MOST_TAGS])
    kept = np.flatnonzero(labels[:, frequent].any(axis=1))
    audio_names = [rows[row]["mp3_path"] for row in kept]
    return Clips(
        tags=tuple(names[column] for column in frequent),
        ids=tuple(rows[row]["clip_id"] for row in kept),
        paths=audio_paths(file.parent, [audio_names]),
        groups=tuple(_EXCERPT.sub("", PurePosixPath(name).stem) for name in audio_names),
        answers=labels[np.ix_(kept, frequent)],
        splits=np.array([_split(file, name) for name in audio_names], np.uint8),
    )


def _labels(row: Mapping[str, str], names: list[str]) -> list[int]:
    return [int(row.get(name, "").strip() == "1") for name in names]


def _split(file: Path, name: str) -> int:
    split = _SPLITS.get(name[:1].lower())
    if split is None:
        raise TagStudioError(
            "datasets.odd-folder",
            "{file} names the audio file {name}, but MagnaTagATune's folders are called 0 to f, as"
            " in f/name.mp3.",
            file=file,
            name=name,
        )
    return split
