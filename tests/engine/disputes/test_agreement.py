"""Cohen's kappa against scikit-learn's, over random answers of two and three people."""

import math
import random
import warnings
from itertools import combinations

import pytest
from sklearn.metrics import cohen_kappa_score

from tagstudio.engine.disputes.agreement import Agreement, agreements
from tagstudio.library.tags import decisions, tags
from tagstudio.library.tags.decisions import Decision


@pytest.fixture
def answered(library, add):
    """Forty tracks, three tags; answers by person as (track, tag, state), drawn at random."""
    add(*(f"/music/{number}" for number in range(40)))
    chance, said = random.Random(7), {}
    with library.write() as connection:
        for name in ("jazz", "rock", "harp"):
            tags.tag_id(connection, name, "genre", "user")
    for person, leaning in (("anna", 0.5), ("ben", 0.6), ("carl", 0.2)):
        library.person = person
        wanted = [
            Decision(track, tag, "yes" if chance.random() < leaning else "no")
            for track in range(1, 41)
            for tag in (1, 2)
            if chance.random() < 0.8
        ]
        wanted += [Decision(track, 3, "yes") for track in range(1, 9)]
        with library.write() as connection:
            decisions.record_decisions(connection, wanted, "user")
        said[person] = {(one.track_id, one.tag_id): one.state for one in wanted}
    return library, said


def sklearn_kappa(first: list[str], second: list[str]) -> float:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return float(cohen_kappa_score(first, second, labels=["yes", "no"]))


def test_kappa_and_counts_are_those_of_scikit_learn(answered):
    library, said = answered
    with library.read() as connection:
        found = agreements(connection)
    assert [(one.first, one.second) for one in found.overall] == list(combinations(sorted(said), 2))
    assert len(found.by_tag) == 9
    numbers = {"jazz": 1, "rock": 2, "harp": 3}
    for one in (*found.overall, *found.by_tag):
        both = [
            pair
            for pair in said[one.first]
            if pair in said[one.second] and (not one.tag or pair[1] == numbers[one.tag])
        ]
        first = [said[one.first][pair] for pair in both]
        second = [said[one.second][pair] for pair in both]
        together = list(zip(first, second, strict=True))
        assert one.count == len(both)
        assert one.yes_yes == together.count(("yes", "yes"))
        assert one.no_no == together.count(("no", "no"))
        assert one.yes_no == together.count(("yes", "no"))
        assert one.no_yes == together.count(("no", "yes"))
        wanted = sklearn_kappa(first, second)
        if math.isnan(wanted):
            assert one.kappa is None and one.tag == "harp"
        else:
            assert one.kappa == pytest.approx(wanted, abs=1e-12)


def test_the_lowest_kappa_comes_first_and_unknown_ones_last(answered):
    with answered[0].read() as connection:
        kappas = [one.kappa for one in agreements(connection).by_tag]
    known = [one for one in kappas if one is not None]
    assert kappas == [*sorted(known), None, None, None]


def test_the_last_word_counts_and_settling_is_no_judgement_of_its_own(answered):
    library, _ = answered
    with library.read() as connection:
        [before] = [one for one in agreements(connection).by_tag if one.tag == "harp"][:1]
    library.person = "anna"
    with library.write() as connection:
        decisions.record_decisions(connection, [Decision(1, 3, "no")], "settled")
    with library.read() as connection:
        assert before in agreements(connection).by_tag
    with library.write() as connection:
        decisions.record_decisions(connection, [Decision(1, 3, "no")], "user")
    with library.read() as connection:
        found = [one for one in agreements(connection).by_tag if one.tag == "harp"]
    assert Agreement("anna", "ben", "harp", yes_yes=7, no_yes=1) in found


def test_one_person_agrees_with_nobody(library, add):
    add("/music/1")
    with library.read() as connection:
        assert agreements(connection).overall == ()
