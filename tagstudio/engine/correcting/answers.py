"""The librarian's answers of a library, each yes or no of a track and tag, and the tracks' splits.

Genres that were taken over from the files are no answers of the librarian's: they are asked for
apart, so that nothing that counts or judges takes them for some.

The split of a track (train, validation, test) follows from its artist alone, so that no artist
is in two splits; see `library.tracks.artist_splits`.
"""

from collections.abc import Collection, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass, replace

import sqlalchemy as sa

from tagstudio.core.splits import Split
from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import decisions, journal, tag_edits, tags
from tagstudio.library.tags.decisions import FILE_TAG
from tagstudio.library.tags.tags import gone_tags, said_names
from tagstudio.library.tracks.artist_splits import split_keys, split_of
from tagstudio.library.tracks.folders import in_library

_AT_A_TIME = 1000  # answers that are fetched: who needs few of many reads no more


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

    Those on tracks of removed folders wait until these are back. The tags are called as they were
    first said, and teach what was said: what a tag of a model got from another one that was merged
    into it teaches that other one. Tags of the user's own that are gone teach nothing: the answers
    to a merged one are those of the tag that it became.
    """
    return _answers(connection, decisions.c.source != FILE_TAG)


def file_answers(connection: sa.Connection) -> Answers:
    """Return every yes that only the file says, as `answers`."""
    return _answers(connection, decisions.c.source == FILE_TAG)


def all_answers(connection: sa.Connection, track_ids: Iterable[int]) -> Answers:
    """Return what persons said of tracks and what only their files say, as `answers`."""
    return _answers(connection, in_ids(decisions.c.track_id, track_ids))


def given_answers(connection: sa.Connection) -> Generator[tuple[int, int, bool], None, None]:
    """Yield track, tag and whether it is a yes of each of `answers`, in any order.

    Who counts them needs neither the splits nor all of them at once. Who does not need all closes
    it: a SELECT that is not over keeps a library file's connection at that moment.
    """
    return _given(connection, decisions.c.source != FILE_TAG)


def _answers(connection: sa.Connection, which: sa.ColumnElement[bool]) -> Answers:
    found: dict[int, dict[int, bool]] = {}
    for track_id, tag_id, yes in _given(connection, which):
        found.setdefault(track_id, {})[tag_id] = yes
    return Answers(found, split_keys(connection, list(found)), said_names(connection))


def _given(
    connection: sa.Connection, which: sa.ColumnElement[bool]
) -> Generator[tuple[int, int, bool], None, None]:
    columns = decisions.c
    decided = sa.select(columns.track_id, columns.tag_id, columns.state)
    if gone := gone_tags(connection):
        of_models = sa.select(tags.c.id).where(tags.c.origin == "model")
        decided = decided.where(columns.tag_id.not_in(gone) | columns.tag_id.in_(of_models))
    borrowed = _borrowed(connection) if gone else set()
    given = decided.where(which, in_library(columns.track_id))
    with closing(connection.execute(given.execution_options(yield_per=_AT_A_TIME))) as rows:
        for row in rows:
            if (row.track_id, row.tag_id) not in borrowed:
                yield row.track_id, row.tag_id, row.state == "yes"


def _borrowed(connection: sa.Connection) -> set[tuple[int, int]]:
    """Return track and tag of the answers that stem from a model's tag merged into another."""
    own, newer = journal.c, journal.alias()
    is_newest = ~sa.exists().where(
        newer.c.track_id == own.track_id, newer.c.tag_id == own.tag_id, newer.c.id > own.id
    )
    given = sa.select(own.track_id, own.tag_id).where(own.undo_group.in_(_merges()), is_newest)
    return {(row.track_id, row.tag_id) for row in connection.execute(given)}


def groups_of_merges(connection: sa.Connection) -> set[int]:
    """Return the undo groups in which a model's tag was merged into another."""
    return set(connection.scalars(_merges()))


def _merges() -> sa.Select[tuple[int]]:
    edits = tag_edits.c
    return (
        sa.select(edits.undo_group)
        .join(tags, tags.c.id == edits.tag_id)
        .where(edits.field == "merged_into", edits.after.is_not(None), tags.c.origin == "model")
    )
