"""Tell whoever has the library open what another one changed: triggers, and who listens to them.

The triggers are the database's own, so that whatever writes is told of: a window, a command, a
script of somebody else's. A notice goes out with the commit of the transaction that it is about,
and equal ones of a transaction are one. It names the tracks where these are few.
"""

from __future__ import annotations

import json
import select
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

if TYPE_CHECKING:  # the driver is an extra
    import psycopg

CHANNEL = "tagstudio"
SENDER = "tagstudio.sender"  # the setting of a session that names its library as it is open
TRACKS_NAMED = 100  # a notice has 8,000 bytes at most; so many ids take less than half of that
Topic = Literal["tracks", "decisions", "suggestions", "thresholds", "models", "jobs"]

# Tables whose rows are each of a track that a view may show alone.
_BY_TRACK = (
    "journal",
    "review_marks",
    "named_artists",
    "edited_facts",
    "kept_answers",
    "part_answers",
)
_OTHERS: Mapping[str, Topic] = {
    "folders": "tracks",
    "removed_tracks": "tracks",
    "suggestions": "suggestions",
    "suggestion_failures": "suggestions",
    "tags": "suggestions",
    "tag_edits": "suggestions",
    "switched_off_vocabularies": "suggestions",
    "library_thresholds": "thresholds",
    "user_thresholds": "thresholds",
    "models": "models",
    "promotions": "models",
    "judgements": "models",
    "measurements": "tracks",
    "jobs": "jobs",
}
# An answer, or a fact that the user gave, changes columns of its track, and is told of already.
_TOLD_OTHERWISE = ("reviewed_at", "title", "artist", "album", "file_title", "file_artist",
                   "file_album")  # fmt: skip

_FUNCTIONS = (
    f"""
    CREATE OR REPLACE FUNCTION tell_of_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_notify('{CHANNEL}', json_build_object(
            'topic', TG_ARGV[0], 'sender', current_setting('{SENDER}', true))::text);
        RETURN NULL;
    END $$
    """,
    f"""
    CREATE OR REPLACE FUNCTION tell_of_tracks() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE ids integer[];
    BEGIN
        SELECT array_agg(track_id) INTO ids FROM
            (SELECT DISTINCT track_id FROM changed ORDER BY track_id LIMIT {TRACKS_NAMED + 1}) AS t;
        IF ids IS NULL THEN RETURN NULL; END IF;
        IF cardinality(ids) > {TRACKS_NAMED} THEN ids := NULL; END IF;
        PERFORM pg_notify('{CHANNEL}', json_build_object(
            'topic', TG_ARGV[0], 'sender', current_setting('{SENDER}', true), 'tracks', ids)::text);
        RETURN NULL;
    END $$
    """,
)


def notice_statements(columns_of_tracks: list[str]) -> list[str]:
    """Return the statements that make the triggers anew, for tracks with these columns."""
    made = list(_FUNCTIONS)
    for table in _BY_TRACK:
        made += _trigger(
            table,
            "AFTER INSERT",
            "REFERENCING NEW TABLE AS changed FOR EACH STATEMENT"
            " EXECUTE FUNCTION tell_of_tracks('decisions')",
        )
    for table, topic in _OTHERS.items():
        made += _trigger(
            table,
            "AFTER INSERT OR UPDATE OR DELETE",
            f"FOR EACH STATEMENT EXECUTE FUNCTION tell_of_change('{topic}')",
        )
    told = ", ".join(name for name in columns_of_tracks if name not in _TOLD_OTHERWISE)
    made += _trigger(
        "tracks",
        f"AFTER INSERT OR DELETE OR UPDATE OF {told}",
        "FOR EACH STATEMENT EXECUTE FUNCTION tell_of_change('tracks')",
    )
    return made


def _trigger(table: str, when: str, what: str) -> list[str]:
    name = f"{table}_tell"
    return [
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} {when} ON {table} {what}",
    ]


@dataclass(frozen=True)
class Notice:
    """That a transaction changed something of a topic, on these tracks, or with None on any."""

    topic: Topic
    track_ids: frozenset[int] | None = None


class Listener:
    """Hears what others change. Of one thread, but for `wake`, which any may call."""

    def __init__(self, connection: psycopg.Connection, own: str) -> None:
        """Listen on a connection in autocommit; what `own` is the sender of is left out."""
        self._connection = connection
        self._own = own
        self._waking, self._woken = socket.socketpair()
        connection.execute(f"LISTEN {CHANNEL}")  # type: ignore[arg-type]

    def wait(self, seconds: float) -> list[Notice]:
        """Return what was heard, [] after so long, or when it was woken.

        Raises psycopg.OperationalError where the connection is lost.
        """
        if heard := self._heard():
            return heard
        server = self._connection.pgconn.socket
        ready, _, _ = select.select([server, self._woken], [], [], seconds)
        if self._woken in ready:
            self._woken.recv(1024)
        return self._heard()

    def ask_server(self) -> None:
        """Raise psycopg.OperationalError where the server does not answer any more."""
        self._connection.execute("SELECT 1")

    def wake(self) -> None:
        """End a `wait` now."""
        self._waking.send(b"!")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._connection.close()
        self._waking.close()
        self._woken.close()

    def _heard(self) -> list[Notice]:
        found = [self._notice(one.payload) for one in self._connection.notifies(timeout=0)]
        return [one for one in found if one is not None]

    def _notice(self, payload: str) -> Notice | None:
        """Return what a payload says; None for our own, and for one that is no notice of ours."""
        try:
            said = json.loads(payload)
            topic, sender, tracks = said["topic"], said["sender"], said.get("tracks")
            ids = None if tracks is None else frozenset(map(int, tracks))
        except (ValueError, KeyError, TypeError, AttributeError):
            return None  # anybody who may connect may send on the channel
        known = {*_OTHERS.values(), "decisions"}
        return Notice(topic, ids) if topic in known and sender != self._own else None
