"""Whether the Python packages that a plugin needs are there. Nothing is installed or fetched."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from tagstudio.core.messages import Message, message
from tagstudio.core.own_program import is_bundled
from tagstudio.plugin_api import Manifest

if TYPE_CHECKING:
    from packaging.requirements import Requirement


@dataclass(frozen=True)
class MissingPackage:
    """A requirement that is not met; `found` is the version that is there, "" for none."""

    requirement: str
    found: str = ""

    @property
    def message(self) -> Message:
        """The requirement, with the version that is there in its place."""
        if self.found:
            return message(
                "requirements.other-version",
                "{wanted} (there is {found})",
                wanted=self.requirement,
                found=self.found,
            )
        return message("requirements.not-there", "{wanted}", wanted=self.requirement)


def missing(requirements: Iterable[str]) -> list[MissingPackage]:
    """Return the requirements that are not met here; one for another system needs nothing."""
    found = (_missing(text) for text in requirements)
    return [one for one in found if one is not None]


def unmet(manifest: Manifest) -> Message | None:
    """Return what a plugin cannot work without and what to do; None where it has all it needs."""
    lacking = missing(manifest.permissions.needs if manifest.permissions else ())
    if not lacking:
        return None
    if is_bundled():
        parsed = [(one.requirement, _parsed(one.requirement)) for one in lacking]
        return message(
            "requirements.not-in-bundle",
            "The plugin {plugin} needs {names}, which this build of TagStudio leaves out: install"
            " TagStudio with uv or pipx as well, it opens the same library.",
            plugin=manifest.name,
            names=", ".join(one.name if one else text for text, one in parsed),
        )
    return message(
        "requirements.unmet",
        "The plugin {plugin} needs Python packages that are not there: {names}. Install them where"
        " TagStudio runs, then try again.",
        plugin=manifest.name,
        names=", ".join(str(one.message) for one in lacking),
    )


def invalid(requirements: Iterable[str]) -> list[str]:
    """Return those texts that are no requirements as pip spells them."""
    return [text for text in requirements if _parsed(text) is None]


def _parsed(text: str) -> "Requirement | None":
    from packaging.requirements import InvalidRequirement, Requirement  # not at the window's start

    try:
        return Requirement(text)
    except InvalidRequirement:
        return None


def wanted(requirements: Iterable[str]) -> list[str]:
    """Return those requirements that hold here, without their conditions.

    One under the condition of an extra is of a package that is used only where it is there.
    """
    parsed = [(text, _parsed(text)) for text in requirements]
    return [
        f"{one.name}{one.specifier}" if one else text
        for text, one in parsed
        if one is None or _holds(one)
    ]


def _holds(requirement: "Requirement") -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": ""})


def _missing(text: str) -> MissingPackage | None:
    wanted = _parsed(text)
    if wanted is None:
        return MissingPackage(text)
    if not _holds(wanted):
        return None
    try:
        found = version(wanted.name)
    except PackageNotFoundError:
        return MissingPackage(f"{wanted.name}{wanted.specifier}")
    fits = wanted.specifier.contains(found, prereleases=True)
    return None if fits else MissingPackage(f"{wanted.name}{wanted.specifier}", found)
