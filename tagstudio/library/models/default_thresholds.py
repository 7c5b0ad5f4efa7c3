"""The threshold of a tag for which the model names none, from the tag's base rate."""

import math


def base_rate_threshold(base_rate: float) -> float:
    """Return the threshold half way, in log-odds, between a tag's base rate and even odds.

    The scores of a rare tag stay low even where the tag is right, so that one threshold for all
    tags would never suggest it: odds(threshold) = sqrt(odds(base_rate)). `base_rate` is in (0, 1);
    raises ValueError otherwise.
    """
    if not 0 < base_rate < 1:
        raise ValueError(f"a base rate lies between 0 and 1, not {base_rate}")
    odds = math.sqrt(base_rate / (1 - base_rate))
    return odds / (1 + odds)


def lift(score: float, base_rate: float) -> float:
    """Return the lift: how many times its base rate a tag's score is."""
    return score / base_rate
