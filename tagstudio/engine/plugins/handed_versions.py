"""Versions as single files, for a colleague: what they have beyond the published model.

Such a file is a zip archive with two members: `version.json` says what the version is, on which
model it stands, and the digest of `weights`, which only the plugin reads.
"""

import hashlib
import json
import tempfile
import zipfile
import zlib
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import created_atomically, replaced_atomically, sha256_of
from tagstudio.core.messages import Message, message
from tagstudio.core.os_errors import reason_of
from tagstudio.core.regular_files import open_regular
from tagstudio.engine.plugins.answers import wrong_model
from tagstudio.engine.plugins.installed_models import (
    InstalledModel,
    InstalledModels,
    choose_model,
    installed_models,
)
from tagstudio.engine.plugins.tagger_process import TaggerProcess
from tagstudio.plugin_api.model_names import check_model_name

SUFFIX = ".tagstudio-version"
FORMAT = 1
MOST_BYTES = 64 << 20  # of weights, and of what describes them
_DESCRIPTION, _WEIGHTS = "version.json", "weights"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the time of both members: equal versions give equal files


@dataclass(frozen=True)
class HandedVersion:
    """What is said of a version: its plugin, name, and the model on which it stands, with digest.

    `tags` are its tags' names in the order of its scores; `sha256` is the digest of its weights.
    """

    plugin: str
    name: str
    title: str
    source: str
    licence: str
    parent: str
    parent_sha256: str
    tags: tuple[str, ...]
    sha256: str


def export_version(name: str, target: Path, *, replacing: bool = False) -> HandedVersion:
    """Write the version `name` to the file `target`.

    Raises TagStudioError for a published model, where its parent is not there, and for a file that
    is there already, unless `replacing`.
    """
    installed = installed_models()
    model = choose_model(installed, name)
    info = model.info
    if info.parent is None:
        raise TagStudioError(
            "models.export-published",
            "{name} is a published model, no version of yours: whoever wants it installs it.",
            name=info.name,
        )
    parent = choose_model(installed, info.parent)
    with tempfile.TemporaryDirectory() as folder:
        weights = Path(folder) / _WEIGHTS
        with TaggerProcess(model.plugin) as tagger:
            tagger.call("export_version", name=info.name, target=weights)
        said = HandedVersion(
            model.plugin.name,
            info.name,
            info.title,
            info.source,
            info.licence,
            parent.info.name,
            parent.info.sha256,
            tuple(tag.name for tag in info.tags),
            sha256_of(weights),
        )
        _write(target, said, weights.read_bytes(), replacing=replacing)
    return said


def read_handed(source: Path) -> HandedVersion:
    """Return what the file `source` says of its version; raise TagStudioError for another file."""
    return _read(source)[0]


def import_version(source: Path, name: str = "") -> InstalledModel:
    """Install the version in the file `source`, as `name` or as it is called there.

    Without a `name` another one is found where that is taken, "...-other". Raises TagStudioError,
    and installs nothing, where anything does not fit: the file is damaged, the plugin or the model
    it stands on is not there or another one, or the name is taken.
    """
    said, weights = _read(source)
    installed = installed_models()
    name = name or _free_name(said.name, installed.taken)
    check_model_name(name)
    if name.casefold() in installed.taken:
        raise TagStudioError(
            "models.import-name-taken",
            "There is a model {name!r} already. Give the version another name.",
            name=name,
        )
    parent = _parent(said, installed)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / _WEIGHTS
        file.write_bytes(weights)
        with TaggerProcess(parent.plugin) as tagger:
            info = tagger.call("import_version", name=name, parent=said.parent, source=file)
    if wrong := wrong_model(parent.plugin.name, info):
        raise TagStudioError(wrong)
    return InstalledModel(parent.plugin, info)


def _free_name(name: str, taken: Collection[str]) -> str:
    names = (f"{name}{suffix}" for suffix in ("", *(f"-other{n}" for n in ("", *range(2, 1000)))))
    return next((one for one in names if one.casefold() not in taken), name)


def _parent(said: HandedVersion, installed: InstalledModels) -> InstalledModel:
    """Return the installed model on which a version stands."""
    if all(state.plugin.name != said.plugin for state in installed.states):
        raise TagStudioError(
            "models.import-plugin",
            "The version needs the plugin {plugin}, which is not there. Install it first.",
            plugin=said.plugin,
        )
    by_name = {(one.plugin.name, one.info.name): one for one in installed}
    parent = by_name.get((said.plugin, said.parent))
    if parent is None:
        raise TagStudioError(
            "models.import-parent",
            "The version stands on the model {parent}, which is not installed. Install that first.",
            parent=said.parent,
        )
    if parent.info.sha256 != said.parent_sha256:
        raise TagStudioError(
            "models.import-other-parent",
            "The version stands on another {parent} than the one that is installed here, so it"
            " would say something else than where it learned. Both must have the same one.",
            parent=said.parent,
        )
    return parent


def _write(target: Path, said: HandedVersion, weights: bytes, *, replacing: bool) -> None:
    described = json.dumps({"format": FORMAT, **asdict(said)}, indent=1, ensure_ascii=False)
    try:
        with (
            (replaced_atomically if replacing else created_atomically)(target) as temporary,
            zipfile.ZipFile(temporary, "w") as archive,
        ):
            for name, content in ((_DESCRIPTION, described.encode()), (_WEIGHTS, weights)):
                member = zipfile.ZipInfo(name, _LONG_AGO)
                archive.writestr(member, content, zipfile.ZIP_DEFLATED, compresslevel=9)
    except FileExistsError as error:
        raise TagStudioError(
            "models.export-file-there",
            "There is a file {path} already. Choose another name.",
            path=target,
        ) from error


def _read(source: Path) -> tuple[HandedVersion, bytes]:
    try:
        with open_regular(source) as file, zipfile.ZipFile(file) as archive:
            description, weights = (_member(archive, name) for name in (_DESCRIPTION, _WEIGHTS))
    except OSError as error:
        raise _unusable(source, reason_of(error)) from error
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, RuntimeError) as error:
        raise _unusable(source, _NO_VERSION) from error
    return _described(source, description, weights), weights


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    """Read a member; one that announces more than a version has is none of a version."""
    if archive.getinfo(name).file_size > MOST_BYTES:
        raise KeyError(name)
    return archive.read(name)


def _described(source: Path, description: bytes, weights: bytes) -> HandedVersion:
    try:
        found: dict[str, Any] = json.loads(description)
        if found.pop("format") != FORMAT:
            raise _unusable(
                source, message("models.import-format", "a newer version of TagStudio wrote it")
            )
        said = HandedVersion(**{**found, "tags": tuple(found["tags"])})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _unusable(source, _NO_VERSION) from error
    if not _is_sound(asdict(said)):
        raise _unusable(source, _NO_VERSION)
    if hashlib.sha256(weights).hexdigest() != said.sha256:
        reason = message("models.import-damaged", "its weights are not as they were written")
        raise _unusable(source, reason)
    return said


def _is_sound(said: Mapping[str, Any]) -> bool:
    texts = [said[one.name] for one in fields(HandedVersion) if one.name != "tags"]
    return all(isinstance(text, str) for text in (*texts, *said["tags"]))


_NO_VERSION = message("models.no-version", "it is no version of a model that TagStudio wrote")


def _unusable(source: Path, reason: Message) -> TagStudioError:
    return TagStudioError(
        "models.unusable-file",
        "{path} cannot be imported: {reason}. Nothing was installed.",
        path=source,
        reason=reason,
    )
