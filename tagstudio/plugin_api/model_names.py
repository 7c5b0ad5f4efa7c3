"""The names that a model may have: they are the names of files on every system, and no paths."""

import re

from tagstudio.core.errors import TagStudioError

_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9 ._-]{0,98}[A-Za-z0-9_-])?")
# Windows keeps these for devices, whatever follows the first dot.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def check_model_name(name: str) -> None:
    """Raise TagStudioError when `name` cannot be a model's."""
    if not _NAME.fullmatch(name) or _DEVICES.fullmatch(name):
        raise TagStudioError(
            "models.bad-name",
            "{name!r} cannot be a model's name. Use 1 to 100 letters, digits, spaces, dots, dashes"
            " and underscores; begin with a letter or digit, and do not end with a space or dot.",
            name=name[:120],
        )
