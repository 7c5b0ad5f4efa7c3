"""Tell whether a file whose name has no suffix is audio."""

import os

from tagstudio.audio.containers.id3v2 import after_leading_tags
from tagstudio.audio.containers.recognise import format_at

BINARY_BYTES = 512  # at the start, among which every format of audio has a zero and no text has


def begins_as_audio(path: str) -> bool:
    """Tell whether the regular file at `path` begins as audio of a known format."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            if b"\0" not in file.read(BINARY_BYTES):
                return False
            size = os.fstat(file.fileno()).st_size
            return format_at(file, after_leading_tags(file, size), size) is not None
    except OSError:
        return False
