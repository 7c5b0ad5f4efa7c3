"""Messages from the rooms below the window, in the user's language.

The text of a message is looked up by its key: in the catalogues of the program, TOML files of
"key" = "text" in `resources/translations/messages/<language>/`, then in the file
`messages_<language>.toml` of each plugin. Of a plugin's file only keys that begin with its name and
a dot count, so that it cannot change the texts of the program or of another plugin.
A message without a key, or with one that no catalogue has, is shown in English.
"""

from __future__ import annotations

import logging
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLocale

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import TIME, Message, MessageFormatter, from_text
from tagstudio.core.os_errors import as_sentence
from tagstudio.core.paths import bundled_folder
from tagstudio.core.regular_files import read_text
from tagstudio.engine.plugins.discovery import usable_plugins
from tagstudio.ui.text.dates import time_text

SOURCE = "en"  # the language of the texts in the program
CATALOGUES = bundled_folder("resources") / "translations" / "messages"
IN_THE_WINDOW = bundled_folder("resources") / "translations" / "window" / f"{SOURCE}.toml"
_PERCENT = {"de": "\N{NO-BREAK SPACE}%"}
_QUOTES = {"de": "„{}“"}

_log = logging.getLogger(__name__)


def translated(message: Message | str) -> str:
    """Return a message in the user's language.

    A str is a plain sentence, or a message as the library keeps it (`messages.to_text`).
    """
    found = from_text(message) if isinstance(message, str) else message
    return _Translator(_language()).sentence(found)


def error_text(error: Exception) -> str:
    """Return the message of a TagStudioError in the user's language; `str` of any other error."""
    if isinstance(error, OSError):  # of the disk, not of the program
        error = as_sentence(error)
    return translated(error.message) if isinstance(error, TagStudioError) else str(error)


def manifest_text(plugin: str, field: str, english: str) -> str:
    """Return a text of a plugin's manifest in the user's language: `description`, `options.x.help`.

    Its key in a catalogue is the plugin's name and the field, as in "my_plugin.options.x.help".
    """
    return _texts(_language()).get(f"{plugin}.{field}", english)


def card_text(plugin: str, english: str) -> str:
    """Return the title or licence on a model's card in the user's language.

    Its key in a catalogue is "my_plugin.card." and the English text. A version is called after the
    model that it comes from, with an addition behind a comma, which has a key of its own.
    """
    texts, key = _texts(_language()), f"{plugin}.card."
    base, comma, added = english.rpartition(", ")
    if comma and key + english not in texts and key + added in texts:
        return f"{texts.get(key + base, base)}, {texts[key + added]}"
    return texts.get(key + english, english)


class _Translator(MessageFormatter):
    """Fills the templates of one language, with its quotes, and numbers as the country has them."""

    def __init__(self, language: str) -> None:
        self._language = language

    def template(self, found: Message) -> str:
        return _texts(self._language).get(found.key, found.text)

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        if conversion != "r" or not isinstance(value, str):
            return super().convert_field(value, conversion)
        readable = "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in value)
        return _QUOTES.get(self._language, "“{}”").format(readable)

    def number(self, value: int | float, spec: str) -> str:
        if spec == TIME:
            return time_text(value)
        if self._language == SOURCE:
            return super().number(value, spec)
        own, percent = QLocale(), _PERCENT.get(self._language, "%")
        signs = {",": own.groupSeparator(), ".": own.decimalPoint(), "%": percent}
        return "".join(signs.get(sign, sign) for sign in super().number(value, spec))


def _language() -> str:
    language = QLocale().name().partition("_")[0]
    return SOURCE if language == "C" else language


@cache
def _texts(language: str) -> dict[str, str]:
    """Return the text of each key in a language, read once.

    In the source's own language those alone that name a command, which the window has a button for.
    """
    if language == SOURCE:
        return _read(IN_THE_WINDOW)
    texts: dict[str, str] = {}
    for plugin in usable_plugins(None):
        found = _read(plugin.folder / f"messages_{language}.toml")
        texts |= {key: text for key, text in found.items() if key.startswith(f"{plugin.name}.")}
    for file in sorted((CATALOGUES / language).glob("*.toml")):  # the last one wins
        texts |= _read(file)
    return texts


def _read(file: Path) -> dict[str, str]:
    """Return the texts of a catalogue; a plugin's that cannot be read is logged and left out."""
    try:
        found = tomllib.loads(read_text(file))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        _log.warning("%s cannot be read: %s", file, error)
        return {}
    return {key: text for key, text in found.items() if isinstance(text, str)}
