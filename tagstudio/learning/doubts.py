"""Which answers are least believable: confident learning on what copies say that never saw them.

Each answered track is scored by the residual on the prior that was fitted without its fold
(`residual`). An answer's self-confidence is the probability that this copy gives it; the least
confident answers come first (Northcutt, Jiang and Chuang, "Confident learning: estimating
uncertainty in dataset labels", JAIR 70, 2021). The margins normalised by thresholds of the classes,
which the paper puts beside it, found fewer mistakes: of a rare tag such a threshold is the mean of
too few answers (docs/decisions/0038-doubts.md).

That an answer does not fit the others can be said where there are others. Of a tag with one yes,
the copy that judges it saw none: it says what the prior says, and a librarian answers where that is
wrong. Where all answers are yes, nothing tells how low the scores of a rare tag may be. So a copy
must have learned from MIN_EACH yes and no to the tag, by weight. More of each make a list of doubts
no truer, and of a hundred answers leave most uncompared (docs/decisions/0038-doubts.md).

What else was answered on the track is evidence, too: genres mostly exclude each other, so of two
yes one is doubtful, and so is a no where nothing else is a yes. With the log-odds l by the sound,

    logit = l + b s,   s = sum over the other answers of the kind (p(yes | l, answer) - p(yes | l)),

in which an answer is wrong with probability WRONG, and b, one for each kind of tags, with a normal
prior, minimises the weighted cross-entropy of the answers outside the fold: a pseudo-likelihood
(Besag, "Statistical analysis of non-lattice data", The Statistician 24, 1975). Where that makes the
answers no likelier, out of fold, the tags do not exclude each other, or the answers are too few to
tell, and the sound alone counts.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagstudio.learning.answers import NO, UNSEEN, YES
from tagstudio.learning.log_odds import Floats, sigmoid
from tagstudio.learning.residual import fit_residual, newton

MIN_EACH = 1  # yes, and no, to a tag, by weight, that a copy learned from besides the answer's fold
ALIKE = 10  # answers that one is compared with in words
DOUBTFUL_BELOW = 0.5  # probability of the answer, by the copy that never saw it
TOLERANCE = 1e-6  # of sums of weights
WRONG = 0.05  # probability that an answer is wrong, when it is evidence for others
BESIDE_VARIANCE = 1.0  # of what the other answers on a track count


@dataclass(frozen=True)
class HeardAnswers:
    """The answers to k tags on n tracks, and what is known beside them.

    `prior` (n, k) are logits of a model that learned from no answer, 0 where `has_prior` (k,) is
    false; `scaled` (n, d) the scaled sounds; `explicit` int8 (n, k) the answers, `targets` those
    with tags left alone on reviewed tracks as no, and `weights` (n, k) how much each of these
    counts; `folds` (n,) and `groups` int (n,) are of the artists. `kinds` int (k,) are the tags':
    answers to tags of one kind tell of each other.
    """

    prior: Floats
    has_prior: NDArray[np.bool_]
    scaled: Floats
    explicit: NDArray[np.int8]
    targets: NDArray[np.int8]
    weights: Floats
    folds: NDArray[np.int8]
    groups: NDArray[np.int64]
    kinds: NDArray[np.int64]


@dataclass(frozen=True)
class Compared:
    """What copies say of answers that they never saw: `logits` (n, k) that the answer is a yes.

    `heard` (n, k) are those by the sound alone, without the other answers on the track.
    `is_compared` (n, k) are the answers that could be compared, `is_thin` (k,) the tags of which
    none could, for the others are too few.
    """

    evidence: HeardAnswers
    logits: Floats
    heard: Floats
    is_compared: NDArray[np.bool_]
    is_thin: NDArray[np.bool_]

    @property
    def believed(self) -> Floats:
        """The log-odds that each answer is right, (n, k); infinite where none was compared."""
        signs = np.where(self.evidence.explicit == YES, 1.0, -1.0)
        return np.where(self.is_compared, signs * self.logits, np.inf)

    def ranked(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return rows and columns of all compared answers, the least believable first."""
        believed = self.believed
        order = np.argsort(believed, axis=None, kind="stable")[: int(self.is_compared.sum())]
        rows, columns = np.unravel_index(order, believed.shape)
        return rows, columns

    def doubtful(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return rows and columns of the answers whose opposite is likelier, the worst first."""
        rows, columns = self.ranked()
        count = int((sigmoid(self.believed[rows, columns]) < DOUBTFUL_BELOW).sum())
        return rows[:count], columns[:count]

    def score(self, row: int, column: int) -> float:
        """Return the probability of a yes at a place."""
        return float(sigmoid(self.logits[row, column]))

    def alike(self, row: int, column: int) -> tuple[int, int]:
        """Return how many answers to the tag, by other artists, stand nearest, and their yes.

        Those of the tracks that sound about as much like the tag: ALIKE at most.
        """
        groups = self.evidence.groups
        others = np.flatnonzero(self.is_compared[:, column] & (groups != groups[row]))
        distances = np.abs(self.heard[others, column] - self.heard[row, column])
        nearest = others[np.argsort(distances, kind="stable")[:ALIKE]]
        return len(nearest), int((self.evidence.explicit[nearest, column] == YES).sum())


def compare(evidence: HeardAnswers) -> Compared:
    """Judge each answer by copies that never saw the answers about its artist."""
    is_explicit = evidence.explicit != UNSEEN
    is_compared = is_explicit & _has_others(evidence)
    tags = np.flatnonzero(is_compared.any(axis=0))
    logits = np.zeros(evidence.explicit.shape)
    if len(tags):
        logits[:, tags] = _out_of_fold(evidence, tags)
    beside = _with_answers_beside(evidence, logits, is_compared)
    is_thin = is_explicit.any(axis=0) & ~is_compared.any(axis=0)
    return Compared(evidence, beside, logits, is_compared, is_thin)


def _has_others(evidence: HeardAnswers) -> NDArray[np.bool_]:
    """Tell where the other folds have MIN_EACH yes and no to the tag, by weight, (n, k)."""
    found = np.ones(evidence.targets.shape, np.bool_)
    for answer in (YES, NO):
        weights = np.where(evidence.targets == answer, evidence.weights, 0.0)
        for fold in np.unique(evidence.folds):
            of_fold = evidence.folds == fold
            found[of_fold] &= weights[~of_fold].sum(axis=0) >= MIN_EACH - TOLERANCE
    return found


def _out_of_fold(evidence: HeardAnswers, tags: NDArray[np.intp]) -> Floats:
    """Return the logits of some tags by copies that never saw a track's fold, (n, tags)."""
    weights = evidence.weights[:, tags]
    prior, yes = evidence.prior[:, tags], evidence.targets[:, tags] == YES
    found = prior.copy()
    for fold in np.unique(evidence.folds):
        of_fold = evidence.folds == fold
        rows = np.flatnonzero(~of_fold)
        residual = fit_residual(prior[rows], evidence.scaled[rows], yes[rows], weights[rows])
        found[of_fold] = residual.logits(prior[of_fold], evidence.scaled[of_fold])
    return found


def _with_answers_beside(
    evidence: HeardAnswers, heard: Floats, is_compared: NDArray[np.bool_]
) -> Floats:
    """Return the logits (n, k) when the other answers on each track are taken into account."""
    found = heard.copy()
    for kind in np.unique(evidence.kinds):
        of_kind = is_compared & (evidence.kinds == kind)
        rows, columns = np.nonzero(of_kind)
        yes = evidence.explicit == YES
        surplus = _surplus(heard, yes, of_kind)[of_kind]
        answers, weights = yes[of_kind].astype(np.float64), evidence.weights[of_kind]
        before, folds = heard[of_kind], evidence.folds[rows]
        after = before.copy()
        for fold in np.unique(folds):
            own, others = folds == fold, folds != fold
            inputs, precisions = surplus[others, None], np.array([1 / BESIDE_VARIANCE])
            learned = newton(inputs, before[others], answers[others], weights[others], precisions)
            after[own] += surplus[own] * learned[0]
        if weights @ (_losses(after, answers) - _losses(before, answers)) < 0:
            found[rows, columns] = after
    return found


def _losses(logits: Floats, answers: Floats) -> Floats:
    losses: Floats = np.logaddexp(0, logits) - answers * logits
    return losses


def _surplus(heard: Floats, yes: NDArray[np.bool_], known: NDArray[np.bool_]) -> Floats:
    """Return how many more yes the other `known` answers on a track are than it sounds, (n, k)."""
    chance = sigmoid(heard)
    says_yes = np.where(yes, 1 - WRONG, WRONG)  # likelihood of the answer if it is a yes
    believed = chance * says_yes / (chance * says_yes + (1 - chance) * (1 - says_yes))
    more = np.where(known, believed - chance, 0.0)
    surplus: Floats = more.sum(axis=1, keepdims=True) - more
    return surplus
