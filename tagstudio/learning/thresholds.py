"""From which score on a tag is suggested, by the library it is used in and by the answers on it.

A model brings a threshold for each tag, by default half way in log-odds between the tag's base rate
and even odds. In a library whose music is unlike that of the training data, a whole column of
scores may lie below it though the ranking is right. Three rules mend that, tag by tag:

- `top_share_threshold`: a tag is also suggested where its score is among the highest
  TOP_SHARE x base rate of the library and at least the base rate. The library counts together with
  REFERENCE_TRACKS tracks of other music, so that five ballads do not share the tag "metal".
- `answered_threshold`: from MIN_ANSWERS answers on, the logits are calibrated on these: Platt
  scaling (Platt, "Probabilistic outputs for support vector machines and comparisons to regularized
  likelihood methods", 1999) of the offset alone, with a prior that keeps the threshold of before
  as long as the answers say little.
- `own_tag_threshold`: of a tag that the librarian made, whose scores know no other music than the
  answered one.

Scores and base rates are in (0, 1), logits are their log-odds (`log_odds`).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tagstudio.learning.log_odds import Floats, logit, sigmoid

TOP_SHARE = 1.5  # times the base rate: a library is collected, so its tags are less rare
REFERENCE_TRACKS = 200  # that the reference music counts as
MIN_ANSWERS = 4
OFFSET_SD = 1.0  # of the prior: how far, in log-odds, a model may be off on a library's music
_LOWEST = 1e-6  # of a threshold that every score reaches
_TOLERANCE = 1e-9  # of the bisection, in log-odds


def reference_scores(reference: Sequence[tuple[float, float]]) -> Floats:
    """Return the scores of REFERENCE_TRACKS tracks, descending, that stand for other music.

    `reference` are pairs: the share of the reference tracks that reach a score, and the score.
    Between two pairs the logit is linear in the logarithm of the share; beyond the ends it stays.
    An empty `reference` gives no tracks.
    """
    if not reference:
        return np.empty(0)
    shares, scores = np.array(sorted(reference), np.float64).T
    wanted = (np.arange(REFERENCE_TRACKS) + 0.5) / REFERENCE_TRACKS
    return sigmoid(np.interp(np.log(wanted), np.log(shares), logit(scores)))


def top_share_threshold(
    threshold: float, base_rate: float, scores: Floats, reference: Floats
) -> float:
    """Return the threshold of a tag with which the top of the library reaches it, too.

    `threshold` is the model's, `scores` (n,) those of the library, `reference` (m,) those of other
    music on the same scale. The result is never above `threshold`, and the base rate or above.
    Fewer than REFERENCE_TRACKS tracks, both together, change nothing.
    """
    every = np.concatenate([np.asarray(scores, np.float64), reference])
    if len(every) < REFERENCE_TRACKS:
        return threshold
    rank = min(len(every), max(1, round(TOP_SHARE * base_rate * len(every))))
    return min(threshold, max(base_rate, _ranked(every, rank)))


def answered_threshold(threshold: float, logits: Floats, yes: NDArray[np.bool_]) -> float:
    """Return the threshold of a tag as the answers on it have it.

    `threshold` is the one without them; `logits` (m,) are those of the answered tracks, by a model
    that was not trained on them, `yes` (m,) the answers. With x the logit of a score and t that of
    `threshold`, the log-odds of a yes are offset + x - t. The tag is suggested where they reach
    half of the log-odds of the share of yes, (yes + 1) / (m + 8): half way between the share and
    even odds, as the model's own rule has it. There is the centre of the offset's prior, so without
    evidence the threshold stays. It moves no farther than there are answers: ten accepted
    suggestions tell nothing about the scores below them. Where less than half of the answers are
    no, they all count less: a line ends where the tag does, and twenty yes beside one no do not
    tell where that is. Fewer than MIN_ANSWERS change nothing.
    """
    if len(logits) < MIN_ANSWERS:
        return threshold
    before = float(logit(threshold))
    line = float(logit((yes.sum() + 1) / (len(yes) + 8))) / 2
    weight = min(1.0, (1 + 2 * int((~yes).sum())) / len(yes))
    found = before + line - _offset(logits - before, yes, line, weight)
    return float(sigmoid(min(max(found, min(before, logits.min())), max(before, logits.max()))))


def own_tag_threshold(
    threshold: float, base_rate: float, logits_of_yes: Floats, scores: Floats
) -> float:
    """Return the threshold of a tag of the librarian's own: between rule and experience.

    `threshold` is the half-way line of its `base_rate`, `logits_of_yes` (m,) those of the tracks
    that have the tag, out-of-fold: each by a model that was not trained on the track. Half of the
    tracks with the tag shall reach it: where the line lies below their median, the median counts,
    where it lies above, the mean of both in log-odds. And no more of the library's `scores` (n,)
    reach it than the base rate says have the tag.
    """
    if not len(logits_of_yes):
        return threshold
    line, median = float(logit(threshold)), float(np.median(logits_of_yes))
    found = float(sigmoid(max(median, (line + median) / 2)))
    return max(found, at_share(base_rate, scores)) if len(scores) else found


def on_the_scale_of(before: Floats, after: Floats, scores: Floats) -> Floats:
    """Return `scores` (m,) of one model on the scale of another, by the library's percentiles.

    `before` and `after` (n,) are the scores of the same tracks by the two: a score goes to the one
    of the same percentile, so a threshold to one that as many tracks reach. Beyond the ends the
    distance is kept, in log-odds. Without tracks the scores stay.
    """
    old, new, given = np.sort(logit(before)), np.sort(logit(after)), logit(scores)
    if not len(old):
        return scores
    inside = np.interp(given, old, new)
    return sigmoid(inside + np.minimum(given - old[0], 0) + np.maximum(given - old[-1], 0))


def at_share(share: float, scores: Floats) -> float:
    """Return the highest threshold above 0 that the given share of `scores` (n,), n > 0, reaches.

    With a share of 0 it is just above the highest score; any other share is one track or more.
    """
    if share == 0:
        return float(np.nextafter(scores.max(), 1))
    rank = min(len(scores), max(1, round(share * len(scores))))
    return max(_LOWEST, _ranked(scores, rank))


def _ranked(scores: Floats, rank: int) -> float:
    """Return the score of a rank, the highest being 1."""
    return float(np.partition(scores, len(scores) - rank)[len(scores) - rank])


def _offset(logits: Floats, yes: NDArray[np.bool_], expected: float, weight: float) -> float:
    """Return the most probable offset of the log-odds of a yes, offset + `logits` (m,).

    With the prior N(expected, OFFSET_SD) and answers of a `weight` up to 1 the offset c solves
    weight sum(sigmoid(c + logits) - yes) + (c - expected) / OFFSET_SD^2 = 0. The left side rises
    with c, and its sum is at most m: the solution is bracketed, and bisection finds it.
    """
    reach = OFFSET_SD**2 * len(logits)
    low, high = expected - reach, expected + reach
    while high - low > _TOLERANCE:
        middle = (low + high) / 2
        excess = weight * (sigmoid(middle + logits) - yes).sum()
        excess += (middle - expected) / OFFSET_SD**2
        low, high = (low, middle) if excess > 0 else (middle, high)
    return (low + high) / 2
