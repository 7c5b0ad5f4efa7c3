"""Answers as numbers: the librarian's yes and no, and everything else."""

YES, NO, UNSEEN = 1, 0, -1
# In the judge's tables: a yes that only the file says. It is no answer, and was not left alone.
SAID_BY_FILE = -2
ASSUMED_NO_WEIGHT = 0.3  # of a tag that was left alone on a reviewed track, beside 1 for an answer
# Of a genre that the file names: right about four times in five, it tells half of what an answer by
# hand does (docs/decisions/0037-genres-of-files-as-answers.md).
FILE_TAG_WEIGHT = 0.5
MIN_FILE_TAGS = 40  # that teach a tag, at most; more where more was answered by hand
MIN_PER_CLASS_TO_MEASURE = 10  # answers of each kind below which a tag has "not enough data yet"
FULL_WEIGHT_SECONDS = 8.0  # of sound, from which on an answer counts wholly


def weight_of_seconds(seconds: float | None) -> float:
    """Return how much an answer counts by the seconds that were heard of its track, in (0, 1].

    Two seconds say less about a track than twenty: the answers to short excerpts would pull a model
    away from whole tracks. An unknown length counts wholly.
    """
    if seconds is None or seconds <= 0:
        return 1.0
    return min(1.0, seconds / FULL_WEIGHT_SECONDS)
