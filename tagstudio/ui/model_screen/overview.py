"""Read for the Model screen: the versions, the answers per tag, the duration of trainings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message
from tagstudio.engine.evaluation.expected_tags import ExpectedTag, own_tags_of
from tagstudio.engine.plugins.installed_models import (
    InstalledModel,
    InstalledModels,
    active_model,
    choose_model,
    version_before,
)
from tagstudio.engine.training.due import answered_since_training
from tagstudio.engine.training.learning_curve import curve_obstacle
from tagstudio.engine.training.readiness import Readiness, readiness
from tagstudio.learning.answers import MIN_PER_CLASS_TO_MEASURE
from tagstudio.library.db.identity import library_id
from tagstudio.library.db.job_records import JobRecord, list_jobs
from tagstudio.library.models import evaluations, models, promotions
from tagstudio.library.models.models import Model
from tagstudio.library.models.promotions import Promotion
from tagstudio.library.tags.tags import list_tags
from tagstudio.library.tracks.folders import has_tracks
from tagstudio.ui.text.message_translation import error_text


@dataclass(frozen=True)
class Version:
    """A model as the screen lists it.

    `known` is its row in the library, None before it was used; `installed` is None where its file
    is gone; `was_active`: a rollback could come back to it; `was_used`: it was put to use once;
    `elsewhere` is the path of the library
    whose answers it learned from, where that is another one; `on_trial`: it is in use until later
    answers speak against it; `reason` is that of its last promotion; `forced`:
    the librarian put it to use, whatever the verdict was.
    """

    name: str
    title: str
    parent: str | None
    known: Model | None
    installed: InstalledModel | None
    active: bool = False
    was_active: bool = False
    elsewhere: str = ""
    on_trial: bool = False
    reason: Message | None = None
    forced: bool = False
    promoted_at: int = 0
    was_used: bool = False


@dataclass(frozen=True)
class Overview:
    """The versions, the newest first; what can be learned; the promotions; the earlier trainings.

    `own_tags` counts the tracks on which the librarian's own tags stand with the active version;
    `newly_answered` those answered since the newest version learned, None before the first one;
    `before` is the version in use before the active one, "" for none; `curve_obstacle` is why no
    learning curve can be drawn, None where one can; `has_tracks`: the library has any.
    `evaluation_id` is the newest evaluation on all answers, None before anything was measured, and
    `tag_names` has the names of the tags that there are; `problem` says why there is no active
    version where there is none.
    """

    versions: tuple[Version, ...]
    readiness: Readiness
    history: tuple[Promotion, ...]
    trainings: tuple[JobRecord, ...]
    evaluation_id: int | None
    tag_names: Mapping[int, str]
    can_roll_back: bool
    problem: str = ""
    own_tags: tuple[ExpectedTag, ...] = ()
    newly_answered: int | None = None
    curve_obstacle: Message | None = None
    before: str = ""
    has_tracks: bool = False

    @property
    def active(self) -> Version | None:
        """The version in use."""
        return next((one for one in self.versions if one.active), None)

    @property
    def can_measure(self) -> bool:
        """Tell whether some tag has answers enough to be measured; one's own are told otherwise."""
        answered = (min(one.yes, one.no) for one in self.readiness.tags if not one.is_own)
        return max(answered, default=0) >= MIN_PER_CLASS_TO_MEASURE

    @property
    def use_is_next(self) -> bool:
        """Tell whether one may use what was learned: no own version is used, no answer is new."""
        used = self.active
        return self.newly_answered == 0 and used is not None and not used.parent

    @property
    def to_learn_from(self) -> int:
        """The number of answers to learn from; a reviewed track counts as one where it has none."""
        return max(self.readiness.answers, self.readiness.tracks)


def read_overview(connection: Connection, installed: InstalledModels) -> Overview:
    """Read it all; `installed` are the models of the plugins, the preferred ones first."""
    problem, active = "", None
    try:
        active = active_model(connection, installed)
    except TagStudioError as error:
        problem = error_text(error)
    known = models.list_models(connection)
    promoted = promotions.active_promotion(connection)
    here = library_id(connection)
    history = tuple(promotions.history(connection))
    found = _versions(known, installed, active, promoted)
    if promoted and promotions.is_on_trial(connection):
        found = tuple(replace(one, on_trial=one.active) for one in found)
    last_steps = {step.model_id: step for step in history}
    learnable = readiness(connection, active)
    names = {tag.id: tag.name for tag in list_tags(connection)}
    return Overview(
        tuple(_with_step(_with_origin(one, here), last_steps) for one in found),
        learnable,
        history,
        tuple(job for job in list_jobs(connection) if job.kind == "train" and job.state == "done"),
        evaluations.newest_on_all_answers(connection),
        names,
        bool(promoted),
        problem,
        _own_tags(connection, found),
        answered_since_training(connection),
        curve_obstacle(learnable, _published_tags(known, active, names)),
        _before(connection, installed) if active else "",
        has_tracks(connection),
    )


def _before(connection: Connection, installed: InstalledModels) -> str:
    before = version_before(connection, installed)
    return before.info.name if before else ""


def _published_tags(
    known: Sequence[Model], active: InstalledModel | None, names: Mapping[int, str]
) -> set[str]:
    """Return the tags of the model as it was published, from which the active one comes."""
    root = active.info.parent or active.info.name if active else ""
    tags = (tag for one in known if one.name == root for tag in one.tags)
    return {names[tag.tag_id] for tag in tags if tag.tag_id in names}


def _own_tags(connection: Connection, found: Sequence[Version]) -> tuple[ExpectedTag, ...]:
    known = next((one.known for one in found if one.active), None)
    return tuple(own_tags_of(connection, known)) if known else ()


def _versions(
    known: Sequence[Model],
    installed: InstalledModels,
    active: InstalledModel | None,
    promoted: Sequence[int],
) -> tuple[Version, ...]:
    """Return all versions, the newest first, those that were never used last.

    Before the first promotion the preferred model was the active one.
    """
    first = choose_model(installed, "") if promoted and installed else None
    by_digest = {(one.plugin.name, one.info.name, one.info.sha256): one for one in installed}
    found = []
    for model in known:
        here = by_digest.pop((model.plugin, model.name, model.sha256), None)
        found.append(
            Version(
                model.name,
                model.title,
                model.parent,
                model,
                here,
                here is not None and here == active,
                model.id in promoted[:-1] or (here is not None and here == first),
            )
        )
    unused = [
        Version(one.info.name, one.info.title, one.info.parent, None, one, one == active)
        for one in by_digest.values()
    ]
    return (*found, *unused)


def _with_step(version: Version, last_steps: Mapping[int, Promotion]) -> Version:
    step = last_steps.get(version.known.id) if version.known else None
    if step is None:
        return version
    forced = step.kind == "forced"
    return replace(version, reason=step.reason, forced=forced, promoted_at=step.at, was_used=True)


def _with_origin(version: Version, here: str) -> Version:
    origin = version.installed.info.library if version.installed else None
    if origin is None or origin.library_id == here:
        return version
    return replace(version, elsewhere=origin.path)


def seconds_of_last(overview: Overview, depth: str) -> float | None:
    """Return how long the latest training of a depth took, None where there was none.

    As Jobs lists it: how it grows with the answers depends on the model.
    """
    for job in overview.trainings:
        if (job.spec or {}).get("depth") == depth and job.finished is not None:
            return job.finished - job.started
    return None
