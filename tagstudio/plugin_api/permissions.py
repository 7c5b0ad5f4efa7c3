"""What a plugin says that it does beyond scoring tracks: the table [permissions] of its manifest.

It is said to the user before the plugin is installed, and wherever it is listed. Nothing enforces
it: a plugin is code that runs with the user's rights.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from tagstudio.core.errors import TagStudioError


@dataclass(frozen=True)
class Permissions:
    """What a plugin does beyond reading the tracks it is asked about and keeping its own files.

    `needs` are the Python packages that it imports, as pip spells requirements; the standard
    library, TagStudio itself and NumPy need no mention.
    """

    network: bool = False
    reads_files_outside: bool = False
    writes_files_outside: bool = False
    starts_programs: bool = False
    needs: tuple[str, ...] = ()


def read_permissions(declared: Mapping[str, Any]) -> Permissions:
    """Return the permissions of a manifest's table; raise TagStudioError for an invalid one."""
    known = {field.name for field in fields(Permissions)}
    if unknown := sorted(set(declared) - known):
        raise TagStudioError(
            "permissions.unknown",
            "permissions has unknown fields {fields}; there are: {known}.",
            fields=", ".join(unknown),
            known=", ".join(sorted(known)),
        )
    needs = declared.get("needs", [])
    if not isinstance(needs, list) or not all(isinstance(need, str) for need in needs):
        raise TagStudioError(
            "permissions.needs", "permissions.needs must be a list of Python packages."
        )
    for name, value in declared.items():
        if name != "needs" and type(value) is not bool:
            raise TagStudioError(
                "permissions.no-boolean", "permissions.{name} must be true or false.", name=name
            )
    return Permissions(**{**declared, "needs": tuple(needs)})
