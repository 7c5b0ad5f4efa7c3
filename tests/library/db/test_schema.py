import dataclasses

import pytest
import sqlalchemy as sa

from tagstudio.audio.metadata.facts import Facts
from tagstudio.library.db.database import Library
from tagstudio.library.db.schema import FACT_COLUMNS, journal, tracks
from tagstudio.library.db.schema import decisions as decision_table
from tagstudio.library.tags import decisions
from tagstudio.library.views.browse import TrackRow


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET state = 'no'",
        "UPDATE journal SET at = at",
        "DELETE FROM journal WHERE id = 1",
        "DELETE FROM journal",
        pytest.param(
            "REPLACE INTO journal (id, at, track_id, tag_id, state, source, undo_group)"
            " VALUES (1, 1, 1, 1, 'yes', 'user', 1)",
            marks=pytest.mark.sqlite_only("a statement of SQLite's"),
        ),
        "INSERT INTO journal (id, at, track_id, tag_id, state, source, undo_group)"
        " VALUES (1, 1, 1, 1, 'yes', 'user', 1) ON CONFLICT (id) DO UPDATE SET at = 1",
    ],
)
def test_the_journal_is_append_only(small: Library, statement: str) -> None:
    with small.read() as connection:
        before = connection.execute(sa.select(journal)).all()
    with pytest.raises(sa.exc.IntegrityError, match="append-only"), small.write() as connection:
        connection.exec_driver_sql(statement)
    with small.read() as connection:
        assert connection.execute(sa.select(journal)).all() == before


@pytest.mark.parametrize("track_id", [1, 2, 3])
def test_no_track_with_decisions_or_suggestions_can_be_deleted(
    small: Library, track_id: int
) -> None:
    with pytest.raises(sa.exc.IntegrityError), small.write() as connection:
        connection.execute(sa.delete(tracks).where(tracks.c.id == track_id))


@pytest.mark.parametrize(("state", "source"), [("maybe", "user"), ("yes", "rumour")])
def test_only_known_states_and_sources_are_taken(small: Library, state: str, source: str) -> None:
    with pytest.raises(sa.exc.IntegrityError, match=r"(?i)check"), small.write() as connection:
        connection.execute(
            sa.insert(journal).values(
                at=1, track_id=1, tag_id=1, state=state, source=source, undo_group=9
            )
        )


def test_the_current_state_is_the_newest_in_the_journal(small: Library) -> None:
    states = ["yes", "no", "unseen", "no", "yes"]
    for at, state in enumerate(states):
        with small.write() as connection:
            one = decisions.Decision(1, 1, state)  # type: ignore[arg-type]
            decisions.record_decisions(connection, [one], "user", at)
            columns = decision_table.c
            row = connection.execute(
                sa.select(columns.state, columns.at).where(
                    columns.track_id == 1, columns.tag_id == 1
                )
            ).one_or_none()
        assert row == (None if state == "unseen" else (state, at))


def test_there_is_a_column_for_every_fact_of_a_file() -> None:
    facts = [field.name for field in dataclasses.fields(Facts)]
    assert [column.name for column in FACT_COLUMNS] == facts
    assert {field.name for field in dataclasses.fields(TrackRow)} >= set(facts)
