"""Keep settings: in the settings file, which the command line reads too, and in the window."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tagstudio.core.errors import TagStudioError
from tagstudio.core.settings import load_settings
from tagstudio.ui.background.workspace import Workspace


def keep(workspace: Workspace, **values: Any) -> bool:
    """Change some settings in the file; return False, and say why, if it cannot be done."""
    from tagstudio.engine.settings_file import save_settings

    try:
        settings = replace(load_settings(), **values)
        save_settings(settings)
    except TagStudioError as error:
        workspace.say(error.message)
        return False
    workspace.use(settings)
    return True


def keep_option(workspace: Workspace, plugin: str, name: str, value: Any) -> bool:
    """Set one option of a plugin."""
    try:
        plugins = load_settings().plugins
    except TagStudioError as error:
        workspace.say(error.message)
        return False
    options = {**plugins.get(plugin, {}), name: value}
    return keep(workspace, plugins={**plugins, plugin: options})
