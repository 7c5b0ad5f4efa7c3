"""The formats that tracks and their tags are written in."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tagstudio.engine.exchange.audacity import AudacityWriter
from tagstudio.engine.exchange.jams import JamsWriter
from tagstudio.engine.exchange.label_studio import LabelStudioWriter
from tagstudio.engine.exchange.text_files import (
    CsvWriter,
    JsonLinesWriter,
    PlaylistWriter,
    WideCsvWriter,
)
from tagstudio.engine.exchange.workbook import WorkbookWriter
from tagstudio.engine.exchange.writer import Target, TrackWriter


@dataclass(frozen=True)
class ExchangeFormat:
    """A format: what writes it, the endings of its files, the first one for new ones.

    `per_track` tells that a file is about one track, so that several are an archive; `is_binary`
    that it is no text, which a terminal cannot show; `tags` that it holds tags, not tracks alone;
    `is_for_programs` that title and artist are what the file says, and nothing that is inferred.
    """

    name: str
    writer: Callable[[Target], TrackWriter]
    suffixes: tuple[str, ...]
    per_track: bool = False
    is_binary: bool = False
    tags: bool = True
    is_for_programs: bool = False


FORMATS = {
    one.name: one
    for one in (
        ExchangeFormat("csv", CsvWriter, (".csv",)),
        ExchangeFormat("wide", WideCsvWriter, (".csv",)),
        ExchangeFormat("xlsx", WorkbookWriter, (".xlsx",), is_binary=True),
        ExchangeFormat(
            "jsonl", JsonLinesWriter, (".jsonl", ".ndjson", ".json"), is_for_programs=True
        ),
        ExchangeFormat("m3u8", PlaylistWriter, (".m3u8", ".m3u"), tags=False),
        ExchangeFormat(
            "jams", JamsWriter, (".jams", ".jams.zip"), per_track=True, is_for_programs=True
        ),
        ExchangeFormat("audacity", AudacityWriter, (".txt", ".txt.zip"), per_track=True),
        ExchangeFormat("label-studio", LabelStudioWriter, (".json",), is_for_programs=True),
    )
}

# By the end of the file's name, where that tells the format; any other is CSV.
_BY_SUFFIX = {
    ".csv": "csv",
    ".xlsx": "xlsx",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".m3u8": "m3u8",
    ".m3u": "m3u8",
    ".jams": "jams",
    ".jams.zip": "jams",
    ".txt.zip": "audacity",
}


def format_of(target: Path | None) -> ExchangeFormat:
    """Return the format that the name of a file asks for."""
    name = target.name.lower() if target else ""
    found = (one for suffix, one in _BY_SUFFIX.items() if name.endswith(suffix))
    return FORMATS[next(found, "csv")]
