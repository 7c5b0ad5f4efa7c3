"""The registered models, and their tags."""

import json
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import sqlalchemy as sa

from tagstudio.core.errors import TagStudioError
from tagstudio.library.db.expressions import is_sound, json_is_true, json_text
from tagstudio.library.db.schema import (
    library_thresholds,
    model_tags,
    models,
    suggestions,
    user_thresholds,
)
from tagstudio.library.db.schema import tags as tag_table
from tagstudio.library.models.default_thresholds import base_rate_threshold
from tagstudio.library.models.thresholds import effective_threshold, with_all_thresholds
from tagstudio.library.tags import tags
from tagstudio.library.tags.vocabularies import switched_off_tags

AS_MEMBER = "as_member"  # in a model's `info`: it is known as a member of a joint model only


@dataclass(frozen=True)
class RegisteredTag:
    """One output of a model to register; without a `threshold` its base rate sets it.

    `vocabulary` names the set of tags that the model has it from, "" for none.
    """

    name: str
    group: str
    base_rate: float
    threshold: float | None = None
    vocabulary: str = ""


@dataclass(frozen=True)
class RegisteredModel:
    """A model to register, its tags in column order; `info` is whatever JSON can hold."""

    name: str
    sha256: str
    tags: tuple[RegisteredTag, ...]
    title: str = ""
    parent: str | None = None
    info: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ModelTag:
    """One output of a model: the tag is suggested where its score reaches `threshold`.

    `threshold` is the one the user set, else `library_threshold`, the one that follows from the
    library by `library_rule`, else `model_threshold`, the one the model came with. `user_rule` is
    the rule by which the user set it, with its `user_target`; None where the user did not.
    A tag that is not `offered` belongs to vocabularies that are switched off only, or was merged
    into another one or deleted, and is suggested nowhere, whatever its threshold. `added` is since
    when the library has the tag, in seconds since 1970.
    """

    tag_id: int
    name: str
    group: str
    base_rate: float
    threshold: float
    model_threshold: float
    library_threshold: float | None = None
    library_rule: str | None = None
    user_rule: str | None = None
    user_target: float | None = None
    vocabulary: str = ""
    said: str = ""
    export_name: str = ""
    offered: bool = True
    added: int = 0

    @property
    def exported_as(self) -> str:
        """The name of the tag in files and exports."""
        return self.export_name or self.name

    @property
    def key(self) -> str:
        """The name by which the model itself knows the tag, whatever the user calls it."""
        return self.said or self.name

    @property
    def suggested_from(self) -> float:
        """The score from which the tag is suggested: its threshold, infinity for no score."""
        return self.threshold if self.offered else math.inf

    @property
    def default_threshold(self) -> float:
        """The threshold that counts where the user sets none."""
        return self.model_threshold if self.library_threshold is None else self.library_threshold

    @property
    def is_set_by_user(self) -> bool:
        """Whether the user set the threshold."""
        return self.user_rule is not None

    @property
    def is_heard(self) -> bool:
        """Whether the model's scores tell the tag at all."""
        return self.library_rule != "unheard"


@dataclass(frozen=True)
class Model:
    """A registered model; `tags` are in the order of its scores.

    `parent` is the version it was trained from, `added` when it became known, in seconds since
    1970, `answers` how many answers it was trained on (0: unknown, or not trained here). `members`
    are the ids of the models that a joint model is made of, those that the library knows.
    """

    id: int
    plugin: str
    name: str
    sha256: str
    title: str
    tags: tuple[ModelTag, ...]
    parent: str | None = None
    added: int = 0
    answers: int = 0
    members: tuple[int, ...] = ()

    @cached_property
    def thresholds(self) -> dict[int, float]:
        """The threshold of each tag by its id."""
        return {tag.tag_id: tag.threshold for tag in self.tags}

    @property
    def offered_tags(self) -> list[ModelTag]:
        """The tags that may be suggested: those whose vocabularies are not all switched off."""
        return [tag for tag in self.tags if tag.offered]


def register(
    connection: sa.Connection, plugin: str, model: RegisteredModel, at: float | None = None
) -> int:
    """Register a model with its tags and return its id; one registered already stays as it is.

    The tags of a published model that the user made before are taken over; the own tags that a
    version was taught stay the user's.
    """
    known = id_of(connection, plugin, model.name, model.sha256)
    taught = model.parent is not None
    ids = [_tag_id(connection, tag, at, taught=taught) for tag in model.tags]
    if known is not None:
        if _is_damaged(connection, known, ids):
            _mend(connection, known, model, ids)
        _update_vocabularies(connection, known, model)
        return known
    model_id = _insert_model(connection, plugin, model, at)
    if len(set(ids)) < len(ids):
        raise TagStudioError(
            "models.tags-alike",
            "The model {model} has two tags whose names differ in case only;"
            " ask the plugin's author to rename one.",
            model=model.name,
        )
    _insert_tags(connection, model_id, model, ids)
    return model_id


def id_of(connection: sa.Connection, plugin: str, name: str, sha256: str) -> int | None:
    """Return the id of a registered model, None for one that the library does not know."""
    columns = models.c
    is_it = sa.and_(columns.plugin == plugin, columns.name == name, columns.sha256 == sha256)
    return connection.scalar(sa.select(columns.id).where(is_it))


def is_whole(connection: sa.Connection, model_id: int) -> bool:
    """Tell whether all tags that a model was registered with are there and sound."""
    sound = sa.select(sa.func.count()).where(
        model_tags.c.model_id == model_id, is_sound(model_tags)
    )
    return bool(connection.scalar(sound) == facts(connection, model_id).get("outputs"))


def _is_damaged(connection: sa.Connection, model_id: int, ids: Sequence[int]) -> bool:
    """Tell whether rows of a registered model are damaged or gone, or have other tags."""
    columns = model_tags.c
    own = sa.select(columns.position, columns.tag_id).where(
        columns.model_id == model_id, is_sound(model_tags)
    )
    facts = sa.select(models.c.id).where(models.c.id == model_id, is_sound(models))
    stored = [tuple(row) for row in connection.execute(own.order_by(columns.position))]
    return stored != list(enumerate(ids)) or connection.scalar(facts) is None


def _mend(
    connection: sa.Connection, model_id: int, model: RegisteredModel, ids: Sequence[int]
) -> None:
    """Write the rows of a registered model anew, as its plugin says them."""
    connection.execute(sa.update(models).where(models.c.id == model_id).values(_columns_of(model)))
    connection.execute(sa.delete(model_tags).where(model_tags.c.model_id == model_id))
    _insert_tags(connection, model_id, model, ids)


def _update_vocabularies(connection: sa.Connection, model_id: int, model: RegisteredModel) -> None:
    """Let a registered model's tags belong to the vocabularies that its plugin says now."""
    columns = model_tags.c
    own = sa.select(columns.position, columns.vocabulary).where(columns.model_id == model_id)
    stored = {row.position: row.vocabulary for row in connection.execute(own)}
    for position, tag in enumerate(model.tags):
        if stored.get(position) != tag.vocabulary:
            connection.execute(
                sa.update(model_tags)
                .where(columns.model_id == model_id, columns.position == position)
                .values(vocabulary=tag.vocabulary)
            )


def _insert_tags(
    connection: sa.Connection, model_id: int, model: RegisteredModel, ids: Sequence[int]
) -> None:
    connection.execute(
        sa.insert(model_tags),
        [
            {
                "model_id": model_id,
                "position": position,
                "tag_id": tag_id,
                "base_rate": tag.base_rate,
                "threshold": base_rate_threshold(tag.base_rate)
                if tag.threshold is None
                else tag.threshold,
                "vocabulary": tag.vocabulary,
            }
            for position, (tag_id, tag) in enumerate(zip(ids, model.tags, strict=True))
        ],
    )


def find_model(connection: sa.Connection, name: str | None = None) -> Model | None:
    """Return the newest model called `name`; without a name the newest that suggested anything.

    Then without models that are known as members of a joint one only.
    """
    query = sa.select(sa.func.max(models.c.id))
    if name is None:
        suggested = sa.exists().where(suggestions.c.model_id == models.c.id)
        query = query.where(suggested, sa.not_(json_is_true(models.c.info, AS_MEMBER)))
    else:
        query = query.where(models.c.name == name)
    found = connection.scalar(query)
    return None if found is None else model(connection, found)


def model(connection: sa.Connection, model_id: int) -> Model:
    """Return the model with this id, which must exist."""
    row = connection.execute(sa.select(models).where(models.c.id == model_id)).one()
    return Model(
        row.id,
        row.plugin,
        row.name,
        row.sha256,
        row.title,
        _tags_of(connection, model_id),
        row.parent,
        row.added,
        facts_of(row.info).get("answers", 0),
        _members_of(connection, row.info),
    )


def _members_of(connection: sa.Connection, info: str | None) -> tuple[int, ...]:
    """Return the registered models that the `info` of a joint model names, in its order."""
    named = facts_of(info).get("members") or ()
    if not isinstance(named, list):  # damaged
        return ()
    keys = [one for one in named if isinstance(one, list) and list(map(type, one)) == [str] * 3]
    found = [id_of(connection, plugin, name, sha256) for plugin, name, sha256 in keys]
    return tuple(id for id in found if id is not None)


def facts_of(info: str | None) -> dict[str, Any]:
    """Return what a row of `models` says in its column `info`; nothing, where that is damaged."""
    try:
        found = json.loads(info or "{}")
    except (ValueError, TypeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def info_value(name: str) -> sa.ColumnElement[str]:
    """Return a value of `models.info` as a text; NULL, where that is damaged."""
    return json_text(models.c.info, name)


def describe(connection: sa.Connection, model_id: int, facts: Mapping[str, Any]) -> None:
    """Let the model's `info` say these facts beside what it says."""
    info = connection.scalar(sa.select(models.c.info).where(models.c.id == model_id))
    known = facts_of(info)
    described = {**known, **facts}
    if described != known:
        changed = sa.update(models).where(models.c.id == model_id)
        connection.execute(changed.values(info=json.dumps(described)))


def facts(connection: sa.Connection, model_id: int) -> dict[str, Any]:
    """Return what the model's `info` says."""
    return facts_of(connection.scalar(sa.select(models.c.info).where(models.c.id == model_id)))


def root_of(connection: sa.Connection, model: Model) -> Model:
    """Return the oldest ancestor of `model` that the library knows; itself where it has none."""
    root, seen = model, {model.name}
    while root.parent is not None and root.parent not in seen:
        seen.add(root.parent)
        parent = find_model(connection, root.parent)
        if parent is None or parent.plugin != model.plugin:
            break
        root = parent
    return root


def tag_count(connection: sa.Connection, model_id: int) -> int:
    """Return the number of tags of the model with this id."""
    query = sa.select(sa.func.count()).where(model_tags.c.model_id == model_id)
    return connection.scalar(query) or 0


def list_models(connection: sa.Connection) -> list[Model]:
    """Return all registered models, the newest first."""
    ids = connection.scalars(sa.select(models.c.id).order_by(models.c.id.desc())).all()
    return [model(connection, id) for id in ids]


def _tag_id(
    connection: sa.Connection, tag: RegisteredTag, at: float | None, *, taught: bool
) -> int:
    origin: Literal["model", "user"] = "model"
    if taught and tags.find_tag(connection, tag.name):
        origin = "user"
    return tags.tag_id(connection, tag.name, tag.group, origin, brings_back=False, at=at)


def _insert_model(
    connection: sa.Connection, plugin: str, model: RegisteredModel, at: float | None
) -> int:
    new = sa.insert(models).values(
        plugin=plugin,
        name=model.name,
        sha256=model.sha256,
        added=int(time.time() if at is None else at),
        **_columns_of(model),
    )
    return int(connection.execute(new.returning(models.c.id)).scalar_one())


def _columns_of(model: RegisteredModel) -> dict[str, Any]:
    info = json.dumps(dict(model.info))
    return {"title": model.title, "parent": model.parent, "info": info}


def _tags_of(connection: sa.Connection, model_id: int) -> tuple[ModelTag, ...]:
    rows = connection.execute(
        sa.select(
            tag_table.c.id,
            tag_table.c.name,
            tag_table.c.group,
            model_tags.c.base_rate,
            effective_threshold(),
            model_tags.c.threshold,
            library_thresholds.c.threshold,
            library_thresholds.c.rule,
            user_thresholds.c.rule,
            user_thresholds.c.target,
            model_tags.c.vocabulary,
            tag_table.c.said,
            tag_table.c.export_name,
            tag_table.c.added,
        )
        .select_from(with_all_thresholds().join(tag_table, tag_table.c.id == model_tags.c.tag_id))
        .where(model_tags.c.model_id == model_id)
        .order_by(model_tags.c.position)
    )
    off = switched_off_tags(connection) | tags.gone_tags(connection)
    return tuple(ModelTag(*[*row[:-1], row.id not in off, row.added]) for row in rows)
