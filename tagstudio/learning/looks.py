"""When the judge may look, and what each look may spend.

A test that is repeated until it passes will pass. So looks are numbered for the life of a library:
the first at 50 answered tracks, then each time they have grown by a quarter, and look j may be
wrong with probability SPENT / (j (j + 1)), in all SPENT however many there are (alpha spending: Lan
and DeMets, "Discrete sequential boundaries for clinical trials", Biometrika 70, 1983).

SPENT is below the .05 that false proofs are allowed, for p takes the artists as independent, and
they are not quite: each fold's answers taught the copies that judge the others, so that two artists
of different folds who are alike count in either direction. Where a version learned from answers
that mean nothing, the sum over all artists may have a standard deviation of up to sqrt(2) times
what p supposes; in simulations it had 1.1 to 1.3 times. By 1.2, six looks are wrong with a
probability of .035 in all; with .02 spent it were .057.
"""

from math import ceil

FIRST_LOOK, GROWTH = 50, 1.25  # answered tracks
FIRST_TRIAL = 25  # answered tracks, from which on a version may go on trial
SPENT = 0.01  # probability of a false proof over all looks


def next_look(last: int | None) -> int:
    """Return at how many answered tracks the next look is due, after one at `last`."""
    return FIRST_LOOK if last is None else max(FIRST_LOOK, ceil(last * GROWTH))


def allowance(number: int) -> float:
    """Return the error probability that look `number`, from 1 on, may spend."""
    return SPENT / (number * (number + 1))
