"""By what the sound of a track is known, whatever its file is called."""

from hashlib import blake2b

import sqlalchemy as sa

from tagstudio.library.db.schema import tracks


def content_key(connection: sa.Connection, track_id: int) -> bytes:
    """Return the track's content hash, or where it has none a hash of its path: 16 bytes."""
    path = sa.type_coerce(tracks.c.path, sa.LargeBinary)
    query = sa.select(tracks.c.content_hash, path).where(tracks.c.id == track_id)
    content_hash, path_bytes = connection.execute(query).one()
    return content_hash or blake2b(bytes(path_bytes), digest_size=16).digest()
