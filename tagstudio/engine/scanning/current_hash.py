"""The recording that a file holds now, without reading it where it looks as the scan saw it."""

from pathlib import Path

from tagstudio.audio.containers.content_hash import content_hash
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.files.change_time import change_time_ns
from tagstudio.library.tracks.content_key import same_recording
from tagstudio.library.tracks.known_files import KnownFile


def current_hash(path: str, known: KnownFile) -> bytes | None:
    """Return the content hash of the file at `path`, None for one that cannot be read.

    A file that looks as `known` is not read: its hash is the known one.
    """
    try:
        status = Path(path).stat()
        looks = status.st_size, status.st_mtime_ns, change_time_ns(status)
        return content_hash(path) if known.has_changed(*looks) else known.content_hash
    except (OSError, UnreadableAudio):
        return None


def holds_same_recording(path: str, known: KnownFile) -> bool:
    """Tell whether the file at `path` is not known to hold another recording than at the scan."""
    if not Path(path).exists():  # gone since it was heard
        return True
    return same_recording(current_hash(path, known), known.content_hash)
