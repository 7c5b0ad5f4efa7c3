"""The state of the window between two runs: places and sizes, columns, searches, theme, keys."""

from __future__ import annotations

import json
from typing import Any, Literal

from PySide6.QtCore import QByteArray, QSettings

from tagstudio.core import paths

ThemeChoice = Literal["system", "light", "dark"]
LanguageChoice = Literal["system", "en", "de"]


class WindowState:
    """An INI file in the program's config folder; for missing or invalid values, defaults hold."""

    def __init__(self) -> None:
        file = paths.config_folder() / "window.ini"
        self._settings = QSettings(str(file), QSettings.Format.IniFormat)

    def bytes_of(self, name: str) -> QByteArray:
        """Return a geometry or a header's state, empty if none is kept."""
        value = self._settings.value(name)
        return value if isinstance(value, QByteArray) else QByteArray()

    def keep_bytes(self, name: str, value: QByteArray) -> None:
        """Keep a geometry or a header's state."""
        self._settings.setValue(name, value)

    def document(self, name: str, default: Any) -> Any:
        """Return the JSON value under `name`, the default where none of its type is kept."""
        try:
            value = json.loads(str(self._settings.value(name, "")))
        except ValueError:
            return default
        return value if isinstance(value, type(default)) else default

    def keep_document(self, name: str, value: Any) -> None:
        """Keep a value as JSON."""
        self._settings.setValue(name, json.dumps(value))

    @property
    def theme(self) -> ThemeChoice:
        """Light, dark, or as the system is."""
        value = self.document("theme", "system")
        return value if value in {"light", "dark"} else "system"

    @theme.setter
    def theme(self, choice: ThemeChoice) -> None:
        self.keep_document("theme", choice)

    @property
    def language(self) -> LanguageChoice:
        """English, German, or the system's own."""
        value = self.document("language", "system")
        return value if value in {"en", "de"} else "system"

    @language.setter
    def language(self, choice: LanguageChoice) -> None:
        self.keep_document("language", choice)

    @property
    def keys(self) -> dict[str, list[str]]:
        """The keys of those actions whose keys were changed."""
        return self.document("keys", {})

    @keys.setter
    def keys(self, keys: dict[str, list[str]]) -> None:
        self.keep_document("keys", keys)

    @property
    def searches(self) -> dict[str, str]:
        """The saved searches: query by name."""
        return self.document("searches", {})

    @searches.setter
    def searches(self, searches: dict[str, str]) -> None:
        self.keep_document("searches", searches)

    def write(self) -> None:
        """Bring everything to the disk, and take over what other windows brought there."""
        self._settings.sync()
