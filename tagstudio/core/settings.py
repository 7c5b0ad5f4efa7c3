"""The user's settings: one TOML file, read once at start, checked, and never guessed at."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError

DEVICES = ("auto", "cpu", "cuda", "mps")


@dataclass(frozen=True)
class Settings:
    """What the user may set, with the values that hold when nothing is set.

    `device` is one of DEVICES; `windows` the number of 29.12 s windows heard per track; `model`
    the model to suggest with (empty: the best one installed).
    """

    device: str = "auto"
    windows: int = 1
    model: str = ""


def settings_file() -> Path:
    """Return the path of the settings file, which need not exist."""
    return paths.config_folder() / "settings.toml"


def load_settings(path: Path | None = None) -> Settings:
    """Read the settings file (by default `settings_file()`); a missing file means the defaults.

    Raises TagStudioError when the file is not TOML or holds an unknown name or a wrong value.
    """
    path = path or settings_file()
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TagStudioError(
            f"The settings file {path} cannot be read: {error}. Mend or remove it."
        ) from error
    known = {field.name: type(field.default) for field in fields(Settings)}
    for name, value in found.items():
        if name not in known:
            raise TagStudioError(
                f"{path}: there is no setting {name!r}. Known are: {', '.join(known)}."
            )
        if type(value) is not known[name]:
            raise TagStudioError(
                f"{path}: {name} must be of type {known[name].__name__}, not {value!r}."
            )
    settings = Settings(**found)
    if settings.device not in DEVICES:
        raise TagStudioError(f"{path}: device must be one of {', '.join(DEVICES)}.")
    if settings.windows < 1:
        raise TagStudioError(f"{path}: windows must be 1 or more, not {settings.windows}.")
    return settings
