"""What the answers are enough for: one sentence with each aim in its order."""

from dataclasses import replace

import pytest

from tagstudio.engine.training.aims import Reached, worth_of

LARGE = Reached(
    tracks=12, library_tracks=500, artists=9, known_artists=9, uncompared=0, two_sided_tags=3
)
LEARNS = "The model can learn from 12 answered tracks."
TRIAL = f"{LEARNS} Still missing to tell whether a version is better:"
NEVER = "it can never be told whether a version is better: look at its changes, and use it if they"


def said(**changed) -> str:
    return str(worth_of(replace(LARGE, **changed)))


def test_without_answers_there_is_nothing_to_say():
    assert worth_of(replace(LARGE, tracks=0)) is None


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, f"{TRIAL} 13 more answered tracks."),
        (
            {"artists": 3, "known_artists": 0},
            f"{TRIAL} 13 more answered tracks and answers, on tracks by 5 more artists, to tags"
            " with 2 yes and 2 no or more.",
        ),
        (
            {"artists": 0, "two_sided_tags": 0},
            f"{TRIAL} 13 more answered tracks and 2 yes and 2 no to a tag that the model suggests"
            " (say no where a suggestion is wrong; what is assumed no, and your own words, do not"
            " count).",
        ),
        (
            {"artists": 7, "tracks": 24},
            TRIAL.replace("12", "24")
            + " one more answered track and an answer, on a track by another artist, to a tag with"
            " 2 yes and 2 no or more.",
        ),
        (
            {"tracks": 30},
            "The model can learn from 30 answered tracks. A version that is probably better"
            " is used by itself, on trial. Missing for a proof that it is better: 20 more"
            " answered tracks.",
        ),
        (
            {"tracks": 60},
            "60 answered tracks by 9 artists known by name: enough to prove that a version is"
            " better, by 3 tags.",
        ),
        ({"tracks": 1}, "The model can learn from one answered track. Still missing"),
    ],
)
def test_the_aims_are_named_in_their_order_with_what_is_missing(changed, sentence):
    assert said(**changed).startswith(sentence)


def test_of_the_aims_only_the_next_is_named():
    assert "proof" not in said()
    assert "Missing for a proof" in said(tracks=30)


def test_a_library_that_is_too_small_is_told_what_to_do_and_no_aim():
    assert said(library_tracks=20) == f"{LEARNS} With 20 tracks {NEVER} look right."
    assert f"With tracks by 3 artists {NEVER}" in said(artists=2, library_artists=3)
    assert "never" not in said(artists=2, known_artists=2, library_artists=8)


def test_so_is_one_whose_tracks_are_all_answered_in_vain():
    assert f"With 31 tracks {NEVER}" in said(tracks=31, library_tracks=31, artists=4)
    assert "on trial" in said(tracks=31, library_tracks=31)


def test_a_library_too_small_for_a_proof_is_told_of_none():
    assert said(library_tracks=40, tracks=30) == (
        "The model can learn from 30 answered tracks. A version that is probably better is used by"
        " itself, on trial."
    )


def test_tracks_that_were_not_compared_may_be_by_enough_artists():
    assert "more artists" not in said(artists=1, known_artists=0, uncompared=12)
