"""Write an action exactly once, though nobody knows whether its first try was.

Where the connection to the server of a library is lost while a transaction is being committed, it
may have been: only the answer is missing. So an action that is tried again has a random token,
which its transaction writes beside what it says. A try that finds the token there comes too late.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import sqlalchemy as sa

from tagstudio.library.db.clock import server_now
from tagstudio.library.db.schema import action_tokens

# A lost connection is waited for as long as the window is open; nobody leaves it open for a month.
KEPT_SECONDS = 30 * 24 * 3600


class WrittenBeforeError(Exception):
    """The action was written by an earlier try, of which no answer came."""


@dataclass
class _Action:
    token: str
    is_noted: bool = False  # in this try


_action: ContextVar[_Action | None] = ContextVar("action", default=None)


@contextmanager
def written_once(token: str) -> Iterator[None]:
    """Let the durable block of the library that this thread writes in the block have `token`.

    It raises WrittenBeforeError where that was written before. An action has one such block.
    """
    outer = _action.set(_Action(token))
    try:
        yield
    finally:
        _action.reset(outer)


def note_action(connection: sa.Connection) -> bool:
    """Note the token of this thread's action in the transaction that writes it.

    Return whether it has one that was not noted yet. Raises WrittenBeforeError.
    """
    action = _action.get()
    if action is None or action.is_noted:
        return False
    columns = action_tokens.c
    if connection.scalar(sa.select(columns.token).where(columns.token == action.token)):
        raise WrittenBeforeError
    connection.execute(sa.delete(action_tokens).where(columns.at < server_now() - KEPT_SECONDS))
    connection.execute(sa.insert(action_tokens).values(token=action.token, at=server_now()))
    action.is_noted = True
    return True
