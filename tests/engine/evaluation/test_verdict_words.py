import numpy as np
import pytest

from tagstudio.engine.evaluation.verdict_words import Circumstances, reason_of, right_of
from tagstudio.learning import witnesses
from tagstudio.learning.verdict import Evidence, Outcome, Verdict


def said(tracks: int, artists: int) -> str:
    """Return the words on a version that is not better, on so many tracks and artists."""
    heard = witnesses.Testimony(-0.1, 0.9, artists, 1, np.zeros(1))
    against = Evidence(heard, heard)
    verdict = Verdict(Outcome.NOT_BETTER, against, against, against, None)
    return str(reason_of(verdict, Circumstances(tracks, ["jazz"], {}, 50)))


def test_below_the_tracks_of_a_trial_nothing_is_said_of_its_worth():
    assert said(tracks=24, artists=12) == (
        "There is too little to tell yet whether it is better: 25 answered tracks or more are"
        " needed, and there are 24 so far."
    )


@pytest.mark.parametrize(
    ("artists", "expected"),
    [(7, "8 artists or more are needed, and there are 7 so far."), (8, "It is not better than")],
)
def test_a_version_is_not_better_where_enough_artists_count(artists, expected):
    assert expected in said(tracks=25, artists=artists)


def trial(ranked) -> str:
    """Return the words on a version on trial, with the shares of pairs that are ranked right."""
    heard = witnesses.Testimony(0.1, 0.1, 12, 1, np.zeros(1))
    against = Evidence(heard, heard)
    verdict = Verdict(Outcome.TRIAL, against, against, against, None)
    return str(reason_of(verdict, Circumstances(60, ["jazz"], {}, 100, ranked)))


@pytest.mark.parametrize(
    ("ranked", "said"),
    [
        ((0.81, 0.93), "picks the right one 93 times of 100; the version before, 81 times."),
        ((0.8101, 0.8109), "picks the right one 811 times of 1000; the version before, 810 times."),
        (None, "(9 to 1, by your answers to 60 tracks)"),
        ((0.9, 0.8), "(9 to 1, by your answers to 60 tracks)"),  # a gain is said where there is one
    ],
)
def test_a_trial_says_what_was_measured(ranked, said):
    assert said in trial(ranked)


def proven(ranked, ranked_by_tag, z=(-3.0, -3.0)) -> str:
    """Return the words on a proven version, with what is known of its two tags."""
    heard = witnesses.Testimony(0.1, 0.001, 12, 2, np.array(z))
    against = Evidence(heard, heard)
    verdict = Verdict(Outcome.PROVEN, against, against, against, 1)
    facts = Circumstances(60, ["jazz", "metal"], {}, 100, ranked, ranked_by_tag)
    return str(reason_of(verdict, facts))


def test_a_tag_that_became_worse_is_named_in_the_measure_of_the_verdict():
    text = proven((0.9, 0.95), {"jazz": (1.0, 1.0), "metal": (0.96, 0.93)})
    assert text.endswith(
        "That is all tags together. Single ones may have become worse: metal (right 93 times of"
        " 100, with the version in use 96 times)."
    )
    both = proven((0.9, 0.95), {"jazz": (0.999, 0.998), "metal": (0.96, 0.93)})
    assert "jazz (right 998 times of 1000, with the version in use 999 times), metal (" in both


def test_a_tag_whose_every_track_stands_in_its_order_is_not_called_worse():
    """Its scores came nearer to each other, which the witnesses see; the order is as it was."""
    assert "worse" not in proven((0.9, 0.95), {"jazz": (1.0, 1.0), "metal": (0.97, 0.97)})
    assert "worse" not in proven((0.9, 0.95), {})


@pytest.mark.parametrize(
    ("share", "out_of", "right"),
    [(0.998, 100, 99), (1.0, 100, 100), (0.9996, 1000, 999), (0.001, 100, 1), (0.0, 100, 0)],
)
def test_all_are_right_only_where_every_one_is(share, out_of, right):
    assert right_of(share, out_of) == right


def test_a_gain_near_the_top_is_not_all_of_them():
    assert "picks the right one 998 times of 1000" in proven((0.9964, 0.9981), {})
