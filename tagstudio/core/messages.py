"""Sentences for people, each with a key, so that a face can say them in the user's language.

A `Message` is made where something is found out. Its English text stands there, with placeholders
in the syntax of `str.format`; its key names it for catalogues of other languages
(`resources/translations/messages/`) and for machines, and its values fill the placeholders.
`str(message)` is the English sentence.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Value: TypeAlias = "str | int | float | None | Message"


@dataclass(frozen=True)
class Message:
    """A sentence: `key` ("gate.proven"), English template `text`, and the `values` it names.

    A plain sentence, from a plugin of the first API say, has the key "" and is its own text.
    """

    key: str
    text: str
    values: Mapping[str, Value] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return self.text.format(**self.values) if self.key else self.text


def message(key: str, text: str, /, **values: object) -> Message:
    """Make a message; values that are neither numbers nor messages are kept as `str` spells them.

    `key` and `text` are literals: a test reads them from the source and asks every catalogue for
    the key.
    """
    return Message(key, text, {name: _kept(value) for name, value in values.items()})


def plain(text: str) -> Message:
    """Make a message of a sentence that has no key."""
    return Message("", text)


def _kept(value: object) -> Value:
    return value if isinstance(value, Message | int | float | None) else str(value)


def to_text(found: Message) -> str:
    """Return a message as one text that `from_text` reads back; a plain one is its own text."""
    return json.dumps(_as_dict(found), ensure_ascii=False) if found.key else found.text


def from_text(text: str) -> Message:
    """Read what `to_text` wrote; every other text is a plain sentence."""
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
