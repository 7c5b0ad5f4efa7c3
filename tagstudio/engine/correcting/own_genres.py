"""The genres in files that this program wrote there itself, by the journal of its writings."""

from collections.abc import Iterable

import sqlalchemy as sa

from tagstudio.audio.metadata.file_tags.fields import TAG_FIELDS
from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import file_writes, tracks
from tagstudio.library.db.text_folding import folded
from tagstudio.library.tags.file_writes import FileWrite, unsettled, written_names, written_to


class OwnGenres:
    """The folded names that the library's writings put into files, by track and by recording.

    By recording, since a copy of a written file is another track: it holds what was written, and no
    writing of its own tells so. A name counts whatever field it was written to.
    """

    def __init__(self, connection: sa.Connection) -> None:
        ids = list(connection.scalars(sa.select(file_writes.c.track_id).distinct()))
        writes = written_to(connection, ids)
        for one in unsettled(connection):  # begun, and perhaps done: the file may hold its names
            writes.setdefault(one.track_id, []).append(one)
        self._by_track = {track_id: _names(made) for track_id, made in writes.items()}
        self._by_hash: dict[bytes, set[str] | None] = {}
        hashes = sa.select(tracks.c.id, tracks.c.content_hash)
        for track_id, content_hash in connection.execute(hashes.where(in_ids(tracks.c.id, writes))):
            if content_hash is not None:
                found = self._by_hash.get(content_hash, set())
                self._by_hash[content_hash] = _both(found, self._by_track[track_id])

    def of(self, track_id: int, content_hash: bytes | None) -> set[str] | None:
        """Return the names written to a track's recording; None where that cannot be told."""
        by_hash = set() if content_hash is None else self._by_hash.get(content_hash, set())
        return _both(by_hash, self._by_track.get(track_id, set()))


def _names(writes: Iterable[FileWrite]) -> set[str] | None:
    """Return the names that writes put into a file; None where a record of them is damaged."""
    writes = list(writes)
    if any(one.damaged for one in writes):
        return None
    found = written_names(writes)
    ours = [found[field] for field in TAG_FIELDS if field in found]
    joined = {one.separator.join(one.names) for one in ours if one.separator and one.names}
    return {folded(name) for name in joined.union(*(one.names for one in ours))}


def _both(first: set[str] | None, second: set[str] | None) -> set[str] | None:
    return None if first is None or second is None else first | second
