"""The options that a plugin declares in its manifest, and the check of their values."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message

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

    def problem(self, value: object) -> Message | None:
        """Return why `value` does not fit, as the end of a sentence; None when it fits."""
        found = repr(value)
        wanted = (int, float) if self.type == "number" else (TYPES[self.type],)
        if type(value) not in wanted:
            return message(
                "option.type", "must be of type {type}, not {value}", type=self.type, value=found
            )
        if self.choices and value not in self.choices:
            choices = ", ".join(map(str, self.choices))
            return message(
                "option.choice",
                "must be one of {choices}, not {value}",
                choices=choices,
                value=found,
            )
        if self.minimum is not None and value < self.minimum:  # type: ignore[operator]
            return message(
                "option.low",
                "must be {minimum} or more, not {value}",
                minimum=self.minimum,
                value=found,
            )
        if self.maximum is not None and value > self.maximum:  # type: ignore[operator]
            return message(
                "option.high", "must be {most} or less, not {value}", most=self.maximum, value=found
            )
        return None


def read_options(declared: Mapping[str, Any]) -> tuple[Option, ...]:
    """Return the options of a manifest's table; raise TagStudioError for an invalid one."""
    return tuple(_option(name, table) for name, table in declared.items())


def _option(name: str, table: Any) -> Option:
    known = {field.name for field in fields(Option)} - {"name"}
    if not isinstance(table, dict):
        raise TagStudioError("option.no-table", "options.{name} must be a table.", name=name)
    if unknown := sorted(set(table) - known):
        raise TagStudioError(
            "option.unknown",
            "options.{name} has unknown fields {fields}.",
            name=name,
            fields=", ".join(unknown),
        )
    if table.get("type") not in TYPES:
        raise TagStudioError(
            "option.unknown-type",
            "options.{name}.type must be one of {types}.",
            name=name,
            types=", ".join(TYPES),
        )
    if "default" not in table:
        raise TagStudioError("option.default", "options.{name}.default is missing.", name=name)
    option = Option(name, **{**table, "choices": tuple(table.get("choices", ()))})
    for value in (option.default, *option.choices):
        if problem := option.problem(value):
            raise TagStudioError(
                "option.invalid", "options.{name} {problem}.", name=name, problem=problem
            )
    return option
