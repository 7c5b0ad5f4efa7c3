"""The names by which lists show a track, in the window and in the shell alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from tagstudio.library.tracks.shown_names import named_artist, title_of
from tagstudio.library.tracks.track_artists import ArtistOrigin, TrackArtist, artists_of
from tagstudio.library.views.browse import TrackRow, rows_of

GUESSED: frozenset[ArtistOrigin] = frozenset({"file name", "folder"})


@dataclass(frozen=True)
class ShownNames:
    """Title and artist of a track, and what tells the artist (None: nothing).

    Where nothing names a title, it is what the file's name tells beside the artist.
    """

    title: str
    artist: str
    origin: ArtistOrigin | None

    @property
    def is_guess(self) -> bool:
        """Whether the artist is only told by the name of the file or of a folder."""
        return self.origin in GUESSED


def shown_names(row: TrackRow, artist: TrackArtist | None) -> ShownNames:
    """Return the names of a track; `artist` is what is known of who made it."""
    by_file = artist is None or artist.origin == "file"
    told = "" if artist is None or artist.origin in {"file", "user"} else artist.name
    title = title_of(row.title, row.path, named_artist(row.artist, row.albumartist, told))
    shown = row.credit if by_file or artist is None else artist.name
    return ShownNames(title, shown, artist.origin if artist else None)


def names_of(connection: Connection, rows: Sequence[TrackRow]) -> dict[int, ShownNames]:
    """Return the names of tracks by their ids."""
    artists = artists_of(connection, [row.id for row in rows])
    return {row.id: shown_names(row, artists.get(row.id)) for row in rows}


def title_of_track(connection: Connection, track_id: int | None) -> str:
    """Return the title by which lists show a track, "" for None or where there is no such."""
    rows = [] if track_id is None else rows_of(connection, None, [track_id])
    return next((one.title for one in names_of(connection, rows).values()), "")
