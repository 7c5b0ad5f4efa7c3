"""The tags of a file's own container, by whoever reads them best.

mutagen reads most containers. MP4 has tags in places that it does not know, and Matroska it does
not read. The texts of Core Audio, AU and Wave64 are those that FFmpeg tells.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from tagstudio.audio.containers.mp4_atoms import BadAtoms
from tagstudio.audio.files.formats import MP4, FileFormat
from tagstudio.audio.metadata import matroska
from tagstudio.audio.metadata.file_tags.mp4 import read_texts

if TYPE_CHECKING:
    from av.container import InputContainer

_DEMUXERS = {"caf": "caf", "au": "au", "w64": "w64"}
_FRAMES = {**matroska.FRAMES, "recordeddate": "TDRC"}  # Core Audio calls it "recorded date"


def container_tags(
    file: BinaryIO, size: int, kind: FileFormat | None, parsed: Any
) -> Mapping[str, Any] | None:
    """Return the texts of the container's own tag by the keys of the format, None for none.

    `parsed` is mutagen's view of the file, or None. A format without keys of its own has those of
    ID3.
    """
    if kind and kind.tags is MP4:
        try:
            return read_texts(file, size)
        except BadAtoms:  # somewhere: mutagen may see the list all the same
            return cast(Mapping[str, Any] | None, getattr(parsed, "tags", None))
    if kind and kind.name == "mka":
        return matroska.read_texts(file, size)
    if kind and kind.name in _DEMUXERS:
        return _told_by_ffmpeg(file, _DEMUXERS[kind.name])
    return cast(Mapping[str, Any] | None, getattr(parsed, "tags", None))


def _told_by_ffmpeg(file: BinaryIO, demuxer: str) -> dict[str, list[str]] | None:
    import av  # slow to load, and few files need it
    from av.error import FFmpegError

    file.seek(0)
    try:
        with av.open(file, "r", format=demuxer, metadata_errors="ignore") as container:
            told = _told(container)
    except (FFmpegError, OSError):  # OSError: a size field sent it before the file
        return None
    found: dict[str, list[str]] = {}
    for name, frame in _FRAMES.items():
        if name in told:
            found.setdefault(frame, [told[name]])
    return found


def _told(container: "InputContainer") -> dict[str, str]:
    """Return what is said of the file and of its first sound, that of the file first."""
    of_sound = container.streams.audio[0].metadata if container.streams.audio else {}
    texts = {**of_sound, **container.metadata}
    return {re.sub("[ _]", "", name).casefold(): text for name, text in texts.items() if text}
