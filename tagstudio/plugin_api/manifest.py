"""MANIFEST.toml: what a plugin says of itself, read without importing any of its code."""

import tomllib
from dataclasses import MISSING, dataclass, fields
from pathlib import Path

from tagstudio.core.errors import TagStudioError

API_VERSION = 1
MANIFEST_NAME = "MANIFEST.toml"


@dataclass(frozen=True)
class Manifest:
    """The fields of MANIFEST.toml.

    `name` is the folder's name and the plugin's identity. `api` is the API_VERSION it was written
    for. `module` is the module inside the folder, `factory` the function in it that takes a
    PluginContext and returns a Tagger. `preferred` lists model names, the best first: the first
    one installed is used when the user names none.
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


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest in `folder`; raise TagStudioError, naming the file, if it does not hold."""
    path = folder / MANIFEST_NAME
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TagStudioError(f"{folder} has no {MANIFEST_NAME}.") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TagStudioError(f"{path} cannot be read: {error}.") from error
    for field in fields(Manifest):
        if field.name not in found:
            if field.default is MISSING:
                raise TagStudioError(f"{path}: {field.name} is missing.")
            continue
        value = found[field.name]
        if field.name == "preferred":
            ok = isinstance(value, list) and all(isinstance(item, str) for item in value)
        else:
            ok = type(value) is (int if field.name == "api" else str)
        if not ok:
            raise TagStudioError(f"{path}: {field.name} has the wrong type: {value!r}.")
    unknown = set(found) - {field.name for field in fields(Manifest)}
    if unknown:
        raise TagStudioError(f"{path}: unknown fields {', '.join(sorted(unknown))}.")
    manifest = Manifest(**{**found, "preferred": tuple(found.get("preferred", ()))})
    if not manifest.name.isidentifier() or manifest.name != folder.name:
        raise TagStudioError(
            f"{path}: name {manifest.name!r} must be an identifier and the folder's name."
        )
    if manifest.api != API_VERSION:
        raise TagStudioError(
            f"{path}: written for plugin API {manifest.api}, this program has {API_VERSION}."
            " Install a version of the plugin that fits."
        )
    return manifest
