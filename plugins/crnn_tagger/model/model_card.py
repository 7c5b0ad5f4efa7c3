"""The model card: a model's metadata beside its weights, as a dataclass and as checked JSON.

Models are listed often, in a process that has no reason to load torch: neither does this file.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NoReturn

from tagstudio.core.messages import Message, message
from tagstudio.plugin_api import LearnedFrom, TagInfo

from ..audio.mel import MelRecipe

FORMAT_VERSION = 2  # 1 called thresholds lines
READABLE_VERSIONS = (1, FORMAT_VERSION)
TAG_FIELDS = ("name", "group", "base_rate", "threshold")
RECIPES = (MelRecipe(centred=True), MelRecipe(centred=False))


class InvalidModelError(ValueError):
    """The contents of a model file do not fit together; `message` is the reason."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.message = reason


@dataclass(frozen=True)
class ModelCard:
    """The metadata of a checkpoint.

    `network` is the network's config as JSON has it, with its `kind`; `feature_shape` the shape of
    one track's features; `tags` the outputs in column order; `reading` the reading of the Keras
    weights (see `keras_weights`); `source_sha256` the digest of their file; `parent` the name of
    the version it was trained from; `metrics` the measured metrics by name; `training` the options
    and data of its training. `feature_digest` is that of mel recipe and feature weights.
    """

    title: str
    network: Mapping[str, Any]
    feature_shape: tuple[int, ...]
    tags: tuple[TagInfo, ...]
    recipe: MelRecipe
    source: str = ""
    licence: str = ""
    reading: str = ""
    source_sha256: str = ""
    parent: str | None = None
    metrics: Mapping[str, Any] | None = None
    training: Mapping[str, Any] | None = None
    feature_digest: str = ""

    @property
    def learned_from(self) -> LearnedFrom | None:
        """The library whose answers it was trained on, None where that is not known."""
        options = (self.training or {}).get("options")
        found = options.get("library") if isinstance(options, dict) else None
        kinds = {"library_id": str, "path": str, "last_answer": int}
        if isinstance(found, dict) and {name: type(found[name]) for name in found} == kinds:
            return LearnedFrom(**found)
        return None


def to_json(card: ModelCard) -> str:
    """Return the model card as JSON, equal text for equal cards. Raises ValueError on NaN.

    What `reference.json` says of the tags of published models is not repeated in the card.
    """
    found = {"format_version": FORMAT_VERSION, **asdict(card)}
    found["tags"] = [{name: tag[name] for name in TAG_FIELDS} for tag in found["tags"]]
    return json.dumps(found, sort_keys=True, separators=(",", ":"), allow_nan=False)


def from_json(text: str) -> ModelCard:
    """Read a model card that `to_json` wrote; raise InvalidModelError for other texts."""
    found = json.loads(text, parse_constant=_refuse_constant)
    version = found.pop("format_version", None) if isinstance(found, dict) else None
    if type(version) is int and version > FORMAT_VERSION:
        raise InvalidModelError(
            message(
                "crnn.newer-format",
                "a newer version of the plugin wrote it (format {version})",
                version=version,
            )
        )
    if type(version) is not int or version not in READABLE_VERSIONS:
        raise InvalidModelError(
            message("crnn.no-format", "its metadata has no known format version")
        )
    try:
        card = _card(found)
    except (TypeError, KeyError) as error:
        raise InvalidModelError(
            message(
                "crnn.card-fields",
                "its metadata is not complete or has unknown fields: {fields}",
                fields=error,
            )
        ) from error
    _check(card)
    return card


def _card(found: dict[str, Any]) -> ModelCard:
    built = {
        "feature_shape": tuple(found["feature_shape"]),
        "tags": tuple(_tag(tag) for tag in found["tags"]),
        "recipe": MelRecipe(**found["recipe"]),
    }
    return ModelCard(**{**found, **built})


def _tag(found: dict[str, Any]) -> TagInfo:
    """Read a tag; files of format 1 call its threshold "line"."""
    renamed = {"threshold" if name == "line" else name: value for name, value in found.items()}
    return TagInfo(**renamed)


def _check(card: ModelCard) -> None:
    origin = (card.source, card.licence, card.reading, card.source_sha256)
    texts = (card.title, *origin, card.feature_digest)
    maps = (card.metrics, card.training)
    numbers = all(type(n) is int for n in card.feature_shape)
    names = {tag.name for tag in card.tags}
    _need(
        all(isinstance(text, str) for text in texts)
        and (card.parent is None or isinstance(card.parent, str)),
        message("crnn.card-text", "a text of its metadata is not a text"),
    )
    _need(
        isinstance(card.network, dict) and numbers,
        message("crnn.card-network", "its network is not described"),
    )
    _need(
        all(found is None or isinstance(found, dict) for found in maps),
        message("crnn.card-metrics", "its metrics have no names"),
    )
    _need(
        card.recipe in RECIPES,
        message("crnn.card-recipe", "its mel recipe is another than this version computes"),
    )
    _need(
        len(names) == len(card.tags) > 0,
        message("crnn.card-tags", "its tags are not distinct"),
    )
    for tag in card.tags:
        _check_tag(tag)


def _check_tag(tag: TagInfo) -> None:
    _need(
        isinstance(tag.name, str) and tag.name != "" and isinstance(tag.group, str),
        message("crnn.card-tag", "{tag!r}: a tag needs a name and a group", tag=tag.name),
    )
    _need(
        _number(tag.base_rate) and 0 < tag.base_rate < 1,
        message("crnn.card-base-rate", "{tag!r}: base rate not in (0, 1)", tag=tag.name),
    )
    _need(
        tag.threshold is None or (_number(tag.threshold) and 0 < tag.threshold <= 1),
        message("crnn.card-threshold", "{tag!r}: threshold not in (0, 1]", tag=tag.name),
    )


def _number(value: object) -> bool:
    return type(value) in (int, float) and math.isfinite(value)  # type: ignore[arg-type]


def _need(holds: bool, reason: Message) -> None:
    if not holds:
        raise InvalidModelError(reason)


def _refuse_constant(name: str) -> NoReturn:
    raise InvalidModelError(
        message("crnn.card-number", "its metadata has the number {number}", number=name)
    )
