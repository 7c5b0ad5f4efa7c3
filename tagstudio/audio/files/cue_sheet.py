"""CUE sheets: which audio file a sheet divides, and into how many tracks.

The sheet is the text file of a disc's image (CDRWIN's manual): a line FILE "name" TYPE, then a line
TRACK nn AUDIO for each track in it.
"""

import os
import re
from dataclasses import dataclass

from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.files.formats import is_audio
from tagstudio.audio.files.regular_file import opened

MOST_BYTES = 1 << 16  # of a sheet that are read; one of 99 tracks has about 10,000

_FILE = re.compile(r'^\s*FILE\s+(?:"([^"\n]+)"|(\S+))', re.MULTILINE | re.IGNORECASE)
_TRACK = re.compile(r"^\s*TRACK\s+\d+\s+AUDIO\b", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True)
class CueSheet:
    """A sheet that divides one file: the path of `audio_file`, and the number of its `tracks`."""

    audio_file: str
    tracks: int


def read_cue_sheet(path: str) -> CueSheet | None:
    """Return the sheet at `path` if it names several tracks of one audio file that is there.

    None as well for a sheet of one file per track, and for one that cannot be read. Many sheets
    name the .wav that a program made first: the file of that name with another suffix counts too.
    """
    try:
        with opened(path) as (file, _):
            text = _decoded(file.read(MOST_BYTES))
    except UnreadableAudio:
        return None
    names = [quoted or plain for quoted, plain in _FILE.findall(text)]
    tracks = len(_TRACK.findall(text))
    if len(names) != 1 or tracks < 2:
        return None
    audio_file = _beside(path, names[0])
    return CueSheet(audio_file, tracks) if audio_file else None


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _beside(sheet: str, name: str) -> str:
    """Return the path of the audio file `name` beside a sheet, "" where there is none."""
    folder = os.path.dirname(sheet)  # noqa: PTH120
    wanted = re.split(r"[\\/]", name)[-1]
    stems = {os.path.splitext(wanted)[0], os.path.splitext(os.path.basename(sheet))[0]}  # noqa: PTH119, PTH122
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208
    except OSError:
        return ""
    if wanted in names and is_audio(wanted):
        return os.path.join(folder, wanted)  # noqa: PTH118
    others = (one for one in names if is_audio(one) and os.path.splitext(one)[0] in stems)  # noqa: PTH122
    return next((os.path.join(folder, one) for one in others), "")  # noqa: PTH118
