"""What somebody may do in a library, and what is said to who may not.

In a library file everybody may do everything; in a database the server holds each to a role.
"""

from collections.abc import Iterable
from enum import StrEnum

from tagstudio.core.messages import Message, message


class Role(StrEnum):
    """A role, by the end of its name on the server."""

    READER = "reader"
    LIBRARIAN = "librarian"
    CURATOR = "curator"


class Right(StrEnum):
    """What only some may do, by the table to which it adds rows."""

    ANSWER = "journal"
    SCAN = "tracks"
    MANAGE_TAGS = "tag_edits"
    MANAGE_FOLDERS = "folders"
    PROMOTE = "promotions"


EVERYTHING = frozenset(Right)


def refusal(role: Role | None, people: Iterable[str]) -> Message:
    """Return the sentence that only a role may do something, and whom to ask."""
    asked = ", ".join(people)
    match role:
        case Role.CURATOR:
            return message(
                "role.curator-only",
                "Only a curator of this library may do that: whoever decides on its tags, models,"
                " thresholds and folders. Ask one of these: {people}.",
                people=asked,
            )
        case Role.LIBRARIAN:
            return message(
                "role.librarian-only",
                "You may read this library, not change it: that takes the role of a librarian. Ask"
                " one of these for it: {people}.",
                people=asked,
            )
        case _:
            return message(
                "role.owner-only",
                "Only the owner of the database may do that. Ask one of these: {people}.",
                people=asked,
            )
