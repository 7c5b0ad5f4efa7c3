"""From which score on a tag counts as suggested."""

import math


def base_rate_threshold(base_rate: float) -> float:
    """Return the score half way, in log-odds, between a tag's base rate and even odds.

    A rare tag's scores stay low even where it holds, so one line for all tags would hide it:
    odds(line) = sqrt(odds(base_rate)). `base_rate` is in (0, 1); raises ValueError otherwise.
    """
    if not 0 < base_rate < 1:
        raise ValueError(f"a base rate lies between 0 and 1, not {base_rate}")
    odds = math.sqrt(base_rate / (1 - base_rate))
    return odds / (1 + odds)


def lift(score: float, base_rate: float) -> float:
    """Return how many times likelier than its base rate a tag is said to be."""
    return score / base_rate
