import pytest
import sqlalchemy as sa

from tagstudio.core.messages import Message, as_message, message, plain
from tagstudio.library.db.column_types import MessageText
from tagstudio.library.db.database import Library
from tagstudio.library.models import models, promotions, suggestions
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack
from tagstudio.library.views import browse

WHY = message("audio.unreadable", "{path}: {reason}", path="/a", reason=message("x.y", "No sound."))


@pytest.mark.parametrize("stored", [WHY, plain("An {old} row."), plain(""), "A sentence."])
def test_a_message_is_read_as_it_was_stored(library: Library, stored: str | Message) -> None:
    table = sa.table("texts", sa.column("message", MessageText))
    with library.write() as connection:
        connection.exec_driver_sql("CREATE TEMP TABLE texts (message TEXT)")
        connection.execute(sa.insert(table).values(message=stored))
        found = connection.scalar(sa.select(table.c.message))
    assert found == as_message(stored)
    assert str(found) == str(stored)


def test_values_that_are_not_utf_8_are_replaced(library: Library) -> None:
    table = sa.table("texts", sa.column("message", MessageText))
    with library.write() as connection:
        connection.exec_driver_sql("CREATE TEMP TABLE texts (message TEXT)")
        connection.execute(
            sa.insert(table).values(message=message("a.b", "{path} is bad.", path="/\udcff"))
        )
        found = connection.scalar(sa.select(table.c.message))
    assert str(found) == "/? is bad."


def test_reasons_and_failures_keep_their_keys(small: Library, model_id: int) -> None:
    with small.write() as connection:
        promotions.record_promotion(connection, "promoted", model_id, WHY)
        suggestions.store_failures(connection, model_id, [(6, "bad", WHY)])
        new = NewTrack("/music/7.mp3", 1, 1, None, None, "bad", WHY)
        [added] = tracks.add_tracks(connection, 1, [new])
        [step] = promotions.history(connection)
        rows = browse.rows_of(connection, models.model(connection, model_id), [5, 6, added, 1])
    assert step.reason == WHY
    assert [row.failure_message for row in rows] == [
        plain("The file ends too soon."),
        WHY,
        WHY,
        None,
    ]
