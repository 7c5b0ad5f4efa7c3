"""The four fields of a sound file by its path, whatever container it is."""

import os
from pathlib import Path
from typing import Any

import mutagen
from mutagen.aac import AAC
from mutagen.aiff import AIFF
from mutagen.asf import ASF
from mutagen.flac import FLAC
from mutagen.mp3 import MP3
from mutagen.mp4 import MP4
from mutagen.oggflac import OggFLAC
from mutagen.oggopus import OggOpus
from mutagen.oggspeex import OggSpeex
from mutagen.oggvorbis import OggVorbis
from mutagen.wave import WAVE

from tagstudio.audio.containers.skip_artwork import without_pictures
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.files.regular_file import opened, shown
from tagstudio.audio.metadata.file_tags import id3, keyed
from tagstudio.audio.metadata.file_tags.fields import FileTags, Stored

_ID3 = (MP3, WAVE, AIFF)
_LAYOUTS = {MP4: keyed.MP4, ASF: keyed.ASF} | dict.fromkeys(
    (FLAC, OggVorbis, OggOpus, OggFLAC, OggSpeex), keyed.VORBIS
)
_KNOWN = [*_ID3, *_LAYOUTS, AAC]


def read_file_tags(path: str, name: str = "") -> FileTags:
    """Return the fields of the sound file at `path`, without reading its pictures.

    `name` is that of the file whose copy it is, for the kinds of file that are told by the name.
    Raises UnreadableAudio when the file is not there or damaged, or its container holds no tags.
    """
    name = name or path
    with opened(path) as (file, size):
        try:
            found = mutagen.File(without_pictures(file, size, name), options=_KNOWN)
            if isinstance(found, _ID3):
                return id3.read(file, size)
        except Exception as error:  # mutagen raises IndexError, KeyError ... on a broken file
            raise _damaged(name, error) from error
    layout = _layout(name, found)
    return keyed.read(found.tags, layout)


def write_file_tags(path: str, name: str, fields: Stored) -> None:
    """Put `fields` into the file at `path`, which is a copy of `name`: a failure may break it.

    A field without texts is taken out. All else in the file's tags stays as it is. Raises as
    `read_file_tags`, and OSError when the disk is full and the like.
    """
    try:
        with Path(path).open("rb+") as file:
            found = mutagen.File(file, filename=name, options=_KNOWN)
            if isinstance(found, _ID3):
                id3.write(file, os.fstat(file.fileno()).st_size, fields)
                return
            layout = _layout(name, found)
            if found.tags is None:
                found.add_tags()
            keyed.write(found.tags, layout, fields)
            file.seek(0)
            found.save(file)
    except (OSError, UnreadableAudio):
        raise
    except Exception as error:  # as above; mutagen wraps the system's errors in its own
        if isinstance(error.__cause__ or error.__context__, OSError):
            raise (error.__cause__ or error.__context__) from error  # type: ignore[misc]
        raise _damaged(name, error) from error


def _layout(path: str, found: Any) -> keyed.Layout:
    layout = _LAYOUTS.get(type(found))
    if layout is None:
        kind = Path(path).suffix[1:].upper() or "such"
        raise UnreadableAudio(
            "unsupported",
            f"{shown(path)} cannot hold tags: {kind} files have no place for them.",
        )
    return layout


def _damaged(path: str, error: Exception) -> UnreadableAudio:
    reason = str(error) or type(error).__name__
    return UnreadableAudio(
        "damaged",
        f"The tags of {shown(path)} cannot be read ({reason}). Another tag editor may mend them.",
    )
