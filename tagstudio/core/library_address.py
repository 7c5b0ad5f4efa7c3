"""Where a library is: the path of an SQLite file, or the address of a PostgreSQL database."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from urllib.parse import parse_qsl, unquote, urlsplit

from tagstudio.core.errors import TagStudioError

SCHEME = "postgresql"
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
# What libpq takes in an address that is a secret, or that names where one is kept.
_SECRETS = frozenset({"password", "passfile", "sslpassword", "oauth_client_secret"})


@dataclass(frozen=True)
class DatabaseAddress:
    """The address of a library in a PostgreSQL database: `postgresql://[user@]host[:port]/database`.

    `url` holds no password: the driver finds that in ~/.pgpass, or needs none. What libpq takes
    behind a question mark, as `sslmode=verify-full`, is passed on to it.
    """

    url: str

    def __str__(self) -> str:
        return self.url

    @property
    def name(self) -> str:
        """The name of the database."""
        return unquote(urlsplit(self.url).path.lstrip("/"))

    @property
    def stem(self) -> str:
        """The name of the database, as a title."""
        return self.name


LibraryAddress: TypeAlias = Path | DatabaseAddress


def library_address(named: str | Path) -> LibraryAddress:
    """Return the address that a text names: an absolute path, or that of a database.

    Raises TagStudioError for an address of another kind, an incomplete one, or one with a password.
    """
    match = _URL.match(str(named))
    if match is None:
        return Path(named).expanduser().absolute()
    url = str(named)
    if match[1].lower() != SCHEME:
        raise TagStudioError(
            "library.unknown-address",
            "{name} is an address of a kind that TagStudio does not know. A library is a file"
            " (--library FILE) or a PostgreSQL database: --library"
            " postgresql://USER@HOST/DATABASE",
            name=without_password(url),
        )
    parts = urlsplit(url)
    if parts.password is not None or _SECRETS & {key for key, _ in parse_qsl(parts.query, True)}:
        raise TagStudioError(
            "library.password-in-address",
            "The address {name} holds a password, which others could read in the list of processes."
            " Leave it out, and write it into ~/.pgpass, a line HOST:PORT:DATABASE:USER:PASSWORD in"
            " a file that only you can read (chmod 600 ~/.pgpass).",
            name=without_password(url),
        )
    address = DatabaseAddress(SCHEME + url[len(match[1]) :])
    if not address.name or "/" in address.name or not _port_is_sound(url):
        raise TagStudioError(
            "library.incomplete-address",
            "{name} names no database. Write it as postgresql://USER@HOST/DATABASE, with :PORT"
            " behind the host where it is not 5432.",
            name=without_password(url),
        )
    return address


def may_be_there(address: LibraryAddress) -> bool:
    """Tell whether there is a library file; whether a database has a library, its server knows."""
    return address.exists() if isinstance(address, Path) else True


def parsed_addresses(text: str) -> list[LibraryAddress]:
    """Return the library that a text names, or none where it is no sound address."""
    try:
        return [library_address(text)]
    except TagStudioError:
        return []


def without_password(url: str) -> str:
    """Return a URL that may be shown: stars in the place of what may be a secret in it."""
    scheme, found, rest = url.partition("://")
    if not found:
        return url
    authority, slash, path = rest.partition("/")
    user, at, host = authority.rpartition("@")
    user = f"{user.partition(':')[0]}:***" if ":" in user else user
    query = re.sub(rf"(?i)\b({'|'.join(sorted(_SECRETS))})=[^&#]*", r"\1=***", f"{slash}{path}")
    return f"{scheme}://{user}{at}{host}{query}"


def _port_is_sound(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False
