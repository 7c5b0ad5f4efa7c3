"""The gate: whether a candidate version may take the active version's place, and its promotion.

A version that was trained is a candidate. Both are measured on the frozen test set, and the gate
lets the candidate pass when the AUC difference is proven: the lower bound of its bootstrap interval
is above 0 (see `evaluation.bootstrap`), so that a version that is no better passes in at most one
of twenty cases. The user may promote a candidate against the gate.
"""

from dataclasses import dataclass, replace

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.core.progress import Job
from tagstudio.engine.evaluation.bootstrap import CERTAINTY, AucDifference
from tagstudio.engine.evaluation.evaluate import (
    NO_TEST_SET,
    Comparison,
    compare_versions,
    freeze_test_set,
)
from tagstudio.engine.plugins.installed_models import (
    InstalledModel,
    active_model,
    installed_models,
    learned_elsewhere,
    register_installed,
)
from tagstudio.library.db.database import Library
from tagstudio.library.models import promotions


@dataclass(frozen=True)
class Verdict:
    """The gate's decision on a candidate, with its reason in one sentence."""

    passed: bool
    reason: Message


def compare_on_newest_answers(
    library: Library, parent: InstalledModel, candidate: InstalledModel, device: str
) -> Job[Comparison | None]:
    """Freeze the answers of the test split and compare two versions on them; None without any."""
    try:
        test_set = freeze_test_set(library)
    except TagStudioError:
        return None
    return (yield from compare_versions(library, parent, candidate, test_set, device))


def check(
    library: Library, active: InstalledModel, candidate: InstalledModel, device: str
) -> Job[Verdict]:
    """Return the gate's verdict on `candidate`, as promoting it would find it."""
    return verdict((yield from compare_on_newest_answers(library, active, candidate, device)))


def verdict(comparison: Comparison | None) -> Verdict:
    """Decide whether a candidate may take the place of the version it was compared with."""
    if comparison is None:
        return Verdict(False, NO_TEST_SET)
    if comparison.auc_difference is None:
        return Verdict(False, comparison.obstacle or NO_TEST_SET)
    return verdict_on(comparison.auc_difference, comparison.after.tracks)


def verdict_on(difference: AucDifference, tracks: int) -> Verdict:
    """Decide by an AUC difference that was measured on so many tracks."""
    figures = message(
        "gate.figures",
        "macro ROC-AUC {parent:.3f} -> {candidate:.3f} on {tracks} test tracks, difference at least"
        " {low:+.3f} with {certainty} % certainty",
        parent=difference.parent,
        candidate=difference.candidate,
        tracks=tracks,
        low=difference.low,
        certainty=CERTAINTY,
    )
    if difference.proven:
        return Verdict(
            True, message("gate.proven", "The improvement is proven: {figures}.", figures=figures)
        )
    if difference.high < 0:
        return Verdict(
            False, message("gate.worse", "It is worse than before: {figures}.", figures=figures)
        )
    return Verdict(
        False,
        message(
            "gate.not-proven",
            "The improvement is not proven: {figures}; more corrections will tell.",
            figures=figures,
        ),
    )


class PromotionRefusedError(TagStudioError):
    """The candidate is not proven better, and the gate is not overridden."""


def promote(library: Library, name: str, force: bool, device: str) -> Job[Verdict]:
    """Make the version `name` the active one, if it passes the gate or with `force`.

    Raises TagStudioError with the reason when it does not pass.
    """
    installed = installed_models()
    with library.read() as connection:
        active = active_model(connection, installed)
        candidate = active_model(connection, installed, name)
        elsewhere = learned_elsewhere(connection, candidate)
    if candidate.info == active.info:
        raise TagStudioError(
            "gate.active-already", "{name} is the active version already.", name=name
        )
    comparison = yield from compare_on_newest_answers(library, active, candidate, device)
    found = verdict(comparison)
    if elsewhere:
        reason = message(
            "gate.elsewhere", "{elsewhere} {reason}", elsewhere=elsewhere, reason=found.reason
        )
        found = replace(found, reason=reason)
    if not (found.passed or force):
        raise PromotionRefusedError(
            "gate.refused",
            "{name} stays a candidate. {reason}",
            name=name,
            reason=found.reason,
        )
    with library.write(durable=True) as connection:
        model = register_installed(connection, candidate)
        kind: promotions.Kind = "promoted" if found.passed else "forced"
        promotions.record_promotion(connection, kind, model.id, found.reason)
    return found
