"""The user's word on who made tracks: given, and taken back."""

import os
from collections.abc import Collection, Sequence
from pathlib import Path

import sqlalchemy as sa

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.artists.infer_names import look_again
from tagstudio.library.db.database import Library
from tagstudio.library.db.id_sets import ids_of
from tagstudio.library.db.schema import tracks
from tagstudio.library.models.models import Model
from tagstudio.library.search.query import joined, parse
from tagstudio.library.tags.named_artists import Naming
from tagstudio.library.tracks.folders import in_library, lies_in
from tagstudio.library.tracks.track_artists import set_artist
from tagstudio.library.views.browse import track_ids


def tracks_meant(connection: sa.Connection, words: Sequence[str], model: Model | None) -> list[int]:
    """Return the tracks at the paths `words`, files or folders, or else those of the query.

    Raises TagStudioError for a path that exists and holds no track of the library.
    """
    found = {word: _tracks_at(connection, word) for word in words}
    if all(found.values()):
        return sorted({id for ids in found.values() for id in ids})
    for word, ids in found.items():
        if not ids and os.sep in word and Path(word).expanduser().exists():
            raise TagStudioError(
                "artists.no-track-there",
                "{path} is no track of the library and no folder with any. Scan it first: tagstudio"
                " scan {path}",
                path=word,
            )
    return track_ids(connection, parse(joined(words)), model)


def name_tracks(library: Library, ids: Collection[int], artist: str) -> tuple[Naming, ...]:
    """Name the artist of tracks, as one action; return what changed.

    It counts for all tracks with the same recordings. Raises TagStudioError for an empty name.
    """
    if not artist.strip():
        raise TagStudioError("artists.no-name", "Name the artist.")
    with library.write(durable=True) as connection:
        return set_artist(connection, ids, artist)


def clear_tracks(library: Library, ids: Collection[int]) -> tuple[Naming, ...]:
    """Take the user's word on tracks back, as one action, and look at their names anew."""
    with library.write(durable=True) as connection:
        changed = set_artist(connection, ids, None)
        look_again(connection, ids)
        return changed


def _tracks_at(connection: sa.Connection, word: str) -> list[int]:
    place = os.path.abspath(Path(word).expanduser())  # noqa: PTH100 - as `walk` spells paths
    here = sa.select(tracks.c.id).where(lies_in(tracks.c.path, place), in_library(tracks.c.id))
    return ids_of(connection, here)
