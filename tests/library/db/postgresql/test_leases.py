import sqlalchemy as sa

from tagstudio.library.db.clock import server_now
from tagstudio.library.db.schema import leases
from tagstudio.library.tracks.leases import LEASE_SECONDS, RENEW_SECONDS, Lease, hold, of_others


def take(library, *track_ids):
    with library.write() as connection:
        return hold(connection, track_ids, library.person)


def others(library):
    with library.read() as connection:
        return of_others(connection)


def test_a_track_is_held_by_one_at_a_time_and_the_other_is_told_by_whom(pair):
    anna, berta = pair
    assert take(anna, 1, 2) == {}
    assert take(berta, 2, 3) == {2: Lease(2, "anna")}
    assert others(anna) == [Lease(3, "berta")]
    assert {one.track_id for one in others(berta)} == {1, 2}
    assert take(anna, 1, 2, 3) == {3: Lease(3, "berta")}


def test_who_goes_on_lets_go(pair):
    anna, berta = pair
    take(anna, 1, 2)
    take(anna, 2, 3)
    assert take(berta, 1) == {}
    take(anna)
    assert others(berta) == []


def test_a_lease_ends_by_itself_and_one_that_is_renewed_does_not(pair):
    anna, berta = pair
    take(anna, 1, 2)
    with berta.write() as connection:  # as if nearly all of its time had gone by
        connection.execute(sa.update(leases).values(until=server_now() - 0.001))
    assert others(berta) == []
    take(anna, 1)
    assert take(berta, 1, 2) == {1: Lease(1, "anna")}
    with berta.read() as connection:
        left = connection.scalar(
            sa.select(leases.c.until - server_now()).where(leases.c.track_id == 1)
        )
    assert LEASE_SECONDS / 2 < left <= LEASE_SECONDS
    assert 2 * RENEW_SECONDS < LEASE_SECONDS  # one renewal may fail


def test_a_file_has_nobody_else(tmp_path):
    from tagstudio.library.db.database import open_library

    with open_library(tmp_path / "library.db", writing=True) as library:
        assert others(library) == []
        with library.read() as connection:
            seconds = connection.scalar(sa.select(server_now()))
            import time

            assert abs(seconds - time.time()) < 3600  # in UTC, whatever the machine's zone
