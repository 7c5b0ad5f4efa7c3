import numpy as np
import pytest

from tagstudio.engine.evaluation.out_of_fold import made_by_an_older_way
from tagstudio.engine.evaluation.verdict_words import (
    Circumstances,
    judged_state,
    reason_of,
    right_of,
    speaks_for_use,
)
from tagstudio.learning import witnesses
from tagstudio.learning.verdict import Evidence, FirstTags, Outcome, Verdict

NOTHING = FirstTags(0, 0, 0, 0)


def said(tracks: int, artists: int, known: int = 50, library: int | None = None) -> str:
    """Return the words on a version that is not better, on so many tracks and artists."""
    heard = witnesses.Testimony(-0.1, 0.9, artists, 1, np.zeros(1))
    against = Evidence(heard, heard)
    verdict = Verdict(Outcome.NOT_BETTER, against, against, against, None)
    return str(
        reason_of(
            verdict, Circumstances(tracks, "starter", ["jazz"], {}, known, NOTHING, {}, library)
        )
    )


def test_below_the_tracks_of_a_trial_all_that_it_takes_is_said():
    assert said(tracks=24, artists=12) == (
        "There is too little to tell yet whether it is better. Go on in Review, and say no where a"
        " suggestion is wrong: it takes 25 answered tracks, with two yes and two no or more to tags"
        " that the model suggests, on tracks by 8 artists. When it was judged, 24 were answered."
    )


def test_in_a_library_that_is_too_small_it_is_said_that_more_answers_do_not_help():
    assert said(tracks=12, artists=9, library=20) == (
        "With 20 tracks it can never be told whether it is better: look at its changes, and use it"
        " if they look right."
    )
    assert "When it was judged, 12 were answered." in said(tracks=12, artists=9, library=25)


def test_so_it_is_where_all_tracks_are_answered():
    assert "With 31 tracks it can never be told" in said(tracks=31, artists=4, library=31)
    assert "Go on in Review" in said(tracks=30, artists=4, library=31)
    assert "It is not better than" in said(tracks=31, artists=8, library=31)


def test_words_that_are_read_later_are_of_their_time():
    """Another version is in use then, and more is answered."""
    every = (said(24, 12), said(40, 12), said(40, 7), said(40, 7, known=0))
    assert all("judged" in one for one in every)
    assert not [one for one in every if "in use" in one or "so far" in one.lower()]
    assert "than starter, by the 40 tracks that were answered" in every[1]


def test_where_no_tag_has_yes_and_no_that_is_what_is_missing_and_not_names():
    for known in (0, 12):
        told = said(tracks=25, artists=0, known=known)
        assert "no tag that the model suggests had 2 yes and 2 no" in told
        assert "What finishing assumes, and words of your own, do not count here." in told
        assert "say no where a suggestion is wrong" in told
        assert "artist" not in told


def test_where_artists_are_unknown_naming_them_is_advised():
    assert "nobody said who made them. Set the artist" in said(tracks=25, artists=3, known=0)
    assert "Set the artist" not in said(tracks=25, artists=3)


@pytest.mark.parametrize(
    ("artists", "expected"),
    [
        (7, "by 8 artists. When it was judged, there were such answers on tracks by 7."),
        (8, "It is not better than"),
    ],
)
def test_a_version_is_not_better_where_enough_artists_count(artists, expected):
    assert expected in said(tracks=25, artists=artists)


def better(outcome: Outcome, first: FirstTags = NOTHING, known_artists: int = 12) -> str:
    """Return the words on a version that is better, with how often a right tag stands first."""
    heard = witnesses.Testimony(0.1, 0.1, 12, 1, np.zeros(1))
    against = Evidence(heard, heard)
    verdict = Verdict(outcome, against, against, against, None)
    return str(
        reason_of(verdict, Circumstances(230, "starter", ["jazz"], {}, known_artists, first))
    )


@pytest.mark.parametrize("outcome", [Outcome.TRIAL, Outcome.PROVEN])
@pytest.mark.parametrize(
    ("first", "said"),
    [
        (
            FirstTags(175, 140, 157.5, 60),
            "On 175 tracks that it had not learned from, a right tag now stands first 9 times of"
            " 10; before, 8. It is ",
        ),
        (  # tenths would say 9 and 8
            FirstTags(200, 169, 171, 60),
            "On 200 tracks that it had not learned from, a right tag now stands first 86 times of"
            " 100; before, 84. It is ",
        ),
        (
            FirstTags(200, 170, 168, 60),
            "On 200 tracks that it had not learned from, a right tag stands first 84 times of 100;"
            " before, 85: what it gains is farther down the list. It is ",
        ),
        (
            FirstTags(200, 170, 170, 60),
            "On 200 tracks that it had not learned from, a right tag stands first 85 times of 100,"
            " as before: what it gains is farther down the list. It is ",
        ),
        (FirstTags(9, 2, 8, 1), "It is "),  # too few tracks to say it of
        (NOTHING, "It is "),
    ],
)
def test_a_better_version_says_how_often_a_right_tag_stands_first(outcome, first, said):
    verdict = {
        Outcome.TRIAL: "probably better (9 to 1, by your answers to 230 tracks), so it is on trial:"
        " in use, until more answers prove it or speak against it.",
        Outcome.PROVEN: "proven better, by your answers about 12 artists who are known by name.",
    }
    assert better(outcome, first) == said + verdict[outcome]


def test_a_trial_says_that_a_proof_takes_artists_who_are_known():
    takes = "A proof takes 8 artists or more who are known by name, and 7 are: say who made the"
    assert takes in better(Outcome.TRIAL, known_artists=7)
    assert "A proof takes" not in better(Outcome.TRIAL, known_artists=8)


@pytest.mark.parametrize(
    ("outcome", "reason", "state"),
    [
        ("proven", "judge.proven-better", "proven"),
        ("on trial", "judge.trial", "probable"),
        ("not better", "judge.no-better", "candidate"),
        ("not better", "judge.not-better", "candidate"),
        ("not better", "judge.too-few-tracks", "open"),
        ("not better", "judge.still-too-early", "open"),
        ("not better", "judge.all-too-small", "open"),
        ("not better", "judge.too-early", "open"),
        ("not better", "judge.too-small", "open"),
        ("not better", "judge.too-few-by-name", "open"),
        ("not better", "judge.too-few", "open"),
        ("not better", "judge.few-artists", "open"),
        ("not better", "judge.few-known-artists", "open"),
        ("not better", "judge.yes-alone", "open"),
        ("not better", made_by_an_older_way("v2").key, "older"),
    ],
)
def test_one_word_for_what_was_judged(outcome, reason, state):
    assert judged_state(outcome, reason) == state


@pytest.mark.parametrize(
    ("outcome", "reason", "speaks"),
    [
        ("proven", "judge.proven-better", True),
        ("on trial", "judge.trial", True),
        ("not better", "judge.all-too-small", True),
        ("not better", "judge.too-few-tracks", False),
        ("not better", "judge.no-better", False),
        ("not better", made_by_an_older_way("v2").key, False),
    ],
)
def test_what_is_not_better_or_cannot_be_told_yet_is_not_the_next_to_use(outcome, reason, speaks):
    assert speaks_for_use(outcome, reason) == speaks


def proven(ranked, z=(-3.0, -3.0)) -> str:
    """Return the words on a proven version, with what is known of its two tags."""
    heard = witnesses.Testimony(0.1, 0.001, 12, 2, np.array(z))
    against = Evidence(heard, heard)
    verdict = Verdict(Outcome.PROVEN, against, against, against, 1)
    facts = Circumstances(60, "starter", ["jazz", "metal"], {}, 12, NOTHING, ranked)
    return str(reason_of(verdict, facts))


def test_a_tag_that_became_worse_is_named_with_its_measure():
    text = proven({"jazz": (1.0, 1.0), "metal": (0.96, 0.93)})
    assert text.endswith(
        "That is all tags together. Single ones may have become worse: metal (of two tracks, one"
        " with it and one without, it picks the right one 93 times of 100; starter, 96"
        " times)."
    )
    both = proven({"jazz": (0.999, 0.998), "metal": (0.96, 0.93)})
    assert "998 times of 1000; starter, 999 times), metal (" in both


def test_a_tag_whose_every_track_stands_in_its_order_is_not_called_worse():
    """Its scores came nearer to each other, which the witnesses see; the order is as it was."""
    assert "worse" not in proven({"jazz": (1.0, 1.0), "metal": (0.97, 0.97)})
    assert "worse" not in proven({})


@pytest.mark.parametrize(
    ("share", "out_of", "right"),
    [(0.998, 100, 99), (1.0, 100, 100), (0.9996, 1000, 999), (0.001, 100, 1), (0.0, 100, 0)],
)
def test_all_are_right_only_where_every_one_is(share, out_of, right):
    assert right_of(share, out_of) == right
