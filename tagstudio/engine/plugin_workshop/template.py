"""`plugins new`: write a tagger to begin with, which works as it is."""

import keyword
import sys
from pathlib import Path

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import replaced_atomically
from tagstudio.core.paths import bundled_folder
from tagstudio.core.regular_files import read_text
from tagstudio.engine.plugins.discovery import find_plugins

FILES = ("MANIFEST.toml", "plugin.py", "test_plugin.py", "MODEL_CARD.md")
HOST = "tagstudio"


def write_plugin(parent: Path, name: str) -> Path:
    """Write the template as the plugin `name` into a new folder in `parent`; return that folder.

    Raises TagStudioError for a name that cannot be a plugin's, and where something is there.
    """
    _check_name(name)
    folder = parent / name
    if folder.exists():
        raise TagStudioError(
            "template.is-there",
            "There is something at {folder} already. Choose another name, or another place with"
            " --in.",
            folder=folder,
        )
    words = {
        "my_tagger": name,
        "MyTagger": "".join(part.capitalize() for part in name.split("_")),
        "My tagger": name.replace("_", " ").strip().capitalize(),
    }
    folder.mkdir(parents=True)
    for file in FILES:
        text = read_text(bundled_folder("resources") / "plugin_template" / file)
        for placeholder, word in words.items():
            text = text.replace(placeholder, word)
        with replaced_atomically(folder / file) as temporary:
            temporary.write_text(text, encoding="utf-8")
    return folder


def _check_name(name: str) -> None:
    sound = name.isascii() and name.isidentifier() and name == name.lower()
    if not sound or keyword.iskeyword(name) or not name.strip("_") or name.startswith("_"):
        raise TagStudioError(
            "template.bad-name",
            "{name!r} cannot be a plugin's name. Use small letters, digits and _; begin with a"
            " letter.",
            name=name,
        )
    taken = {plugin.name for plugin in find_plugins()} | {HOST, *sys.stdlib_module_names}
    if name in taken:
        raise TagStudioError(
            "template.taken",
            "{name} is the name of another plugin, or of a module of Python. Choose another one.",
            name=name,
        )
