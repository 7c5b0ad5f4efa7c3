"""Complete the word at the end of a query: to a field, a tag, a state."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tagstudio.library.search.query import FIELDS, STATES
from tagstudio.library.search.query_text import quoted

_LAST = re.compile(r'(?P<minus>-?)(?:(?P<field>[A-Za-z]+):)?(?P<value>"[^"]*|[^\s"]*)$')
_TAG_FIELDS = {"tag", "yes", "no"}
SHOWN = 12


def completions(text: str, tags: Sequence[str]) -> list[tuple[str, str]]:
    """Return up to SHOWN (last word, whole query) pairs that `text` can become."""
    last = _LAST.search(text)
    assert last is not None  # the end of any text matches
    words = _fields(last) if last["field"] is None else _values(last, tags)
    head = text[: last.start()]
    found = [(word, head + last["minus"] + word) for word in words]
    return [pair for pair in found if pair[1] != text][:SHOWN]


def _fields(last: re.Match[str]) -> list[str]:
    begun = last["value"].lower()
    if not begun or begun.startswith('"'):
        return []
    return [f"{field}:" for field in FIELDS if field.startswith(begun)]


def _values(last: re.Match[str], tags: Sequence[str]) -> list[str]:
    field = last["field"].lower()
    begun = last["value"].lstrip('"').lower()
    if field == "state":
        known: Sequence[str] = STATES
    elif field in _TAG_FIELDS:
        known = tags
    else:
        return []
    first = [value for value in known if value.lower().startswith(begun)]
    inside = [value for value in known if begun in value.lower() and value not in first]
    return [f"{field}:{quoted(value)} " for value in first + inside]
