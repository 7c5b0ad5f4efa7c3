"""Presets of the user's own: TOML files in a folder, one preset each, called as their file.

    title = "Car radio"                 # what lists show; without it the name
    about = "Genres in small numbers."  # one sentence; may be left out
    names = "export"                    # or "tag": the tags' names, not those set for files

    [[write]]                           # a field, and the kinds of tags that go there
    kinds = ["genre", "own"]
    field = "genre"                     # or mood, instrument, era, grouping, comment, "text:NAME"
    separator = "; "                    # one text; without it each tag is a value of its own
    existing = "add"                    # or "keep", "replace"
    most = 3                            # values; without it any number
    elsewhere = { MP4 = "", "ID3v2.3" = "text:Style" }   # "" is nowhere

A fault is told with its line. A place of text may not be one that players need for something else.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tagstudio.audio.files.formats import APEV2, ASF, VORBIS
from tagstudio.audio.metadata.file_tags.fields import FREE_TEXT, TAG_FIELDS, is_field
from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message, plain
from tagstudio.core.os_errors import reason_of
from tagstudio.core.regular_files import NO_UTF8, TOO_DEEP, read_text
from tagstudio.engine.file_tags.presets.preset import (
    CONTAINERS,
    EXISTING,
    ID3,
    KINDS,
    LAYOUTS,
    NAMES,
    Place,
    Preset,
)

SUFFIX = ".toml"
WRITABLE = (*TAG_FIELDS, "grouping", "comment")
_MOST_BYTES = 1 << 18
_MOST_TEXT = 300  # characters of a title or sentence
_MOST_VALUES = 1000
_LONGEST_SEPARATOR = 5
_KEYS = {"title": str, "about": str, "names": str, "write": list}
_WRITE_KEYS = {
    "kinds": list,
    "field": str,
    "separator": str,
    "existing": str,
    "most": int,
    "elsewhere": dict,
}
# Names under which players look for something else, or programs keep what is their own.
_TAKEN = {
    name.casefold()
    for keys in (VORBIS, APEV2, ASF)
    for name in (*keys.fields.values(), *(one for found in keys.facts.values() for one in found))
}
_TAKEN |= {"composer", "lyrics", "label", "publisher", "isrc", "bpm", "key", "initialkey", "rating"}
_TAKEN |= {"discnumber", "disc", "compilation", "copyright", "coverart", "cuesheet", "description"}
_TAKEN |= {"metadata_block_picture", "lyricist", "conductor", "language", "encoder"}
_TAKEN_STARTS = ("musicbrainz", "acoustid", "replaygain", "r128_", "itun", "wm/", "songs-db_")
_HEADER = re.compile(r"\s*\[\[\s*write\s*\]\]")


def preset_files() -> list[Path]:
    """Return the files of the user's own presets, by name; none where the folder cannot be read."""
    try:
        return sorted(
            one
            for one in paths.presets_folder().iterdir()
            if one.suffix == SUFFIX and not one.name.startswith(".")
        )
    except OSError:
        return []


def load_preset(path: Path) -> Preset:
    """Read the preset in the file at `path`.

    Raises TagStudioError with the line of the first fault, and what to do.
    """
    try:
        text = read_text(path, _MOST_BYTES)
    except OSError as error:
        raise _unreadable(path, reason_of(error)) from error
    except UnicodeDecodeError as error:
        raise _unreadable(path, NO_UTF8) from error
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(path, plain(str(error))) from error
    except RecursionError:
        raise _unreadable(path, TOO_DEEP) from None
    try:
        return _preset(path.stem, found)
    except _Fault as fault:
        raise TagStudioError(
            "preset.invalid",
            "The preset {path}, line {line}: {problem} Correct the file or remove it.",
            path=path,
            line=_line_of(text, fault),
            problem=fault.problem,
        ) from None


class _Fault(Exception):  # noqa: N818 - it becomes the error, with path and line
    """What is wrong, at which key, in which [[write]] (counted from 0; None for the top)."""

    def __init__(self, problem: Message, key: str = "", table: int | None = None) -> None:
        super().__init__(str(problem))
        self.problem = problem
        self.key = key
        self.table = table


def _line_of(text: str, fault: _Fault) -> int:
    """Return the line, counted from 1, at which the faulty key stands, or its table begins."""
    lines = text.splitlines()
    headers = [number for number, line in enumerate(lines) if _HEADER.match(line)]
    starts = [0, *headers]
    start = 0 if fault.table is None else ([*headers, 0] if headers else [0])[: fault.table + 1][-1]
    end = next((one for one in starts if one > start), len(lines))
    quoted = re.escape(fault.key)
    key = re.compile(rf"""\s*(?:\[\s*write\s*\.\s*)?["']?{quoted}["']?\s*[\]=]""")
    held = (n for n in range(start, end) if fault.key and key.match(lines[n]))
    return next(held, start) + 1


def _preset(name: str, found: Mapping[str, Any]) -> Preset:
    _check_types(found, _KEYS, None)
    for key in ("title", "about"):
        if not _is_one_line(found.get(key, "")):
            raise _Fault(
                message(
                    "preset.one-line",
                    "{key} must be one line of up to {most} characters.",
                    key=key,
                    most=_MOST_TEXT,
                ),
                key,
            )
    names = _one_of(found.get("names", NAMES[0]), NAMES, "names", None)
    tables = found.get("write") or []
    if not tables:
        raise _Fault(
            message("preset.empty", "it writes nothing: a table [[write]] says what goes where."),
            "write",
        )
    places = tuple(_place(table, number) for number, table in enumerate(tables))
    _check_one_place_a_field(places)
    about = found.get("about") or ", ".join(dict.fromkeys(one.field for one in places))
    title = found.get("title") or name
    return Preset(name, title, plain(about), places, names, is_own=True)


def _place(found: Any, table: int) -> Place:
    if not isinstance(found, dict):
        raise _Fault(
            message("preset.no-table", "write must be a table, as below [[write]]."), "write"
        )
    _check_types(found, _WRITE_KEYS, table)
    kinds = tuple(_one_of(one, KINDS, "kinds", table) for one in found.get("kinds", ()))
    if not kinds or "field" not in found:
        raise _Fault(
            message("preset.incomplete", "a [[write]] needs kinds, such as {kind}, and a field.",
                    kind='["genre"]'),
            table=table,
        )  # fmt: skip
    elsewhere = found.get("elsewhere", {})
    for container, field in elsewhere.items():
        _one_of(container, CONTAINERS, "elsewhere", table)
        if not isinstance(field, str):
            raise _Fault(_wrong_type("elsewhere", "table of strings"), "elsewhere", table)
        if field and not (field == "grp1" and container.startswith(ID3)):
            _check_field(field, "elsewhere", table)
    _check_field(found["field"], "field", table)
    place = Place(
        kinds,
        found["field"],
        elsewhere,
        _separator(found.get("separator", ""), table),
        _one_of(found.get("existing", EXISTING[0]), EXISTING, "existing", table),
        found.get("most", 0),
    )
    if not 0 <= place.most <= _MOST_VALUES:
        raise _Fault(
            message("preset.most", "most must be 1 to {most}.", most=_MOST_VALUES), "most", table
        )
    if "comment" in place.fields() and (place.separator or place.existing != "add"):
        raise _Fault(
            message(
                "preset.comment",
                "in a comment tags stand in a block of their own behind what is there: it takes"
                " neither separator nor existing.",
            ),
            "separator" if place.separator else "existing",
            table,
        )
    return place


def _check_types(found: Mapping[str, Any], known: Mapping[str, type], table: int | None) -> None:
    for key, value in found.items():
        if key not in known:
            raise _Fault(
                message(
                    "preset.unknown-key",
                    "there is no {key} in a preset; there are {names}.",
                    key=repr(key),
                    names=", ".join(known),
                ),
                key,
                table,
            )
        if not isinstance(value, known[key]) or isinstance(value, bool):
            kinds = {str: "string", list: "array", int: "integer", dict: "table"}
            raise _Fault(_wrong_type(key, kinds[known[key]]), key, table)


def _wrong_type(key: str, kind: str) -> Message:
    return message("preset.wrong-type", "{key} must be of the kind {kind}.", key=key, kind=kind)


def _one_of(value: Any, known: tuple[Any, ...], key: str, table: int | None) -> Any:
    if value not in known:
        raise _Fault(
            message(
                "preset.not-one-of",
                "{value} is none of {names}.",
                value=repr(value),
                names=", ".join(known),
            ),
            key,
            table,
        )
    return value


def _check_field(field: str, key: str, table: int) -> None:
    if field in WRITABLE:
        return
    name = field.removeprefix(FREE_TEXT).casefold()
    if field.startswith(FREE_TEXT) and (name in _TAKEN or name.startswith(_TAKEN_STARTS)):
        raise _Fault(
            message(
                "preset.taken",
                "{field} is where players look for something else; choose another name, or one of"
                " {names}.",
                field=repr(field),
                names=", ".join(WRITABLE),
            ),
            key,
            table,
        )
    if not (field.startswith(FREE_TEXT) and is_field(field)):
        raise _Fault(
            message(
                "preset.unknown-field",
                "{field} is no field: there are {names}, and text: with a name of English letters"
                " and digits, such as text:Style.",
                field=repr(field),
                names=", ".join(WRITABLE),
            ),
            key,
            table,
        )


def _separator(found: str, table: int) -> str:
    if found and (
        len(found) > _LONGEST_SEPARATOR
        or not found.strip()
        or not found.isprintable()
        or any(sign.isalnum() for sign in found)
    ):
        raise _Fault(
            message(
                "preset.separator",
                'separator must be signs such as "; " or ", ", {most} at most, without letters and'
                " digits.",
                most=_LONGEST_SEPARATOR,
            ),
            "separator",
            table,
        )
    return found


def _check_one_place_a_field(places: tuple[Place, ...]) -> None:
    """Raise where two places would write the same field of a file."""
    for layout in LAYOUTS:
        fields = [place.field_in(layout).casefold() for place in places]
        [(field, count)] = Counter(one for one in fields if one).most_common(1) or [("", 0)]
        if count > 1:
            table = len(fields) - 1 - fields[::-1].index(field)
            raise _Fault(
                message(
                    "preset.twice",
                    "{field} of {container} is written twice: put all kinds of it into one"
                    " [[write]].",
                    field=field,
                    container=layout,
                ),
                "field",
                table,
            )


def _is_one_line(text: str) -> bool:
    return len(text) <= _MOST_TEXT and (text.isprintable() or not text)


def _unreadable(path: Path, reason: Message) -> TagStudioError:
    return TagStudioError(
        "preset.unreadable",
        "The preset {path} cannot be read: {reason}. Correct the file or remove it.",
        path=path,
        reason=reason,
    )
