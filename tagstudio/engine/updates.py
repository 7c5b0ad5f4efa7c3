"""Whether there is a newer TagStudio, by a small file at an address that the user has named.

The program asks nobody else, and this one only once it was named: the file is the number of the
newest version, or JSON: {"version": "0.2.0", "page": "https://example.org/tagstudio"}.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from packaging.version import InvalidVersion, Version

import tagstudio
from tagstudio.core.errors import TagStudioError

MOST_BYTES = 1 << 16
MOST_LETTERS = 64  # of a version: a page of digits is none
PATIENCE_SECONDS = 15.0
SCHEMES = ("https", "http")


@dataclass(frozen=True)
class Release:
    """The newest version that an address names, and a page about it, "" for none."""

    version: str
    page: str = ""

    @property
    def is_newer(self) -> bool:
        """Tell whether it comes after the version that runs."""
        return Version(self.version) > Version(tagstudio.__version__)


def is_address(text: str) -> bool:
    """Tell whether this is the address of something on the web."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in SCHEMES and bool(parts.hostname) and not any(map(str.isspace, text))


def newest_release(address: str) -> Release:
    """Ask an address for the newest version. Nothing is sent but the request itself.

    Raises TagStudioError where it cannot be reached or does not name a version.
    """
    if not is_address(address):
        raise TagStudioError(
            "updates.no-address",
            "{address} is no address of the web. It begins with https://",
            address=address,
        )
    try:
        said = _read(address)
    except (OSError, ValueError) as error:  # URLError is an OSError
        raise TagStudioError(
            "updates.unreachable",
            "{address} does not answer ({why}). Check the address, or try again later.",
            address=address,
            why=getattr(error, "reason", None) or error,
        ) from error
    return release_in(said, address)


def _read(address: str) -> bytes:
    """Return the first bytes at an address; raises OSError or ValueError."""
    from http.client import HTTPException
    from urllib.request import HTTPRedirectHandler, Request, build_opener

    class ToTheWebOnly(HTTPRedirectHandler):
        """Follows to the web only, to no file of this computer."""

        def redirect_request(self, *args: object, **named: object) -> Request | None:
            made = super().redirect_request(*args, **named)  # type: ignore[arg-type]
            return made if made is None or is_address(made.full_url) else None

    request = Request(address, headers={"User-Agent": "TagStudio", "Accept": "*/*"})
    try:
        with build_opener(ToTheWebOnly).open(request, timeout=PATIENCE_SECONDS) as answer:
            return bytes(answer.read(MOST_BYTES))
    except HTTPException as error:
        raise OSError(type(error).__name__) from error


def release_in(said: bytes, address: str) -> Release:
    """Return the version in what an address has said; raises TagStudioError where there is none."""
    text = said.decode("utf-8", "replace").strip()
    page = ""
    if text.startswith("{"):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            found = {}
        text, page = str(found.get("version", "")), str(found.get("page", ""))
    try:
        version = str(Version(text if len(text) <= MOST_LETTERS else ""))
    except InvalidVersion as error:
        raise TagStudioError(
            "updates.no-version",
            "{address} does not name a version of TagStudio. Check the address.",
            address=address,
        ) from error
    return Release(version, page if is_address(page) else "")
