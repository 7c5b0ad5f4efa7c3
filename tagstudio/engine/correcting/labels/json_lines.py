"""Labels from JSON Lines, as `export` writes them: an object per track, with a list of its tags."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tagstudio.core.messages import message
from tagstudio.datasets.text_encoding import open_text
from tagstudio.engine.correcting.labels.csv_table import entry_of
from tagstudio.engine.correcting.labels.label import Entry, Skipped

NO_JSON = message("labels.no-json", "the line is no JSON object with a track and tags")
_SHOWN = 80  # characters of a line that is none


def read_json_lines(file: Path) -> Iterator[Entry]:
    """Yield the labels of a file; a line may also be one label, with the names of CSV's columns."""
    with open_text(file) as opened:
        for number, line in enumerate(opened, start=1):
            if line.strip():
                yield from _entries(number, line)


def _entries(number: int, line: str) -> Iterator[Entry]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not isinstance(found.get("tags", []), list):
        yield Skipped(number, NO_JSON, line.strip()[:_SHOWN])
        return
    track = _texts(found)
    for tag in found.get("tags", [found]):
        if isinstance(tag, dict):
            yield entry_of(number, track | _texts(tag))
        else:
            yield Skipped(number, NO_JSON, str(tag)[:_SHOWN])


def _texts(found: dict[str, Any]) -> dict[str, str]:
    return {name: value for name, value in found.items() if isinstance(value, str)}
