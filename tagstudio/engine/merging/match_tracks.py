"""Match the tracks of another library with those of this one: by sound, else by path.

By sound: of one content hash. By path: under the same folders, or under folders that lie elsewhere
here. Where they lie, the paths that agree from their ends tell, for the most part of a folder's
tracks; or the librarian does. A file in another encoding has another content hash and often
another suffix, so that a path without its suffix counts as well, but only where the lengths agree:
an answer on a wrong track would be a wrong label.

The tracks of this library are held while that is done, those of the other are read several times.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa

from tagstudio.core.errors import TagStudioError
from tagstudio.library.db.schema import removed_tracks, tracks
from tagstudio.library.db.text_folding import folded
from tagstudio.library.tracks.absent_tracks import absent_path, is_absent

SAME_LENGTH_SECONDS = 2.0  # by which encodings of a recording may differ: padding, a header's guess
_CANDIDATES = 50  # moved folders that are looked at, those with the most tracks first
_READ = 1_000  # tracks at a time
_WINDOWS = re.compile(r"[a-z]:[\\/]|\\\\", re.IGNORECASE)

How = Literal["sound", "path"]
_Parts = tuple[str, ...]
_Tracks = tuple["MatchedTrack", ...]


class MatchedTrack(NamedTuple):
    """A track of either library, as far as it is matched."""

    id: int
    path: str
    content_hash: bytes | None
    seconds: float | None
    is_there: bool


class MovedRoot(NamedTuple):
    """A folder of the other library and the one that it is here; how many tracks say so."""

    there: str
    here: str
    tracks: int


class TrackMatches(NamedTuple):
    """The tracks of this library by the other's track, how they were found, and moved folders."""

    ids: dict[int, tuple[int, ...]]
    how: dict[int, How]
    roots: tuple[MovedRoot, ...]


class TracksToMatch:
    """All tracks of a library, those that are in no list too; read anew each time."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def __iter__(self) -> Iterator[MatchedTrack]:
        columns = tracks.c
        removed = removed_tracks.c.track_id
        query = sa.select(
            columns.id,
            columns.path,
            columns.content_hash,
            columns.seconds,
            sa.and_(columns.missing_since.is_(None), removed.is_(None)),
        ).join_from(tracks, removed_tracks, removed == columns.id, isouter=True)
        streamed = query.order_by(columns.id).execution_options(yield_per=_READ)
        with self._connection.execute(streamed) as rows:
            for row in rows:
                yield MatchedTrack(*row)


def match_tracks(
    ours: Iterable[MatchedTrack],
    theirs: Iterable[MatchedTrack],
    library_id: str,
    roots: Sequence[tuple[str, str]] = (),
) -> TrackMatches:
    """Match the tracks of the library with this id; `roots` are pairs of a folder there and here.

    `theirs` is gone through several times.

    Raises TagStudioError for a root that has no track there.
    """
    known = _Known(ours)
    given = [_given_root(theirs, *pair) for pair in roots]
    found = _moved_roots(known, theirs)
    moves = [*given, *found]
    ids: dict[int, tuple[int, ...]] = {}
    how: dict[int, How] = {}
    at_place: Sequence[MatchedTrack]
    for track in theirs:
        places = _places(track, moves)
        by_sound = known.sounding_like(track)
        there = [one for one in by_sound if one.is_there]
        if there:
            at_place = [one for one in there if _key(one.path) in places]
            ids[track.id], how[track.id] = _ids(at_place or there), "sound"
        elif at_place := known.at(track, places):
            ids[track.id], how[track.id] = _ids(at_place), "path"
        elif kept := by_sound or known.kept(absent_path(library_id, track.path)):
            ids[track.id], how[track.id] = _ids(kept), "sound"
    moved = [one for one in moves if one.old != one.new]
    return TrackMatches(ids, how, tuple(MovedRoot(one.there, one.here, one.votes) for one in moved))


class _Move(NamedTuple):
    old: _Parts  # folded
    new: _Parts
    there: str
    here: str
    votes: int


class _Known:
    """The tracks of this library by all that they are found by.

    Of a hundred thousand tracks most have a sound and a path of their own: tuples of one, for a
    list takes twice the memory.
    """

    def __init__(self, ours: Iterable[MatchedTrack]) -> None:
        self._by_hash: dict[bytes, _Tracks] = {}
        self._by_stem: dict[str, _Tracks] = {}
        self._kept: dict[str, MatchedTrack] = {}
        for track in ours:
            if track.content_hash:
                _add(self._by_hash, track.content_hash, track)
            if is_absent(track.path):
                self._kept[track.path] = track
            else:
                _add(self._by_stem, _stem(_key(track.path)), track)

    def sounding_like(self, track: MatchedTrack) -> _Tracks:
        """Return the tracks with the content hash of one of the other library."""
        return self._by_hash.get(track.content_hash or b"", ())

    def kept(self, path: str) -> _Tracks:
        """Return the track that an earlier merge kept under an absent path."""
        return (self._kept[path],) if path in self._kept else ()

    def at(self, track: MatchedTrack, places: Sequence[str]) -> Sequence[MatchedTrack]:
        """Return the tracks that lie at one of the places where a track of the other may lie."""
        for place in places:
            near = self._by_stem.get(_stem(place), ())
            same = [one for one in near if _key(one.path) == place][-1:]
            if same and _can_be(track, same[0]):
                return same
            encoded = [one for one in near if one.is_there]
            if fitting := [one for one in encoded if _lengths_agree(track, one)]:
                return fitting
        return ()

    def ends(self) -> dict[str, MatchedTrack | None]:
        """Return the tracks by name, and by folder and name; None where there are several."""
        found: dict[str, MatchedTrack | None] = {}
        for stem, those in self._by_stem.items():
            for end in _ends(stem):
                found[end] = None if end in found else those[0]
        return found


def _add(found: dict[Any, _Tracks], key: bytes | str, track: MatchedTrack) -> None:
    found[key] = (*found.get(key, ()), track)


def _ends(stem: str) -> tuple[str, str]:
    """Return the name at the end of a path, and the folder and the name."""
    parts = stem.rsplit("/", 2)
    return parts[-1], "/".join(parts[-2:])


def _can_be(track: MatchedTrack, same: MatchedTrack) -> bool:
    """Tell whether a file at the same place can be the same piece, in another encoding perhaps."""
    if track.content_hash is None or same.content_hash is None:
        return track.seconds is None or same.seconds is None or _lengths_agree(track, same)
    return _lengths_agree(track, same)


def _lengths_agree(one: MatchedTrack, other: MatchedTrack) -> bool:
    if one.seconds is None or other.seconds is None:
        return False
    return abs(one.seconds - other.seconds) <= SAME_LENGTH_SECONDS


def _ids(found: Sequence[MatchedTrack]) -> tuple[int, ...]:
    return tuple(one.id for one in found)


def _key(path: str) -> str:
    """Return a path as it is compared: folded, with "/" also where it is one of Windows."""
    return folded(path.replace("\\", "/") if _WINDOWS.match(path) else path)


def _stem(key: str) -> str:
    name = key.rpartition("/")[2]
    return key[: key.rindex(".")] if "." in name.lstrip(".") else key


def _places(track: MatchedTrack, moves: Sequence[_Move]) -> list[str]:
    """Return the folded paths that a track of the other library can have here."""
    key = _key(track.path)
    parts = tuple(key.split("/"))
    moved = [
        "/".join((*one.new, *parts[len(one.old) :]))
        for one in moves
        if parts[: len(one.old)] == one.old
    ]
    return [*moved, key]


def _given_root(theirs: Iterable[MatchedTrack], there: str, here: str) -> _Move:
    old, new = (tuple(_key(path).rstrip("/").split("/")) for path in (there, here))
    count = sum(tuple(_key(one.path).split("/")[: len(old)]) == old for one in theirs)
    if not count:
        raise TagStudioError(
            "merge.no-such-root",
            "No track of the other library lies in {folder}. Write OLD=NEW: the folder there, then"
            " the folder here.",
            folder=there,
        )
    return _Move(old, new, there, here, count)


def _moved_roots(known: _Known, theirs: Iterable[MatchedTrack]) -> list[_Move]:
    """Find the folders whose tracks lie elsewhere here, by the most of their tracks.

    Of two tracks that are one by sound or by the end of their paths, the part of the paths in front
    of what agrees is a vote.
    """
    votes: Counter[tuple[_Parts, _Parts]] = Counter()
    spelt: dict[tuple[_Parts, _Parts], tuple[str, str]] = {}
    folders: Counter[str] = Counter()  # their tracks
    ends = known.ends()
    for track in theirs:
        if is_absent(track.path):
            continue
        key = _key(track.path)
        folders[key.rpartition("/")[0]] += 1
        for pair, spelling in dict(_votes(track, key, known, ends)).items():
            votes[pair] += 1
            spelt.setdefault(pair, spelling)
    lying = [(tuple(folder.split("/")), count) for folder, count in folders.items()]
    found: list[_Move] = []
    for (old, new), count in votes.most_common(_CANDIDATES):
        there = sum(many for folder, many in lying if folder[: len(old)] == old)
        is_known = any(one.old == old[: len(one.old)] for one in found)
        if 2 * count > there and not is_known:
            found.append(_Move(old, new, *spelt[old, new], count))
    return found


def _votes(
    track: MatchedTrack, key: str, known: _Known, ends: dict[str, MatchedTrack | None]
) -> Iterator[tuple[tuple[_Parts, _Parts], tuple[str, str]]]:
    stem = _stem(key)
    parts = tuple(stem.split("/"))
    same = [one for one in known.sounding_like(track) if one.is_there]
    looked_at: list[MatchedTrack] = []  # mostly one track is found in all three ways
    for other in (*same[:1], *map(ends.get, _ends(stem))):
        if other is None or is_absent(other.path) or any(other is one for one in looked_at):
            continue
        looked_at.append(other)
        there, agreeing = tuple(_stem(_key(other.path)).split("/")), 0
        while (
            agreeing < min(len(parts), len(there)) and parts[-1 - agreeing] == there[-1 - agreeing]
        ):
            agreeing += 1
        if agreeing:
            old, new = parts[: len(parts) - agreeing], there[: len(there) - agreeing]
            yield (old, new), (_head(track.path, len(old)), _head(other.path, len(new)))


def _head(path: str, count: int) -> str:
    """Return the first parts of a path, as it is spelt."""
    sign = "\\" if _WINDOWS.match(path) and "\\" in path else "/"
    parts = re.split(r"[\\/]", path) if sign == "\\" else path.split("/")
    return sign.join(parts[:count]) or sign
