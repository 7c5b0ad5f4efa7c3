import threading
import time
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from tagstudio.core.errors import ConnectionLostError
from tagstudio.library.db.postgresql.notice_triggers import CHANNEL, TRACKS_NAMED
from tagstudio.library.db.postgresql.notices import Notice, NoticeListener
from tagstudio.library.db.schema import journal, tracks
from tagstudio.library.tags import review_marks
from tagstudio.library.tags.decisions import Decision, record_decisions

LONG = 10.0


def said(library, *track_ids):
    with library.write(durable=True) as connection:
        record_decisions(connection, [Decision(id, 1, "yes") for id in track_ids], "user")


def heard(listener, wanted):
    """Return what is heard until so many notices came."""
    found = []
    while len(found) < wanted:
        more = listener.wait(LONG)
        assert more, f"only {found}"
        found += more
    return found


def test_an_answer_is_heard_with_its_track_by_others_and_not_by_who_gave_it(pair):
    first, second = pair
    with first.listen() as own, second.listen() as other:
        said(first, 2)
        said(second, 3)
        assert heard(own, 1) == [Notice("decisions", frozenset({3}))]
        assert heard(other, 1) == [Notice("decisions", frozenset({2}))]


def test_nothing_is_heard_of_what_was_rolled_back(pair):
    first, second = pair
    with second.listen() as listener:
        with pytest.raises(ZeroDivisionError), first.write() as connection:
            record_decisions(connection, [Decision(1, 1, "yes")], "user")
            1 / 0  # noqa: B018
        said(first, 4)
        assert heard(listener, 1) == [Notice("decisions", frozenset({4}))]


def test_a_mark_is_of_the_decisions_and_a_scan_of_the_tracks(pair):
    first, second = pair
    with second.listen() as listener:
        with first.write() as connection:
            review_marks.mark(connection, [5], at=100)
        assert heard(listener, 1) == [Notice("decisions", frozenset({5}))]
        with first.write() as connection:
            connection.execute(sa.update(tracks).values(size=2))
            connection.execute(sa.update(tracks).values(mtime_ns=3))
        assert heard(listener, 1) == [Notice("tracks")]  # equal ones of a transaction are one


def test_many_tracks_at_once_are_any(pair):
    first, second = pair
    row = {"tag_id": 1, "state": "yes", "source": "user", "at": 1, "undo_group": 1}
    with second.listen() as listener:
        with first.write() as connection:
            more = [
                {"folder_id": 1, "size": 1, "mtime_ns": 1, "added": 1, "path": f"/music/more{n}"}
                for n in range(TRACKS_NAMED)
            ]
            connection.execute(sa.insert(tracks), more)
        heard(listener, 1)
        with first.write() as connection:
            ids = sa.select(tracks.c.id, *(sa.literal(value) for value in row.values()))
            connection.execute(sa.insert(journal).from_select(["track_id", *row], ids))
        assert heard(listener, 1) == [Notice("decisions", None)]


@pytest.mark.parametrize(
    "payload",
    ["", "nonsense", "[]", "{}", '{"topic": "decisions", "sender": "", "tracks": ["x"]}',
     '{"topic": "secrets", "sender": "x"}', '{"topic": ["a"], "sender": "x"}'],
)  # fmt: skip
def test_what_is_no_notice_of_ours_is_passed_over(pair, address, payload):
    first, second = pair
    with second.listen() as listener:
        with psycopg.connect(str(address), autocommit=True) as anybody:
            anybody.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])
        said(first, 1)
        found = []
        while not found:
            found = listener.wait(LONG)
        assert found == [Notice("decisions", frozenset({1}))]


def test_a_wait_is_ended_by_another_thread(pair):
    with pair[0].listen() as listener:
        threading.Timer(0.1, listener.wake).start()
        begun = time.monotonic()
        assert listener.wait(60) == []
        assert time.monotonic() - begun < 50


def test_a_session_that_the_server_ends_is_a_lost_connection(pair, postgresql, address):
    with pytest.raises(ConnectionLostError), pair[0].listen() as listener:
        postgresql.end_sessions(address.name)
        listener.wait(LONG)
        listener.ask_server()


def test_a_listener_that_cannot_begin_leaves_no_sockets_behind(postgresql, address):
    connection = psycopg.connect(address.url, autocommit=True)
    connection.close()
    open_before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        with pytest.raises(psycopg.OperationalError):
            NoticeListener(connection, "mine")
    assert len(list(Path("/proc/self/fd").iterdir())) == open_before
