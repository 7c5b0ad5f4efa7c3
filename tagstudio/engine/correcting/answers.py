"""The librarian's answers of a library, each yes or no of a track and tag, and the tracks' splits.

Genres that were taken over from the files are no answers of the librarian's: they are asked for
apart, so that nothing that counts or judges takes them for some.

The split of a track (train, validation, test) follows from its artist alone, so that no artist
is in two splits; see `library.tracks.artist_splits`.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

import sqlalchemy as sa

from tagstudio.core.splits import Split
from tagstudio.library.db.schema import decisions, tags
from tagstudio.library.tags.decisions import FILE_TAG
from tagstudio.library.tracks.artist_splits import split_keys, split_of
from tagstudio.library.tracks.folders import in_library


@dataclass(frozen=True)
class Answers:
    """Decisions of a library: track -> tag -> whether it is a yes; and the tracks' split keys.

    `keys` has the split key of each track, its artist say; `tag_names` the name of each tag.
    """

    by_track: dict[int, dict[int, bool]]
    keys: dict[int, str]
    tag_names: dict[int, str]

    def split(self, track_id: int) -> Split:
        """Return the split of an answered track."""
        return split_of(self.keys[track_id])

    def without(self, track_ids: Collection[int]) -> "Answers":
        """Return the answers to all other tracks."""
        left = {id: of_track for id, of_track in self.by_track.items() if id not in track_ids}
        return replace(self, by_track=left)

    def on(self, split: Split) -> list[int]:
        """Return the answered tracks of one split."""
        return [track_id for track_id in self.by_track if self.split(track_id) == split]


def answers(connection: sa.Connection) -> Answers:
    """Return every yes and no that a person gave, with the split keys of the tracks.

    Those on tracks of removed folders wait until these are back.
    """
    return _answers(connection, decisions.c.source != FILE_TAG)


def file_answers(connection: sa.Connection) -> Answers:
    """Return every yes that only the file says, as `answers`."""
    return _answers(connection, decisions.c.source == FILE_TAG)


def _answers(connection: sa.Connection, which: sa.ColumnElement[bool]) -> Answers:
    found: dict[int, dict[int, bool]] = {}
    columns = decisions.c
    decided = sa.select(columns.track_id, columns.tag_id, columns.state)
    for row in connection.execute(decided.where(which, in_library(columns.track_id))):
        found.setdefault(row.track_id, {})[row.tag_id] = row.state == "yes"
    names = {row.id: row.name for row in connection.execute(sa.select(tags.c.id, tags.c.name))}
    return Answers(found, split_keys(connection, list(found)), names)
