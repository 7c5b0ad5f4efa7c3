"""Which of two libraries has gone on from what the other said."""

import pytest

from tagstudio.engine.merging.words import Word, outcome, unknown_words

HERE_YES, HERE_NO = Word("yes", "user", 1, "here"), Word("no", "user", 5, "here")
THERE_YES, THERE_NO = Word("yes", "user", 2, "there"), Word("no", "user", 6, "there")
THERE_BACK = Word("unseen", "user", 7, "there")


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ([], [THERE_YES], "take"),
        ([], [THERE_YES, THERE_BACK], "known"),
        ([HERE_YES], [THERE_YES], "known"),
        ([HERE_YES], [THERE_NO], "conflict"),
        ([THERE_YES], [THERE_YES, THERE_NO], "take"),
        ([THERE_YES], [THERE_YES, THERE_BACK], "take"),
        ([THERE_YES, HERE_NO], [THERE_YES], "known"),
        ([HERE_YES], [HERE_YES, THERE_NO], "conflict"),
        ([HERE_YES], [HERE_YES, THERE_BACK], "known"),
        ([HERE_YES], [HERE_YES, HERE_NO], "take"),
        ([HERE_YES, HERE_NO], [HERE_YES], "known"),
        ([HERE_YES, Word("unseen", "user", 3, "here")], [THERE_NO], "take"),
    ],
)
def test_outcomes(ours, theirs, expected):
    assert outcome(ours, theirs) == expected


def test_words_that_are_known_come_no_second_time():
    assert unknown_words([THERE_YES], [THERE_YES, THERE_NO]) == [THERE_NO]
    assert unknown_words([], [THERE_YES, THERE_NO]) == [THERE_YES, THERE_NO]
