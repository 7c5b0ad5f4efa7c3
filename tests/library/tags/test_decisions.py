import sqlalchemy as sa

from tagstudio.library.db.database import Library
from tagstudio.library.db.schema import journal
from tagstudio.library.tags import decisions
from tagstudio.library.tags.decisions import Decided, Decision


def test_decisions_are_current_until_they_are_changed(small: Library) -> None:
    with small.write(durable=True) as connection:
        decisions.record_decisions(
            connection, [Decision(2, 1, "yes"), Decision(2, 2, "no")], "import", 600
        )
        decisions.record_decisions(connection, [Decision(3, 1, "unseen")], "user", 700)
    with small.read() as connection:
        assert decisions.current(connection, [1, 2, 3]) == {
            2: {1: Decided("yes", "import", 600, 1), 2: Decided("no", "import", 600, 1)}
        }


def test_an_action_is_one_undo_group(small: Library) -> None:
    with small.write() as connection:
        first = decisions.record_decisions(
            connection, [Decision(1, 1, "yes"), Decision(1, 2, "no")], "user"
        )
        second = decisions.record_decisions(connection, [Decision(1, 1, "no")], "album rule")
        columns = journal.c
        rows = connection.execute(
            sa.select(columns.tag_id, columns.state, columns.source, columns.undoes)
            .where(columns.undo_group.in_([first, second]))
            .order_by(columns.id)
        ).all()
    assert second == first + 1
    assert rows == [
        (1, "yes", "user", None),
        (2, "no", "user", None),
        (1, "no", "album rule", None),
    ]


def test_the_journal_remembers_every_decision(small: Library) -> None:
    with small.write() as connection:
        for state in ("yes", "yes", "no"):
            decisions.record_decisions(connection, [Decision(6, 3, state)], "user")  # type: ignore[arg-type]
        states = connection.scalars(
            sa.select(journal.c.state).where(journal.c.track_id == 6).order_by(journal.c.id)
        ).all()
    assert states == ["yes", "yes", "no"]


def test_recording_nothing_records_nothing(small: Library) -> None:
    with small.write() as connection:
        before = connection.scalar(sa.select(sa.func.count()).select_from(journal))
        decisions.record_decisions(connection, [], "user")
        assert connection.scalar(sa.select(sa.func.count()).select_from(journal)) == before
