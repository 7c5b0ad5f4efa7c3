"""The API's dataclasses as JSON and back, for the channel between host and plugin."""

import base64
import math
from dataclasses import fields, is_dataclass
from numbers import Integral, Real
from pathlib import Path
from typing import Any

from tagstudio.core.messages import Message, from_text, to_text
from tagstudio.core.progress import Progress
from tagstudio.plugin_api.measurer import Measurement
from tagstudio.plugin_api.types import (
    Check,
    DamagedModel,
    Epoch,
    Failure,
    LearnedFrom,
    Member,
    ModelInfo,
    NewModelOptions,
    Notice,
    Prediction,
    PredictOptions,
    ScoredClips,
    TagInfo,
    TrackRef,
    TrainOptions,
    WindowScores,
)

_TYPES = {
    kind.__name__: kind
    for kind in (
        Check,
        DamagedModel,
        Epoch,
        Failure,
        LearnedFrom,
        Measurement,
        Member,
        ModelInfo,
        NewModelOptions,
        Notice,
        WindowScores,
        Prediction,
        PredictOptions,
        Progress,
        ScoredClips,
        TagInfo,
        TrackRef,
        TrainOptions,
    )
}
_TYPE = "$"  # the key that names the type of an object


def to_json(value: Any) -> Any:
    """Return `value` in terms of dict, list, str, int, float, bool and None.

    Numbers of NumPy become Python's. JSON has no number that is not finite: it becomes None.
    """
    if isinstance(value, Message):
        return {_TYPE: "Message", "text": to_text(value)}
    if is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
        return {_TYPE: type(value).__name__, **parts}
    if isinstance(value, bytes):
        return {_TYPE: "bytes", "base64": base64.b64encode(value).decode("ascii")}
    if isinstance(value, Path):
        return {_TYPE: "Path", "path": str(value)}
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    return _as_number(value) if isinstance(value, Real) else value


def _as_number(value: Real) -> int | float | None:
    """Return a number, NumPy's too, as JSON has it."""
    if isinstance(value, bool):
        return value
    if isinstance(value, Integral):
        return int(value)
    return float(value) if math.isfinite(value) else None


def from_json(value: Any) -> Any:
    """Reverse `to_json`; lists come back as tuples. Raise KeyError for an unknown type."""
    if isinstance(value, list):
        return tuple(from_json(item) for item in value)
    if not isinstance(value, dict):
        return value
    parts = {name: from_json(part) for name, part in value.items() if name != _TYPE}
    match value[_TYPE]:
        case "bytes":
            return base64.b64decode(parts["base64"])
        case "Message":
            return from_text(parts["text"])
        case "Path":
            return Path(parts["path"])
        case name:
            return _TYPES[name](**parts)
