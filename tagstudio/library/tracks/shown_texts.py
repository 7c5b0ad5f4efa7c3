"""What lists show in the place of a title or an artist that nothing names, to be found by it."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

import sqlalchemy as sa

from tagstudio.library.db.expressions import contains
from tagstudio.library.db.id_sets import id_array, no_ids
from tagstudio.library.db.schema import track_artists, track_texts
from tagstudio.library.db.text_folding import folded
from tagstudio.library.db.trigrams import among_likely

if TYPE_CHECKING:
    from tagstudio.library.db.id_sets import Ids


def shown_in_its_place(connection: sa.Connection, field: str, text: str) -> Ids:
    """Return the tracks without a text in a field in whose stead a list shows one with `text`.

    That is the name of the file for a title, the artist that names tell for an artist, and nothing
    for any other field.
    """
    match field:
        case "title":
            return _by_file_name(connection, folded(text))
        case "artist":
            return _by_told_artist(connection, folded(text))
    return no_ids()


def _by_file_name(connection: sa.Connection, text: str) -> Ids:
    import numpy as np

    texts = track_texts.c
    in_path = sa.select(texts.track_id, texts.path).where(
        texts.title.is_(None), contains(texts.path, text)
    )

    def look(likely: sa.Select[tuple[int]] | None) -> list[int]:
        query = in_path if likely is None else in_path.where(texts.track_id.in_(likely))
        return [id for id, path in connection.execute(query) if text in PurePath(path).stem]

    return np.array(among_likely(connection, [text], look), np.int64)


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
