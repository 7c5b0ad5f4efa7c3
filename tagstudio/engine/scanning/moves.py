"""Matching of moved files by content hash, so that decisions stay with the recording.

The content hash covers the audio only, not name, place or tags. Let F be a file that was read, with
path p and hash h, and T a track of the library with the same h and the path t.

- T's file is away when nothing is at t any more, when T's folder was removed, or when t is a second
  name of a file that the scan took by its first one. A new path p, T away: F is T, moved. This can
  be decided at once, batch by batch.
- p is known, but its track had another hash: either the file was edited, or files changed places
  (an album was renumbered: 02 is 03 now, 03 is 04). The hash that each path holds now is known only
  when all files have been read, so such files are held back. Then T has left t exactly when the
  file at t holds another hash now, or is away; and F is T, moved.
- A new path whose hash belongs to a track that is where it was: a copy, unless that track leaves
  later in the scan. Held back too.
- A file that cannot be read has no hash. At a new path it is T, moved, if T could not be read
  either, is away, and had the same name, size and time of modification.

Invariants: a file is taken for at most one track and a track moves at most once in a scan, so
copies of one recording pair off one to one, and files that are left over become new tracks. There
is one `Moves` for all folders of a scan, as files change places between folders too. A path
belongs to one track (unique in the library), so permutations cannot be stored move by move: all
tracks that leave get a path that cannot exist first, then each arrives. A track whose path is taken
by another one, while its own recording is nowhere, is kept as missing under a marked path: nothing
is ever deleted.
"""

import os
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import Connection

from tagstudio.engine.scanning.current_hash import current_hash
from tagstudio.engine.scanning.overwritten import leave_path
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.content_key import same_recording
from tagstudio.library.tracks.folders import is_in, is_removed
from tagstudio.library.tracks.known_files import (
    files_of,
    known_files,
    paths_by_content_key,
    unread_paths,
)
from tagstudio.library.tracks.tracks import NewTrack

FolderOf: TypeAlias = Callable[[str], int]


class Moves:
    """The moves among the files of one scan of the folders and files `places`.

    A track of a removed folder counts as away even where its old file still is; so does one whose
    path `is_left_out`. `moved` are the tracks found to have moved, `displaced` those, with their
    paths, that another one took the place of. What the library has at a path is asked for when the
    file there has been read: only files that hold another recording now are kept in memory.
    """

    def __init__(
        self, places: Collection[str], is_left_out: Callable[[str], bool] = lambda path: False
    ) -> None:
        self._places = tuple(places)
        self._is_left_out = is_left_out
        self._held_back: dict[str, NewTrack] = {}  # by path
        self._hashes: dict[str, bytes | None] = {}  # by path, where another recording is known
        self.moved: list[int] = []
        self.displaced: list[tuple[int, str]] = []

    def holds_back(self, path: str) -> bool:
        """Tell whether the file at `path` is held back."""
        return path in self._held_back

    def store_moved(
        self, batch: Sequence[NewTrack], connection: Connection, folder_of: FolderOf
    ) -> list[NewTrack]:
        """Store the certain moves of a batch, hold the undecided back, return the others.

        `folder_of` gives the id of the scanned folder that a path lies in.
        """
        places = paths_by_content_key(connection, _hashes(batch))
        unread = self._unread_away(connection, batch)
        before = known_files(connection, [track.path for track in batch])
        others: list[NewTrack] = []
        for track in batch:
            same_content = places.get(track.content_hash or b"", {})
            known = before.get(track.path)
            if known is not None:
                is_same = same_recording(track.content_hash, known.content_hash)
                if not is_same:
                    self._hashes[track.path] = track.content_hash
                self._take(track, others, held_back=not is_same and track.content_hash is not None)
            elif away := [
                path for path, id in same_content.items() if self._is_away(connection, path, id)
            ]:
                self._move(connection, folder_of, same_content.pop(away[0]), track)
            elif track.content_hash is None and _as_unread(track) in unread:
                self._move(connection, folder_of, unread.pop(_as_unread(track)), track)
            else:
                self._take(track, others, held_back=bool(same_content))
        return others

    def _unread_away(
        self, connection: Connection, batch: Sequence[NewTrack]
    ) -> dict[tuple[str, int, int], int]:
        """Return the tracks without a hash that may be files of a batch, and are away.

        By name, size and time of modification, where these are one track's alone.
        """
        files = {(one.size, one.mtime_ns) for one in batch if one.content_hash is None}
        found: dict[tuple[str, int, int], list[int]] = {}
        for numbers, paths in (unread_paths(connection, files) if files else {}).items():
            for path, id in paths.items():
                if self._is_away(connection, path, id):
                    found.setdefault((Path(path).name, *numbers), []).append(id)
        return {key: ids[0] for key, ids in found.items() if len(ids) == 1}

    def _take(self, track: NewTrack, others: list[NewTrack], *, held_back: bool) -> None:
        if held_back:
            self._held_back[track.path] = track
        else:
            others.append(track)

    def store_held_back(self, connection: Connection, folder_of: FolderOf) -> list[NewTrack]:
        """Store the moves among the files held back, once all are read; return the others."""
        movers = self._movers(connection)
        for track_id in movers:  # a path is one track's: all leave before any arrives
            tracks.set_path(connection, track_id, f"/leaving {track_id}")
        for path, displaced in known_files(connection, _paths(movers.values())).items():
            leave_path(connection, displaced.id, path)
            self.displaced.append((displaced.id, path))
        for track_id, track in movers.items():
            self._move(connection, folder_of, track_id, track)
        arrived = _paths(movers.values())
        return [track for path, track in self._held_back.items() if path not in arrived]

    def _movers(self, connection: Connection) -> dict[int, NewTrack]:
        """Return the files held back that are moved tracks, by track id."""
        movers: dict[int, NewTrack] = {}
        for track in self._held_back.values():
            places = paths_by_content_key(connection, _hashes([track])).get(
                track.content_hash or b"", {}
            )
            for path, track_id in places.items():
                if track_id not in movers and self._has_left(connection, path, track_id, track):
                    movers[track_id] = track
                    break
        return movers

    def _has_left(self, connection: Connection, path: str, track_id: int, track: NewTrack) -> bool:
        """Tell whether the file at `path` no longer holds the recording of `track`.

        A path of the scanned folders that was not read is unchanged, so it still holds it unless it
        is away. One of other folders, which this scan does not look into, is looked at here.
        """
        if self._is_away(connection, path, track_id):
            return True
        if any(is_in(path, place) for place in self._places):
            now = self._hashes.get(path, track.content_hash)
        else:
            known = files_of(connection, [track_id])[track_id]
            now = current_hash(path, known) or track.content_hash  # unreadable: perhaps for now
        return not same_recording(track.content_hash, now)

    def _is_away(self, connection: Connection, path: str, track_id: int) -> bool:
        """Tell whether the track has no file in the library's folders any more."""
        return (
            self._is_left_out(path) or not os.path.lexists(path) or is_removed(connection, track_id)
        )

    def _move(
        self, connection: Connection, folder_of: FolderOf, track_id: int, track: NewTrack
    ) -> None:
        tracks.move_track(
            connection,
            track_id,
            track.path,
            track.size,
            track.mtime_ns,
            folder_id=folder_of(track.path),
        )
        tracks.update_tracks(connection, [(track_id, track)])  # it may have been retagged too
        self.moved.append(track_id)


def _paths(tracks: Iterable[NewTrack]) -> set[str]:
    return {track.path for track in tracks}


def _as_unread(track: NewTrack) -> tuple[str, int, int]:
    """Return what tells a file that cannot be read."""
    return Path(track.path).name, track.size, track.mtime_ns


def _hashes(batch: Sequence[NewTrack]) -> list[bytes]:
    return [track.content_hash for track in batch if track.content_hash]
