"""The groups of tracks that must not be told apart: by one artist, of one album, or alike in sound.

What is learned from one track of a group and measured on another is partly known by heart, so all
of a group stand in the same fold. A group is the artist's where one is known (`track_artists`),
else the album's, else an acoustic cluster (`engine.artists.sound_clusters`). It is never a folder,
nor, once there are features, a track alone. All tracks of one recording are in the group of the one
that came first, unless the user names an artist for one of them.

A group changes when the file's tags or the user's word do, and never because other tracks came:
what was inferred is stored.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from tagstudio.library.db.id_sets import ids_of, in_ids
from tagstudio.library.db.schema import sound_clusters, tracks
from tagstudio.library.db.text_folding import folded
from tagstudio.library.tracks.content_key import content_key
from tagstudio.library.tracks.folders import in_library
from tagstudio.library.tracks.same_recordings import originals
from tagstudio.library.tracks.track_artists import TrackArtist, artists_of

READ_AT_A_TIME = 20_000  # tracks

GroupKind = Literal["artist", "album", "sound"]

# Names that stand for no album, folded.
_NO_ALBUM = (
    "unknown|unknown album|[unknown]|<unknown>|none|n/a|untitled|album|singles|non-album tracks"
    "|[non-album tracks]|[standalone recordings]|unbekannt|unbekanntes album|unbekannter titel"
    "|album inconnu"
)
NO_ALBUM = frozenset(_NO_ALBUM.split("|"))


@dataclass(frozen=True)
class TrackGroup:
    """A group of tracks: `key`, the same for all of them and for ever, and what made it."""

    key: str
    kind: GroupKind

    @property
    def is_known(self) -> bool:
        """Tell whether it is known who made the track, not only guessed by its sound."""
        return self.kind != "sound"


@dataclass(frozen=True)
class GroupedTrack:
    """A track's group, with the `artist` that the program takes for the track's, None: unknown.

    `name` is what the group is called: the artist as written, the album, or "".
    """

    group: TrackGroup
    artist: TrackArtist | None
    name: str


def groups_of(connection: sa.Connection, track_ids: Iterable[int]) -> dict[int, TrackGroup]:
    """Return the groups of tracks by id, each group once.

    What else is known of the tracks is read of some of them at a time: of 200,000 answered tracks
    all of it took 150 MB.
    """
    ids, found = list(track_ids), dict[int, TrackGroup]()
    known: dict[TrackGroup, TrackGroup] = {}
    for start in range(0, len(ids), READ_AT_A_TIME):
        few = grouped_tracks(connection, ids[start : start + READ_AT_A_TIME])
        for track_id, one in few.items():
            found[track_id] = known.setdefault(one.group, one.group)
    return found


def grouped_tracks(connection: sa.Connection, track_ids: Iterable[int]) -> dict[int, GroupedTrack]:
    """Return the groups of tracks by id, with the artists.

    A track without an artist of its own has that of the track that stands for its recording.
    """
    of_recording = originals(connection, track_ids)
    artists = artists_of(connection, {*of_recording, *of_recording.values()})
    albums = _albums(connection, set(of_recording.values()) - artists.keys())
    clusters = _clusters(connection, set(of_recording.values()) - artists.keys() - albums.keys())
    found = {}
    groups: dict[tuple[str, GroupKind], TrackGroup] = {}  # each once: a million tracks have few

    def group_called(name: str, kind: GroupKind) -> TrackGroup:
        if (name, kind) not in groups:
            groups[name, kind] = TrackGroup(f"{kind} {name}", kind)
        return groups[name, kind]

    for track_id, original in of_recording.items():
        own, shared = artists.get(track_id), artists.get(original)
        if decisive := own if own and own.origin == "user" else shared:
            group, name = group_called(folded(decisive.name), "artist"), decisive.name
        elif original in albums:
            name = albums[original]
            group = group_called(folded(name), "album")
        else:
            group, name = group_called(clusters[original].hex(), "sound"), ""
        found[track_id] = GroupedTrack(group, own or shared, name)
    return found


def without_cluster(connection: sa.Connection, nameless: Iterable[int]) -> set[int]:
    """Return which of some tracks without artist and album were not compared by sound yet.

    Each of them is a group of its own until then.
    """
    of_recording = originals(connection, nameless)
    columns = sound_clusters.c
    wanted = in_ids(columns.track_id, set(of_recording.values()))
    compared = set(ids_of(connection, sa.select(columns.track_id).where(wanted)))
    return {id for id, original in of_recording.items() if original not in compared}


def grouped_by_sound(connection: sa.Connection) -> set[int]:
    """Return the tracks of the library that stand for a recording without artist and album."""
    every = ids_of(connection, sa.select(tracks.c.id).where(in_library(tracks.c.id)))
    firsts = {
        track_id for track_id, first in originals(connection, every).items() if track_id == first
    }
    bare = firsts - artists_of(connection, firsts).keys()
    return bare - _albums(connection, bare).keys()


def _albums(connection: sa.Connection, track_ids: set[int]) -> dict[int, str]:
    """Return the albums of those of the tracks whose files name one, as they are written."""
    columns = tracks.c
    rows = connection.execute(
        sa.select(columns.id, columns.album).where(
            in_ids(columns.id, track_ids), columns.album != ""
        )
    )
    return {row.id: row.album for row in rows if folded(row.album).strip() not in NO_ALBUM}


def _clusters(connection: sa.Connection, track_ids: set[int]) -> dict[int, bytes]:
    """Return the acoustic clusters of tracks; that of one which has none yet is its recording."""
    columns = tracks.c
    rows = connection.execute(
        sa.select(columns.id, columns.path, columns.content_hash, sound_clusters.c.cluster)
        .outerjoin(sound_clusters, sound_clusters.c.track_id == columns.id)
        .where(in_ids(columns.id, track_ids))
    )
    return {row.id: row.cluster or content_key(row.content_hash, row.path) for row in rows}
