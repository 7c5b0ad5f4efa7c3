"""What a node is given to hear with: the plugin's code, the model's files, options; by digest.

A node needs TagStudio itself and the libraries that the plugin uses. The plugin and the model come
from the machine of the command, so that every node hears with the same ones: they travel through
Ray's object store once a node, and lie there under the digest of all of it.
"""

import hashlib
import io
import json
import shutil
import time
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.settings import load_settings
from tagstudio.engine.plugins.discovery import Plugin, usable_plugin, usable_plugins
from tagstudio.engine.plugins.installed_models import try_plugin
from tagstudio.engine.plugins.options import options_of
from tagstudio.engine.plugins.tagger_process import TaggerProcess
from tagstudio.plugin_api import ModelInfo, read_manifest

FOLDER = "cluster"  # in the cache of a node
KEPT_SECONDS = 30 * 24 * 3600  # what no command has used for so long is removed
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # of all members: equal files give equal archives


@dataclass(frozen=True)
class Shipment:
    """The plugin `plugin` and those that it uses, each by name with its folder as a zip archive.

    `models` are the files of models by plugin, name -> content; `options` the values of each
    plugin's options. `model` is the model that hears, of that digest.
    """

    plugin: str
    model: str
    sha256: str
    code: Mapping[str, bytes]
    models: Mapping[str, Mapping[str, bytes]]
    options: Mapping[str, Mapping[str, Any]]

    @cached_property
    def digest(self) -> str:
        """The digest of all files."""
        found = hashlib.sha256()
        for name, content in sorted(self.code.items()):
            found.update(f"{name} {len(content)}\n".encode() + content)
        for plugin, files in sorted(self.models.items()):
            for name, content in sorted(files.items()):
                found.update(f"{plugin}/{name} {len(content)}\n".encode() + content)
        return found.hexdigest()


def pack(plugin_name: str, model: str, sha256: str) -> Shipment:
    """Pack what is needed to hear with an installed model; starts its plugins to ask for models.

    Raises TagStudioError where the model is not there any more.
    """
    plugin, settings = usable_plugin(plugin_name), load_settings()
    uses = plugin.manifest.uses if plugin.manifest else ()
    plugins = [plugin, *(one for one in usable_plugins() if one.name in uses)]
    infos = {one.name: {info.name: info for info in try_plugin(one).models} for one in plugins}
    info = infos[plugin_name].get(model)
    if info is None or info.sha256 != sha256:
        raise _no_model(model)
    wanted = _needed(plugin_name, info, infos)
    return Shipment(
        plugin_name,
        model,
        sha256,
        {one.name: _zipped(one.folder) for one in plugins},
        {one.name: _files(one, wanted.get(one.name, set())) for one in plugins},
        {one.name: options_of(one, settings) for one in plugins},
    )


def _no_model(model: str) -> TagStudioError:
    return TagStudioError(
        "cluster.no-model",
        "The model {model} was replaced or removed meanwhile. Give the command again.",
        model=model,
    )


def _needed(
    plugin: str, info: ModelInfo, infos: Mapping[str, Mapping[str, ModelInfo]]
) -> dict[str, set[str]]:
    """Return by plugin the names of a model, its parents, its members and their parents."""
    needed: dict[str, set[str]] = {}
    left: list[tuple[str, ModelInfo | None]] = [(plugin, info)]
    while left:
        of, one = left.pop()
        if one is None or one.name in needed.setdefault(of, set()):
            continue
        needed[of].add(one.name)
        left.append((of, infos[of].get(one.parent or "")))
        left += [(m.plugin, infos.get(m.plugin, {}).get(m.name)) for m in one.members]
    return needed


def _files(plugin: Plugin, names: set[str]) -> dict[str, bytes]:
    """Return the files of these models in the plugin's own folder, NAME.suffix each."""
    folder = paths.models_folder(plugin.name)
    there = folder.iterdir() if folder.is_dir() else ()
    return {file.name: file.read_bytes() for file in there if file.stem in names and file.is_file()}


def _zipped(folder: Path) -> bytes:
    """Return the files of a plugin's folder as an archive, without what Python compiled."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in _sources(folder):
            member = zipfile.ZipInfo(file.relative_to(folder).as_posix(), _LONG_AGO)
            archive.writestr(member, file.read_bytes(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _sources(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            yield file


def tagger_of(shipment: Shipment, cores: int, batch: int | None) -> TaggerProcess:
    """Unpack a shipment into the cache of this machine and return a process of its tagger.

    It reads files in as many threads as it has `cores`, unless the user set a number; `batch` is
    for the option of that name, None for as the user set it.
    """
    folder = _unpacked(shipment)
    place: dict[str, dict[str, Any]] = {
        name: {
            "folder": str(folder / "plugins" / name),
            "models": str(folder / "models" / name),
            "cache": str(paths.cache_folder() / name),
            "options": _options(shipment.options[name], cores, batch),
        }
        for name in shipment.code
    }
    own = folder / "plugins" / shipment.plugin
    plugin = Plugin(shipment.plugin, own, FOLDER, read_manifest(own))
    peers = {name: one for name, one in place.items() if name != shipment.plugin}
    return TaggerProcess(
        plugin,
        folder / "models" / shipment.plugin,
        options=place[shipment.plugin]["options"],
        peers=peers,
    )


def _options(chosen: Mapping[str, Any], cores: int, batch: int | None) -> dict[str, Any]:
    """Return a plugin's options on a node; only those that it declares are there at all."""
    options = dict(chosen)
    if options.get("threads") == 0:
        options["threads"] = cores
    if batch is not None and "batch" in options:
        options["batch"] = batch
    return options


def _unpacked(shipment: Shipment) -> Path:
    """Return the folder with the files of a shipment; hearers of one node may ask at once."""
    every = paths.cache_folder() / FOLDER
    target = every / shipment.digest[:32]
    every.mkdir(parents=True, exist_ok=True)
    _remove_unused(every.iterdir())
    if not target.is_dir():
        made = Path(mkdtemp(dir=every, prefix=".new-"))
        for name, archive in shipment.code.items():
            with zipfile.ZipFile(io.BytesIO(archive)) as packed:
                packed.extractall(made / "plugins" / name)
        for name, files in shipment.models.items():
            (made / "models" / name).mkdir(parents=True)
            for file, content in files.items():
                (made / "models" / name / file).write_bytes(content)
        (made / "shipment.json").write_text(json.dumps({"model": shipment.model}))
        try:
            made.rename(target)
        except OSError:  # another hearer was faster
            shutil.rmtree(made, ignore_errors=True)
    (target / "shipment.json").touch()
    return target


def _remove_unused(folders: Iterable[Path]) -> None:
    for folder in folders:
        with suppress(OSError):
            if time.time() - (folder / "shipment.json").stat().st_mtime > KEPT_SECONDS:
                shutil.rmtree(folder)
