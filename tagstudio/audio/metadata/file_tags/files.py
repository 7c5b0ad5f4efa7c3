"""Read and write the fields of an audio file by its path, whatever its format."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from tagstudio.audio.containers.chunk_edit import UneditableChunks, check_chunks, is_chunked
from tagstudio.audio.containers.id3v2 import after_leading_tags
from tagstudio.audio.containers.mp4_offsets import Unmovable
from tagstudio.audio.containers.ogg_streams import SeveralStreams, refuse_several_streams
from tagstudio.audio.containers.recognise import recognise
from tagstudio.audio.containers.skip_artwork import without_pictures
from tagstudio.audio.containers.vorbis_comments import vorbis_comments
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.files.formats import APEV2, ASF, ID3, MP4, VORBIS, FileFormat, TagKeys
from tagstudio.audio.files.regular_file import opened, shown
from tagstudio.audio.metadata.file_tags import keyed, mp4
from tagstudio.audio.metadata.file_tags.fields import (
    Field,
    FileTags,
    Stored,
    stored_as,
    with_further,
)
from tagstudio.audio.metadata.parse import parse_as
from tagstudio.audio.metadata.tag_blocks.find import tag_blocks
from tagstudio.audio.metadata.tag_blocks.merge import merged_fields, values_of
from tagstudio.audio.metadata.tag_blocks.write import apply, edits_of, write_blocks

_COPIED_AT_ONCE = 1 << 20


def read_file_tags(path: str, name: str = "", further: Iterable[Field] = ()) -> FileTags:
    """Return the fields of the audio file at `path`, without reading its pictures.

    They are FIELDS and the `further` ones. `name` is that of the file whose copy it is, for the
    sentences and for the formats that only a name tells. Where a file has several tags, each field
    is that of the first that has it. Raises UnreadableAudio when the file is not there or damaged,
    or cannot be written to.
    """
    name = name or path
    with opened(path) as (file, size):
        kind = recognise(file, size, name)
        keys = _checked(kind, name)
        try:
            return _read(file, size, kind, keys, name, with_further(further))
        except UneditableChunks as error:
            raise _uneditable(name, error) from error
        except Exception as error:  # mutagen raises IndexError, KeyError ... on a broken file
            raise _damaged(name) from error


def write_file_tags(path: str, name: str, fields: Stored) -> None:
    """Put `fields` into the file at `path`, which is a copy of `name`: a failure may break it.

    A field without texts is removed; the other tags of the file stay as they are. Raises as
    `read_file_tags`, and OSError as when the disk is full.
    """
    try:
        with Path(path).open("rb+") as file:
            size = os.fstat(file.fileno()).st_size
            kind = recognise(file, size, name)
            _write(file, size, kind, _checked(kind, name), fields)
    except (OSError, UnreadableAudio):
        raise
    except UneditableChunks as error:
        raise _uneditable(name, error) from error
    except Unmovable as error:
        raise _unmovable(name) from error
    except SeveralStreams as error:
        raise _several_streams(name) from error
    except Exception as error:  # as above; mutagen wraps the system's errors in its own
        if isinstance(error.__cause__ or error.__context__, OSError):
            raise (error.__cause__ or error.__context__) from error  # type: ignore[misc]
        raise _damaged(name) from error


def _is_block(keys: TagKeys) -> bool:
    """Tell whether a file's own tag stands beside its audio, and not in the container's."""
    return keys is ID3 or keys is APEV2


def _read(  # noqa: PLR0913, PLR0917 - an open file, what it is, and what is asked of it
    file: BinaryIO,
    size: int,
    kind: FileFormat | None,
    keys: TagKeys,
    name: str,
    fields: Sequence[Field],
) -> FileTags:
    blocks = tag_blocks(file, size, kind)
    if _is_block(keys):
        if is_chunked(file):
            check_chunks(file, size)
        return merged_fields(blocks, keys, fields)
    if keys is MP4:
        found = mp4.read(file, size, fields)
    else:
        found = keyed.read(parse_as(kind, without_pictures(file, size, name)).tags, keys, fields)
    others = values_of(blocks, fields)
    stored = {
        field: found.stored[field] or stored_as(found.layout, others[field]) for field in fields
    }
    return FileTags(found.layout, stored)


def _write(
    file: BinaryIO, size: int, kind: FileFormat | None, keys: TagKeys, fields: Stored
) -> None:
    if kind and _is_block(keys):
        write_blocks(file, size, kind, fields)
        return
    blocks = tag_blocks(file, size, kind)
    apply(file, edits_of(blocks, None, FileTags(keys.name, fields)))
    size = file.seek(0, os.SEEK_END)
    blocks = tag_blocks(file, size, kind)
    start = after_leading_tags(file, size)
    end = min((one.start for one in blocks if one.start >= start), default=size)
    if (start, end) == (0, size):
        _write_keyed(file, kind, keys, fields)
        return
    # mutagen wants the container at the start of a file.
    with tempfile.TemporaryFile() as alone:
        _copy(file, start, end, alone)
        _write_keyed(alone, kind, keys, fields)
        with tempfile.TemporaryFile() as behind:
            _copy(file, end, size, behind)
            file.seek(start)
            file.truncate()
            for part in (alone, behind):
                part.seek(0)
                shutil.copyfileobj(part, file, _COPIED_AT_ONCE)


def _write_keyed(file: Any, kind: FileFormat | None, keys: TagKeys, fields: Stored) -> None:
    if keys is MP4:
        mp4.write(file, fields)
        return
    size = file.seek(0, os.SEEK_END)
    if kind and kind.ogg_packet:
        refuse_several_streams(file)
    found = parse_as(kind, file)
    if found.tags is None:
        found.add_tags()
    keyed.write(found.tags, keys, fields)
    if keys is VORBIS and (comments := vorbis_comments(file, size)):
        keyed.keep_as_bytes(found.tags, comments, keys, fields)
    file.seek(0)
    found.save(file)
    if keys is ASF:
        keyed.restate_size(file, size, file.seek(0, os.SEEK_END))


def _copy(file: BinaryIO, start: int, end: int, target: Any) -> None:
    file.seek(start)
    left = end - start
    while left and (content := file.read(min(left, _COPIED_AT_ONCE))):
        target.write(content)
        left -= len(content)
    target.seek(0)


def _checked(kind: FileFormat | None, path: str) -> TagKeys:
    """Return the keys of a format; raises UnreadableAudio for a file without a place for tags."""
    if kind and kind.name == "rf64":
        raise UnreadableAudio(
            "unsupported",
            "audio.rf64-tags",
            "{path} is an RF64 file, a WAV for more than 4 GB, which TagStudio reads but does not"
            " write. Save it as FLAC, or as WAV if it is smaller, to write tags into it.",
            path=shown(path),
        )
    if kind is None or kind.tags is None:
        raise UnreadableAudio(
            "unsupported",
            "audio.tags-only-read",
            "TagStudio writes no tags into {kind} files: of {path} it only reads those that are"
            " there. Make a FLAC or M4A of it to write tags.",
            path=shown(path),
            kind=(kind.name.upper() if kind else Path(path).suffix[1:].upper()) or "such",
        )
    return kind.tags


def _uneditable(path: str, error: UneditableChunks) -> UnreadableAudio:
    if error.reason == "too_long":
        return UnreadableAudio(
            "unsupported",
            "audio.no-room-for-tags",
            "{path} is as long as such a file can be (4 GB): its tags have no room. Save it as"
            " FLAC to write tags into it.",
            path=shown(path),
        )
    if error.reason == "no_size":
        return UnreadableAudio(
            "unsupported",
            "audio.no-size",
            "{path} does not say how long its audio is, as when a program could not finish it:"
            " tags behind it would be taken for audio. Save it again with an audio editor.",
            path=shown(path),
        )
    return UnreadableAudio(
        "damaged",
        "audio.cut-off",
        "{path} is shorter than it says, or damaged: a part of it is missing. Tags are not written"
        " into it. Get a whole copy, or save it again with an audio editor.",
        path=shown(path),
    )


def _unmovable(path: str) -> UnreadableAudio:
    return UnreadableAudio(
        "unsupported",
        "audio.mp4-unmovable",
        "{path} was not written: its index is built in a way that leaves no safe place for a tag."
        " Open it in an audio editor or converter, save it as M4A or FLAC, scan, and write again.",
        path=shown(path),
    )


def _several_streams(path: str) -> UnreadableAudio:
    return UnreadableAudio(
        "unsupported",
        "audio.ogg-several-streams",
        "{path} was not written: it holds several streams, one after the other or at once, and"
        " TagStudio writes tags only into files with one. Open it in an audio editor or converter,"
        " save it as OGG or FLAC, scan, and write again.",
        path=shown(path),
    )


def _damaged(path: str) -> UnreadableAudio:
    return UnreadableAudio(
        "damaged",
        "audio.damaged-tags",
        "The tags of {path} are damaged and were left as they are. Another tag editor may repair"
        " them: open the file there and save it.",
        path=shown(path),
    )
