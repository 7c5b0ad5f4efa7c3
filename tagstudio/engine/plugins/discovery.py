"""Discovery of plugins, without importing any of them.

Three sources: the user's folder, installed packages that declare an entry point in the group
`tagstudio.plugins`, and the folder that comes with the program. Of two plugins with one name the
first in this order is used, so a user can try a newer version of a bundled one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.plugin_api import Manifest, read_manifest

ENTRY_POINT_GROUP = "tagstudio.plugins"


@dataclass(frozen=True)
class Plugin:
    """A plugin: usable when it has a `manifest`, else `problem` is the reason."""

    name: str
    folder: Path
    source: str
    manifest: Manifest | None
    problem: Message | None = None


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
    yield from (("bundled", folder) for folder in _folders_in(bundled_folder()))


def find_plugins() -> list[Plugin]:
    """Return every plugin found, the broken and the shadowed ones with their reason."""
    found: list[Plugin] = []
    used: dict[str, Plugin] = {}
    for source, folder in _sources():
        try:
            manifest = read_manifest(folder)
        except TagStudioError as error:
            found.append(Plugin(folder.name, folder, source, None, error.message))
            continue
        first = used.get(manifest.name)
        if first is not None:
            problem = message(
                "plugins.shadowed",
                "not used: {folder} ({source}) has the same name.",
                folder=first.folder,
                source=first.source,
            )
            found.append(Plugin(manifest.name, folder, source, None, problem))
            continue
        used[manifest.name] = Plugin(manifest.name, folder, source, manifest)
        found.append(used[manifest.name])
    return found


def usable_plugins() -> list[Plugin]:
    """Return the plugins with a valid manifest."""
    return [plugin for plugin in find_plugins() if plugin.manifest is not None]


def usable_plugin(name: str) -> Plugin:
    """Return the usable plugin called `name`; raise TagStudioError where there is none."""
    usable = usable_plugins()
    for plugin in usable:
        if plugin.name == name:
            return plugin
    names = ", ".join(plugin.name for plugin in usable)
    raise TagStudioError(
        "plugins.none-such",
        "There is no plugin {name!r} that could be used; there are: {names}.",
        name=name,
        names=names,
    )
