"""A joint model: its members, and for each tag the weight of each member; a small JSON file."""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import created_atomically
from tagstudio.core.messages import Message, message
from tagstudio.core.os_errors import reason_of
from tagstudio.core.regular_files import read_text
from tagstudio.plugin_api import Member

SUFFIX = ".json"
FORMAT_VERSION = 1
MAX_BYTES = 1 << 20
LEAST_MEMBERS, MOST_MEMBERS = 2, 8


@dataclass(frozen=True)
class JointModel:
    """The members of a joint model; `weights` has, by tag, one for each member that has the tag.

    A tag that is not among them has the same weight from each.
    """

    title: str
    members: tuple[Member, ...]
    weights: dict[str, tuple[float, ...]]


def write_joint_model(path: Path, model: JointModel) -> None:
    """Write a new joint model, atomically; raise TagStudioError where there is one."""
    text = json.dumps({"format_version": FORMAT_VERSION, **asdict(model)}, indent=1, sort_keys=True)
    try:
        with created_atomically(path) as temporary:
            temporary.write_text(text, encoding="utf-8")
    except FileExistsError as error:
        raise TagStudioError(
            "ensemble.model-exists",
            "There is a model {name!r} already. Choose another name.",
            name=path.stem,
        ) from error


def read_joint_model(path: Path) -> JointModel:
    """Read a joint model; raise TagStudioError for a file that is damaged or another."""
    try:
        return _checked(json.loads(read_text(path, MAX_BYTES)))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        reason: Message = message("ensemble.not-a-model", "it describes no joint model")
        if isinstance(error, OSError):
            reason = reason_of(error)
        raise TagStudioError(
            "ensemble.unusable-model",
            "The joint model {path} cannot be used: {reason}. Remove it and combine it again.",
            path=path,
            reason=reason,
        ) from error


def _checked(found: dict[str, Any]) -> JointModel:
    """Return the model that a file describes; raise ValueError and the like for any other text."""
    if found.pop("format_version") != FORMAT_VERSION:
        raise ValueError("another format")
    members = tuple(Member(**one) for one in found.pop("members"))
    weights = {tag: tuple(of_tag) for tag, of_tag in found.pop("weights").items()}
    texts = [text for one in members for text in (one.plugin, one.name, one.sha256)]
    if (
        not all(isinstance(text, str) for text in (found["title"], *texts))
        or not LEAST_MEMBERS <= len(members) <= MOST_MEMBERS
        or len(set(members)) != len(members)
        or not all(map(_are_weights, weights.values()))
    ):
        raise ValueError("no members or no weights")
    return JointModel(members=members, weights=weights, **found)


def _are_weights(of_tag: Sequence[Any]) -> bool:
    numbers = all(type(one) in (int, float) and math.isfinite(one) and one >= 0 for one in of_tag)
    return numbers and 0 < len(of_tag) <= MOST_MEMBERS and sum(of_tag) > 0
