"""Compare a file with a copy in which only some fields should differ.

What each check finds that the others miss: the packets, a broken index or a lost end; the stretches
by seek, a broken seek table, and damage that two decoders see differently; the parts, cue points
and loops that no decoder reads; the tags, one that only other programs read; the metadata, a tag
that hides another.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tagstudio.audio.metadata.file_tags.fields import Field
from tagstudio.audio.metadata.parse import parse
from tagstudio.audio.metadata.verification.all_tags import AllTags, all_tags, field_of_key
from tagstudio.audio.metadata.verification.parts import parts_of
from tagstudio.audio.metadata.verification.samples import (
    Stretches,
    ffmpeg_stretches,
    libsndfile_stretches,
)
from tagstudio.audio.metadata.verification.streams import (
    ContainerView,
    StreamView,
    container_view,
)
from tagstudio.core.messages import Message, message

_SECONDS_APART = 0.05  # of a length that is estimated from the size of the file
_SHARE_APART = 0.001
_FRONT = frozenset(  # what every player shows: it must not hide behind a new tag
    ["title", "artist", "album", "album_artist", "albumartist", "date", "year", "track", "comment"]
)


@dataclass(frozen=True)
class _View:
    """All that is known of a file; of a format that a library does not know, None."""

    container: ContainerView | None
    stretches: Stretches
    sound: tuple[tuple[Any, ...], Stretches] | None
    parts: list[tuple[str, str]]
    header: tuple[Any, ...]
    seconds: float  # that mutagen finds
    tags: AllTags


def difference(
    original: str, copy: str, name: str, fields: Collection[Field] = ()
) -> Message | None:
    """Return what is different in `copy`, a copy of the file `original`, beside these fields.

    `name` is that of the file, by which some formats are recognised. None means that nothing is.
    The message is a part of a sentence. Raises OSError.
    """
    before = _view(original, name)
    if before.container is None and before.sound is None:
        return message("copy.unknown", "no decoder opens it, so a copy cannot be compared with it")
    after = _view(copy, name)
    return next(_differences(before, after, frozenset(fields)), None)


def _view(path: str, name: str) -> _View:
    size = Path(path).stat().st_size
    with Path(path).open("rb") as file:
        container = container_view(file, name)
        seconds = max((one.seconds for one in _audio(container)), default=0.0)
        stretches = ffmpeg_stretches(file, name, seconds) if container else ()
        sound = libsndfile_stretches(file)
        parts = parts_of(file, size)
        file.seek(0)
        parsed = _parsed(file, name)
        info = getattr(parsed, "info", None)
        header = tuple(getattr(info, one, None) for one in ("sample_rate", "channels"))
        length = getattr(info, "length", 0.0) or 0.0
        tags = all_tags(file, size, parsed)
    return _View(container, stretches, sound, parts, (type(parsed), *header), length, tags)


def _parsed(file: Any, name: str) -> Any:
    try:
        return parse(file, name)
    except Exception:  # mutagen raises IndexError, KeyError, MemoryError ... on a broken file
        return None


def _audio(container: ContainerView | None) -> list[StreamView]:
    return [one for one in container.streams if one.kind == "audio"] if container else []


def _differences(before: _View, after: _View, fields: frozenset[Field]) -> Iterator[Message]:
    if before.container:
        if after.container is None:
            yield message("copy.no-audio", "the copy would hold no audio")
            return
        yield from _in_container(before.container, after.container)
    if before.sound and before.sound != after.sound:
        yield message("copy.sound", "the copy would sound different")
    if before.stretches != after.stretches:
        yield message("copy.sound", "the copy would sound different")
    if not _is_near(before.seconds, after.seconds):
        yield _length(before.seconds, after.seconds)
    if before.header != after.header:
        yield message("copy.header", "the copy would have another header")
    lost = [name for name, digest in before.parts if (name, digest) not in after.parts]
    if lost:
        yield message("copy.part", "the copy would lose a part of the file, {part}", part=lost[0])
    yield from _in_tags(before, after, fields)


def _in_container(before: ContainerView, after: ContainerView) -> Iterator[Message]:
    for one, other in zip(_audio(before), _audio(after), strict=False):
        if one.seconds != other.seconds:
            yield _length(one.seconds, other.seconds)
    if len(before.streams) != len(after.streams):
        yield message(
            "copy.streams",
            "the copy would have {after} streams of sound and pictures instead of {before}",
            before=len(before.streams),
            after=len(after.streams),
        )
    for one, other in zip(before.streams, after.streams, strict=False):
        if one.kind == "video" and _packets(one) != _packets(other):
            yield message("copy.picture", "a picture would be lost or damaged")
        elif _packets(one) != _packets(other):
            yield message("copy.packets", "the sound would be damaged")
        if one.header != other.header:
            yield message("copy.header", "the copy would have another header")
    if (before.format, before.error) != (after.format, after.error):
        yield message("copy.header", "the copy would have another header")
    if not _is_near(before.seconds, after.seconds):
        yield _length(before.seconds, after.seconds)
    if before.chapters != after.chapters:
        yield message("copy.chapters", "its chapters would be lost or changed")


def _packets(stream: StreamView) -> tuple[Any, ...]:
    return stream.kind, stream.packets, stream.bytes, stream.crc, stream.times


def _is_near(one: float, other: float) -> bool:
    return abs(one - other) <= _SECONDS_APART + _SHARE_APART * one


def _length(before: float, after: float) -> Message:
    return message(
        "copy.length",
        "the copy would be {after:.2f} s long instead of {before:.2f} s",
        before=before,
        after=after,
    )


def _in_tags(before: _View, after: _View, fields: frozenset[Field]) -> Iterator[Message]:
    known = {value for values in before.tags.values() for value in values}
    for view in _metadata(before.container):
        known |= {value.strip() for value in view.values()}
    for key, values in before.tags.items():
        if field_of_key(key[1]) not in fields and after.tags.get(key) != values:
            yield _tag(key[1])
    for key, values in after.tags.items():
        is_new = key not in before.tags and field_of_key(key[1]) not in fields
        if is_new and not known.issuperset(values):
            yield _tag(key[1])
    there = {value for values in after.tags.values() for value in values}
    pairs = zip(_metadata(before.container), _metadata(after.container), strict=False)
    for one, other in pairs:
        for name, text in one.items():
            hidden = name.casefold() in _FRONT or text.strip() not in there
            if field_of_key(name) not in fields and other.get(name) != text and hidden:
                yield _tag(name)
        for name, text in other.items():
            if name not in one and field_of_key(name) not in fields and text.strip() not in known:
                yield _tag(name)


def _metadata(container: ContainerView | None) -> list[dict[str, str]]:
    if container is None:
        return []
    return [dict(container.metadata), *(dict(one.metadata) for one in container.streams)]


def _tag(key: str) -> Message:
    return message(
        "copy.tag", "what stands in its tag {key} would be lost, hidden or changed", key=key
    )
