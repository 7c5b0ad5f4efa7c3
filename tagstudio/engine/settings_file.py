"""Writing of the settings file, which keeps the user's comments and order."""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import replaced_atomically
from tagstudio.core.os_errors import reason_of
from tagstudio.core.regular_files import read_text
from tagstudio.core.settings import Settings, load_settings, settings_file, settings_in


def save_settings(settings: Settings, path: Path | None = None) -> None:
    """Write `settings` to the settings file (by default `settings_file()`), whole or not at all.

    Only values that differ from the file's are touched; a default that the file does not name is
    not written. Raises TagStudioError when the file cannot be read or written, or a value is wrong.
    """
    path = path or settings_file()
    before = load_settings(path)
    try:
        document = tomlkit.parse(read_text(path) if path.exists() else "")
        for name in {field.name for field in fields(Settings)} - {"plugins"}:
            _put(document, name, getattr(before, name), getattr(settings, name))
        for plugin, options in settings.plugins.items():
            _put_options(document, plugin, before.plugins.get(plugin, {}), options)
        text = tomlkit.dumps(document)
        settings_in(text, path)
        with replaced_atomically(path) as temporary:
            temporary.write_text(text, encoding="utf-8")
    except (OSError, TOMLKitError) as error:
        raise TagStudioError(
            "settings.not-written",
            "The settings could not be written to {path}: {error}. Check the folder.",
            path=path,
            error=reason_of(error) if isinstance(error, OSError) else error,
        ) from error


def _put_options(
    document: tomlkit.TOMLDocument,
    plugin: str,
    before: Mapping[str, Any],
    options: Mapping[str, Any],
) -> None:
    if dict(before) == dict(options):
        return
    table = document.setdefault("plugins", tomlkit.table(is_super_table=True))
    of_plugin = table.setdefault(plugin, tomlkit.table())
    for name, value in options.items():
        _put(of_plugin, name, before.get(name), value)


def _put(table: Any, name: str, before: Any, value: Any) -> None:
    if before != value or type(before) is not type(value):
        table[name] = list(value) if isinstance(value, tuple) else value
