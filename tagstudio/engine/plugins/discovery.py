"""Discovery of plugins, without importing any of them.

Three sources: the user's folder, installed packages that declare an entry point in the group
`tagstudio.plugins`, and the folder that comes with the program. Of two plugins with one name the
first in this order is used, so a user can try a newer version of a bundled one.

In safe mode only those that come with the program are used; it holds for this process and those
that it starts. Plugins that the user switched off are listed and not used.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.core.settings import load_settings
from tagstudio.plugin_api import Manifest, read_manifest
from tagstudio.plugin_api.manifest import TAGGER

ENTRY_POINT_GROUP = "tagstudio.plugins"
BUNDLED = "bundled"
SAFE_MODE = "TAGSTUDIO_SAFE_MODE"  # the environment variable, set to 1
SWITCHED_OFF = "plugins.switched-off"
IN_SAFE_MODE = "plugins.safe-mode"
_NO_FAULTS = {SWITCHED_OFF, IN_SAFE_MODE, "plugins.shadowed"}  # keys of problems


@dataclass(frozen=True)
class Plugin:
    """A plugin: usable unless it has a `problem`, which says why it is not.

    `manifest` is None where it could not be read.
    """

    name: str
    folder: Path
    source: str
    manifest: Manifest | None
    problem: Message | None = None

    @property
    def kind(self) -> str:
        """What it is: a tagger, as one whose manifest cannot be read counts, or a measurer."""
        return self.manifest.kind if self.manifest else TAGGER

    @property
    def is_off(self) -> bool:
        """Tell whether it is not used because the user wants it so, or another one goes first."""
        return self.problem is not None and self.problem.key in _NO_FAULTS


def is_safe_mode() -> bool:
    """Tell whether only the plugins that come with the program are used."""
    return os.environ.get(SAFE_MODE) == "1"


def enter_safe_mode() -> None:
    """Use only the plugins that come with the program, here and in processes started from here."""
    os.environ[SAFE_MODE] = "1"


def bundled_folder() -> Path:
    """Return the folder of the plugins that come with the program."""
    return paths.bundled_folder("plugins")


def _folders_in(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        for path in sorted(folder.iterdir()):
            if path.is_dir() and not path.name.startswith((".", "_")):
                yield path


def _entry_point_folders() -> Iterator[Path]:
    for entry in entry_points(group=ENTRY_POINT_GROUP):
        top, *inner = entry.module.split(".")
        spec = find_spec(top)  # of a top-level package: looks, does not import
        for location in (spec and spec.submodule_search_locations) or ():
            yield Path(location, *inner)


def _sources() -> Iterator[tuple[str, Path]]:
    yield from (("user", folder) for folder in _folders_in(paths.user_plugins_folder()))
    yield from (("entry point", folder) for folder in _entry_point_folders())
    yield from ((BUNDLED, folder) for folder in _folders_in(bundled_folder()))


def find_plugins() -> list[Plugin]:
    """Return every plugin found, the broken and the shadowed ones with their reason."""
    found: list[Plugin] = []
    used: dict[str, Plugin] = {}
    off = _switched_off()
    for source, folder in _sources():
        try:
            manifest = read_manifest(folder)
        except TagStudioError as error:
            found.append(Plugin(folder.name, folder, source, None, error.message))
            continue
        problem = _not_wanted(manifest.name, source, off) or _shadowed(used.get(manifest.name))
        plugin = Plugin(manifest.name, folder, source, manifest, problem)
        if problem is None:
            used[plugin.name] = plugin
        found.append(plugin)
    return found


def _switched_off() -> tuple[str, ...]:
    try:
        return load_settings().plugins_off
    except TagStudioError:  # the settings cannot be read, which whoever needs them says
        return ()


def _not_wanted(name: str, source: str, off: tuple[str, ...]) -> Message | None:
    if source != BUNDLED and is_safe_mode():
        return message(
            "plugins.safe-mode",
            "The plugin {plugin} is not used in safe mode.",
            plugin=name,
        )
    if name in off:
        return message(
            "plugins.switched-off",
            "The plugin {plugin} is switched off. Switch it on: tagstudio plugins enable {plugin}",
            plugin=name,
        )
    return None


def _shadowed(first: Plugin | None) -> Message | None:
    if first is None:
        return None
    return message(
        "plugins.shadowed",
        "not used: {folder} ({source}) has the same name.",
        folder=first.folder,
        source=first.source,
    )


def usable_plugins(kind: str | None = TAGGER) -> list[Plugin]:
    """Return the plugins of a kind, None for all, that have no problem."""
    found = (plugin for plugin in find_plugins() if plugin.problem is None)
    return [plugin for plugin in found if kind is None or plugin.kind == kind]


def usable_plugin(name: str) -> Plugin:
    """Return the usable plugin called `name`; raise TagStudioError where there is none."""
    found = find_plugins()
    for plugin in found:
        if plugin.name == name and plugin.problem is None:
            return plugin
    for plugin in found:
        if plugin.name == name and plugin.problem is not None:
            raise TagStudioError(plugin.problem)
    names = ", ".join(plugin.name for plugin in found if plugin.problem is None)
    raise TagStudioError(
        "plugins.none-such",
        "There is no plugin {name!r} that could be used; there are: {names}.",
        name=name,
        names=names,
    )
