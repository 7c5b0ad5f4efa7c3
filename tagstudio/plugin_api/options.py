"""The options that a plugin declares in its manifest, and which values fit them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from tagstudio.core.errors import TagStudioError

Value = bool | int | float | str
TYPES: dict[str, type] = {"boolean": bool, "integer": int, "number": float, "text": str}


@dataclass(frozen=True)
class Option:
    """One option of a plugin.

    `type` is a key of TYPES. `minimum` and `maximum` bound an integer or a number; `choices`, when
    there are any, are the only values. `title` and `help` are for people.
    """

    name: str
    type: str
    default: Value
    title: str = ""
    help: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[Value, ...] = ()

    def problem(self, value: object) -> str:
        """Return what is wrong with `value`, "" when it fits."""
        wanted = (int, float) if self.type == "number" else (TYPES[self.type],)
        if type(value) not in wanted:
            return f"must be of type {self.type}, not {value!r}"
        if self.choices and value not in self.choices:
            return f"must be one of {', '.join(map(str, self.choices))}, not {value!r}"
        if self.minimum is not None and value < self.minimum:  # type: ignore[operator]
            return f"must be {self.minimum} or more, not {value!r}"
        if self.maximum is not None and value > self.maximum:  # type: ignore[operator]
            return f"must be {self.maximum} or less, not {value!r}"
        return ""


def read_options(declared: Mapping[str, Any]) -> tuple[Option, ...]:
    """Return the options of a manifest's table; raise TagStudioError for one that does not hold."""
    return tuple(_option(name, table) for name, table in declared.items())


def _option(name: str, table: Any) -> Option:
    known = {field.name for field in fields(Option)} - {"name"}
    if not isinstance(table, dict):
        raise TagStudioError(f"options.{name} must be a table.")
    if unknown := sorted(set(table) - known):
        raise TagStudioError(f"options.{name} has unknown fields {', '.join(unknown)}.")
    if table.get("type") not in TYPES:
        raise TagStudioError(f"options.{name}.type must be one of {', '.join(TYPES)}.")
    if "default" not in table:
        raise TagStudioError(f"options.{name}.default is missing.")
    option = Option(name, **{**table, "choices": tuple(table.get("choices", ()))})
    for value in (option.default, *option.choices):
        if problem := option.problem(value):
            raise TagStudioError(f"options.{name} {problem}.")
    return option
