"""Parse the header and tags of an audio file with mutagen, as one of the declared formats."""

from functools import cache
from importlib import import_module
from typing import Any, BinaryIO

import mutagen

from tagstudio.audio.files.formats import FORMATS, FileFormat


def parse(file: BinaryIO, name: str = "") -> Any:
    """Return mutagen's view of `file`, None for a file of none of FORMATS.

    `name` is that of the file, where `file` does not know its own: some formats are recognised by
    it. Raises whatever mutagen raises on a broken file: IndexError, KeyError, MemoryError ...
    """
    named = {"filename": name} if name else {}
    return mutagen.File(file, options=list(_by_class()), **named)


def format_of(parsed: Any) -> FileFormat | None:
    """Return the format of a file that `parse` returned; None for a file of none of FORMATS."""
    return _by_class().get(type(parsed))


@cache
def _by_class() -> dict[type, FileFormat]:
    return {_class(one.mutagen): one for one in FORMATS}


def _class(dotted: str) -> type:
    module, _, name = dotted.rpartition(".")
    found: type = getattr(import_module(module), name)
    return found
