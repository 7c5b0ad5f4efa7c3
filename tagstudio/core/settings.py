"""The user's settings: one TOML file, read once at start, checked, and never guessed at."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError

DEVICES = ("auto", "cpu", "cuda", "mps")
MAX_WINDOWS = 100


@dataclass(frozen=True)
class Settings:
    """What the user may set, with the values that hold when nothing is set.

    `device` is one of DEVICES; `windows` the number of 29.12 s windows heard per track, up to
    MAX_WINDOWS; `model` the model to suggest with (empty: the best one installed); `plugins` the
    options of each plugin by its name, as its manifest declares them.
    """

    device: str = "auto"
    windows: int = 1
    model: str = ""
    plugins: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, hash=False)


def settings_file() -> Path:
    """Return the path of the settings file, which need not exist."""
    return paths.config_folder() / "settings.toml"


def load_settings(path: Path | None = None) -> Settings:
    """Read the settings file (by default `settings_file()`); a missing file means the defaults.

    Raises TagStudioError when the file is not TOML or holds an unknown name or a wrong value.
    """
    path = path or settings_file()
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from error
    return settings_in(text, path)


def settings_in(text: str, path: Path) -> Settings:
    """Return the settings that the text of a settings file holds; `path` is for the errors.

    Raises TagStudioError when it is not TOML or holds an unknown name or a wrong value.
    """
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(path, error) from error
    if problem := _problem(found):
        raise TagStudioError(f"{path}: {problem}")
    return Settings(**found)


def _unreadable(path: Path, error: Exception) -> TagStudioError:
    return TagStudioError(f"The settings file {path} cannot be read: {error}. Mend or remove it.")


def _problem(found: Mapping[str, Any]) -> str:
    """Return what is wrong with the values of a settings file, "" when they hold."""
    known = {field.name: type(getattr(Settings(), field.name)) for field in fields(Settings)}
    for name, value in found.items():
        if name not in known:
            return f"there is no setting {name!r}. Known are: {', '.join(known)}."
        if type(value) is not known[name]:
            return f"{name} must be of type {known[name].__name__}, not {value!r}."
    settings = Settings(**found)
    if settings.device not in DEVICES:
        return f"device must be one of {', '.join(DEVICES)}."
    if not 1 <= settings.windows <= MAX_WINDOWS:
        return f"windows must be 1 or more, {MAX_WINDOWS} at most, not {settings.windows}."
    for name, options in settings.plugins.items():
        if not isinstance(options, dict):
            return f"plugins.{name} must be a table of options, not {options!r}."
    return ""
