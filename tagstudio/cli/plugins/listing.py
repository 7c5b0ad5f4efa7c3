"""`tagstudio plugins list`: the plugins, whether they work, and what they say that they do."""

from typing import TYPE_CHECKING

from tagstudio.cli.invocation import AsJson
from tagstudio.cli.printing.output import answer, plain_table, print_json, print_table

if TYPE_CHECKING:
    from tagstudio.engine.plugins.installed_models import PluginState


def list_plugins(as_json: AsJson = False) -> None:
    """List the plugins; one that does not work is listed with the reason."""
    from tagstudio.engine.plugins.discovery import BUNDLED, find_plugins, is_safe_mode
    from tagstudio.engine.plugins.installed_models import try_plugins
    from tagstudio.engine.plugins.permissions import NO_SANDBOX

    states = try_plugins(find_plugins())
    if as_json:
        rows = [_as_dict(state) for state in states]
        print_json({"plugins": rows, "safe_mode": is_safe_mode()})
        return
    table = plain_table("Plugin", "Source", "State", "What it does", "Folder")
    for state in states:
        plugin = state.plugin
        table.add_row(plugin.name, plugin.source, _status(state), _does(state), str(plugin.folder))
    print_table(table)
    if any(state.plugin.source != BUNDLED for state in states):
        answer(NO_SANDBOX)


def _status(state: "PluginState") -> str:
    from tagstudio.plugin_api.manifest import MEASURER

    if state.plugin.is_off:
        return f"off: {state.problem}"
    if state.problem:
        return f"broken: {state.problem}"
    if state.plugin.kind == MEASURER:
        return "works: measures tracks (tagstudio measure)"
    works = f"works: {', '.join(info.name for info in state.models) or 'no model installed yet'}"
    return " ".join([works, *map(str, state.complaints)])


def _does(state: "PluginState") -> str:
    from tagstudio.engine.plugins.permissions import in_words

    manifest = state.plugin.manifest
    return " ".join(map(str, in_words(manifest))) if manifest else ""


def _as_dict(state: "PluginState") -> dict[str, object]:
    from tagstudio.engine.plugins.permissions import in_words

    manifest = state.plugin.manifest
    return {
        "name": state.plugin.name,
        "kind": state.plugin.kind,
        "source": state.plugin.source,
        "folder": str(state.plugin.folder),
        "works": not state.problem,
        "problem": str(state.problem or ""),
        "off": state.plugin.is_off,
        "complaints": list(state.complaints),
        "models": [info.name for info in state.models],
        "installable": list(state.installable),
        "version": manifest.version if manifest else "",
        "uses": list(manifest.uses) if manifest else [],
        "permissions": manifest.permissions if manifest else None,
        "permissions_in_words": in_words(manifest) if manifest else [],
    }
