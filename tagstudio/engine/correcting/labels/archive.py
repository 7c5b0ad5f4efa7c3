"""Labels from archives (.zip): workbooks, JAMS of many tracks, and Audacity's labels of many."""

import io
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.correcting.labels.audacity import NO_LABEL_LINE, labels_of
from tagstudio.engine.correcting.labels.jams import NOT_JAMS, names_of_sound, read_document
from tagstudio.engine.correcting.labels.json_lines import (
    FROM,
    TO,
    entry_of_dict,
    is_track,
    mention_of_dict,
    parts_of_dict,
    text,
)
from tagstudio.engine.correcting.labels.label import Entry, Mention, Skipped, place_of
from tagstudio.engine.correcting.labels.workbook import WORKBOOK, read_workbook

LIST = "tagstudio.jsonl"  # what labels of Audacity cannot hold: paths, who answered, and when
MAGIC = b"PK\x03\x04"
_MOST = 16 << 20  # bytes of a member
_DAMAGE = (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


def read_archive(file: Path) -> tuple[str, Iterator[Entry]]:
    """Return the name of an archive's format, and its entries.

    Raises TagStudioError for one that holds no labels, and when it is read for a damaged one.
    """
    try:
        with ZipFile(file) as archive:
            names = archive.namelist()
    except _DAMAGE as error:
        raise _damaged(file) from error
    if WORKBOOK in names:
        return "Excel", read_workbook(file)
    if any(_is_jams(name) for name in names):
        return "JAMS", _read(file)
    if any(_is_text(name) for name in names):
        return "Audacity", _read(file)
    raise TagStudioError(
        "labels.no-labels-inside",
        "{file} is an archive without labels: TagStudio looks in it for files .jams, for Audacity's"
        " labels (.txt), or for a workbook of Excel.",
        file=file,
    )


def _read(file: Path) -> Iterator[Entry]:
    try:
        with ZipFile(file) as archive:
            listed = _listed(archive)
            members = [one for one in archive.infolist() if not one.is_dir()]
            for number, member in enumerate(members, start=1):
                name = Path(member.filename).name
                if not (_is_jams(name) or _is_text(name)):
                    continue
                if member.file_size > _MOST:
                    yield Skipped(number, NOT_JAMS if _is_jams(name) else NO_LABEL_LINE, name)
                elif _is_jams(name):
                    yield from read_document(number, name, archive.read(member))
                else:
                    yield from _labels(name, archive.read(member), listed)
    except _DAMAGE as error:
        raise _damaged(file) from error


def _labels(name: str, content: bytes, listed: dict[str, dict[str, Any]]) -> Iterator[Entry]:
    """Yield the labels of a track; the archive's list knows its path and who answered."""
    track = listed.get(name, {})
    mention = mention_of_dict(track) if track else Mention(names_of_sound(Path(name).stem))
    told = {
        (text(one.get("tag")), text(one.get("state")), place_of(one.get(FROM), one.get(TO))): one
        for one in (*track.get("tags", ()), *parts_of_dict(track))
        if isinstance(one, dict)
    }
    whole = place_of(0.0, track.get("duration"))
    lines = io.StringIO(content.decode("utf-8-sig", "surrogateescape"))
    for number, state, tag, marked in labels_of(lines):
        place = None if marked == whole else marked
        if state:
            answer = {**told.get((tag, state, place), {}), "tag": tag, "state": state}
            if place is not None:
                answer |= {FROM: place[0], TO: place[1]}
            yield entry_of_dict(number, mention, answer)
        else:
            yield Skipped(number, NO_LABEL_LINE, f"{name}: {tag}")


def _listed(archive: ZipFile) -> dict[str, dict[str, Any]]:
    """Return the tracks of the archive's list, by the name of the file of labels."""
    if LIST not in archive.namelist():
        return {}
    found = {}
    with archive.open(LIST) as opened:
        for line in io.TextIOWrapper(opened, "utf-8", "replace"):
            try:
                track = json.loads(line)
            except (ValueError, RecursionError):
                continue  # these labels are told by the name of their file, as others' are
            if is_track(track):
                found[text(track.get("labels"))] = track
    return found


def _is_jams(name: str) -> bool:
    return name.lower().endswith(".jams")


def _is_text(name: str) -> bool:
    return name.lower().endswith(".txt")


def _damaged(file: Path) -> TagStudioError:
    return TagStudioError(
        "labels.damaged-archive",
        "{file} is damaged or cut off, so nothing of it was imported. Copy it again from where it"
        " comes from.",
        file=file,
    )
