from tagstudio.ui.review_screen.session_tally import LONGEST_PAUSE, Finish, SessionTally


def test_the_work_is_counted_without_the_pauses():
    tally = SessionTally()
    tally.begin(100.0)
    tally.finish(7, Finish(3, 1, 40), 110.0)
    tally.finish(8, Finish(1, 0, 43), 110.0 + 3600.0)
    assert tally.seconds == 10.0 + LONGEST_PAUSE
    assert tally.total == Finish(4, 1, 83)


def test_a_track_counts_once_and_what_is_taken_back_does_not():
    tally = SessionTally()
    tally.begin(0.0)
    tally.finish(7, Finish(3, 1, 40), 1.0)
    tally.finish(7, Finish(2, 1, 41), 2.0)
    assert tally.total == Finish(2, 1, 41)
    tally.know_reviewed([8, 9])
    assert not tally.finished
    assert tally.total == Finish(0, 0, 0)
