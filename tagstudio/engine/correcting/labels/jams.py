"""Labels from JAMS (JSON Annotated Music Specification): tags of the namespaces tag_*.

What is annotated is a yes, unless the annotation says that a program made it: to the track, or to
a part of it where time and duration say so. Of files that
`tagstudio export` wrote the sandboxes tell the path, the answers no, who answered, and when:
https://jams.readthedocs.io/en/stable/namespace.html
"""

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tagstudio.audio.files.formats import SUFFIXES
from tagstudio.core.messages import message
from tagstudio.core.os_errors import reason_of
from tagstudio.core.regular_files import read_bytes
from tagstudio.engine.correcting.labels.json_lines import (
    PARTS,
    answer_of_dict,
    entry_of_dict,
    fields,
    items,
    mention_of_dict,
    objects,
    text,
    told_place,
)
from tagstudio.engine.correcting.labels.label import (
    SUGGESTION,
    Entry,
    Mention,
    Place,
    Skipped,
    place_of,
)

NOT_JAMS = message("labels.not-jams", "the file is not JAMS, or is damaged")
NO_TAG_ANNOTATION = message("labels.no-tag-annotation", "no annotation of tags is in the file")
NO_TAG_VALUE = message("labels.no-tag-value", "the observation names no tag")
NOT_SURE = message("labels.not-sure", "its confidence is 0, which is neither yes nor no")
SANDBOX = "tagstudio"  # the key of what TagStudio wrote into a sandbox
BY_PROGRAMS = ("model", "program")  # the beginnings of a data_source that is no person


def is_jams(value: Any) -> bool:
    """Tell whether a JSON value is a JAMS document."""
    return isinstance(value, dict) and {"annotations", "file_metadata"} <= value.keys()


def jams_files(place: Path) -> Iterator[Path]:
    """Yield the files .jams in a folder and below it, in order; a file is yielded itself."""
    if not place.is_dir():
        yield place
        return
    for folder, folders, names in os.walk(place):
        folders.sort()
        yield from (Path(folder, name) for name in sorted(names) if name.lower().endswith(".jams"))


def read_jams(place: Path) -> Iterator[Entry]:
    """Yield the labels of one file, or of all in a folder."""
    for number, file in enumerate(jams_files(place), start=1):
        try:
            content = read_bytes(file)
        except OSError as error:
            yield Skipped(number, reason_of(error), str(file))
        else:
            yield from read_document(number, file.name, content)


def read_document(number: int, name: str, content: bytes) -> Iterator[Entry]:
    """Yield the labels of the JAMS document in a file of this name."""
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        document = None
    if not is_jams(document) or not isinstance(document["annotations"], list):
        yield Skipped(number, NOT_JAMS, name)
        return
    mention = _mention(document, name)
    found = [one for one in document["annotations"] if _is_of_tags(one)]
    if not found:
        yield Skipped(number, NO_TAG_ANNOTATION, name)
    whole = place_of(0.0, fields(document["file_metadata"]).get("duration"))
    for annotation in found:
        yield from _annotation(number, mention, annotation, whole)


def _mention(document: dict[str, Any], name: str) -> Mention | None:
    facts = fields(document["file_metadata"])
    path = text(_sandbox(document).get("path"))
    title, artist = text(facts.get("title")), text(facts.get("artist"))
    if path:
        return mention_of_dict({"path": path, "title": title, "artist": artist})
    return Mention(names_of_sound(Path(name).stem), title.strip(), artist.strip())


def names_of_sound(stem: str) -> tuple[str, ...]:
    """Return the names that a sound file can have whose annotations are called `stem`."""
    if Path(stem).suffix.lower() in SUFFIXES:
        return (stem,)
    return tuple(stem + suffix for suffix in sorted(SUFFIXES))


def _is_of_tags(annotation: Any) -> bool:
    return isinstance(annotation, dict) and text(annotation.get("namespace")).startswith("tag_")


def _annotation(
    number: int, mention: Mention | None, annotation: dict[str, Any], whole: Place | None
) -> Iterator[Entry]:
    metadata = fields(annotation.get("annotation_metadata"))
    source = text(metadata.get("data_source"))
    by = text(fields(metadata.get("annotator")).get("name"))
    own = _sandbox(annotation)
    told = fields(own.get("tags"))
    parts = objects(own.get(PARTS))
    told_of_parts = {(text(one.get("tag")), told_place(one)): one for one in parts}
    for tag, marked in dict.fromkeys(_observed(annotation.get("data"))):
        place = None if marked == whole else marked
        if isinstance(tag, Skipped):
            yield Skipped(number, tag.reason, f"{mention}: {tag.text}")
        elif source.lower().startswith(BY_PROGRAMS):
            yield Skipped(number, SUGGESTION, f"{mention}: {tag}")
        else:
            about = told.get(tag) if place is None else told_of_parts.get((tag, place))
            answer = {"tag": tag, "state": "yes", "source": source, "by": by}
            yield answer_of_dict(number, mention, fields(about), answer, place)
    refused = [one for one in parts if one.get("state") == "no"]
    said = {"state": "no", "source": source, "by": by}
    for one in (*items(own.get("no")), *refused):
        answer = {**one, **said} if isinstance(one, dict) else one
        yield entry_of_dict(number, mention, answer)


def _observed(data: Any) -> Iterable[tuple[str | Skipped, Place | None]]:
    """Return the tags of an annotation, each with its place.

    The data are rows, or columns in older files.
    """
    if isinstance(data, dict):
        names = ("value", "confidence", "time", "duration")
        columns = {name: items(data.get(name)) for name in names}
        rows = [
            {name: one[place] if place < len(one) else None for name, one in columns.items()}
            for place in range(len(columns["value"]))
        ]
    else:
        rows = data if isinstance(data, list) else []
    for row in rows:
        value = row.get("value") if isinstance(row, dict) else None
        if not isinstance(value, str) or not value.strip():
            yield Skipped(0, NO_TAG_VALUE, str(value)[:80]), None
        elif row.get("confidence") == 0:
            yield Skipped(0, NOT_SURE, value), None
        else:
            yield value, _observed_at(row)


def _observed_at(row: dict[str, Any]) -> Place | None:
    """Return where an observation is, None where it tells no stretch."""
    start, lasting = row.get("time"), place_of(0.0, row.get("duration"))
    if lasting is None or place_of(start, -1.0) is None:  # one of them is no number
        return None
    return place_of(start, start + row["duration"])


def _sandbox(owner: dict[str, Any]) -> dict[str, Any]:
    return fields(fields(owner.get("sandbox")).get(SANDBOX))
