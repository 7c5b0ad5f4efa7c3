"""What tells the files of one recording apart: format, rate of bits, length, size."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from tagstudio.audio.files.formats import LOSSLESS
from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import tracks

AS_MANY_BITS = 0.9  # of the highest rate: pictures and tags in a file count as bits, too


@dataclass(frozen=True)
class FileDetails:
    """The file of a track; `kbit_s` is its mean rate, None where its length is not known."""

    track_id: int
    path: str
    format: str
    seconds: float | None
    size: int

    @property
    def kbit_s(self) -> int | None:
        """The thousands of bits for a second of sound, over all of the file."""
        return round(self.size * 8 / self.seconds / 1000) if self.seconds else None


def best_sounding(files: Sequence[FileDetails]) -> set[int]:
    """Return the tracks whose files of one recording sound best, by their ids; none if all do.

    The lossless ones, else those with most bits a second. Which file was made from another one,
    and so sounds no better than that, cannot be told from it.
    """
    best = {one.track_id for one in files if one.format in LOSSLESS}
    if not best:
        most = max((one.kbit_s or 0 for one in files), default=0)
        best = {one.track_id for one in files if (one.kbit_s or 0) >= AS_MANY_BITS * most}
    return best if len(best) < len(files) else set()


def file_facts_of(connection: sa.Connection, track_ids: Sequence[int]) -> list[FileDetails]:
    """Return the files of these tracks in their order; unknown ids are left out."""
    columns = tracks.c
    wanted = (columns.id, columns.path, columns.format, columns.seconds, columns.size)
    rows = connection.execute(
        sa.select(*wanted, columns.content_hash, columns.heard_seconds).where(
            in_ids(columns.id, track_ids)
        )
    ).all()
    heard = {
        row.content_hash: row.heard_seconds
        for row in rows
        if row.content_hash and row.heard_seconds
    }
    found = {
        row.id: FileDetails(
            row.id,
            row.path,
            row.format,
            heard.get(row.content_hash, row.seconds),  # one length for copies, heard or not
            row.size,
        )
        for row in rows
    }
    return [found[id] for id in track_ids if id in found]
