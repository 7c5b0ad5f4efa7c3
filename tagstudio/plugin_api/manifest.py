"""MANIFEST.toml: what a plugin says of itself, read without importing any of its code."""

import tomllib
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any

from tagstudio.core.errors import TagStudioError
from tagstudio.plugin_api.options import Option, read_options

API_VERSION = 2
READABLE = (1, API_VERSION)  # what a plugin may have been written for
MANIFEST_NAME = "MANIFEST.toml"


@dataclass(frozen=True)
class Manifest:
    """The fields of MANIFEST.toml.

    `name` is the folder's name and the plugin's identity. `api` is the API_VERSION it was written
    for. `module` is the module inside the folder, `factory` the function in it that takes a
    PluginContext and returns a Tagger. `preferred` lists model names, the best first: the first
    one installed is used when the user names none. `options` are what the user may set.
    """

    name: str
    title: str
    version: str
    api: int
    description: str = ""
    licence: str = ""
    module: str = "plugin"
    factory: str = "create"
    preferred: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest in `folder`; raise TagStudioError, naming the file, if it does not hold."""
    path = folder / MANIFEST_NAME
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TagStudioError(f"{folder} has no {MANIFEST_NAME}.") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TagStudioError(f"{path} cannot be read: {error}.") from error
    try:
        manifest = _manifest(found)
    except TagStudioError as error:
        raise TagStudioError(f"{path}: {error}") from error
    if not manifest.name.isidentifier() or manifest.name != folder.name:
        raise TagStudioError(
            f"{path}: name {manifest.name!r} must be an identifier and the folder's name."
        )
    if manifest.api not in READABLE:
        raise TagStudioError(
            f"{path}: written for plugin API {manifest.api}, this program has {API_VERSION}."
            " Install a version of the plugin that fits."
        )
    return manifest


def _manifest(found: dict[str, Any]) -> Manifest:
    """Return the manifest in these fields; the text of an error lacks the file's name."""
    for field in fields(Manifest):
        if field.name in found:
            if not _fits(field.name, found[field.name]):
                raise TagStudioError(f"{field.name} has the wrong type: {found[field.name]!r}.")
        elif field.default is MISSING:
            raise TagStudioError(f"{field.name} is missing.")
    unknown = set(found) - {field.name for field in fields(Manifest)}
    if unknown:
        raise TagStudioError(f"unknown fields {', '.join(sorted(unknown))}.")
    preferred = tuple(found.get("preferred", ()))
    options = read_options(found.get("options", {}))
    return Manifest(**{**found, "preferred": preferred, "options": options})


def _fits(name: str, value: Any) -> bool:
    if name == "preferred":
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return type(value) is {"api": int, "options": dict}.get(name, str)
