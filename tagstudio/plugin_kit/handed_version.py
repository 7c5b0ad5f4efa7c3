"""What goes with a version to another computer, and what stays here."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

FINE_TUNED = ", fine-tuned by you"  # ends the title of a version here, on the computer it is from
_ELSEWHERE = ", fine-tuned elsewhere"


def title_elsewhere(title: str) -> str:
    """Return the title of a version for another computer."""
    return f"{title.removesuffix(FINE_TUNED)}{_ELSEWHERE}" if title.endswith(FINE_TUNED) else title


def without_path(training: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Return what a version says of its training, without the folder of the library.

    The name of the library's file stays: "it learned from the answers of another library".
    """
    options = (training or {}).get("options")
    library = options.get("library") if isinstance(options, dict) else None
    if training is None or not isinstance(options, dict) or not isinstance(library, dict):
        return training
    named = library | {"path": PurePath(str(library.get("path", ""))).name}
    return {**training, "options": options | {"library": named}}
