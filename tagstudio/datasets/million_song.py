"""The Million Song Dataset with the 50 last.fm tags, in its two published forms.

As text: {train,valid,test}_x_msd_id.txt and _x_filename.txt, a clip a line, with {...}_y.npy or
lastfm_tags.db: https://github.com/keunwoochoi/MSD_split_for_tagging. As pickles, a selection of the
same: filtered_list_train.cP (training: its first 201,680, validation: the rest), _test.cP,
msd_id_to_tag_vector.cP, MSD_id_to_7D_id.pkl and 7D_id_to_path.pkl:
https://github.com/jongpillee/music_dataset_split
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tagstudio.core.errors import TagStudioError
from tagstudio.datasets.audio_files import audio_paths
from tagstudio.datasets.label_table import label_table
from tagstudio.datasets.lastfm_database import taggings
from tagstudio.datasets.lastfm_tags import TAGS
from tagstudio.datasets.plain_pickle import load_plain
from tagstudio.datasets.text_encoding import open_text
from tagstudio.plugin_api.clips import Clips
from tagstudio.plugin_api.splits import TEST, TRAIN, VALIDATION

DATABASE, ARTISTS, VECTORS = "lastfm_tags.db", "unique_tracks.txt", "msd_id_to_tag_vector.cP"
_SPLITS = {"train": TRAIN, "valid": VALIDATION, "test": TEST}
_TRAINING_CLIPS = 201_680  # at the head of the pickled training list
_SURE = 50  # a tag counts from above this count on, of 0 to 100, in the published lists
_SOUND = ".clip.mp3"
_SEPARATOR = "<SEP>"  # in unique_tracks.txt: id, song, artist, title


@dataclass(frozen=True)
class _Part:
    """The clips of one split: ids, names of their audio files and labels where they are known."""

    split: int
    ids: list[str]
    names: list[str]
    labels: NDArray[np.int8] | None


def is_million_song(path: Path) -> bool:
    """Tell whether the folder holds the lists of either form."""
    return any((path / name).is_file() for name in ("train_x_msd_id.txt", "train.npy", VECTORS))


def read(path: Path) -> Clips:
    """Read the folder with the lists; the audio files are looked for as `audio_paths` says.

    A tag that a clip lacks is a no. With unique_tracks.txt the artist is a clip's group.
    """
    if not is_million_song(path):
        raise TagStudioError(
            "datasets.no-million-song",
            "{path} holds no lists of the Million Song Dataset: train_x_msd_id.txt (or train.npy),"
            " valid and test, or filtered_list_train.cP with {vectors}.",
            path=path,
            vectors=VECTORS,
        )
    parts = list(_pickled(path) if (path / VECTORS).is_file() else _listed(path))
    ids = [clip_id for part in parts for clip_id in part.ids]
    names = [name for part in parts for name in part.names]
    artists = _artists(path / ARTISTS)
    known = [part.labels for part in parts if part.labels is not None]
    return Clips(
        tags=TAGS,
        ids=tuple(ids),
        paths=audio_paths(path, _spellings(ids, names)),
        groups=tuple(artists.get(clip_id, clip_id) for clip_id in ids),
        answers=np.concatenate(known) if len(known) == len(parts) else _from_database(path, ids),
        splits=np.repeat([part.split for part in parts], [len(part.ids) for part in parts]).astype(
            np.uint8
        ),
    )


def _listed(path: Path) -> Iterator[_Part]:
    for name, split in _SPLITS.items():
        ids = _ids(path, name)
        list_file = path / f"{name}_x_filename.txt"
        labels = path / f"{name}_y.npy"
        yield _Part(
            split,
            ids,
            _lines(list_file, len(ids)) if list_file.is_file() else [],
            _labels(labels, len(ids)) if labels.is_file() else None,
        )


def _ids(path: Path, name: str) -> list[str]:
    array = path / f"{name}.npy"
    if array.is_file():
        return [_text(clip_id) for clip_id in _load_array(array).ravel().tolist()]
    return _lines(path / f"{name}_x_msd_id.txt")


def _lines(file: Path, count: int | None = None) -> list[str]:
    with open_text(file) as opened:
        lines = [line.strip() for line in opened if line.strip()]
    if count is not None and len(lines) != count:
        raise TagStudioError(
            "datasets.wrong-length",
            "{file} has {lines} lines and should have {count}.",
            file=file,
            lines=len(lines),
            count=count,
        )
    return lines


def _labels(file: Path, count: int) -> NDArray[np.int8]:
    array = _load_array(file)
    if array.shape != (count, len(TAGS)):
        raise TagStudioError(
            "datasets.wrong-shape",
            "{file} has the shape {shape}; {count} clips need {wanted}.",
            file=file,
            shape=array.shape,
            count=count,
            wanted=(count, len(TAGS)),
        )
    return (array > 0).astype(np.int8)


def _load_array(file: Path) -> NDArray[Any]:
    try:
        array: NDArray[Any] = np.load(file, allow_pickle=False)
        return array
    except (OSError, ValueError, EOFError) as error:
        raise TagStudioError(
            "datasets.unreadable-array",
            "{file} is no array that can be read: {error}.",
            file=file,
            error=error,
        ) from error


def _pickled(path: Path) -> Iterator[_Part]:
    train = _texts(load_plain(path / "filtered_list_train.cP"))
    separate = path / "filtered_list_valid.cP"
    valid = _texts(load_plain(separate)) if separate.is_file() else train[_TRAINING_CLIPS:]
    training = train if separate.is_file() else train[:_TRAINING_CLIPS]
    test = _texts(load_plain(path / "filtered_list_test.cP"))
    vectors = {_text(id): vector for id, vector in load_plain(path / VECTORS).items()}
    names = _audio_names(path)
    for split, ids in ((TRAIN, training), (VALIDATION, valid), (TEST, test)):
        found = [names[clip_id] for clip_id in ids if clip_id in names]
        yield _Part(split, ids, found, _from_vectors(path / VECTORS, vectors, ids))


def _audio_names(path: Path) -> dict[str, str]:
    """Return the audio files by the ids of the dataset: its id -> 7digital's id -> path."""
    files = [path / "MSD_id_to_7D_id.pkl", path / "7D_id_to_path.pkl"]
    if not all(file.is_file() for file in files):
        return {}
    numbers, names = (
        {_text(key): _text(value) for key, value in load_plain(file).items()} for file in files
    )
    return {clip_id: names[number] for clip_id, number in numbers.items() if number in names}


def _from_vectors(file: Path, vectors: Mapping[str, Any], ids: Sequence[str]) -> NDArray[np.int8]:
    labels = np.zeros((len(ids), len(TAGS)), np.int8)
    for row, clip_id in enumerate(ids):
        vector = np.asarray(vectors[clip_id]).ravel() if clip_id in vectors else np.zeros(0)
        if len(vector) != len(TAGS):
            raise TagStudioError(
                "datasets.no-labels-of",
                "{file} has no {count} labels for {clip}.",
                file=file,
                count=len(TAGS),
                clip=clip_id,
            )
        labels[row] = vector > 0
    return labels


def _from_database(path: Path, ids: Sequence[str]) -> NDArray[np.int8]:
    file = path / DATABASE
    if not file.is_file():
        raise TagStudioError(
            "datasets.no-labels",
            "{path} holds no labels: train_y.npy, valid_y.npy and test_y.npy, or {database}.",
            path=path,
            database=DATABASE,
        )
    tagged: dict[str, list[str]] = {clip_id: [] for clip_id in ids}
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
            for _, clip_id, tag, count in taggings(database, tagged):
                if count > _SURE:
                    tagged[clip_id].append(tag)
    except sqlite3.Error as error:
        raise TagStudioError(
            "datasets.odd-database",
            "{file} cannot be read as last.fm's database of tids, tags and tid_tag: {error}.",
            file=file,
            error=error,
        ) from error
    return label_table(list(tagged.values()), TAGS)


def _spellings(ids: Sequence[str], names: Sequence[str]) -> list[list[str]]:
    """Return the possible names of the audio files: from the lists, then from the ids."""
    by_id = [[f"{id}{end}" for id in ids] for end in (".mp3", _SOUND)]
    by_letters = [f"{id[2:3]}/{id[3:4]}/{id[4:5]}/{id}.mp3" for id in ids]
    if len(names) != len(ids):
        return [by_letters, *by_id]
    bare = [name.removesuffix(".npy").removesuffix(_SOUND).removesuffix(".mp3") for name in names]
    return [[name + end for name in bare] for end in (_SOUND, ".mp3")] + [by_letters, *by_id]


def _artists(file: Path) -> dict[str, str]:
    if not file.is_file():
        return {}
    with open_text(file) as opened:
        cells = (line.rstrip("\r\n").split(_SEPARATOR) for line in opened)
        return {row[0]: f"artist {row[2]}" for row in cells if len(row) == 4}


def _texts(values: Sequence[object]) -> list[str]:
    return [_text(value) for value in values]


def _text(value: object) -> str:
    return value.decode("latin1") if isinstance(value, bytes) else str(value)
