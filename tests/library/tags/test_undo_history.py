"""Undo and redo, against a plain model of two stacks."""

from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from tagstudio.library.db.database import Library
from tagstudio.library.db.schema import journal
from tagstudio.library.tags import decisions, tags, undo_history
from tagstudio.library.tags.decisions import Change, Decided, Decision
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack

States = dict[tuple[int, int], str]
TRACKS, TAGS = (1, 2, 3), (1, 2)
DECISION = st.builds(
    Decision,
    st.sampled_from(TRACKS),
    st.sampled_from(TAGS),
    st.sampled_from(["yes", "no", "unseen"]),
)
ACTION = st.lists(DECISION, min_size=1, max_size=5)
EXAMPLES = {"sqlite": 150, "postgresql": 50}
STEPS = st.lists(st.one_of(st.just("undo"), st.just("redo"), ACTION), max_size=30)


@dataclass
class Model:
    """What undo and redo mean, with two stacks of whole states."""

    now: States = field(default_factory=dict)
    undo_stack: list[States] = field(default_factory=list)
    redo_stack: list[States] = field(default_factory=list)

    def record(self, action: list[Decision]) -> None:
        self.undo_stack.append(self.now)
        self.redo_stack.clear()
        self.now = self.now | {(one.track_id, one.tag_id): one.state for one in action}
        self.now = {key: state for key, state in self.now.items() if state != "unseen"}

    def undo(self) -> bool:
        return self._step(self.undo_stack, self.redo_stack)

    def redo(self) -> bool:
        return self._step(self.redo_stack, self.undo_stack)

    def _step(self, source: list[States], target: list[States]) -> bool:
        if not source:
            return False
        target.append(self.now)
        self.now = source.pop()
        return True


def states(connection: sa.Connection) -> States:
    found = decisions.current(connection, TRACKS)
    return {
        (track_id, tag_id): decided.state
        for track_id, by_tag in found.items()
        for tag_id, decided in by_tag.items()
    }


def rows(connection: sa.Connection) -> list[sa.Row]:
    return list(connection.execute(sa.select(journal).order_by(journal.c.id)))


@pytest.fixture
def three(library: Library, add) -> Library:
    """Three tracks and two tags, nothing decided."""
    add("/music/1", "/music/2", "/music/3")
    with library.write() as connection:
        for name in ("jazz", "rock"):
            tags.tag_id(connection, name, "genre", "user")
    return library


def test_any_sequence_of_steps_leaves_the_state_of_the_model(
    three: Library, database_kind: str
) -> None:
    """The rules are the same code on both databases; each step takes longer on a server."""
    some = settings(max_examples=EXAMPLES[database_kind], deadline=None)
    some(given(STEPS)(lambda steps: take(three, steps)))()


def take(library: Library, steps: list) -> None:
    """Take steps, and compare each with the model; leave nothing behind."""
    model = Model()
    with library.write() as connection:
        before, earlier = states(connection), rows(connection)
        for step in steps:
            if step == "undo":
                made, expected = undo_history.undo(connection), model.undo()
            elif step == "redo":
                made, expected = undo_history.redo(connection), model.redo()
            else:
                made, expected = None, model.record(step)
                decisions.record_decisions(connection, step, "user")
            after, now = states(connection), rows(connection)
            assert after == model.now
            assert now[: len(earlier)] == earlier
            assert (undo_history.undoable(connection) is not None) == bool(model.undo_stack)
            assert (undo_history.redoable(connection) is not None) == bool(model.redo_stack)
            if expected is not None:
                assert (made is not None) == expected
            if made is not None:
                assert changed(before, made.changes) == after
            before, earlier = after, now
        connection.rollback()


def changed(before: States, changes: tuple[Change, ...]) -> States:
    """Apply what a step says it changed."""
    now = dict(before)
    for change in changes:
        assert now.pop((change.track_id, change.tag_id), "unseen") == change.before
        if change.after != "unseen":
            now[change.track_id, change.tag_id] = change.after
    return now


def test_an_undo_names_what_it_takes_back_and_a_redo_names_the_undo(three: Library) -> None:
    with three.write() as connection:
        action = decisions.record_decisions(connection, [Decision(1, 1, "yes")], "import", at=100)
        assert undo_history.undo(connection, at=200) == undo_history.Step(
            action, "import", 100, (Change(1, 1, "yes", "unseen"),)
        )
        assert undo_history.redo(connection, at=300) == undo_history.Step(
            action, "import", 100, (Change(1, 1, "unseen", "yes"),)
        )
        columns = journal.c
        written = connection.execute(
            sa.select(columns.at, columns.state, columns.undo_group, columns.undoes)
        ).all()
    assert written == [
        (100, "yes", 1, None),
        (200, "unseen", 2, 1),
        (300, "yes", 3, 2),
    ]


def test_redo_restores_the_source_of_a_decision(three: Library) -> None:
    with three.write() as connection:
        decisions.record_decisions(connection, [Decision(1, 1, "yes")], "import", at=100)
        decisions.record_decisions(connection, [Decision(1, 1, "no")], "user", at=200)
        undo_history.undo(connection, at=300)
        assert decisions.current(connection, [1]) == {1: {1: Decided("yes", "import", 300, 1)}}
        undo_history.redo(connection, at=400)
        assert decisions.current(connection, [1]) == {1: {1: Decided("no", "user", 400, 1)}}


def test_undo_without_an_action_writes_nothing(three: Library) -> None:
    with three.write() as connection:
        assert undo_history.undo(connection) is None
        assert undo_history.redo(connection) is None
        assert rows(connection) == []


def test_history_outlives_the_program(three: Library) -> None:
    with three.write(durable=True) as connection:
        decisions.record_decisions(connection, [Decision(1, 1, "yes")], "user")
        decisions.record_decisions(connection, [Decision(2, 1, "yes")], "user")
    with three.write(durable=True) as connection:
        undo_history.undo(connection)
    with three.write(durable=True) as connection:
        undo_history.undo(connection)
        assert states(connection) == {}
    with three.write(durable=True) as connection:
        undo_history.redo(connection)
        assert states(connection) == {(1, 1): "yes"}


def test_five_thousand_decisions_are_one_step(library: Library) -> None:
    with library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        new = [NewTrack(f"/music/{number}", 1, 1) for number in range(5000)]
        ids = tracks.add_tracks(connection, folder, new)
        jazz = tags.tag_id(connection, "jazz", "genre", "user")
    with library.write(durable=True) as connection:
        decisions.record_decisions(
            connection, [Decision(id, jazz, "no") for id in ids[::2]], "user"
        )
        decisions.record_decisions(connection, [Decision(id, jazz, "yes") for id in ids], "user")
    with library.write(durable=True) as connection:
        step = undo_history.undo(connection)
    assert step is not None
    assert len(step.changes) == 5000
    with library.read() as connection:
        left = decisions.current(connection, ids)
    assert left.keys() == set(ids[::2])
    assert {by_tag[jazz].state for by_tag in left.values()} == {"no"}
    with library.write(durable=True) as connection:
        undo_history.redo(connection)
        again = decisions.current(connection, ids)
    assert len(again) == 5000


def test_record_changes_leaves_out_current_decisions(three: Library) -> None:
    with three.write() as connection:
        decisions.record_decisions(connection, [Decision(1, 1, "yes")], "user")
        wanted = [Decision(1, 1, "yes"), Decision(2, 1, "yes"), Decision(3, 1, "unseen")]
        recorded = decisions.record_changes(connection, wanted, "import")
        assert recorded.changes == (Change(2, 1, "unseen", "yes"),)
        assert recorded.undo_group == 2
        assert decisions.record_changes(connection, wanted, "import").undo_group is None
        assert len(rows(connection)) == 2
