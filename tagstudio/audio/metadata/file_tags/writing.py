"""Write tags into an audio file: on a copy, which is compared before it replaces the file."""

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial

from tagstudio.audio.files.regular_file import shown
from tagstudio.audio.files.safe_change import (
    FileState,
    NotChanged,
    change_safely,
    changed_meanwhile,
)
from tagstudio.audio.metadata.file_tags.fields import Field, Stored
from tagstudio.audio.metadata.file_tags.files import read_file_tags, write_file_tags
from tagstudio.audio.metadata.verification.compare import difference
from tagstudio.core.messages import Message

# Gets the file, its changed copy, the name of the file, and the fields that may differ; returns
# what else differs, None where nothing does.
Compare = Callable[[str, str, str, Collection[Field]], Message | None]
# Gets the file, its state, and the copy that will replace it.
Keep = Callable[[str, FileState, str], object]


@dataclass(frozen=True)
class Safeguards:
    """What is done before a copy takes a file's place: comparing, and keeping the way back.

    `planned` are the size in bytes and the time of change in ns of the file that is meant; another
    one is left.
    """

    compare: Compare = difference
    keep: Keep | None = None
    planned: tuple[int, int] | None = None


def write_tags(
    path: str,
    fields: Stored,
    *,
    keep_time: bool,
    expected: Stored | None = None,
    safeguards: Safeguards | None = None,
) -> None:
    """Put `fields` into the audio file at `path`; those without texts are removed.

    `expected` are the texts that some fields must have before. Raises NotChanged or
    UnreadableAudio; the file is then as it was.
    """
    change = partial(_write_and_check, path, fields, expected or {}, safeguards or Safeguards())
    change_safely(path, change, keep_time=keep_time)


def _write_and_check(  # noqa: PLR0913, PLR0917 - four are bound, two come from change_safely
    path: str,
    fields: Stored,
    expected: Stored,
    safeguards: Safeguards,
    copy: str,
    state: FileState,
) -> None:
    """Write into `copy`, a copy of the file at `path`; refuse it unless only `fields` changed."""
    if safeguards.planned not in {None, (state.size, state.mtime_ns)}:
        raise changed_meanwhile(path)
    asked = (*fields, *expected)
    before = read_file_tags(path, further=asked).stored  # its bytes are the copy's, or it is left
    if any(before[field] != texts for field, texts in expected.items()):
        raise outdated(path)
    write_file_tags(copy, path, fields)
    if read_file_tags(copy, path, asked).stored != {**before, **fields}:
        raise NotChanged(
            "not_written",
            "audio.odd-tag",
            "{path} was not written: its tag is built in a way that TagStudio cannot keep whole."
            " Another tag editor may repair it.",
            path=shown(path),
        )
    original = os.path.realpath(path)
    if different := safeguards.compare(original, copy, path, tuple(fields)):
        raise NotChanged(
            "not_written",
            "audio.copy-differs",
            "{path} was not written and is as it was: {difference}. Another tag editor may be able"
            " to write it.",
            path=shown(path),
            difference=different,
        )
    if safeguards.keep:
        safeguards.keep(original, state, copy)


def outdated(path: str) -> NotChanged:
    """Make the error for a file that is not as it was when its changes were agreed upon."""
    return NotChanged(
        "changed",
        "write.outdated",
        "{path} was changed meanwhile. Look at the differences again.",
        path=shown(path),
    )
