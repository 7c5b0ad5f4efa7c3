"""Undo and redo an action, and let what it left of the user's words on tracks hold."""

from collections.abc import Callable

import sqlalchemy as sa

from tagstudio.library.tags import undo_history
from tagstudio.library.tags.undo_history import Step
from tagstudio.library.tracks.facts_by_user import hold


def undo(connection: sa.Connection) -> Step | None:
    """Undo the newest action as `undo_history.undo`."""
    return _with_facts(connection, undo_history.undo)


def redo(connection: sa.Connection) -> Step | None:
    """Redo the newest undo as `undo_history.redo`."""
    return _with_facts(connection, undo_history.redo)


def _with_facts(
    connection: sa.Connection, take: Callable[[sa.Connection], Step | None]
) -> Step | None:
    step = take(connection)
    if step is not None:
        edited = {one.track_id for one in step.edits}
        hold(connection, edited | {one.track_id for one in step.namings})
    return step
