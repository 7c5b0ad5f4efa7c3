"""The gate: which version is in use, by the judge's verdicts and the librarian's word.

A version that was trained is a candidate. Proven, it comes into use for good; on trial, it comes
into use until later answers confirm it or speak against it; else it stays a candidate. So does
one with which a tag would stand on probably too many tracks: of these the librarian is asked. They
may refuse trials, or put any version to use by force.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import message
from tagstudio.core.progress import Job
from tagstudio.core.settings import AUTO
from tagstudio.engine.evaluation.expected_tags import ExpectedTag, expected_tags
from tagstudio.engine.evaluation.judge import Sides, judge, sides_of
from tagstudio.engine.evaluation.verdict_words import TOO_MANY
from tagstudio.engine.plugins.installed_models import (
    InstalledModel,
    InstalledModels,
    active_model,
    choose_model,
    installed_models,
    learned_elsewhere,
    register_installed,
    used_model,
)
from tagstudio.engine.plugins.tagger_process import TaggerProcesses
from tagstudio.engine.tagging.carry_over import carry_over
from tagstudio.learning.verdict import Outcome
from tagstudio.library.db.database import Library
from tagstudio.library.models import promotions
from tagstudio.library.models.judgements import Judgement, store_judgement

_KINDS: dict[str, promotions.Kind] = {Outcome.PROVEN: "promoted", Outcome.TRIAL: "trial"}


class PromotionRefusedError(TagStudioError):
    """The candidate is neither proven nor probably better, and the gate is not overridden."""


@dataclass(frozen=True)
class Preview:
    """What promoting a version would mean: its verdict, and how many tracks would get each tag."""

    judgement: Judgement
    tags: tuple[ExpectedTag, ...]


@dataclass(frozen=True)
class UseOptions:
    """Whether a version may come into use on trial, and the device that it is looked at on."""

    trials: bool = True
    device: str = AUTO


def check(library: Library, name: str) -> Job[Judgement]:
    """Return the judge's verdict on the version `name`, as promoting it would find it."""
    installed = installed_models()
    with library.read() as connection:
        sides = _sides(connection, installed, name)
    with TaggerProcesses() as taggers:
        return (yield from judge(library, installed, sides, taggers))


def preview(library: Library, name: str, device: str = AUTO) -> Job[Preview]:
    """Return what promoting the version `name` would mean; nothing is put to use."""
    judgement = yield from check(library, name)
    installed = installed_models()
    with library.read() as connection:
        sides = _sides(connection, installed, name)
    tags = yield from expected_tags(library, sides.used, sides.candidate, device)
    return Preview(judgement, tags)


def _sides(connection: Connection, installed: InstalledModels, name: str) -> Sides:
    sides = sides_of(connection, installed, choose_model(installed, name))
    if sides.candidate.info == sides.used.info:
        raise TagStudioError(
            "gate.active-already",
            "{name} is the active version already.",
            name=sides.used.info.name,
        )
    return sides


def put_to_use_unless_too_much(
    library: Library,
    installed: InstalledModels,
    candidate: InstalledModel,
    judgement: Judgement,
    options: UseOptions,
) -> Job[tuple[bool, Judgement]]:
    """Bring a candidate that was trained into use as its verdict says.

    Returns whether it is in use, and the verdict. Where some tag would stand on probably too many
    tracks it stays a candidate, and the verdict says which: it is for the librarian to say whether
    that is right.
    """
    trials = options.trials
    if _kind_of_use(judgement, trials=trials) is None:
        return False, judgement
    with library.read() as connection:
        used = active_model(connection, installed)
    expected = yield from expected_tags(library, used, candidate, options.device)
    too_many = [one for one in expected if one.is_strikingly_much]
    if not too_many:
        return put_to_use(library, candidate, judgement, trials=trials), judgement
    return False, _held_back(library, judgement, too_many)


def _held_back(
    library: Library, judgement: Judgement, too_many: Sequence[ExpectedTag]
) -> Judgement:
    """Write down beside the verdict that the version waits; no further look is spent."""
    told = [[one.tag, one.then, one.tracks] for one in too_many]
    held = replace(judgement, look=None, details={**judgement.details, TOO_MANY: told})
    if held.details != judgement.details:
        with library.write(durable=True) as connection:
            store_judgement(connection, held)
    return held


def _kind_of_use(judgement: Judgement, *, trials: bool) -> promotions.Kind | None:
    """Return as what a verdict brings a version into use, None where it does not."""
    kind = _KINDS.get(judgement.outcome)
    return None if kind == "trial" and not trials else kind


def put_to_use(
    library: Library, candidate: InstalledModel, judgement: Judgement, *, trials: bool = True
) -> bool:
    """Bring a candidate into use as its verdict says; return whether it is in use."""
    kind = _kind_of_use(judgement, trials=trials)
    if kind is None:
        return False
    _record(library, candidate, kind, judgement)
    return True


def _record(
    library: Library, candidate: InstalledModel, kind: promotions.Kind, judgement: Judgement
) -> None:
    with library.write(durable=True) as connection:
        model = register_installed(connection, candidate)
        before = used_model(connection, "")
        promotions.record_promotion(connection, kind, model.id, judgement.reason)
        if before is not None:
            carry_over(connection, before, model)


def promote(library: Library, name: str, force: bool) -> Job[Judgement]:
    """Make the version `name` the active one as its verdict allows, or with `force`.

    Raises TagStudioError with the reason when it is neither proven nor probably better.
    """
    installed = installed_models()
    with library.read() as connection:
        active_model(connection, installed)
        sides = _sides(connection, installed, name)
        elsewhere = learned_elsewhere(connection, sides.candidate)
    with TaggerProcesses() as taggers:
        judgement = yield from judge(library, installed, sides, taggers)
    if elsewhere:
        reason = message(
            "gate.elsewhere", "{elsewhere} {reason}", elsewhere=elsewhere, reason=judgement.reason
        )
        judgement = replace(judgement, reason=reason)
    if put_to_use(library, sides.candidate, judgement):
        return judgement
    if not force:
        raise PromotionRefusedError(
            "gate.refused",
            "{name} stays a candidate. {reason}",
            name=name,
            reason=judgement.reason,
        )
    _record(library, sides.candidate, "forced", judgement)
    return judgement
