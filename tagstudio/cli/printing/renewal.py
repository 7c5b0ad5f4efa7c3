"""Renew the suggestions once another version is in use, and say what is left to hear."""

from typing import TYPE_CHECKING, Any

from tagstudio.cli.printing.output import answer, numbered, run_with_bar
from tagstudio.core.errors import TagStudioError

if TYPE_CHECKING:
    from tagstudio.cli.invocation import Invocation
    from tagstudio.engine.tagging.renewal import Renewal
    from tagstudio.library.db.database import Library


def renew(call: "Invocation", library: "Library", device: str) -> "Renewal | None":
    """Let the version in use suggest from stored features; None where the settings name a model.

    It decodes nothing. A version that cannot suggest is in use all the same, and that is said.
    """
    from tagstudio.engine.tagging.renewal import renew_suggestions

    if call.settings.model:
        return None
    try:
        return run_with_bar(renew_suggestions(library, device), "suggest")
    except TagStudioError as error:
        answer(f"The suggestions are as they were: {error}")
        return None


def say_renewed(renewal: "Renewal | None") -> None:
    """Say whose suggestions are shown from now on."""
    if renewal is None:
        return
    if not renewal.to_hear:
        print("The suggestions are renewed.")
        return
    tracks = numbered(len(renewal.to_hear), "track")
    again = "has" if len(renewal.to_hear) == 1 else "have"
    print(
        f"{tracks} {again} to be listened to again; until then the suggestions of"
        f" {renewal.before} stay. Go on with: tagstudio suggest"
    )


def renewal_as_dict(renewal: "Renewal | None") -> dict[str, Any] | None:
    """Return it for JSON, None where nothing was renewed."""
    if renewal is None:
        return None
    counts = {"suggested": renewal.suggested, "to_hear": len(renewal.to_hear)}
    return {**counts, "shown": renewal.before or renewal.model}
