"""The user's settings: one TOML file, read and checked once at start."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message, plain
from tagstudio.core.os_errors import reason_of
from tagstudio.core.regular_files import NO_UTF8, TOO_DEEP, read_text

AUTO = "auto"  # the device that the plugin finds the fastest
DEVICES = (AUTO, "cpu", "cuda", "mps")
MAX_WINDOWS = 100
DAILY, WEEKLY, NEVER = "daily", "weekly", "never"
MAX_TRAIN_AFTER = 100_000  # answered tracks
LONGEST_NAME = 60  # characters


@dataclass(frozen=True)
class Settings:
    """The settings, with their defaults.

    `device` is one of DEVICES; `windows` the number of 29.12 s windows scored per track, up to
    MAX_WINDOWS, all but one of them in a second pass; `model` the model to suggest with (empty: the
    best one installed); `listen_closer` tells whether the window makes the second pass by itself;
    `genre_separators` the signs at which genres in files are taken apart beside ";", such as "/,";
    `plugins` the options of each plugin by its name, as its manifest declares them; `train_after`
    is when a version is trained by itself: after so many newly answered tracks, or DAILY, WEEKLY
    or NEVER; `plugins_off` are the names of the plugins that are switched off; `watch_on_battery`
    tells whether new tracks in watched folders are listened to on battery, too; `updates_from` is
    the address where the window looks for a newer TagStudio (empty: nowhere); `name` is the name
    under which answers are given (empty: the login, see `core.person`).
    """

    device: str = AUTO
    windows: int = 3
    model: str = ""
    plugins: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, hash=False)
    genre_separators: str = ""
    listen_closer: bool = True
    train_after: str = "25"
    plugins_off: tuple[str, ...] = ()
    watch_on_battery: bool = False
    updates_from: str = ""
    name: str = ""


def settings_file() -> Path:
    """Return the path of the settings file, which need not exist."""
    return paths.config_folder() / "settings.toml"


def load_settings(path: Path | None = None) -> Settings:
    """Read the settings file (by default `settings_file()`); return the defaults without one.

    Raises TagStudioError when the file is not TOML or holds an unknown name or a wrong value.
    """
    path = path or settings_file()
    try:
        text = read_text(path)
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise _unreadable(path, reason_of(error)) from error
    except UnicodeDecodeError as error:
        raise _unreadable(path, NO_UTF8) from error
    return settings_in(text, path)


def genre_separators() -> str:
    """Return the signs at which the user wants genres taken apart now, as a job begins.

    Every job that reads tags asks here, and none keeps the answer beyond its end: one that is run
    again goes by what the user wants then. Raises TagStudioError as `load_settings`.
    """
    return load_settings().genre_separators


def settings_in(text: str, path: Path) -> Settings:
    """Return the settings that the text of a settings file holds; `path` is for the errors.

    Raises TagStudioError when it is not TOML or holds an unknown name or a wrong value.
    """
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(path, plain(str(error))) from error
    except RecursionError:
        raise _unreadable(path, TOO_DEEP) from None
    found = {name: tuple(v) if isinstance(v, list) else v for name, v in found.items()}
    if problem := _problem(found):
        raise TagStudioError("settings.invalid", "{path}: {problem}", path=path, problem=problem)
    return Settings(**found)


def _unreadable(path: Path, error: Message) -> TagStudioError:
    return TagStudioError(
        "settings.unreadable",
        "The settings file {path} cannot be read: {error}. Correct or remove it.",
        path=path,
        error=error,
    )


def _problem(found: Mapping[str, Any]) -> Message | None:
    """Return the first fault among the values of a settings file, None when there is none."""
    known = {field.name: type(getattr(Settings(), field.name)) for field in fields(Settings)}
    for name, value in found.items():
        if name not in known:
            return message(
                "settings.unknown",
                "there is no setting {name!r}. The settings are: {names}.",
                name=name,
                names=", ".join(known),
            )
        if type(value) is not known[name]:
            return message(
                "settings.wrong-type",
                "the setting {name!r} must be of type {type}, not {value}.",
                name=name,
                type="list" if known[name] is tuple else known[name].__name__,
                value=repr(value),
            )
    return _problem_of(Settings(**found))


def is_rule(train_after: str) -> bool:
    """Tell whether this says when a version is trained by itself."""
    if train_after in {DAILY, WEEKLY, NEVER}:
        return True
    is_number = train_after.isascii() and train_after.isdigit() and len(train_after) < 10
    return is_number and 1 <= int(train_after) <= MAX_TRAIN_AFTER


def is_name(name: str) -> bool:
    """Tell whether answers can be given under this name; the empty one stands for the login."""
    return len(name) <= LONGEST_NAME and name.isprintable()


def _problem_of(settings: Settings) -> Message | None:
    """Return the first value out of its bounds; their types are checked already."""
    if settings.device not in DEVICES:
        names = ", ".join(DEVICES)
        return message(
            "settings.device", "the setting 'device' must be one of {names}.", names=names
        )
    if not 1 <= settings.windows <= MAX_WINDOWS:
        return message(
            "settings.windows",
            "the setting 'windows' must be 1 or more, {most} at most, not {value}.",
            most=MAX_WINDOWS,
            value=settings.windows,
        )
    if any(sign.isalnum() or sign.isspace() for sign in settings.genre_separators):
        return message(
            "settings.genre-separators",
            "the setting 'genre_separators' must be signs such as / and , without letters, digits"
            " and blanks, not {value}.",
            value=repr(settings.genre_separators),
        )
    if not is_rule(settings.train_after):
        return message(
            "settings.train-after",
            "the setting 'train_after' must be a number of answered tracks in quotes, such as"
            ' "25", {most} at most, or daily, weekly or never, not {value}.',
            most=MAX_TRAIN_AFTER,
            value=repr(settings.train_after),
        )
    if not is_name(settings.name):
        return message(
            "settings.name",
            "the setting 'name' must be one line of at most {most} characters, not {value}.",
            most=LONGEST_NAME,
            value=repr(settings.name),
        )
    return _problem_of_plugins(settings)


def _problem_of_plugins(settings: Settings) -> Message | None:
    if not all(isinstance(name, str) for name in settings.plugins_off):
        return message(
            "settings.plugins-off", "the setting 'plugins_off' must be a list of names of plugins."
        )
    for name, options in settings.plugins.items():
        if not isinstance(options, dict):
            return message(
                "settings.plugin-options",
                "the setting 'plugins.{name}' must be a table of options, not {value}.",
                name=name,
                value=repr(options),
            )
    return None
