"""Who is at work: the name in the settings, else the login."""

import getpass

from tagstudio.core.errors import TagStudioError
from tagstudio.core.settings import load_settings


def person_at_work(name: str | None = None) -> str:
    """Return the name under which answers are given, "" where nobody tells.

    `name` is that of the settings, which are read where it is None. Settings that cannot be read
    are the word of whoever reads them for more; here they name nobody, so the login counts.
    """
    if name is None:
        try:
            name = load_settings().name
        except TagStudioError:
            name = ""
    return " ".join(name.split()) or login()


def login() -> str:
    """Return the name by which the system knows the user, "" where it knows none."""
    try:
        return " ".join(getpass.getuser().split())
    except (OSError, KeyError, ImportError):  # a container's user without a name
        return ""
