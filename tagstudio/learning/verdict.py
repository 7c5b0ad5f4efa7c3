"""The verdict on a candidate version: proven, on trial, or not better.

Proven takes both witnesses on tracks whose artist is known: the answers that both versions asked
for, within what this look may spend, and all answers, strictly. It is for good. A trial takes less:
three to one odds, against the version in use and against the proven one; it is put to use, marked,
and taken back when later answers speak against it. So a wrong trial costs little and lasts for a
batch, and a wrong proof, which would stay, is rare however often it is looked for.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from tagstudio.learning.looks import FIRST_TRIAL, allowance
from tagstudio.learning.witnesses import (
    HARMED,
    MIN_GROUPS,
    Answered,
    Testimony,
    Witness,
    admitted_by,
    among_highest,
    percentiles,
    right_first,
    testimony,
)

Floats = NDArray[np.float64]

MAX_P_OF_ALL = 0.005  # of the witness ALL, for a proof
MAX_P_OF_TRIAL = 0.25  # three to one
TAKEN_BACK_ABOVE = 0.5  # p of a trial against the proven version: even odds are gone
MAX_P_OF_OWN_TAG = 0.01


class Outcome(StrEnum):
    """What becomes of a candidate."""

    PROVEN = "proven"
    TRIAL = "on trial"
    NOT_BETTER = "not better"


@dataclass(frozen=True)
class View:
    """What one version says of n answered tracks, by copies that never saw their folds.

    `percentiles` (n, k) among each copy's scores of the library; `highest` bool (n, k) marks each
    track's highest scores.
    """

    percentiles: Floats
    highest: NDArray[np.bool_]

    @classmethod
    def of(
        cls, copies: NDArray[np.floating], folds: NDArray[np.int8], library: NDArray[np.floating]
    ) -> "View":
        """Take each track from the copy of its fold.

        `copies` are the logits of the answered tracks, (c, n, k), and `library` those of the
        library's, (c, m, k): of the version itself, then of its shadows by fold; of a version
        without any (c = 1) from the version itself.
        """
        found = np.empty(copies.shape[1:])
        own = out_of_fold(copies, folds)
        for fold in np.unique(folds):
            rows = folds == fold
            found[rows] = percentiles(own[rows], library[_copy_of(fold, len(copies))])
        return cls(found, among_highest(own))

    def of_tags(self, columns: NDArray[np.intp]) -> "View":
        """Return the view of some tags; the highest stay those among all."""
        return View(self.percentiles[:, columns], self.highest[:, columns])


def out_of_fold(copies: NDArray[np.floating], folds: NDArray[np.int8]) -> Floats:
    """Return the logits of each track by the copy of its fold: (c, n, k), (n,) -> (n, k)."""
    own = np.empty(copies.shape[1:])
    for fold in np.unique(folds):
        rows = folds == fold
        own[rows] = copies[_copy_of(fold, len(copies)), rows]
    return own


def _copy_of(fold: int, copies: int) -> int:
    return 1 + int(fold) if copies > 1 else 0


@dataclass(frozen=True)
class Evidence:
    """What both witnesses say of one version against another."""

    both: Testimony
    all: Testimony


@dataclass(frozen=True)
class Verdict:
    """The verdict, with the evidence against the version in use and against the proven one.

    `known` has that against the proven one on tracks of known artists alone, from which a proof
    is made. `look` is the number of the look that was spent, None for none.
    """

    outcome: Outcome
    against_used: Evidence
    against_proven: Evidence
    known: Evidence
    look: int | None

    @property
    def harmed(self) -> NDArray[np.intp]:
        """The tags at which the candidate may have become worse than the version in use."""
        return np.flatnonzero(np.nan_to_num(self.against_used.all.z) < HARMED)


def evidence(answered: Answered, before: View, after: View) -> Evidence:
    """Hear both witnesses on the same tags of two versions."""
    change = after.percentiles - before.percentiles
    asked = before.highest & after.highest
    both, everything = (
        testimony(answered, admitted_by(witness, answered, asked), change)
        for witness in (Witness.ASKED_BY_BOTH, Witness.ALL)
    )
    return Evidence(both, everything)


@dataclass(frozen=True)
class Case:
    """A candidate before the judge: n answered tracks and the k tags that all versions have.

    `known` is bool (n,): the artist is known, not only guessed by sound. `look` is the number of
    the look that is due, None where none is.
    """

    answered: Answered
    known: NDArray[np.bool_]
    candidate: View
    used: View
    proven: View
    look: int | None


def decide(case: Case, *, own_tags_proven: bool = False) -> Verdict:
    """Return the verdict on a candidate.

    Its own tags neither block nor carry it: where they are proven and the rest is at least even,
    it goes on trial for their sake.
    """
    against_proven = against_used = evidence(case.answered, case.proven, case.candidate)
    if case.used is not case.proven:
        against_used = evidence(case.answered, case.used, case.candidate)
    known, rows = against_proven, case.known
    if not rows.all():
        views = _rows(case.proven, rows), _rows(case.candidate, rows)
        known = evidence(case.answered.of(rows), *views)
    outcome = Outcome.NOT_BETTER
    if case.look is not None and _is_proof(known, case.look):
        outcome = Outcome.PROVEN
    elif len(case.answered.groups) >= FIRST_TRIAL:
        likely = max(against_used.both.p, against_proven.both.p) <= MAX_P_OF_TRIAL
        even = not _speaks_against(against_used.both)
        if likely or (own_tags_proven and even):
            outcome = Outcome.TRIAL
    return Verdict(outcome, against_used, against_proven, known, case.look)


def is_taken_back(against_proven: Evidence) -> bool:
    """Tell whether a version on trial has lost its even odds against the proven one."""
    return _speaks_against(against_proven.both)


def _speaks_against(said: Testimony) -> bool:
    """Tell whether the odds are against a version; a witness who knows nothing does not."""
    return said.groups >= MIN_GROUPS and said.difference < 0 and said.p > TAKEN_BACK_ABOVE


def _is_proof(known: Evidence, look: int) -> bool:
    return known.both.p <= allowance(look) and known.all.p <= MAX_P_OF_ALL


def _rows(view: View, rows: NDArray[np.bool_]) -> View:
    return View(view.percentiles[rows], view.highest[rows])


@dataclass(frozen=True)
class FirstTags:
    """On how many of `tracks` a yes has the highest percentile of the tags answered there.

    `before` with the version in use, `after` with the candidate, `by_chance` with a tag picked at
    random; in tracks.
    """

    tracks: int
    before: float
    after: float
    by_chance: float


def first_tags(case: Case) -> FirstTags:
    """Count on which tracks of known artists a right tag stands first, for both versions.

    Of the answers those that both versions asked for: among all, the mistakes of the version in use
    are asked about and those of the candidate are not, so an equally good one looks better.
    """
    rows = case.known
    answered, used, candidate = (
        case.answered.of(rows),
        _rows(case.used, rows),
        _rows(case.candidate, rows),
    )
    asked = used.highest & candidate.highest
    admitted = admitted_by(Witness.ASKED_BY_BOTH, answered, asked)
    even = right_first(admitted, np.zeros(admitted.shape))
    counts = ~np.isnan(even)
    before, after = (right_first(admitted, one.percentiles) for one in (used, candidate))
    return FirstTags(
        int(counts.sum()), *(float(one[counts].sum()) for one in (before, after, even))
    )


def own_tag_evidence(answered: Answered, view: View) -> list[Testimony]:
    """Return for each own tag what its explicit answers say against a coin's percentile of .5."""
    found = []
    for tag in range(view.percentiles.shape[1]):
        one = Answered(answered.targets[:, [tag]], answered.reviewed, answered.groups)
        found.append(testimony(one, one.targets, view.percentiles[:, [tag]] - 0.5))
    return found
