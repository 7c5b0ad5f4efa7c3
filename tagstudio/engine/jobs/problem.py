"""Why a file could not be dealt with."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """A file that failed: its path, a short code for machines, a sentence for people."""

    path: str
    code: str
    message: str
