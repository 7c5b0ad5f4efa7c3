"""Where the program keeps its things.

The platform's own folders (appdirs), or all of them under one folder when the environment
variable TAGSTUDIO_HOME is set.
"""

import hashlib
import os
import stat
from contextlib import suppress
from pathlib import Path

import appdirs

HOME_VARIABLE = "TAGSTUDIO_HOME"
PRIVATE = 0o700  # the mode of the program's own folders
LIBRARY_SUFFIX = ".db"
_SQLITE = b"SQLite format 3\0"
_FORMER = 0o755
_APP = "tagstudio"


def _folder(kind: str, platform_folder: str) -> Path:
    home = os.environ.get(HOME_VARIABLE)
    return Path(home).expanduser().absolute() / kind if home else Path(platform_folder)


def data_folder() -> Path:
    """Return the folder of data that must not be lost: libraries, models, user plugins."""
    return _folder("data", appdirs.user_data_dir(_APP, appauthor=False))


def config_folder() -> Path:
    """Return the folder of the settings file."""
    return _folder("config", appdirs.user_config_dir(_APP, appauthor=False))


def cache_folder() -> Path:
    """Return the folder of data that can be fetched or computed again."""
    return _folder("cache", appdirs.user_cache_dir(_APP, appauthor=False))


def log_folder() -> Path:
    """Return the folder of the log files."""
    return _folder("log", appdirs.user_log_dir(_APP, appauthor=False))


def make_private() -> None:
    """Make the folders above, which nobody else may look into: they name all music and answers.

    Folders that are there keep the mode that somebody chose; only that which earlier versions gave
    them is changed. What the system does not allow fails where the folder is needed.
    """
    for folder in (data_folder(), config_folder(), cache_folder(), log_folder()):
        with suppress(OSError):
            folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
            if stat.S_IMODE(folder.stat().st_mode) == _FORMER:
                folder.chmod(PRIVATE)


def default_library() -> Path:
    """Return the library file used when none is named."""
    return data_folder() / "library.db"


def demo_library() -> Path:
    """Return the file of the demo's own library: its pieces come into no other by themselves."""
    return data_folder() / "demo-library.db"


def database_folder(library_id: str) -> Path:
    """Return the folder of the files of this machine that belong to a library in a database."""
    return data_folder() / "databases" / library_id


def is_library(path: Path) -> bool:
    """Tell whether a file is meant as a library: by its ending, or as one of SQLite's."""
    try:
        if not path.is_file():
            return False
        if path.suffix.lower() == LIBRARY_SUFFIX:
            return True
        with path.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return False


def models_folder(plugin: str) -> Path:
    """Return the folder in which the plugin named `plugin` keeps its models."""
    return data_folder() / "models" / plugin


def clips_store(dataset: Path) -> Path:
    """Return the folder for the decoded clips of one dataset; clip ids are unique within it."""
    digest = hashlib.sha256(os.fsencode(dataset.expanduser().absolute())).hexdigest()
    return cache_folder() / "clips" / digest[:12]


def user_plugins_folder() -> Path:
    """Return the folder into which a user puts plugins of their own."""
    return data_folder() / "plugins"


def presets_folder() -> Path:
    """Return the folder of the user's own presets for writing tags; it need not exist."""
    return _folder("presets", str(config_folder() / "presets"))


def bundled_folder(name: str) -> Path:
    """Return a folder that comes with the program: in the wheel's package, or beside it."""
    package = Path(__file__).parent.parent
    packaged = package / name
    return packaged if packaged.is_dir() else package.parent / name
