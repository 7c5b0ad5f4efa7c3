"""Answers as numbers: the librarian's yes and no, and everything else."""

YES, NO, UNSEEN = 1, 0, -1
ASSUMED_NO_WEIGHT = 0.3  # of a tag that was left alone on a reviewed track, beside 1 for an answer
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
