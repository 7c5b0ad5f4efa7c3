"""Find presets by name: those that come with the program, and the user's own."""

from pathlib import Path

from sqlalchemy import Connection

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.engine.file_tags.presets.preset import Preset
from tagstudio.engine.file_tags.presets.preset_files import load_preset, preset_files
from tagstudio.engine.file_tags.presets.shipped import SHIPPED, STANDARD
from tagstudio.library.tags.write_preset import chosen_preset


def list_presets() -> tuple[list[Preset], list[TagStudioError]]:
    """Return all presets, the program's first, and why files of the user's are none."""
    found, faults = list(SHIPPED), []
    for path in preset_files():
        try:
            found.append(_own(path))
        except TagStudioError as error:
            faults.append(error)
    return found, faults


def find_preset(name: str) -> Preset:
    """Return the preset called `name`, in any case.

    Raises TagStudioError when there is none, or its file has a fault.
    """
    wanted = name.strip().casefold()
    for one in SHIPPED:
        if wanted in {one.name, *one.other_names}:
            return one
    for path in preset_files():
        if path.stem.casefold() == wanted:
            return _own(path)
    known = [*(one.name for one in SHIPPED), *(path.stem for path in preset_files())]
    raise TagStudioError(
        "preset.unknown",
        "There is no preset {name!r}; there are: {names}.",
        name=name,
        names=", ".join(known),
    )


def preset_of(connection: Connection, name: str = "") -> Preset:
    """Return the preset called `name`, or without one that which the library writes with.

    Raises TagStudioError as `find_preset`.
    """
    if name:
        return find_preset(name)
    chosen = chosen_preset(connection)
    if not chosen:
        return STANDARD
    if not _is_there(chosen):
        raise TagStudioError(
            "preset.gone",
            "The preset {name!r}, which this library writes with, is not there any more: put its"
            " file back into {folder}, or choose another preset.",
            name=chosen,
            folder=paths.presets_folder(),
        )
    return find_preset(chosen)


def _is_there(name: str) -> bool:
    return any(one.name == name for one in SHIPPED) or any(
        path.stem.casefold() == name.casefold() for path in preset_files()
    )


def _own(path: Path) -> Preset:
    taken = {name for one in SHIPPED for name in (one.name, *one.other_names)}
    if path.stem.casefold() in taken:
        raise TagStudioError(
            "preset.name-taken",
            "The preset {path} has the name of one that comes with TagStudio. Rename the file.",
            path=path,
        )
    return load_preset(path)
