import pytest
import sqlalchemy as sa

from tagstudio.core.errors import ConnectionLostError
from tagstudio.library.db.action_tokens import KEPT_SECONDS, WrittenBeforeError, written_once
from tagstudio.library.db.schema import action_tokens, journal
from tagstudio.library.tags.decisions import Decision, record_decisions


def answer(library, track_id):
    with library.write(durable=True) as connection:
        record_decisions(connection, [Decision(track_id, 1, "yes")], "user")


def answers(library):
    with library.read() as connection:
        return connection.scalars(sa.select(journal.c.track_id).order_by(journal.c.id)).all()


def test_an_action_that_was_written_is_not_written_again(pair):
    with written_once("a"):
        answer(pair[0], 1)
    with pytest.raises(WrittenBeforeError), written_once("a"):
        answer(pair[1], 2)
    with written_once("b"):
        answer(pair[0], 3)
    assert answers(pair[0]) == [1, 3]


def test_an_action_that_failed_is_written_by_its_next_try(pair):
    with pytest.raises(ZeroDivisionError), written_once("a"), pair[0].write(durable=True):
        1 / 0  # noqa: B018
    with written_once("a"):
        answer(pair[0], 1)
    assert answers(pair[0]) == [1]


def test_an_action_whose_session_ends_in_the_middle_is_written_by_its_next_try(
    pair, postgresql, address
):
    lost = pytest.raises(ConnectionLostError)
    with lost, written_once("a"), pair[0].write(durable=True) as connection:
        record_decisions(connection, [Decision(1, 1, "yes")], "user")
        postgresql.end_sessions(address.name)
    assert answers(pair[1]) == []
    with written_once("a"):
        answer(pair[0], 1)
    assert answers(pair[1]) == [1]


def test_only_the_durable_block_of_an_action_has_its_token(pair):
    with written_once("a"):
        with pair[0].write():
            pass
        answer(pair[0], 1)
        with pair[0].write(durable=True):  # a second one would find its own
            pass
    with pair[0].read() as connection:
        assert connection.scalars(sa.select(action_tokens.c.token)).all() == ["a"]


def test_tokens_of_long_ago_go(pair):
    with pair[0].write() as connection:
        connection.execute(sa.insert(action_tokens).values(token="old", at=1.0))
        connection.execute(
            sa.insert(action_tokens).values(token="new", at=sa.func.extract("epoch", sa.func.now()))
        )
    with written_once("a"):
        answer(pair[0], 1)
    with pair[0].read() as connection:
        assert set(connection.scalars(sa.select(action_tokens.c.token))) == {"a", "new"}
    assert KEPT_SECONDS > 24 * 3600
