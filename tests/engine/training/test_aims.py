"""What the answers are enough for: one sentence with each aim in its order."""

from dataclasses import replace

import pytest

from tagstudio.engine.training.aims import Reached, worth_of

LARGE = Reached(
    tracks=12, library_tracks=500, artists=9, known_artists=9, uncompared=0, two_sided_tags=3
)
LEARNS = "The model can learn from 12 answered tracks."


def said(**changed) -> str:
    return str(worth_of(replace(LARGE, **changed)))


def test_without_answers_there_is_nothing_to_say():
    assert worth_of(replace(LARGE, tracks=0)) is None


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {},
            f"{LEARNS} Missing for a version to be used by itself: 13 more answered tracks;"
            " for a proof that it is better: 38 more answered tracks.",
        ),
        (
            {"artists": 3, "known_artists": 0, "two_sided_tags": 0},
            f"{LEARNS} Missing for a version to be used by itself: 13 more answered tracks,"
            " tracks by 5 more artists and 2 yes and 2 no to one tag; for a proof that it is"
            " better: 38 more answered tracks and 8 more artists known by name.",
        ),
        (
            {"artists": 7, "known_artists": 7, "tracks": 24},
            "The model can learn from 24 answered tracks. Missing for a version to be"
            " used by itself: one more answered track and a track by another artist; for a proof"
            " that it is better: 26 more answered tracks and one more artist known by name.",
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
        ({"tracks": 1}, "The model can learn from one answered track. Missing"),
    ],
)
def test_the_aims_are_named_in_their_order_with_what_is_missing(changed, sentence):
    assert said(**changed).startswith(sentence)


def test_a_library_that_is_too_small_is_told_so_and_what_to_do():
    assert said(library_tracks=20) == (
        f"{LEARNS} To tell whether a version is better takes 25 answered tracks, and this library"
        " has 20 that can be heard: use one if its changes look right."
    )
    proof = (
        "A proof takes 50 answered tracks, and this library has 40 that can be heard: use a version"
        " if its"
    )
    assert said(library_tracks=40, tracks=30) == (
        "The model can learn from 30 answered tracks. A version that is probably better is used by"
        f" itself, on trial. {proof} changes look right."
    )
    assert f"used by itself: 13 more answered tracks. {proof}" in said(library_tracks=40)


def test_so_is_one_of_a_few_artists():
    few = said(artists=2, known_artists=2, library_artists=3)
    assert "takes 8 artists, and this library has 3: use" in few
    assert "this library has" not in said(artists=2, known_artists=2, library_artists=8)


def test_tracks_that_were_not_compared_may_be_by_enough_artists():
    assert "more artists;" not in said(artists=0, known_artists=0, uncompared=12)
    assert "8 more artists known by name" in said(artists=0, known_artists=0, uncompared=12)
