"""What lists show in the place of a title or an artist that nothing names, to be found by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from tagstudio.library.db.expressions import contains
from tagstudio.library.db.id_sets import id_array, no_ids
from tagstudio.library.db.schema import track_artists, track_texts
from tagstudio.library.db.text_folding import folded
from tagstudio.library.db.trigrams import Likely, narrowed
from tagstudio.library.tracks.name_parts import stem_of

if TYPE_CHECKING:
    from tagstudio.library.db.id_sets import Ids


def shown_in_its_place(connection: sa.Connection, field: str, text: str, likely: Likely) -> Ids:
    """Return the tracks without a text in a field in whose stead a list shows one with `text`.

    That is the name of the file for a title, the artist that names tell for an artist, and nothing
    for any other field. `text` is folded; `likely` are the tracks in whose own texts it can be.
    """
    match field:
        case "title":
            return _by_file_name(connection, text, likely)
        case "artist":
            return _by_told_artist(connection, text)
    return no_ids()


def _by_file_name(connection: sa.Connection, text: str, likely: Likely) -> Ids:
    import numpy as np

    texts = track_texts.c
    in_path = sa.select(texts.track_id, texts.path).where(
        texts.title.is_(None), contains(texts.path, text)
    )
    rows = connection.execute(narrowed(in_path, texts.track_id, likely))
    return np.array([id for id, path in rows if text in stem_of(path)], np.int64)


def _by_told_artist(connection: sa.Connection, text: str) -> Ids:
    told, texts = track_artists.c, track_texts.c
    names = connection.scalars(sa.select(told.artist).where(told.artist != "").distinct())
    wanted = [name for name in names if text in folded(name)]
    if not wanted:
        return no_ids()
    nameless = sa.select(texts.track_id).where(
        texts.artist.is_(None), texts.albumartist.is_(None), texts.track_id == told.track_id
    )
    of_them = sa.select(told.track_id).where(told.artist.in_(wanted), nameless.exists())
    return id_array(connection, of_them.distinct())
