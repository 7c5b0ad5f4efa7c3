"""Evidence that one version is better than another, from answers that nobody held out.

Each answered track is scored by that shadow copy of a version which never saw its fold. The scores
of different copies are on different scales, so each counts as its percentile among the same copy's
scores of the library. For a tag with n1 yes and n0 no among the pairs of track and tag that a
witness admits, and v = n1 n0 / (n1 + n0),

    x(track) = sum over its tags of v / sum(v) * (+1/n1 if yes, -1/n0 if no) * (after - before),

in percentiles: summed over all tracks, about the difference of ROC-AUC. Under the null hypothesis
that neither version is better, an artist's sum is as likely negative as positive (a sign-flip
test: Fisher, "The Design of Experiments", 1935, section 21; whole artists, since their tracks go
right and wrong together). Its p-value is exact: there are no random flips, and no seed.

There are two witnesses, for answers are given to what a version in use suggested, and are poison on
their own: of a version that suggests other tags, only the mistakes of the old one would be asked
about. `ASKED_BY_BOTH` admits the answers to tags that are among the ten highest of both versions;
`ALL` admits every answer, and the tags left alone on reviewed tracks as no.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from tagstudio.learning.answers import NO, UNSEEN, YES

Floats = NDArray[np.float64]

HIGHEST = 10  # tags of a track that are said to be asked about
MIN_YES, MIN_NO = 2, 2  # answers of a tag, for it to count
MIN_GROUPS = 8
LEAST_UNITS, UNITS_A_TERM = 16_384, 16  # in which artists' sums are counted
HARMED = -2.0  # standard errors


class Witness(StrEnum):
    """Which pairs of track and tag count."""

    ASKED_BY_BOTH = "asked by both"
    ALL = "all"


@dataclass(frozen=True)
class Testimony:
    """What a witness says of two versions.

    `difference` is about that of their mean ROC-AUC, `p` the probability of one as large if neither
    were better, 1 where there is too little to say; `groups` is the number of artists that counted,
    `tags` that of the tags; `z` (k,) has each tag's difference in standard errors, NaN where it
    does not count.
    """

    difference: float
    p: float
    groups: int
    tags: int
    z: Floats


@dataclass(frozen=True)
class Answered:
    """The answers to n tracks and k tags.

    `targets` is int8 (n, k) of YES, NO, UNSEEN and SAID_BY_FILE, `reviewed` bool (n,), `groups` int
    (n,) numbers the artists.
    """

    targets: NDArray[np.int8]
    reviewed: NDArray[np.bool_]
    groups: NDArray[np.int64]

    def of(self, rows: NDArray[np.bool_]) -> "Answered":
        """Return the answers to some of the tracks."""
        return Answered(self.targets[rows], self.reviewed[rows], self.groups[rows])


def percentiles(scores: NDArray[np.floating], library: NDArray[np.floating]) -> Floats:
    """Return where scores stand among those of the library: (n, k), (m, k) -> (n, k) in [0, 1]."""
    found = np.empty(scores.shape)
    for tag in range(scores.shape[1]):
        ordered = np.sort(library[:, tag])
        below = np.searchsorted(ordered, scores[:, tag], side="left")
        up_to = np.searchsorted(ordered, scores[:, tag], side="right")
        found[:, tag] = (below + up_to) / (2 * max(1, len(ordered)))
    return found


def among_highest(scores: NDArray[np.floating], count: int = HIGHEST) -> NDArray[np.bool_]:
    """Mark the tags with a track's highest scores: (n, k) -> bool (n, k)."""
    if scores.shape[1] <= count:
        return np.ones(scores.shape, np.bool_)
    least = -np.partition(-scores, count - 1, axis=1)[:, count - 1 : count]
    marked: NDArray[np.bool_] = scores >= least
    return marked


def testimony(answered: Answered, admitted: NDArray[np.int8], change: Floats) -> Testimony:
    """Weigh the change of percentiles (n, k) on the `admitted` answers, int8 (n, k)."""
    yes, no = admitted == YES, admitted == NO
    positives, negatives = yes.sum(axis=0), no.sum(axis=0)
    counts = (positives >= MIN_YES) & (negatives >= MIN_NO)
    nothing = Testimony(0.0, 1.0, 0, 0, np.full(len(counts), np.nan))
    if not counts.any():
        return nothing
    n1, n0 = np.maximum(positives, 1), np.maximum(negatives, 1)
    importance = np.where(counts, n1 * n0 / (n1 + n0), 0.0)
    signs = (yes / n1 - no / n0) * (importance / importance.sum())
    by_tag = _summed(signs * change, answered.groups)
    used = _summed(np.abs(signs), answered.groups).any(axis=1)
    by_group = by_tag.sum(axis=1)[used]
    spread = np.sqrt((by_tag**2).sum(axis=0))
    z = np.where(
        counts & (spread > 0), by_tag.sum(axis=0) / np.where(spread > 0, spread, 1), np.nan
    )
    p = sign_flip_p(by_group) if len(by_group) >= MIN_GROUPS else 1.0
    return Testimony(float(by_group.sum()), p, len(by_group), int(counts.sum()), z)


def right_first(admitted: NDArray[np.int8], scores: Floats) -> Floats:
    """Tell for each track whether the highest of its admitted scores (n, k) is a yes: (n,).

    1 if it is, 0 if not, between for equal ones; NaN for a track without a yes or without a no,
    which could not go right or wrong.
    """
    yes, no = admitted == YES, admitted == NO
    highest = np.where(yes | no, scores, -np.inf)
    leading = (yes | no) & (highest == highest.max(axis=1, keepdims=True, initial=-np.inf))
    share = (leading & yes).sum(axis=1) / np.maximum(1, leading.sum(axis=1))
    return np.where(yes.any(axis=1) & no.any(axis=1), share, np.nan)


def admitted_by(witness: Witness, answered: Answered, asked: NDArray[np.bool_]) -> NDArray[np.int8]:
    """Return the answers that a witness admits, (n, k); `asked` by both versions, bool (n, k)."""
    if witness is Witness.ASKED_BY_BOTH:
        return np.where(asked, answered.targets, UNSEEN).astype(np.int8)
    left_alone = (answered.targets == UNSEEN) & answered.reviewed[:, None]
    return np.where(left_alone, NO, answered.targets).astype(np.int8)


def sign_flip_p(sums: Floats) -> float:
    """Return the p-value of a sum as large under random signs of its terms, (groups,).

    Exact: all 2^groups choices of signs are counted, as the distribution of the sum of a random
    subset of the terms' sizes, one term after the other. For that the terms are rounded to whole
    numbers of a unit, by which the sum moves by less than a hundredth of its standard error; a
    rounded term is as likely negative as positive, too.
    """
    total = np.abs(sums).sum()
    if not total > 0:
        return 1.0
    units = max(LEAST_UNITS, UNITS_A_TERM * len(sums))
    terms = np.rint(sums * (units / total)).astype(np.int64)
    sizes = np.sort(np.abs(terms))
    of_sum = np.zeros(sizes.sum() + 1)  # probability of each sum of a random subset
    of_sum[0], largest = 1.0, 0
    for size in sizes:
        half = of_sum[: largest + 1] / 2
        of_sum[: largest + 1] = half
        of_sum[size : size + largest + 1] += half
        largest += int(size)
    return float(min(1.0, of_sum[terms[terms > 0].sum() :].sum()))


def _summed(values: Floats, groups: NDArray[np.int64]) -> Floats:
    """Sum rows by their group: (n, k), (n,) -> (groups, k)."""
    names, numbers = np.unique(groups, return_inverse=True)
    sums = np.zeros((len(names), values.shape[1]))
    np.add.at(sums, numbers, values)
    return sums
