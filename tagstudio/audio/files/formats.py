"""Which files are sound files, by their names."""

import os

SUFFIXES = frozenset(
    [
        ".mp3",
        ".flac",
        ".ogg",
        ".oga",
        ".opus",
        ".m4a",
        ".m4b",
        ".mp4",
        ".aac",
        ".wav",
        ".aif",
        ".aiff",
        ".aifc",
        ".wma",
    ]
)


def is_audio(path: str | os.PathLike[str]) -> bool:
    """Tell whether the name of `path` ends as that of a sound file; case does not matter."""
    return os.path.splitext(path)[1].lower() in SUFFIXES  # noqa: PTH122  runs for each file found
