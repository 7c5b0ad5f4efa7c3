"""When the judge may look, and what each look may spend.

A test that is repeated until it passes will pass. So looks are numbered for the life of a library:
the first at 50 answered tracks, then each time they have grown by a quarter, and look j may be
wrong with probability SPENT / (j (j + 1)), in all SPENT however many there are (alpha spending: Lan
and DeMets, "Discrete sequential boundaries for clinical trials", Biometrika 70, 1983).
"""

from math import ceil

FIRST_LOOK, GROWTH = 50, 1.25  # answered tracks
FIRST_TRIAL = 25  # answered tracks, from which on a version may go on trial
SPENT = 0.02  # probability of a false proof over all looks


def next_look(last: int | None) -> int:
    """Return at how many answered tracks the next look is due, after one at `last`."""
    return FIRST_LOOK if last is None else max(FIRST_LOOK, ceil(last * GROWTH))


def allowance(number: int) -> float:
    """Return the error probability that look `number`, from 1 on, may spend."""
    return SPENT / (number * (number + 1))
