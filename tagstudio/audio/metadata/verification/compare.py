"""Compare a file with a copy in which only some fields should differ.

What each check finds that the others miss: the packets, a broken index or a lost end; the stretches
by seek, a broken seek table, and damage that two decoders see differently; the parts, cue points
and loops that no decoder reads; the tags, one that only other programs read; the metadata, a tag
that hides another.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tagstudio.audio.containers.id3v2 import id3v2_at, is_unsynchronised
from tagstudio.audio.containers.trailing_tags import before_trailing_tags
from tagstudio.audio.decoding.duration_check import is_plausible_duration
from tagstudio.audio.metadata.file_tags.fields import Field
from tagstudio.audio.metadata.parse import parse
from tagstudio.audio.metadata.verification.all_tags import (
    AllTags,
    all_tags,
    compared_fields,
    field_of_key,
)
from tagstudio.audio.metadata.verification.parts import Part, parts_of
from tagstudio.audio.metadata.verification.samples import (
    ffmpeg_stretches,
    is_heard_alike,
    libsndfile_view,
)
from tagstudio.audio.metadata.verification.streams import (
    ContainerView,
    StreamView,
    container_view,
)
from tagstudio.core.messages import Message, message

_SECONDS_APART = 0.05  # of a length that is estimated from the size of the file
_SHOWN_SECONDS = 0.01  # two lengths that are told apart in a sentence
_SHARE_APART = 0.001
_FRONT = frozenset(  # what every player shows: it must not hide behind a new tag
    ["title", "artist", "album", "album_artist", "albumartist", "date", "year", "track", "comment"]
)


@dataclass(frozen=True)
class _View:
    """What is known of a file without decoding it; `container` is None if FFmpeg does not know it.

    `seconds` is the duration that mutagen finds, `header` the rest of what it finds. FFmpeg cuts
    the texts of an ID3v2 tag that `is_unsynchronised` as a whole: of those it is no witness.
    """

    container: ContainerView | None
    parts: list[Part]
    header: tuple[Any, ...]
    seconds: float
    tags: AllTags
    is_unsynchronised: bool


def difference(
    original: str, copy: str, name: str, fields: Collection[Field] = ()
) -> Message | None:
    """Return what is different in `copy`, a copy of the file `original`, beside these fields.

    `name` is that of the file, by which some formats are recognised. None means that nothing is.
    The message is a part of a sentence. Raises OSError.
    """
    before, after = _view(original, name), _view(copy, name)
    if before.container and after.container and _differ(before.container, after.container):
        before = _without_tags_behind(original, name, before)
        after = _without_tags_behind(copy, name, after)
    found = next(_differences(before, after, compared_fields(fields)), None)
    # Decoded is only a copy with the packets of the file: the decoders have crashed on others.
    return found or _different_sound(original, copy, name, before.container)


def _view(path: str, name: str) -> _View:
    size = Path(path).stat().st_size
    with Path(path).open("rb") as file:
        container = container_view(file, name)
        parts = parts_of(file, size)
        file.seek(0)
        parsed = _parsed(file, name)
        info = getattr(parsed, "info", None)
        header = tuple(getattr(info, one, None) for one in ("sample_rate", "channels"))
        length = _claimed_seconds(info, size)
        tags = all_tags(file, size, parsed)
        first = id3v2_at(file, 0, size)
    is_cut = bool(first and is_unsynchronised(first))
    return _View(container, parts, (type(parsed), *header), length, tags, is_cut)


def _differ(before: ContainerView, after: ContainerView) -> bool:
    return [*map(_packets, before.streams)] != [*map(_packets, after.streams)]


def _without_tags_behind(path: str, name: str, view: _View) -> _View:
    """Return the view of a file without the tags at its end, if it has any.

    FFmpeg takes them for a part of the last packet where the format has none of its own there, such
    as ID3v1 behind a FLAC. What they say is compared by itself (`all_tags`).
    """
    size = Path(path).stat().st_size
    with Path(path).open("rb") as file:
        end = before_trailing_tags(file, 0, size)
        cut = container_view(file, name, end) if end < size else None
    return view if cut is None else replace(view, container=cut)


def _different_sound(
    original: str, copy: str, name: str, container: ContainerView | None
) -> Message | None:
    """Return the difference of two files as decoders hear them; FFmpeg reads them alike."""
    sound = libsndfile_view(original, name)
    if container is None and sound is None:
        return message("copy.unknown", "no decoder opens it, so a copy cannot be compared with it")
    if container:
        seconds = max((one.seconds for one in _audio(container)), default=0.0)
        stretches = [ffmpeg_stretches(path, name, seconds) for path in (original, copy)]
        if stretches[0] != stretches[1]:
            return message("copy.sound", "the copy would sound different")
    if sound and not is_heard_alike(copy, name, sound):
        return message("copy.sound", "the copy would sound different")
    return None


def _claimed_seconds(info: Any, size: int) -> float:
    """Return the duration in a header, 0 where the file cannot be that long.

    A program that writes into a pipe claims the most that the field can hold: a tag behind the
    audio needs the true length there.
    """
    seconds = getattr(info, "length", 0.0) or 0.0
    bit_rate = getattr(info, "bitrate", 0) if hasattr(info, "bits_per_sample") else 0
    return seconds if is_plausible_duration(seconds, size, bit_rate / 8) else 0.0


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
    if before.seconds and not _is_near(before.seconds, after.seconds):
        yield _length(before.seconds, after.seconds)
    if before.header != after.header:
        yield message("copy.header", "the copy would have another header")
    for name in _lost_parts(before.parts, after.parts):
        yield message("copy.part", "the copy would lose a part of the file, {part}", part=name)
    yield from _in_tags(before, after, fields)


def _lost_parts(before: Sequence[Part], after: Sequence[Part]) -> list[str]:
    """Return the names of parts that are lost or changed; a second tag beside one hides one."""
    lost = [name for name, _ in Counter(before) - Counter(after)]
    tags = Counter(name for name, digest in before if not digest)
    now = Counter(name for name, digest in after if not digest)
    return lost + [name for name, count in tags.items() if now[name] != count]


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
    if before.chapters != after.chapters:
        yield message("copy.chapters", "its chapters would be lost or changed")


def _packets(stream: StreamView) -> tuple[Any, ...]:
    return stream.kind, stream.packets, stream.bytes, stream.crc, stream.times


def _is_near(one: float, other: float) -> bool:
    return abs(one - other) <= _SECONDS_APART + _SHARE_APART * one


def _length(before: float, after: float) -> Message:
    if abs(before - after) < _SHOWN_SECONDS:
        return message("copy.packets", "the sound would be damaged")
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
    there = {value for values in after.tags.values() for value in values}
    witness = None if before.is_unsynchronised else before.container
    pairs = zip(_metadata(witness), _metadata(after.container), strict=False)
    for one, other in pairs:
        for name, text in one.items():
            is_cut = other.get(name, "").strip() in _whole_texts(before.tags, name, text.strip())
            hidden = (name.casefold() in _FRONT and not is_cut) or text.strip() not in there
            if field_of_key(name) not in fields and other.get(name) != text and hidden:
                yield _tag(name)
        for name, text in other.items():
            if name not in one and field_of_key(name) not in fields and text.strip() not in known:
                yield _tag(name)
    for key, values in before.tags.items():
        if field_of_key(key[1]) not in fields and after.tags.get(key) != values:
            yield _tag(key[1])
    for key, values in after.tags.items():
        is_new = key not in before.tags and field_of_key(key[1]) not in fields
        if is_new and not known.issuperset(values):
            yield _tag(key[1])


def _whole_texts(tags: AllTags, name: str, text: str) -> set[str]:
    """Return what APEv2 says whole of this name, where `text` may be what ID3v1 has cut off."""
    keys = {"date": ("year",), "album_artist": ("album artist", "albumartist")}.get(name, (name,))
    values = (value for key in keys for value in tags.get(("APEv2", key), ()))
    return {value for value in values if value.startswith(text)}


def _metadata(container: ContainerView | None) -> list[dict[str, str]]:
    if container is None:
        return []
    return [dict(container.metadata), *(dict(one.metadata) for one in container.streams)]


def _tag(key: str) -> Message:
    return message(
        "copy.tag", "what stands in its tag {key} would be lost, hidden or changed", key=key
    )
