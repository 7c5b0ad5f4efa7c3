"""Duplicates: groups of tracks that hold the same recording, in other files or encodings.

Tracks of one content hash are copies. Others can be duplicates where they are alike in sound, by
the stored vectors, or were taken for re-encodings before, and their lengths are near; whether they
are is told by their fingerprints, from the files. These are kept beside the library, so that each
file is decoded once. What the limits miss, and take for one wrongly: docs/decisions/0039.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
import sqlalchemy as sa

from tagstudio.audio.decoding.fingerprint import BITS, Print, difference, likely_shifts
from tagstudio.core.files import replaced_atomically, written_if_possible
from tagstudio.core.messages import message
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.similar.print_reader import PrintReader
from tagstudio.library.db.database import Library
from tagstudio.library.db.schema import same_recordings, tracks
from tagstudio.library.search.pending import never_heard
from tagstudio.library.similar.sound_matrix import SoundMatrix, sounds_in
from tagstudio.library.similar.vector_file import folder_of
from tagstudio.library.tracks.folders import in_library

LEAST_ALIKE = 0.8  # cosine of two vectors, from which two tracks can be one recording
MOST_SECONDS = 11.0  # of difference in length
MOST_DIFFERENT = 0.35  # share of bits of fingerprints, up to which two are one recording
NEAREST = 16  # of a track, that are compared
SAME_LENGTH = 0.15  # seconds of difference that encoders leave between two of one recording
NEAREST_OF_LENGTH = 8  # of a track, that are compared for their length alone
BLOCK = 512  # rows compared at a time
_PRINTS = "prints.npz"
_log = logging.getLogger(__name__)


@dataclass
class DuplicateReport:
    """Groups of track ids, each ascending, that hold one recording; files that were not readable.

    `compared` is the number of pairs whose sound was compared, `not_heard` that of tracks that wait
    for a model to hear them, so that only exact copies of them are found.
    """

    groups: list[list[int]] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    compared: int = 0
    not_heard: int = 0


@dataclass(frozen=True)
class _Track:
    path: str
    key: str  # of its audio data, "" where that is not known
    seconds: float | None


def find_duplicates(library: Library) -> Job[DuplicateReport]:
    """Find the groups of tracks that hold one recording; nothing in the library changes."""
    report = DuplicateReport()
    with library.read() as connection:
        known = _tracks(connection)
        pairs, groups = _told_before(connection, known), _Groups()
        matrix = sounds_in(connection)
        silent = known.keys() & never_heard(connection)
    heard = {int(id) for id in matrix.whole().track_ids} if matrix else set()
    report.not_heard = len(known.keys() - heard - silent)
    report.unreadable = [known[id].path for id in sorted(silent - heard)]
    for copies in _copies(known):
        groups.join_all(copies)
    if matrix is not None:
        for done, found in _near_pairs(matrix, known):
            pairs |= found
            yield Progress(done, len(known), message("duplicates.looking", "comparing vectors"))
    waiting = sorted(pairs)
    place = {one: number for number, one in enumerate(dict.fromkeys(one for one, _ in waiting))}
    listening = message("duplicates.listening", "comparing the tracks that sound alike")
    with PrintReader() as reader, _Prints(library.beside, reader) as prints:
        for one, other in waiting:
            yield Progress(place[one], len(place), listening)
            if groups.are_one(one, other):
                continue
            report.compared += 1
            if _is_same(known[one], known[other], prints, report):
                groups.join_all([one, other])
    report.groups = groups.listed()
    return report


def _is_same(one: _Track, other: _Track, prints: _Prints, report: DuplicateReport) -> bool:
    left, right = prints.of(one, report), prints.of(other, report)
    if left is None or right is None or one.seconds is None or other.seconds is None:
        return False
    shifts = likely_shifts(one.seconds, other.seconds)
    return difference(left, right, shifts) <= MOST_DIFFERENT


def _tracks(connection: sa.Connection) -> dict[int, _Track]:
    columns = tracks.c
    rows = connection.execute(
        sa.select(columns.id, columns.path, columns.content_hash, columns.seconds).where(
            in_library(columns.id), columns.missing_since.is_(None)
        )
    )
    return {row.id: _Track(row.path, (row.content_hash or b"").hex(), row.seconds) for row in rows}


def _copies(known: dict[int, _Track]) -> list[list[int]]:
    by_key: dict[str, list[int]] = {}
    for id, track in known.items():
        if track.key:
            by_key.setdefault(track.key, []).append(id)
    return [ids for ids in by_key.values() if len(ids) > 1]


def _told_before(connection: sa.Connection, known: dict[int, _Track]) -> set[tuple[int, int]]:
    """Return the pairs that were taken for re-encodings when groups of learning were made."""
    columns = same_recordings.c
    rows = connection.execute(
        sa.select(columns.original_id, columns.track_id).where(
            columns.track_id != columns.original_id
        )
    )
    return {_pair(*row) for row in rows if row[0] in known and row[1] in known}


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _near_pairs(
    matrix: SoundMatrix, known: dict[int, _Track]
) -> Iterator[tuple[int, set[tuple[int, int]]]]:
    """Yield how many tracks were looked at, and pairs of tracks alike in sound and length.

    Of tracks of the same length also the nearest that are not alike: another volume moves a vector
    far. In the order of the lengths, so that a block of tracks is compared with those around it
    only.
    """
    vectors = matrix.whole()
    seconds = {id: track.seconds or np.nan for id, track in known.items()}
    lengths = np.array([seconds.get(int(id), np.nan) for id in vectors.track_ids], np.float64)
    order = np.argsort(lengths, kind="stable")[: np.count_nonzero(~np.isnan(lengths))]
    ids, lengths = vectors.track_ids[order], lengths[order]
    points = np.ascontiguousarray(vectors.columns[:, order].T)
    for start in range(0, len(ids), BLOCK):
        block = points[start : start + BLOCK]
        last = int(
            np.searchsorted(lengths, lengths[start + len(block) - 1] + MOST_SECONDS, "right")
        )
        products = block @ points[start:last].T
        apart = np.abs(lengths[None, start:last] - lengths[start : start + len(block), None])
        own = np.arange(len(block))
        apart[own, own] = np.inf
        alike = (products >= LEAST_ALIKE) & (apart <= MOST_SECONDS)
        as_long = ~alike & (apart <= SAME_LENGTH)
        found = set()
        for row, scores in enumerate(products):
            for chosen, most in ((alike[row], NEAREST), (as_long[row], NEAREST_OF_LENGTH)):
                near = np.flatnonzero(chosen)
                if len(near) > most:
                    near = near[np.argsort(-scores[near], kind="stable")[:most]]
                found |= {_pair(int(ids[start + row]), int(ids[start + one])) for one in near}
        yield start + len(block), found


class _Prints:
    """The fingerprints of recordings by the key of their audio data, kept beside the library."""

    def __init__(self, library: Path, reader: PrintReader) -> None:
        self._reader = reader
        self._file = folder_of(library) / _PRINTS
        self._kept = self._read()
        self._made: dict[str, Print] = {}
        self._failed: set[str] = set()

    def of(self, track: _Track, report: DuplicateReport) -> Print | None:
        """Return the fingerprint of a track, None where its file cannot be read."""
        key = track.key or track.path
        found = self._made.get(key, self._kept.get(key))
        if found is not None or track.path in self._failed:
            return found
        made = self._reader.read(track.path)
        if made is None:
            self._failed.add(track.path)
            if track.path not in report.unreadable:
                report.unreadable.append(track.path)
        else:
            self._made[key] = made
        return made

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.keep()  # also when the search was stopped

    def keep(self) -> None:
        """Write those that were made; without room they are made again the next time."""
        named = {key: made for key, made in self._made.items() if "/" not in key}
        if not named:
            return
        every = self._kept | named
        packed: dict[str, Any] = {
            key: np.packbits(one, axis=1) for key, one in every.items() if len(one)
        }
        with (
            written_if_possible(self._file),
            replaced_atomically(self._file) as temporary,
            temporary.open("wb") as file,
        ):
            np.savez(file, **packed)

    def _read(self) -> dict[str, Print]:
        try:
            with np.load(io.BytesIO(self._file.read_bytes()), allow_pickle=False) as stored:
                packed = {key: stored[key] for key in stored.files}
        except FileNotFoundError:
            return {}
        except Exception as error:  # numpy and zipfile raise many kinds on a damaged file
            _log.warning("%s is not used: %s", self._file, error)
            return {}
        return {
            key: np.unpackbits(one, axis=1)
            for key, one in packed.items()
            if one.dtype == np.uint8 and one.ndim == 2 and one.shape[1] == BITS // 8
        }


class _Groups:
    """Tracks in groups, as trees of parents."""

    def __init__(self) -> None:
        self._parents: dict[int, int] = {}

    def join_all(self, ids: Sequence[int]) -> None:
        """Let tracks be of one group."""
        for id in ids:
            one, other = self._root(ids[0]), self._root(id)
            self._parents[max(one, other)] = min(one, other)

    def are_one(self, one: int, other: int) -> bool:
        """Tell whether two tracks are of one group already."""
        return self._root(one) == self._root(other)

    def listed(self) -> list[list[int]]:
        """Return the groups of more than one."""
        groups: dict[int, list[int]] = {}
        for id in sorted(self._parents):
            groups.setdefault(self._root(id), []).append(id)
        return [ids for ids in groups.values() if len(ids) > 1]

    def _root(self, id: int) -> int:
        self._parents.setdefault(id, id)
        while self._parents[id] != id:
            self._parents[id] = self._parents[self._parents[id]]
            id = self._parents[id]
        return id
