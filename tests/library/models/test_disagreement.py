"""How far apart the members of a joint model are."""

import numpy as np
import pytest

from tagstudio.library.db.database import open_library
from tagstudio.library.models import models, suggestions
from tagstudio.library.models.disagreement import Committee, disagreements_of, support
from tagstudio.library.models.models import Model, RegisteredModel, RegisteredTag, find_model
from tagstudio.library.models.score_columns import complete
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.search.query import QueryError, parse
from tagstudio.library.search.query_text import text_of
from tagstudio.library.search.sorting import ordered
from tagstudio.library.tags.vocabularies import switch
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack

from ..conftest import found_by

MEMBERS = {"first": (("jazz", 0.5), ("loud", 0.5)), "second": (("jazz", 0.1), ("piano", 0.5))}
SAID = {  # by track: what the first member says of jazz and loud, the second of jazz and piano
    1: ((0.5, 0.9), (0.1, 0.9)),  # both at their thresholds
    2: ((0.9, 0.9), (0.01, 0.1)),  # far apart
    3: ((0.9, 0.1), (0.6, 0.9)),  # both above
    4: ((0.6, 0.1), (0.1, 0.9)),
}


@pytest.fixture
def library(library_address):
    with open_library(library_address, writing=True) as opened:
        with opened.write() as connection:
            ids = {name: register(connection, name, tags) for name, tags in MEMBERS.items()}
            both = register(
                connection,
                "both",
                (("jazz", 0.5), ("loud", 0.5), ("piano", 0.5)),
                {"members": [["plugin", name, name] for name in MEMBERS]},
            )
            new = [NewTrack(f"/music/{n}", 1, 1, bytes([n]) * 16) for n in range(6)]
            tracks.add_tracks(connection, tracks.folder_id(connection, "/music"), new)
            suggestions.store(connection, both, [Scored(n, (0.5, 0.5, 0.5)) for n in range(1, 6)])
            for place, id in enumerate(ids.values()):
                said = [Scored(track, one[place]) for track, one in SAID.items()]
                suggestions.store(connection, id, said)
        yield opened


def register(connection, name: str, tags, info=()) -> int:
    outputs = tuple(
        RegisteredTag(tag, "genre", 0.1, threshold, "odd" if tag == "jazz" else "")
        for tag, threshold in tags
    )
    registered = RegisteredModel(name, name, outputs, info=dict(info))
    return models.register(connection, "plugin", registered)


def joint(connection) -> Model:
    return find_model(connection, "both")


def expected(first: float, second: float) -> float:
    """That of jazz, by log-odds: sigmoid(logit(score) - logit(threshold)) of each member."""

    def logit(p: float) -> float:
        return float(np.log(p / (1 - p)))

    supports = [1 / (1 + np.exp(logit(t) - logit(s))) for s, t in ((first, 0.5), (second, 0.1))]
    return float(abs(supports[0] - supports[1]))


def test_scores_count_by_their_own_thresholds(library):
    with library.read() as connection:
        found = disagreements_of(connection, joint(connection), list(range(1, 7)))
        assert found.keys() == SAID.keys()
        for track, (first, second) in SAID.items():
            assert found[track].value == pytest.approx(expected(first[0], second[0]), abs=1e-6)
            assert found[track].tag == "jazz"  # the one tag that both have
        assert found[1].value == pytest.approx(0, abs=1e-6)
        assert found[2].value > 0.8


def test_all_tracks_and_a_few_are_told_the_same(library):
    with library.write() as connection:
        every = [model.id for model in models.list_models(connection)]
        for id in every:
            complete(connection, id)
        committee = Committee(connection, joint(connection))
        few = disagreements_of(connection, joint(connection), [4, 2, 1, 3, 5, 6])
        assert committee.track_ids.tolist() == sorted(few)
        largest = dict(zip(committee.track_ids.tolist(), committee.largest(), strict=True))
        assert largest == pytest.approx({id: one.value for id, one in few.items()})


def test_support_is_half_at_the_threshold_and_never_odd():
    scores = np.array([0.0, 0.3, 1.0])
    assert support(scores, 0.3)[1] == pytest.approx(0.5)
    for threshold in (1e-9, 0.5, 1.0):
        found = support(scores, threshold)
        assert np.all((found >= 0) & (found <= 1))
        assert np.all(np.diff(found) >= 0)


def test_a_model_that_is_no_joint_one_has_none(library):
    with library.read() as connection:
        first = find_model(connection, "first")
        assert disagreements_of(connection, first, [1, 2]) == {}
        assert disagreements_of(connection, None, [1, 2]) == {}
        assert len(Committee(connection, first).track_ids) == 0
        assert found_by(connection, parse("disagreement:>0"), first) == set()
        assert found_by(connection, parse("disagreement:<1"), None) == set()
        assert ordered(connection, "disagreement", first).tolist() == [1, 2, 3, 4, 5, 6]


def test_it_can_be_asked_for_and_sorted_by(library):
    with library.read() as connection:
        model = joint(connection)
        assert found_by(connection, parse("disagreement:>0.5"), model) == {2}
        assert found_by(connection, parse("-disagreement:<=0.5"), model) == {2, 5, 6}
        values = {
            id: one.value for id, one in disagreements_of(connection, model, [1, 2, 3, 4]).items()
        }
        rising = sorted(values, key=values.__getitem__)
        assert ordered(connection, "disagreement", model).tolist() == [*rising, 5, 6]
        assert ordered(connection, "disagreement-", model).tolist() == [*reversed(rising), 5, 6]
        assert text_of(parse("disagreement:>0.5 -disagreement:<=.25")) == (
            "disagreement:>0.5 -disagreement:<=0.25"
        )


@pytest.mark.parametrize("text", ["0.5", ">", ">2", ">x", "jazz>0.5", "=0.5"])
def test_a_wrong_number_gets_a_sentence(text):
    with pytest.raises(QueryError, match=r"a number from 0 to 1, as in disagreement:>0\.5"):
        parse(f"disagreement:{text}")


def test_a_tag_that_is_switched_off_or_not_heard_does_not_count(library):
    with library.write() as connection:
        switch(connection, "odd", on=False)
        assert disagreements_of(connection, joint(connection), [1, 2]) == {}
        assert len(Committee(connection, joint(connection)).track_ids) == 0
        switch(connection, "odd", on=True)
        connection.exec_driver_sql(
            "INSERT INTO library_thresholds VALUES (1, 1, 0.5, 'unheard', 0.5, 0)"
        )
        assert disagreements_of(connection, joint(connection), [1, 2]) == {}


def test_members_that_the_library_does_not_know_are_left_out(library):
    with library.write() as connection:
        models.describe(
            connection,
            joint(connection).id,
            {
                "members": [
                    ["plugin", "first", "first"],
                    ["plugin", "gone", "0"],
                    "odd",
                    ["a", 1, 2],
                ]
            },
        )
        assert len(joint(connection).members) == 1
        assert disagreements_of(connection, joint(connection), [1, 2]) == {}
        models.describe(connection, joint(connection).id, {"members": "damaged"})
        assert joint(connection).members == ()
