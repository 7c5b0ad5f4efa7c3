"""Write tags into an audio file: on a copy, which is read again before it replaces the file."""

from functools import partial

from tagstudio.audio.containers.content_hash import content_hash
from tagstudio.audio.files.regular_file import shown
from tagstudio.audio.files.safe_change import NotChanged, change_safely
from tagstudio.audio.metadata.file_tags.fields import Stored
from tagstudio.audio.metadata.file_tags.files import read_file_tags, write_file_tags


def write_tags(path: str, fields: Stored, *, keep_time: bool) -> None:
    """Put `fields` into the audio file at `path`; those without texts are removed.

    Raises NotChanged or UnreadableAudio; the file is then as it was.
    """
    change_safely(path, partial(_write_and_check, path, fields), keep_time=keep_time)


def _write_and_check(path: str, fields: Stored, copy: str) -> None:
    """Write into `copy`, a copy of the file at `path`; refuse it unless only `fields` changed."""
    wanted = {**read_file_tags(path).stored, **fields}
    before = content_hash(copy)
    write_file_tags(copy, path, fields)
    if content_hash(copy) != before or read_file_tags(copy, path).stored != wanted:
        raise NotChanged(
            "not_written",
            "audio.odd-tag",
            "{path} was not written: its tag is built in a way that TagStudio cannot keep whole."
            " Another tag editor may repair it.",
            path=shown(path),
        )
