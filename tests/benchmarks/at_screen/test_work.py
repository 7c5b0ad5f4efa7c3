import os
import sys

import pytest
from at_screen.work import STILL, Watch, claimed_seconds, descendants


class Times:
    """A clock and the seconds that the threads claimed, both set by the test."""

    def __init__(self):
        self.now = self.claimed = 0.0

    def watch(self):
        return Watch(1, lambda _: self.claimed, lambda: self.now)


def test_a_job_that_says_the_same_and_does_nothing_hangs():
    times = Times()
    watch = times.watch()
    assert not watch.hangs("3 of 14")
    times.now += STILL
    assert watch.hangs("3 of 14")


def test_a_job_that_goes_on_does_not_hang():
    times = Times()
    watch = times.watch()
    for done in range(5):
        times.now += STILL
        assert not watch.hangs(f"{done} of 14")


def test_a_job_that_runs_or_waits_for_the_processor_does_not_hang():
    times = Times()
    watch = times.watch()
    for _ in range(5):
        times.now += STILL
        times.claimed += STILL / 2
        assert not watch.hangs("0 of 14")
    times.now += STILL
    assert watch.hangs("0 of 14")


def test_a_child_that_ended_is_a_sign_of_work():
    times = Times()
    times.claimed = 9.0
    watch = times.watch()
    assert not watch.hangs("0 of 14")
    times.now, times.claimed = STILL, 2.0
    assert not watch.hangs("0 of 14")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux counts what threads claim")
def test_the_threads_of_this_process_claim_time_and_nobody_starts_it():
    assert claimed_seconds(os.getppid()) > 0
    assert os.getpid() in dict(descendants(os.getppid()))
