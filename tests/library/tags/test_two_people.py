"""Two people in one library: their undo side by side, disputes, and second opinions."""

import random
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa

from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.schema import journal, people
from tagstudio.library.search.execute import matching_tracks
from tagstudio.library.search.query import QueryError, parse
from tagstudio.library.tags import decisions, kept_answers, named_artists, tags, undo_history
from tagstudio.library.tags.decisions import Change, Decision
from tagstudio.library.tags.disputes import disputed, doubly_answered
from tagstudio.library.tags.review_marks import mark
from tagstudio.library.views.tag_states import taggings_of

ANNA, BEN = "anna", "ben"
TRACKS, TAGS = (1, 2), (1, 2)


@pytest.fixture
def two(library: Library, add) -> Library:
    """Two tracks and two tags, nothing decided."""
    add("/music/1", "/music/2")
    with library.write() as connection:
        for name in ("jazz", "rock"):
            tags.tag_id(connection, name, "genre", "user")
    return library


@contextmanager
def by(library: Library, person: str):
    """Write as a person."""
    library.person = person
    with library.write(durable=True) as connection:
        yield connection


def say(library: Library, person: str, *answers: tuple[int, int, str]) -> None:
    with by(library, person) as connection:
        wanted = [Decision(*one) for one in answers]
        decisions.record_changes(connection, wanted, "user", by_hand=True)


def states(connection: sa.Connection) -> dict[tuple[int, int], str]:
    return {
        (track, tag): one.state
        for track, of_track in decisions.current(connection, TRACKS).items()
        for tag, one in of_track.items()
    }


@dataclass
class Walk:
    """What undo means for several people: the last word that is not undone holds."""

    actions: list[tuple[str, dict]] = field(default_factory=list)
    undone: set[int] = field(default_factory=set)
    to_redo: dict[str, list[int]] = field(default_factory=dict)

    def record(self, person: str, said: dict) -> None:
        self.actions.append((person, said))
        self.to_redo[person] = []

    def undo(self, person: str) -> bool:
        own = [
            place
            for place, (who, _) in enumerate(self.actions)
            if who == person and place not in self.undone
        ]
        if own:
            self.undone.add(own[-1])
            self.to_redo.setdefault(person, []).append(own[-1])
        return bool(own)

    def redo(self, person: str) -> bool:
        left = self.to_redo.get(person, [])
        if left:
            self.undone.discard(left.pop())
            return True
        return False

    def states(self) -> dict[tuple[int, int], str]:
        held: dict[tuple[int, int], str] = {}
        for place, (_, said) in enumerate(self.actions):
            if place not in self.undone:
                held |= said
        return {pair: state for pair, state in held.items() if state != "unseen"}


@pytest.mark.parametrize("seed", range(12))
def test_any_interleaving_of_two_people_leaves_the_state_of_the_model(two: Library, seed: int):
    chance, walk = random.Random(seed), Walk()
    for _ in range(60):
        person = chance.choice((ANNA, BEN))
        step = chance.choice(("answer", "answer", "undo", "undo", "redo"))
        with by(two, person) as connection:
            before = states(connection)
            if step == "answer":
                pairs = [(track, tag) for track in TRACKS for tag in TAGS]
                said = {
                    pair: chance.choice(("yes", "no", "unseen"))
                    for pair in chance.sample(pairs, chance.randint(1, 3))
                }
                wanted = [Decision(*pair, state) for pair, state in said.items()]
                decisions.record_decisions(connection, wanted, "user")
                walk.record(person, said)
            else:
                take = undo_history.undo if step == "undo" else undo_history.redo
                made = take(connection)
                assert (made is not None) == getattr(walk, step)(person)
                if made is not None:
                    assert changed(before, made.changes) == states(connection)
            assert states(connection) == walk.states()


def changed(before: dict, changes: tuple[Change, ...]) -> dict:
    now = dict(before)
    for one in changes:
        assert now.pop((one.track_id, one.tag_id), "unseen") == one.before
        if one.after != "unseen":
            now[one.track_id, one.tag_id] = one.after
    return now


def test_what_another_person_said_since_stays_with_who_and_when(two: Library) -> None:
    two.person = ANNA
    with two.write() as connection:
        wanted = [Decision(1, 1, "yes"), Decision(2, 1, "yes")]
        decisions.record_decisions(connection, wanted, "user", at=100)
    two.person = BEN
    with two.write() as connection:
        decisions.record_decisions(connection, [Decision(1, 1, "no")], "user", at=200)
        bens = decisions.current(connection, [1])
    with by(two, ANNA) as connection:
        step = undo_history.undo(connection, at=300)
        assert step is not None and (step.left, step.by) == (1, (BEN,))
        assert step.changes == (Change(2, 1, "yes", "unseen"),)
        assert decisions.current(connection, [1, 2]) == bens
    with by(two, BEN) as connection:  # what anna took back does not come again by his undo
        step = undo_history.undo(connection)
        assert step is not None and step.left == 0
        assert states(connection) == {}


def test_marks_artists_and_kept_answers_of_another_person_stay(two: Library) -> None:
    with by(two, ANNA) as connection:
        named_artists.name(connection, {1: "Ella", 2: "Ella"})
    with by(two, BEN) as connection:
        named_artists.name(connection, {1: "Billie"})
        kept_answers.keep(connection, [((1, 1, "yes"), 3)])
        mark(connection, [1], 500)
    with by(two, ANNA) as connection:
        step = undo_history.undo(connection)
        assert step is not None and step.left == 1
        assert [one.track_id for one in step.namings] == [2]
        assert named_artists.named_by_user(connection, [1, 2]) == {1: "Billie"}
        assert undo_history.undo(connection) is None
    with by(two, BEN) as connection:
        undo_history.undo(connection)
        undo_history.undo(connection)
        undo_history.undo(connection)
        assert named_artists.named_by_user(connection, [1, 2]) == {}
        assert kept_answers.kept(connection, [1]) == {}
    with by(two, ANNA) as connection:
        undo_history.redo(connection)
        assert named_artists.named_by_user(connection, [1, 2]) == {1: "Ella", 2: "Ella"}


def test_entries_without_a_person_are_everybodys_own(two: Library) -> None:
    say(two, "", (1, 1, "yes"))
    say(two, BEN, (2, 1, "yes"))
    with by(two, ANNA) as connection:
        assert undo_history.undo(connection) is not None
        assert states(connection) == {(2, 1): "yes"}
        assert undo_history.undo(connection) is None
    with by(two, BEN) as connection:  # it is undone, so not once more
        step = undo_history.undo(connection)
        assert step is not None and step.changes == (Change(2, 1, "yes", "unseen"),)
        assert undo_history.undo(connection) is None


def test_the_same_answer_of_another_person_is_a_word_of_their_own(two: Library) -> None:
    say(two, ANNA, (1, 1, "yes"))
    say(two, ANNA, (1, 1, "yes"))
    with by(two, BEN) as connection:  # by way of other tracks: no second opinion
        for source in ("user", "album rule", "import"):
            as_anna = [Decision(1, 1, "yes")]
            assert decisions.record_changes(connection, as_anna, source).changes == ()
    say(two, BEN, (1, 1, "yes"))
    with by(two, BEN) as connection:
        said = connection.execute(sa.select(journal.c.state, journal.c.given_by)).all()
        assert said == [("yes", 1), ("yes", 2)]
        assert len(doubly_answered(connection)[1, 1]) == 2
        assert disputed(connection) == {}
        undo_history.undo(connection)
        assert decisions.current(connection, [1])[1][1].given_by == 1
        assert doubly_answered(connection)[1, 1] == doubly_answered(connection)[1, 1][:1]


def test_an_answer_without_names_is_not_given_twice(two: Library) -> None:
    say(two, "", (1, 1, "yes"))
    with by(two, ANNA) as connection:
        wanted = [Decision(1, 1, "yes")]
        recorded = decisions.record_changes(connection, wanted, "user", by_hand=True)
    assert recorded.changes == ()


def test_a_dispute_lasts_until_it_is_settled_withdrawn_or_undone(two: Library) -> None:
    say(two, ANNA, (1, 1, "yes"), (2, 1, "yes"), (2, 2, "no"))
    say(two, BEN, (1, 1, "no"), (2, 1, "no"), (2, 2, "no"))

    def pairs() -> set[tuple[int, int]]:
        with two.read() as connection:
            return set(disputed(connection))

    assert pairs() == {(1, 1), (2, 1)}
    with by(two, ANNA) as connection:
        decisions.record_decisions(connection, [Decision(1, 1, "no")], "settled")
    assert pairs() == {(2, 1)}
    with by(two, ANNA) as connection:
        undo_history.undo(connection)
    assert pairs() == {(1, 1), (2, 1)}
    say(two, BEN, (2, 1, "unseen"))
    assert pairs() == {(1, 1)}
    with by(two, "carl") as connection:
        decisions.record_decisions(connection, [Decision(1, 1, "no")], "settled")
    say(two, ANNA, (1, 1, "yes"))  # she says it again
    with two.read() as connection:
        assert [one.state for one in disputed(connection)[1, 1]] == ["no", "yes"]


def test_what_files_say_is_no_word_of_a_person(two: Library) -> None:
    with by(two, ANNA) as connection:
        decisions.record_decisions(connection, [Decision(1, 1, "yes")], "file tag")
    say(two, BEN, (1, 1, "no"))
    with two.read() as connection:
        assert disputed(connection) == {}
        assert taggings_of(connection, None, [1])[1][0].by == BEN


def test_queries_by_person_and_dispute(two: Library) -> None:
    def found(query: str) -> set[int]:
        with two.read() as connection:
            ids = matching_tracks(connection, parse(query), None)
        assert ids is not None
        return set(ids.tolist())

    with pytest.raises(QueryError, match="Nobody is known to have answered"):
        found("by:anna")
    say(two, ANNA, (1, 1, "yes"))
    say(two, BEN, (1, 1, "no"), (2, 1, "no"))
    assert found("by:ANNA") == {1}
    assert found("by:ben -by:anna") == {2}
    assert found("is:disputed") == {1}
    assert found("-is:disputed") == {2}
    with by(two, ANNA) as connection:
        undo_history.undo(connection)
    assert found("by:anna") == set()
    with pytest.raises(QueryError, match="there are anna, ben"):
        found("by:carl")
    with pytest.raises(QueryError, match="is:disputed"):
        found("is:odd")


def test_two_libraries_in_turn_each_with_a_person(path) -> None:
    with (
        open_library(path, writing=True, person=" anna  b. ") as library,
        library.write() as connection,
    ):
        tags.tag_id(connection, "jazz", "genre", "user")
        connection.execute(sa.text("INSERT INTO folders (path) VALUES (x'2f')"))
        connection.execute(
            sa.text(
                "INSERT INTO tracks (folder_id, path, size, mtime_ns, added)"
                " VALUES (1, x'2f61', 1, 1, 1)"
            )
        )
        decisions.record_decisions(connection, [Decision(1, 1, "yes")], "user")
    with open_library(path, writing=True, person="ben") as library:
        with library.write() as connection:
            assert undo_history.undo(connection) is None
            decisions.record_decisions(connection, [Decision(1, 1, "no")], "user")
        with library.read() as connection:
            assert connection.scalars(sa.select(people.c.name)).all() == ["anna b.", "ben"]
            assert decisions.current(connection, [1])[1][1].given_by == 2
