"""Read and write the four fields of an audio file by its path, whatever its format."""

import os
from pathlib import Path
from typing import Any

from tagstudio.audio.containers.skip_artwork import without_pictures
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.files.formats import ID3, MP4, TagKeys
from tagstudio.audio.files.regular_file import opened, shown
from tagstudio.audio.files.safe_change import NotChanged
from tagstudio.audio.metadata.file_tags import id3, keyed, mp4
from tagstudio.audio.metadata.file_tags.fields import FileTags, Stored
from tagstudio.audio.metadata.parse import format_of, parse


def read_file_tags(path: str, name: str = "") -> FileTags:
    """Return the fields of the audio file at `path`, without reading its pictures.

    `name` is that of the file whose copy it is, for the formats that are recognised by the name.
    Raises UnreadableAudio when the file is not there or damaged, or its format has no tags.
    """
    name = name or path
    with opened(path) as (file, size):
        try:
            found = parse(without_pictures(file, size, name))
            keys = _tag_keys(found)
            if keys is ID3:
                return id3.read(file, size)
            if keys is MP4:
                return mp4.read(file, size)
        except Exception as error:  # mutagen raises IndexError, KeyError ... on a broken file
            raise _damaged(name, error) from error
    keys = _checked(keys, name)
    return keyed.read(found.tags, keys)


def write_file_tags(path: str, name: str, fields: Stored) -> None:
    """Put `fields` into the file at `path`, which is a copy of `name`: a failure may break it.

    A field without texts is removed; the other tags of the file stay as they are. Raises as
    `read_file_tags`, and OSError as when the disk is full.
    """
    try:
        with Path(path).open("rb+") as file:
            found = parse(file, name)
            if _tag_keys(found) is ID3:
                id3.write(file, os.fstat(file.fileno()).st_size, fields)
                return
            keys = _checked(_tag_keys(found), name)
            if keys is MP4:
                mp4.write(file, os.fstat(file.fileno()).st_size, fields, name)
                return
            if found.tags is None:
                found.add_tags()
            keyed.write(found.tags, keys, fields)
            file.seek(0)
            found.save(file)
    except (OSError, UnreadableAudio, NotChanged):
        raise
    except Exception as error:  # as above; mutagen wraps the system's errors in its own
        if isinstance(error.__cause__ or error.__context__, OSError):
            raise (error.__cause__ or error.__context__) from error  # type: ignore[misc]
        raise _damaged(name, error) from error


def _tag_keys(parsed: Any) -> TagKeys | None:
    found = format_of(parsed)
    return found.tags if found else None


def _checked(keys: TagKeys | None, path: str) -> TagKeys:
    """Return `keys`; raises UnreadableAudio for a file without a place for tags."""
    if keys is None:
        raise UnreadableAudio(
            "unsupported",
            "audio.no-tags",
            "{path} cannot hold tags: {kind} files have no place for them.",
            path=shown(path),
            kind=Path(path).suffix[1:].upper() or "such",
        )
    return keys


def _damaged(path: str, error: Exception) -> UnreadableAudio:
    return UnreadableAudio(
        "damaged",
        "audio.damaged-tags",
        "The tags of {path} cannot be read ({reason}). Another tag editor may repair them.",
        path=shown(path),
        reason=str(error) or type(error).__name__,
    )
