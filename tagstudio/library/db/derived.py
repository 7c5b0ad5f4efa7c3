"""What follows from the journals: the triggers that see to it, and mending where they were gone."""

from dataclasses import dataclass
from typing import TypeAlias

import sqlalchemy as sa

from tagstudio.library.db import trigrams
from tagstudio.library.db.postgresql import triggers as server_triggers
from tagstudio.library.db.schema import decisions, journal, review_marks, tracks
from tagstudio.library.db.sqlite import triggers
from tagstudio.library.db.sqlite.soundness import lost, newest_entries

TRIGGERS = {statement.split()[2]: statement for statement in triggers.TRIGGERS}
_STALE_NAMES = frozenset(statement.split()[2] for statement in triggers.STALE_TRIGGERS)
_TRACK_NAMES = frozenset(statement.split()[2] for statement in triggers.TRACK_TRIGGERS)
_SOUND_NAMES = frozenset(statement.split()[2] for statement in triggers.SOUND_TRIGGERS)
_TRIGRAM_NAMES = frozenset(statement.split()[2] for statement in triggers.TRIGRAM_TRIGGERS)
MENDED_GROUP = 0  # the undo group of entries that were made by mending: the last to be undone

# Where the state differs from the newest entry of the journal: track, tag, entry, decision.
_DIFFERING = """WITH newest AS ({newest})
SELECT n.track_id, n.tag_id, n.state, n.source, n.at, n.given_by,
    d.state, d.source, d.at, d.given_by
    FROM newest n LEFT JOIN decisions d ON d.track_id = n.track_id AND d.tag_id = n.tag_id
    WHERE (n.state <> 'unseen' OR d.state IS NOT NULL)
    AND (n.state {differs} d.state OR n.source {differs} d.source OR n.at {differs} d.at
        OR n.given_by {differs} d.given_by)
UNION ALL
SELECT d.track_id, d.tag_id, NULL, NULL, NULL, NULL, d.state, d.source, d.at, d.given_by
    FROM decisions d LEFT JOIN newest n ON d.track_id = n.track_id AND d.tag_id = n.tag_id
    WHERE n.state IS NULL"""
_MARKED = """SELECT m.track_id, m.after FROM review_marks m JOIN tracks t ON t.id = m.track_id
    WHERE m.id IN (SELECT max(id) FROM review_marks WHERE {sound} GROUP BY track_id)
    AND m.after {differs} t.reviewed_at"""


StateOf: TypeAlias = tuple[str, str, int, int | None]  # STATE_COLUMNS
STATE_COLUMNS = ("state", "source", "at", "given_by")


@dataclass(frozen=True)
class Differing:
    """A decision that is not what the journal says; a state is None where there is none."""

    track_id: int
    tag_id: int
    entry: StateOf | None
    decision: StateOf | None

    def decision_counts(self, *, entries_lost: bool) -> bool:
        """Tell whether the decision counts, for its entry in the journal was lost.

        Where entries were lost, one of the same second may be among them.
        """
        if self.decision is None:
            return False
        if self.entry is None or self.decision[2] > self.entry[2]:
            return True
        return entries_lost and self.decision[2] == self.entry[2]


def missing_triggers(connection: sa.Connection) -> list[str]:
    """Return the names of the triggers that should be there and are not."""
    if _is_server(connection):
        wanted = set(server_triggers.NAMES)
        rows = connection.exec_driver_sql(server_triggers.AT_WORK)
    else:
        wanted = set(TRIGGERS)
        rows = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    return sorted(wanted - set(rows.scalars()))


def put_back_triggers(connection: sa.Connection) -> list[str]:
    """Make the triggers that are gone, and mend what they did not do; return their names."""
    gone = missing_triggers(connection)
    if gone and _is_server(connection):
        for statement in server_triggers.PUT_BACK:
            connection.exec_driver_sql(statement)
    for name in gone if not _is_server(connection) else ():
        connection.exec_driver_sql(TRIGGERS[name])
    if _STALE_NAMES & set(gone):
        # Which columns of scores still hold is not known: without them the rows are read.
        connection.exec_driver_sql("DELETE FROM score_columns")
        connection.exec_driver_sql("DELETE FROM stale_scores")
    if _TRACK_NAMES & set(gone):
        connection.exec_driver_sql("DELETE FROM track_columns")
        connection.exec_driver_sql("DELETE FROM stale_tracks")
    if _SOUND_NAMES & set(gone):
        # As with these: without a token the file of vectors is made anew.
        connection.exec_driver_sql("DELETE FROM sound_matrix")
        connection.exec_driver_sql("DELETE FROM stale_sounds")
    if not _is_server(connection) and not trigrams.is_there(connection):
        gone = [*gone, triggers.TRIGRAMS]
    if {*_TRIGRAM_NAMES, triggers.TRIGRAMS} & set(gone):
        trigrams.rebuild(connection)
    follow = _STALE_NAMES | _TRACK_NAMES | _SOUND_NAMES | _TRIGRAM_NAMES | {triggers.TRIGRAMS}
    if set(gone) - follow:
        mend_decisions(connection, entries_lost=False)
    return gone


def differing_decisions(connection: sa.Connection) -> list[Differing]:
    """Return the decisions that are not what the journal says."""
    rows = connection.exec_driver_sql(
        _DIFFERING.format(newest=_newest(connection), differs=_differs(connection))
    ).all()
    return [
        Differing(
            row[0],
            row[1],
            None if row[2] is None else (row[2], row[3], row[4], row[5]),
            None if row[6] is None else (row[6], row[7], row[8], row[9]),
        )
        for row in rows
    ]


def entries_lost(connection: sa.Connection) -> bool:
    """Tell whether entries of the journal are damaged or gone: their numbers have no gaps."""
    if _is_server(connection):  # its numbers have gaps: one is used up by a transaction that fails
        return False
    counted = f"SELECT count(*), max(id) FROM journal WHERE NOT ({lost(journal)})"
    count, last = connection.exec_driver_sql(counted).one()
    return bool(count != (last or 0))


def mend_decisions(connection: sa.Connection, *, entries_lost: bool) -> int:
    """Make the decisions and the journal agree, the newer one counts; return how many did not.

    `entries_lost` is said of the journal while the triggers were there. A decision whose entry was
    lost is entered again. Open `write(durable=True)` for it.
    """
    differing = differing_decisions(connection)
    for one in differing:
        if one.decision is not None and one.decision_counts(entries_lost=entries_lost):
            values: dict[str, str | int | None] = dict(
                zip(STATE_COLUMNS, one.decision, strict=True)
            )
            values["undo_group"] = MENDED_GROUP
            connection.execute(
                sa.insert(journal).values(track_id=one.track_id, tag_id=one.tag_id, **values)
            )
        elif one.entry is not None:
            of_pair = sa.and_(
                decisions.c.track_id == one.track_id, decisions.c.tag_id == one.tag_id
            )
            connection.execute(sa.delete(decisions).where(of_pair))
            if one.entry[0] != "unseen":
                values = dict(zip(STATE_COLUMNS, one.entry, strict=True))
                connection.execute(
                    sa.insert(decisions).values(track_id=one.track_id, tag_id=one.tag_id, **values)
                )
    return len(differing)


def differing_marks(connection: sa.Connection) -> list[tuple[int, int | None]]:
    """Return the tracks whose mark of review is not what its journal says, with what it says."""
    sound = "TRUE" if _is_server(connection) else f"NOT ({lost(review_marks)})"
    query = _MARKED.format(sound=sound, differs=_differs(connection))
    return [(row[0], row[1]) for row in connection.exec_driver_sql(query).all()]


def mend_marks(connection: sa.Connection) -> int:
    """Set the marks of review to what their journal says; return how many were not."""
    differing = differing_marks(connection)
    for track_id, after in differing:
        of_track = sa.update(tracks).where(tracks.c.id == track_id)
        connection.execute(of_track.values(reviewed_at=after))
    return len(differing)


def _is_server(connection: sa.Connection) -> bool:
    return connection.dialect.name == "postgresql"


def _newest(connection: sa.Connection) -> str:
    """Return the SELECT of the newest sound entry of the journal for each track and tag."""
    return newest_entries(sound="TRUE" if _is_server(connection) else None)


def _differs(connection: sa.Connection) -> str:
    """Return the operator that is true of two values that differ, of which one may be NULL."""
    return "IS DISTINCT FROM" if _is_server(connection) else "IS NOT"
