"""Presets as people read them: the fields of each kind of file, and a file to start from."""

import json
from dataclasses import dataclass

from tagstudio.audio.metadata.file_tags.stored_names import stored_name
from tagstudio.engine.file_tags.presets.preset import LAYOUTS, Place, Preset


@dataclass(frozen=True)
class PlaceNames:
    """A place of a preset, and what its field is called inside files, by layout; "" is nowhere."""

    place: Place
    names: dict[str, str]


def place_names(preset: Preset) -> list[PlaceNames]:
    """Return the places of a preset with the names of their fields inside files."""
    return [
        PlaceNames(
            place,
            {
                layout: stored_name(field, layout) if (field := place.field_in(layout)) else ""
                for layout in LAYOUTS
            },
        )
        for place in preset.places
    ]


def as_toml(preset: Preset) -> str:
    """Return a preset as the text of a file, as `preset_files` reads it."""
    lines = [f"title = {_text(preset.title)}", f"about = {_text(str(preset.about))}"]
    lines.append(f"names = {_text(preset.names)}")
    for place in preset.places:
        kinds = ", ".join(map(_text, place.kinds))
        lines += ["", "[[write]]", f"kinds = [{kinds}]", f"field = {_text(place.field)}"]
        if place.separator:
            lines.append(f"separator = {_text(place.separator)}")
        if place.existing != "add":
            lines.append(f"existing = {_text(place.existing)}")
        if place.most:
            lines.append(f"most = {place.most}")
        if place.elsewhere:
            pairs = (f"{_text(name)} = {_text(field)}" for name, field in place.elsewhere.items())
            lines.append(f"elsewhere = {{ {', '.join(pairs)} }}")
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    # A TOML string has the escapes of JSON, where all characters are printable.
    return json.dumps(text, ensure_ascii=False)
