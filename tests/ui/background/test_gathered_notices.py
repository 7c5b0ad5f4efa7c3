from itertools import pairwise

from tagstudio.ui.background.gathered_notices import (
    ALL_SECONDS,
    GATHER_SECONDS,
    TRACKS_NAMED,
    GatheredNotices,
)
from tagstudio.ui.base.change_event import Changed

DUE = GATHER_SECONDS


def test_a_burst_is_told_once_with_all_its_tracks():
    gathered = GatheredNotices()
    for number in range(5):
        gathered.add("decisions", frozenset({number}), now=number / 100)
    assert gathered.take(DUE / 2) == []
    assert gathered.take(DUE) == [Changed("decisions", frozenset(range(5)))]
    assert gathered.seconds_left(DUE) is None


def test_a_burst_without_end_is_told_of_while_it_lasts():
    gathered, told = GatheredNotices(), []
    for step in range(100):  # one every hundredth of a second
        gathered.add("decisions", frozenset({step}), now=step / 100)
        told += gathered.take(step / 100)
    assert set().union(*(one.track_ids for one in told)) >= set(range(90))


def test_one_of_any_track_stands_for_those_of_some():
    gathered = GatheredNotices()
    gathered.add("decisions", frozenset({1}), now=0.0)
    gathered.add("decisions", None, now=0.0)
    gathered.add("decisions", frozenset({2}), now=0.0)
    assert gathered.take(DUE) == [Changed("decisions", None)]


def test_more_tracks_than_a_view_shows_are_any():
    gathered = GatheredNotices()
    gathered.add("decisions", frozenset(range(TRACKS_NAMED)), now=0.0)
    gathered.add("decisions", frozenset({TRACKS_NAMED}), now=0.0)
    assert gathered.take(DUE) == [Changed("decisions", None)]


def test_topics_are_told_apart():
    gathered = GatheredNotices()
    gathered.add("decisions", frozenset({1}), now=0.0)
    gathered.add("models", None, now=DUE)
    assert gathered.take(DUE) == [Changed("decisions", frozenset({1}))]
    assert gathered.take(2 * DUE) == [Changed("models", None)]


def test_changes_of_any_track_follow_each_other_at_a_distance_and_the_last_is_told():
    gathered, told = GatheredNotices(), []
    for step in range(300):  # three seconds of a scan
        gathered.add("tracks", None, now=step / 100)
        told += [(step / 100, one) for one in gathered.take(step / 100)]
    assert told[0][0] <= 2 * GATHER_SECONDS
    pauses = [later - sooner for (sooner, _), (later, _) in pairwise(told)]
    assert all(pause >= ALL_SECONDS for pause in pauses)
    assert gathered.take(10.0) == [Changed("tracks", None)]
