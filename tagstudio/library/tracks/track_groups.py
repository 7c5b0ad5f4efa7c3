"""Who made a track: the group whose tracks are always in one fold.

Tracks of one artist share voice, band and studio: a version that learned from one of them knows
more of the others than of strangers' music, and no measure of it may mix them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from tagstudio.library.tracks.artist_splits import split_keys


class GroupKind(StrEnum):
    """From what a group is known."""

    ARTIST = "artist"
    ALBUM = "album"
    SOUND = "sound"


@dataclass(frozen=True)
class TrackGroup:
    """The group of a track: the same `key` for all its tracks, for ever."""

    key: str
    kind: GroupKind

    @property
    def is_known(self) -> bool:
        """Tell whether it is known who made the track, not only guessed by its sound."""
        return self.kind is not GroupKind.SOUND


def groups_of(connection: sa.Connection, track_ids: Iterable[int]) -> dict[int, TrackGroup]:
    """Return the groups of tracks by id."""
    kinds = {"artist": GroupKind.ARTIST, "album": GroupKind.ALBUM}
    return {
        track_id: TrackGroup(key, kinds.get(key.partition(" ")[0], GroupKind.SOUND))
        for track_id, key in split_keys(connection, list(track_ids)).items()
    }
