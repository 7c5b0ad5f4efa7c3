"""Sentences for people, each with a key, so that a face can say them in the user's language.

A `Message` is made where the fault or fact is found. Its English text stands there, with
placeholders in the syntax of `str.format`; its key names it for catalogues of other languages
(`resources/translations/messages/`) and for machines, and its values fill the placeholders.
`str(message)` is the English sentence.
"""

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from numbers import Integral, Real
from string import Formatter
from typing import Any, TypeAlias

Value: TypeAlias = "str | int | float | Message | None"
# A sentence as a value before the full stop of its template; not "..." nor the ".." of a path or,
# after which the sentence goes on in small letters, of a range.
_TWO_STOPS = re.compile(r"(?<=[^\s./\\])([.!?])\.(?=\s[^a-z]|\s*$)")
TIME = "time"  # the format of a value that is a moment: seconds since 1970
MISSING_VALUE = "–"  # stands for None in a sentence, whatever its format


@dataclass(frozen=True)
class Message:
    """A sentence: `key` ("gate.proven"), English template `text`, and the `values` it names.

    A plain sentence, as plugins of API 1 give, has the key "" and is its own text.
    """

    key: str
    text: str
    values: Mapping[str, Value] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return _ENGLISH.sentence(self)

    def __bool__(self) -> bool:
        return bool(self.text)


class _OrPlaceholder(dict[str, Value]):
    """The values of a message, and for a name without one its placeholder."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


class MessageFormatter(Formatter):
    """Fills the templates of messages, in English; a subclass per language changes two steps.

    It never raises: a template from a plugin may name a value that is not there or a format that
    does not fit, and an exception while an error is shown would hide that error.
    """

    def sentence(self, found: Message) -> str:
        """Return the text of a message with its values in their places."""
        if not found.key:
            return found.text
        for template, values in (
            (self.template(found), found.values),  # a translation that names an unknown value fails
            (found.text, _OrPlaceholder(found.values)),
        ):
            with suppress(ValueError, LookupError, AttributeError, TypeError):
                return _TWO_STOPS.sub(r"\1", self.vformat(template, (), values))
        return found.text

    def template(self, found: Message) -> str:
        """Return the template of a message that has a key."""
        return found.text

    def number(self, value: int | float, spec: str) -> str:
        """Return a number in the format `spec`; in the format "time" it is seconds since 1970."""
        if spec == TIME:
            return datetime.fromtimestamp(value).astimezone().strftime("%Y-%m-%d %H:%M")
        return format(value, spec)

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Return the value of a placeholder."""
        return kwargs[str(key)]

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        """Return a value after its conversion (!r); a message inside a message is a text."""
        text = self.sentence(value) if isinstance(value, Message) else value
        return super().convert_field(text, conversion)

    def format_field(self, value: Any, format_spec: str) -> str:
        """Return a value in its format, as `str` spells it where the format does not fit."""
        if value is None:
            return MISSING_VALUE
        try:
            if isinstance(value, int | float) and not isinstance(value, bool):
                return self.number(value, format_spec)
            return format(value, format_spec)
        except (ValueError, TypeError, OSError, OverflowError):
            return str(value)


_ENGLISH = MessageFormatter()


def message(key: str, text: str, /, **values: object) -> Message:
    """Make a message; values that are neither numbers nor messages are kept as `str` spells them.

    `key` and `text` are literals: a test reads them from the source and asks every catalogue for
    the key.
    """
    return Message(key, text, {name: _kept(value) for name, value in values.items()})


def plain(text: str) -> Message:
    """Make a message of a sentence that has no key."""
    return Message("", text)


def as_message(sentence: Message | str) -> Message:
    """Return a message as it is, and a sentence without a key as a plain message."""
    return sentence if isinstance(sentence, Message) else plain(sentence)


def _kept(value: object) -> Value:
    if isinstance(value, Message | bool | None):
        return value
    if isinstance(value, Integral):  # NumPy's too, which are no int
        return int(value)
    return float(value) if isinstance(value, Real) else str(value)


def to_text(found: Message) -> str:
    """Return a message as one text that `from_text` reads back; a plain one is its own text."""
    return json.dumps(_as_dict(found), ensure_ascii=False) if found.key else found.text


def from_text(text: str) -> Message:
    """Reverse `to_text`; every other text is a plain sentence."""
    if not text.startswith('{"key":'):
        return plain(text)
    try:
        return _from_dict(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError):
        return plain(text)


def _as_dict(found: Message) -> dict[str, Any]:
    values = {
        name: _as_dict(value) if isinstance(value, Message) else value
        for name, value in found.values.items()
    }
    return {"key": found.key, "text": found.text, "values": values}


def _from_dict(found: dict[str, Any]) -> Message:
    values = {
        name: _from_dict(value) if isinstance(value, dict) else value
        for name, value in found["values"].items()
    }
    return Message(str(found["key"]), str(found["text"]), values)
