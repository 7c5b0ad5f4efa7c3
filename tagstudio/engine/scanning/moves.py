"""Recognise files that moved, by their sound, so that decisions stay with the music.

A new file whose sound belongs to a track whose own file is gone is that track, moved. Files whose
sound changed are held back until all have been read: an album may have been renumbered (02 is 03
now, 03 is 04), and each track then follows its sound, not its name.
"""

import os
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection

from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.known_files import KnownFile, paths_by_content_key
from tagstudio.library.tracks.tracks import NewTrack


class Moves:
    """The moves among the files of one scan; `known` are the library's files before it.

    `removed` are the tracks of removed folders: one whose sound lies in a folder of the library
    moved there, wherever its old file may still be. `moved` counts the tracks that were found to
    have moved.
    """

    def __init__(self, known: Mapping[str, KnownFile], removed: Collection[int] = ()) -> None:
        self._known = known
        self._removed = removed
        self._held_back: list[NewTrack] = []
        self._sounds: dict[str, bytes | None] = {}  # what the files read in this scan hold now
        self._left: set[int] = set()  # tracks that are no longer where they were known to be
        self.moved = 0

    def track_at(self, path: str) -> int | None:
        """Return the id of the track that the library has at `path`, None for none."""
        known = self._known.get(path)
        return known.id if known is not None and known.id not in self._left else None

    def sort_out(
        self, batch: Sequence[NewTrack], connection: Connection, folder_id: int
    ) -> list[NewTrack]:
        """Store the tracks of `batch` that moved, hold the unclear back, return the others."""
        self._sounds |= {track.path: track.content_hash for track in batch}
        places = paths_by_content_key(connection, _sounds(batch))
        others: list[NewTrack] = []
        for track in batch:
            same_sound = places.get(track.content_hash or b"", {})
            known = self._known.get(track.path)
            if known is not None:
                same = track.content_hash is None or known.content_hash == track.content_hash
                (others if same else self._held_back).append(track)
            elif left := [path for path, id in same_sound.items() if self._is_away(path, id)]:
                self._move(connection, folder_id, same_sound.pop(left[0]), track)
            else:
                (self._held_back if same_sound else others).append(track)
        return others

    def settle(self, connection: Connection, folder_id: int) -> list[NewTrack]:
        """Store the moves among those held back, after all was read, and return the others."""
        movers = self._movers(connection)
        self._left |= movers.keys()
        for track_id in movers:  # a path is one track's: all leave before any arrives
            tracks.set_path(connection, track_id, f"/leaving {track_id}")
        for track in movers.values():
            if (displaced := self.track_at(track.path)) is not None:
                kept = f"{track.path} (overwritten, was track {displaced})"
                tracks.set_path(connection, displaced, kept)
                tracks.mark_missing(connection, [displaced])
        for track_id, track in movers.items():
            self._move(connection, folder_id, track_id, track)
        arrived = {track.path for track in movers.values()}
        return [track for track in self._held_back if track.path not in arrived]

    def _movers(self, connection: Connection) -> dict[int, NewTrack]:
        """Return which tracks, by id, went where, each at most once."""
        movers: dict[int, NewTrack] = {}
        for track in self._held_back:
            places = paths_by_content_key(connection, _sounds([track])).get(
                track.content_hash or b"", {}
            )
            for path, track_id in places.items():
                if track_id not in movers and self._has_left(path, track_id, track):
                    movers[track_id] = track
                    break
        return movers

    def _has_left(self, path: str, track_id: int, track: NewTrack) -> bool:
        """Tell whether the sound of `track` is no longer in the file at `path`."""
        now = self._sounds.get(path, track.content_hash)
        return now != track.content_hash or self._is_away(path, track_id)

    def _is_away(self, path: str, track_id: int) -> bool:
        """Tell whether the library has no file of the track any more."""
        return track_id in self._removed or not os.path.lexists(path)

    def _move(self, connection: Connection, folder_id: int, track_id: int, track: NewTrack) -> None:
        tracks.move_track(
            connection, track_id, track.path, track.size, track.mtime_ns, folder_id=folder_id
        )
        tracks.update_tracks(connection, [(track_id, track)])  # it may have been retagged too
        self.moved += 1


def _sounds(batch: Sequence[NewTrack]) -> list[bytes]:
    return [track.content_hash for track in batch if track.content_hash]
