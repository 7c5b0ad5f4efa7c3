"""Keep the file of vectors up to date: by whoever stores suggestions, as they are stored.

The file is written anew and then named in the library, in one short transaction together with the
changes that it holds. A kill between the two leaves the former file, which the library names still,
and its changes; a full disk or a folder that cannot be written leaves the library without a file:
whoever asks then reads the features.
"""

import logging
import secrets

import sqlalchemy as sa

from tagstudio.library.db.database import Library
from tagstudio.library.db.schema import sound_matrix, stale_sounds
from tagstudio.library.similar.sound_matrix import (
    SoundMatrix,
    forget_kept,
    last_change,
    made_of_features,
    sounds_in,
    token_of,
)
from tagstudio.library.similar.sounds import main_listener
from tagstudio.library.similar.vector_file import drop_others, file_called, write_vectors

LEFT = 1000  # changes that are left to the reader while suggestions are being stored
_log = logging.getLogger(__name__)


def keep_up(library: Library, left: int = 0) -> bool:
    """Write the file of vectors anew where more than `left` tracks have changed; tell whether.

    The embedding is fitted anew where there are twice as many tracks as it was fitted to, and the
    listener is the one that most tracks were heard by.
    """
    with library.read() as connection:
        token, change = token_of(connection), last_change(connection)
        changed = connection.scalar(sa.select(sa.func.count()).select_from(stale_sounds)) or 0
        is_there = bool(token) and file_called(library.beside, token).exists()
        if is_there and changed <= left:
            return False
        if not is_there and left and changed <= left:
            return False
        matrix = _current(connection)
    if matrix is None:
        return False
    new = secrets.token_hex(16)
    file = file_called(library.beside, new)
    try:
        write_vectors(file, matrix.whole())
    except OSError as error:
        _log.warning("%s is not kept: %s", file, error)
        return False
    with library.write() as connection:
        if token_of(connection) != token:  # another thread was first
            file.unlink(missing_ok=True)
            return False
        connection.execute(sa.delete(sound_matrix))
        connection.execute(sa.insert(sound_matrix).values(token=new))
        connection.execute(sa.delete(stale_sounds).where(stale_sounds.c.change <= change))
    forget_kept(library.beside)
    drop_others(file)
    return True


def _current(connection: sa.Connection) -> SoundMatrix | None:
    """Return all vectors as they should be in the file."""
    listener = main_listener(connection)
    if listener is None:
        return None
    matrix = sounds_in(connection)
    if matrix is None or matrix.listener.key != listener.key:
        return made_of_features(connection, listener)
    embedding = matrix.vectors.embedding
    if embedding.is_to_fit_again and matrix.count >= 2 * embedding.count:
        return made_of_features(connection, listener)
    return matrix
