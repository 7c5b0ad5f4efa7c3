"""Install a plugin from a folder, a zip or a wheel, and remove it again.

Everything is looked at before anything is installed: the package is brought into a hidden folder
beside the installed plugins, checked there, imported in a process of its own, and then takes its
place by one rename. Where anything does not fit, nothing of it stays.
"""

import os
import shutil
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, Value, message
from tagstudio.core.os_errors import as_sentence
from tagstudio.core.regular_files import read_text
from tagstudio.core.settings import load_settings
from tagstudio.engine.plugin_workshop.checking.folder_checks import imports
from tagstudio.engine.plugin_workshop.installing.unpack import refused, unpack
from tagstudio.engine.plugin_workshop.installing.wheels import is_for_this_python, requirements_in
from tagstudio.engine.plugins.discovery import Plugin, find_plugins
from tagstudio.engine.plugins.requirements import missing
from tagstudio.engine.settings_file import save_settings
from tagstudio.plugin_api import MANIFEST_NAME, Manifest, read_manifest

USER = "user"
_NEW, _REMOVED = ".new", ".removed"  # endings of hidden folders beside the plugins
_ABANDONED_SECONDS = 86_400


@dataclass(frozen=True)
class PluginPackage:
    """A package that was checked and can be installed: its manifest, and where it lies now."""

    path: Path
    manifest: Manifest
    folder: Path


@contextmanager
def checked_package(path: Path) -> Iterator[PluginPackage]:
    """Look at a package as a whole; give what `install` takes, until the block ends.

    Raises TagStudioError, with the reason, for a package that cannot be installed.
    """
    path = path.expanduser().absolute()
    if not path.exists():
        raise TagStudioError("install.nothing-there", "There is nothing at {path}.", path=path)
    plugins = paths.user_plugins_folder()
    staging = plugins / f".{uuid4().hex}{_NEW}"
    try:
        plugins.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(plugins)
        (staging / "package").mkdir(parents=True)
        yield _checked(path, staging)
    except OSError as error:
        raise as_sentence(error) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def install(package: PluginPackage) -> Plugin:
    """Let a package that was checked take its place; raise TagStudioError where that is taken."""
    target = paths.user_plugins_folder() / package.manifest.name
    if target.exists():
        raise refused(package.path, _taken(package.manifest.name, USER))
    package.folder.rename(target)
    return Plugin(target.name, target, USER, package.manifest)


def remove_plugin(name: str) -> Path:
    """Remove a plugin of the user's; return the folder where the models stay that it made.

    Raises TagStudioError for a plugin that is not in the user's folder.
    """
    own = [one for one in find_plugins() if one.name == name and one.source == USER]
    if not own:
        raise TagStudioError(
            "install.not-yours",
            "There is no plugin {name!r} in {folder}, so it cannot be removed. A plugin that comes"
            " with the program or with a package can be switched off.",
            name=name,
            folder=paths.user_plugins_folder(),
        )
    folder = own[0].folder
    if folder.is_symlink():
        folder.unlink()
    else:
        hidden = folder.with_name(f".{uuid4().hex}{_REMOVED}")
        folder.rename(hidden)
        shutil.rmtree(hidden, ignore_errors=True)
    with suppress(TagStudioError):  # the plugin is gone; its switch is no harm
        switch(name, on=True)
    return paths.models_folder(name)


def switch(name: str, *, on: bool) -> None:
    """Switch a plugin off, so that it is listed and not used, or on again.

    Raises TagStudioError where there is no such plugin, or the settings cannot be written.
    """
    settings = load_settings()
    names = {plugin.name for plugin in find_plugins()}
    if name not in names and name not in settings.plugins_off:
        raise TagStudioError(
            "plugins.none-to-switch",
            "There is no plugin {name!r}; there are: {names}.",
            name=name,
            names=", ".join(sorted(names)),
        )
    off = tuple(one for one in settings.plugins_off if one != name)
    save_settings(replace(settings, plugins_off=off if on else (*off, name)))


def _remove_abandoned(plugins: Path) -> None:
    for ending in (_NEW, _REMOVED):
        for left in plugins.glob(f".{'[0-9a-f]' * 32}{ending}"):
            if time.time() - left.stat().st_mtime > _ABANDONED_SECONDS:
                shutil.rmtree(left, ignore_errors=True)


def _checked(path: Path, staging: Path) -> PluginPackage:
    if path.suffix.lower() == ".whl" and not is_for_this_python(path.name):
        raise refused(path, _OTHER_SYSTEM)
    unpacked = staging / "package"
    unpack(path, unpacked)
    folder = _renamed(path, _plugin_folder(path, unpacked), staging)
    try:
        manifest = read_manifest(folder)
    except TagStudioError as error:
        raise refused(path, _inside(folder, error.message)) from error
    needs = manifest.permissions.needs if manifest.permissions else ()
    if lacking := missing((*needs, *requirements_in(unpacked))):
        raise refused(
            path,
            message(
                "install.packages",
                "it needs Python packages that are not there: {names}. Install them where TagStudio"
                " runs, then try again.",
                names=", ".join(dict.fromkeys(str(one.message) for one in lacking)),
            ),
        )
    for plugin in find_plugins():
        if plugin.name == manifest.name:
            raise refused(path, _taken(plugin.name, plugin.source))
    imported = imports(folder, manifest)
    if not imported.passed:
        raise refused(
            path,
            message(
                "install.import",
                "its import is not clean: {why}.",
                why=_inside(folder, imported.detail),
            ),
        )
    return PluginPackage(path, manifest, folder)


def _inside(folder: Path, why: Message) -> Message:
    """Return a sentence with paths as they are in the package, not where it was unpacked."""
    start = f"{folder}{os.sep}"

    def shown(value: Value) -> Value:
        if isinstance(value, Message):
            return _inside(folder, value)
        return value.replace(start, "") if isinstance(value, str) else value

    values = {name: shown(value) for name, value in why.values.items()}
    return replace(why, text=why.text if why.key else why.text.replace(start, ""), values=values)


def _plugin_folder(path: Path, unpacked: Path) -> Path:
    """Return the one folder in a package that has a manifest, nearest to its top."""
    found = sorted(unpacked.rglob(MANIFEST_NAME), key=lambda one: len(one.parts))
    if not found:
        raise refused(path, message("install.no-manifest", "it has no {name}.", name=MANIFEST_NAME))
    nearest = [one for one in found if len(one.parts) == len(found[0].parts)]
    if len(nearest) > 1:
        raise refused(path, message("install.several", "it holds several plugins."))
    return nearest[0].parent


def _renamed(path: Path, folder: Path, staging: Path) -> Path:
    """Give the plugin's folder its plugin's name, whatever the package calls it."""
    try:
        name = tomllib.loads(read_text(folder / MANIFEST_NAME)).get("name")
    except (OSError, ValueError, RecursionError):
        name = None  # reading the manifest says what is wrong with it
    if not isinstance(name, str) or not name.isidentifier():
        name = folder.name if folder.name.isidentifier() else "plugin"
    (staging / "plugin").mkdir()
    return folder.rename(staging / "plugin" / name)


_OTHER_SYSTEM = message(
    "install.other-system", "the wheel is made for another system or another Python."
)


def _taken(name: str, source: str) -> Message:
    if source == USER:
        return message(
            "install.is-there",
            "a plugin {name} is there already. Remove that one first.",
            name=name,
        )
    return message(
        "install.taken",
        "{name} is the name of a plugin that comes with the program or with a package.",
        name=name,
    )
