"""Complete the word at the end of a query: to a field, a tag, a state."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tagstudio.library.search.german_words import GERMAN_FIELDS, GERMAN_STATES
from tagstudio.library.search.query import FIELDS, STATES
from tagstudio.library.search.query_text import quoted

_LAST = re.compile(r'(?P<minus>-?)(?:(?P<field>[A-Za-zä]+):)?(?P<value>"[^"]*|[^\s"]*)$')
_TAG_FIELDS = {"tag", "yes", "no"}
SHOWN = 12


def completions(text: str, tags: Sequence[str], language: str = "en") -> list[tuple[str, str]]:
    """Return up to SHOWN (last word, whole query) pairs that `text` can become.

    In German its words come first; what was begun in English is gone on with in English.
    """
    last = _LAST.search(text)
    assert last is not None  # the end of any text matches
    german = language == "de"
    words = _fields(last, german) if last["field"] is None else _values(last, tags, german)
    head = text[: last.start()]
    found = [(word, head + last["minus"] + word) for word in words]
    return [pair for pair in found if pair[1].rstrip() != text][:SHOWN]


def _fields(last: re.Match[str], german: bool) -> list[str]:
    begun = last["value"].lower()
    if not begun or begun.startswith('"'):
        return []
    known = dict.fromkeys((*GERMAN_FIELDS, *FIELDS) if german else FIELDS)
    return [f"{field}:" for field in known if field.startswith(begun)]


def _values(last: re.Match[str], tags: Sequence[str], german: bool) -> list[str]:
    typed = last["field"].lower()
    field = GERMAN_FIELDS.get(typed, typed)
    begun = last["value"].lstrip('"').lower()
    if field == "state":
        in_german = german and any(state.startswith(begun) for state in GERMAN_STATES)
        known: Sequence[str] = tuple(GERMAN_STATES) if in_german else STATES
    elif field in _TAG_FIELDS:
        known = tags
    else:
        return []
    first = [value for value in known if value.lower().startswith(begun)]
    inside = [value for value in known if begun in value.lower() and value not in first]
    return [f"{typed}:{quoted(value)} " for value in first + inside]
