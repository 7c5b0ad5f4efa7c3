import numpy as np
import pytest

from tagstudio.engine.evaluation.verdict_words import Circumstances, reason_of
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
