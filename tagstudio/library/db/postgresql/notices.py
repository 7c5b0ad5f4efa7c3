"""Hear what others change in a library, as its triggers tell it (`notice_triggers`)."""

from __future__ import annotations

import json
import select
import socket
import time
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self, cast

from tagstudio.library.db.postgresql.notice_triggers import CHANNEL, TOPICS, Topic

if TYPE_CHECKING:  # the driver is an extra
    import psycopg


@dataclass(frozen=True)
class Notice:
    """That a transaction changed something of a topic, on these tracks, or with None on any."""

    topic: Topic
    track_ids: frozenset[int] | None = None


class NoticeListener:
    """Hears what others change. Of one thread, but for `wake`, which any may call."""

    def __init__(self, connection: psycopg.Connection[tuple[object, ...]], own: str) -> None:
        """Listen on a connection in autocommit; what `own` is the sender of is left out.

        The connection is the caller's to close.
        """
        self._connection = connection
        self._own = own
        connection.execute(f"LISTEN {CHANNEL}")  # may fail, and then there is nothing to close
        self._waking, self._woken = socket.socketpair()

    def wait(self, seconds: float) -> list[Notice]:
        """Return what was heard, [] after so long, or when it was woken.

        Raises psycopg.OperationalError where the connection is lost.
        """
        end = time.monotonic() + seconds
        sources: list[int | socket.socket] = [self._connection.pgconn.socket, self._woken]
        while not (heard := self._heard()):
            ready, _, _ = select.select(sources, [], [], max(0.0, end - time.monotonic()))
            if self._woken in ready:
                self._woken.recv(1024)
                return self._heard()
            if not ready:
                return []
        return heard

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
        known = {*TOPICS.values(), "decisions"}
        is_known = isinstance(topic, str) and topic in known
        return Notice(cast(Topic, topic), ids) if is_known and sender != self._own else None
