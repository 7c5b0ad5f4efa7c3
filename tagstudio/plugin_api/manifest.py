"""MANIFEST.toml: the description of a plugin, read without importing any of its code."""

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, plain
from tagstudio.core.os_errors import reason_of
from tagstudio.core.regular_files import NO_UTF8, TOO_DEEP, read_text
from tagstudio.plugin_api.options import Option, read_options
from tagstudio.plugin_api.permissions import Permissions, read_permissions

API_VERSION = 3
READABLE = (1, 2, API_VERSION)  # the versions of which plugins are accepted (see api1)
LEARNING_API = 3  # from which on plugins learn, and score from stored features
MANIFEST_NAME = "MANIFEST.toml"
TAGGER, MEASURER = "tagger", "measurer"  # the kinds of plugins
KINDS = (TAGGER, MEASURER)
LISTS = ("preferred", "uses")  # the fields that are lists of texts


@dataclass(frozen=True)
class Manifest:
    """The fields of MANIFEST.toml.

    `name` is the folder's name and the plugin's identity. `api` is the API_VERSION it was written
    for. `module` is the module inside the folder, `factory` the function in it that takes a
    PluginContext and returns a Tagger, or, where the `kind` says so, a Measurer. `preferred` lists
    model names, the best first: the first one installed is used when the user names none.
    `options` are the plugin's settings.
    `tags` are the names of the tags of its published models by group: a library knows them before
    any of the models has suggested anything. `uses` names other plugins whose models this one
    makes joint models of. `permissions` is what it does beyond scoring tracks, None where it does
    not say.
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
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    uses: tuple[str, ...] = ()
    permissions: Permissions | None = None
    kind: str = TAGGER

    @property
    def reads_examples(self) -> bool:
        """Tell whether the plugin reads files of examples as they are now."""
        return self.api >= LEARNING_API


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest in `folder`; raise TagStudioError, naming the file, if it is invalid."""
    path = folder / MANIFEST_NAME
    try:
        found = tomllib.loads(read_text(path))
    except FileNotFoundError:
        raise TagStudioError(
            "manifest.none", "{folder} has no {name}.", folder=folder, name=MANIFEST_NAME
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise TagStudioError(
            "manifest.unreadable", "{path} cannot be read: {error}.", path=path, error=_why(error)
        ) from error
    try:
        manifest = _manifest(found)
    except TagStudioError as error:
        raise TagStudioError(
            "manifest.invalid", "{path}: {problem}", path=path, problem=error.message
        ) from error
    if not manifest.name.isidentifier() or manifest.name != folder.name:
        raise TagStudioError(
            "manifest.name",
            "{path}: name {name!r} must be an identifier and the folder's name.",
            path=path,
            name=manifest.name,
        )
    if manifest.api not in READABLE:
        raise TagStudioError(
            "manifest.api",
            "{path}: written for plugin API {api}, this program has {own}."
            " Install a version of the plugin that fits.",
            path=path,
            api=manifest.api,
            own=API_VERSION,
        )
    return manifest


def _why(error: Exception) -> Message:
    match error:
        case OSError():
            return reason_of(error)
        case UnicodeDecodeError():
            return NO_UTF8
        case RecursionError():
            return TOO_DEEP
    return plain(str(error))


def _manifest(found: dict[str, Any]) -> Manifest:
    """Return the manifest in these fields; the text of an error lacks the file's name."""
    for one in fields(Manifest):
        if one.name in found:
            if not _fits(one.name, found[one.name]):
                raise TagStudioError(
                    "manifest.wrong-type",
                    "{field} has the wrong type: {value}.",
                    field=one.name,
                    value=repr(found[one.name]),
                )
        elif one.default is MISSING and one.default_factory is MISSING:
            raise TagStudioError("manifest.missing", "{field} is missing.", field=one.name)
    unknown = set(found) - {one.name for one in fields(Manifest)}
    if unknown:
        names = ", ".join(sorted(unknown))
        raise TagStudioError("manifest.unknown", "unknown fields {names}.", names=names)
    if found.get("kind", TAGGER) not in KINDS:
        raise TagStudioError(
            "manifest.kind",
            "kind must be {kinds}, not {value!r}.",
            kinds=" or ".join(KINDS),
            value=found["kind"],
        )
    lists = {name: tuple(found.get(name, ())) for name in LISTS}
    options = read_options(found.get("options", {}))
    tags = {group: tuple(names) for group, names in found.get("tags", {}).items()}
    declared = found.get("permissions")
    permissions = None if declared is None else read_permissions(declared)
    read = {"options": options, "tags": tags, "permissions": permissions}
    return Manifest(**{**found, **lists, **read})


def _fits(name: str, value: Any) -> bool:
    if name in LISTS:
        return _are_texts(value)
    if name == "tags":
        return isinstance(value, dict) and all(map(_are_texts, value.values()))
    return type(value) is {"api": int, "options": dict, "permissions": dict}.get(name, str)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
