"""Find the spans of an audio file that hold its encoded audio, apart from tags and pictures."""

from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from tagstudio.audio.containers.chunks import WALKS, flac_blocks
from tagstudio.audio.containers.id3v2 import after_leading_tags
from tagstudio.audio.containers.ogg_streams import first_pages, ogg_pages
from tagstudio.audio.containers.recognise import format_at
from tagstudio.audio.containers.spliced_file import Span
from tagstudio.audio.containers.trailing_tags import before_trailing_tags
from tagstudio.audio.files.formats import FileFormat

# MPEG audio (MP3) and ADTS (AAC) frames begin with eleven or twelve set bits.
_MPEG_SYNC = frozenset(bytes((0xFF, second)) for second in range(0xE0, 0x100))
_LARGEST_OGG_PAGE = 65_307  # bytes
_MOST_PADDING = 1 << 16  # zeros in front of the frames
_UNKNOWN_LENGTH = 0x7FFF0000  # bytes; a length from here on may stand for none
_MOST_HEADER_PAGES = 1 << 16  # of an Ogg stream; 64 KiB each at most


@dataclass(frozen=True)
class AudioSpans:
    """The spans of a file that hold its audio.

    `container` names the structure around them, "" an unknown one. It goes into the content hash.
    """

    container: str
    spans: tuple[Span, ...]


def find_audio_spans(file: BinaryIO, size: int) -> AudioSpans:
    """Return the spans of the audio in a file of `size` bytes.

    Of an unknown container they are all but the tags at both ends, or the whole file where nothing
    else is left.
    """
    start = after_leading_tags(file, size) or _after_zeros(file)
    file.seek(start)
    head = file.read(4)
    if head[:4] == b"fLaC":
        found = AudioSpans("flac", (_flac_span(file, start, size),))
    elif head[:4] == b"OggS":
        found = AudioSpans("ogg", (_ogg_span(file, start, size),))
    elif head[0:2] in _MPEG_SYNC:
        found = AudioSpans("mpeg", ((start, before_trailing_tags(file, start, size)),))
    else:
        found = _declared(file, start, size)
    if any(end > begin for begin, end in found.spans):
        return found
    end = before_trailing_tags(file, start, size)
    return AudioSpans("", ((start, end) if end > start else (0, size),))


def _after_zeros(file: BinaryIO) -> int:
    """Return where MPEG frames begin behind zeros at the start, 0 where none do.

    A tag put in front of such a file makes padding of the zeros, and the audio is still the same.
    """
    file.seek(0)
    if file.read(4) != bytes(4):
        return 0
    file.seek(0)
    beginning = file.read(_MOST_PADDING)
    frames = beginning.lstrip(b"\0")
    return len(beginning) - len(frames) if frames[:2] in _MPEG_SYNC else 0


def is_cut_off(file: BinaryIO, size: int, kind: FileFormat) -> bool:
    """Tell whether the chunks of audio, or the header of an AU, claim more bytes than there are.

    Programs that write into a pipe cannot know the length, and claim nearly all that the field can
    hold; so do some that were stopped.
    """
    if kind.name == "au":
        file.seek(4)
        start, length = file.read(4), file.read(4)
        lacking = int.from_bytes(start, "big") + int.from_bytes(length, "big") - size
    elif kind.chunks:
        walked = WALKS[kind.chunks.structure](file, size)
        lacking = sum(one.lacking for one in walked if one.name in kind.chunks.names)
    else:
        return False
    return 0 < lacking < _UNKNOWN_LENGTH - size


def is_chained_ogg(file: BinaryIO, size: int) -> bool:
    """Tell whether the last page of an Ogg file belongs to a stream that does not begin it."""
    first = {page.serial for page in first_pages(file, after_leading_tags(file, size))}
    file.seek(max(0, size - _LARGEST_OGG_PAGE))
    end = file.read(_LARGEST_OGG_PAGE)
    last = end.rfind(b"OggS")
    return 0 <= last <= len(end) - 27 and bool(first) and end[last + 14 : last + 18] not in first


def _declared(file: BinaryIO, start: int, size: int) -> AudioSpans:
    """Return the spans of the audio in a format of FORMATS; no spans in anything else."""
    found = format_at(file, start, size)
    if found and found.chunks:
        walked = WALKS[found.chunks.structure](file, size)
        spans = tuple((one.start, one.end) for one in walked if one.name in found.chunks.names)
        return AudioSpans(found.chunks.container, spans)
    if found and found.container:
        if found.container == "au":  # what is said of the file stands in its header
            file.seek(start + 4)
            start += int.from_bytes(file.read(4), "big")
        end = before_trailing_tags(file, start, size)
        return AudioSpans(found.container, ((start, end),))
    return AudioSpans("", ())


def _flac_span(file: BinaryIO, start: int, size: int) -> Span:
    """Return the span of the MD5 of the samples, or of the frames where it was not computed.

    The first block, STREAMINFO, ends with the MD5 of the decoded samples (bytes 18 to 34). It
    stands for the audio whatever encoder settings or padding the file has, and is 16 bytes to read.
    Some encoders leave it zero.
    """
    blocks = list(flac_blocks(file, start, size))
    if not blocks:
        return (size, size)
    streaminfo = blocks[0]
    md5 = (streaminfo.start + 18, streaminfo.start + 34)
    file.seek(md5[0])
    if any(file.read(16)) and md5[1] <= streaminfo.end:
        return md5
    return blocks[-1].end, before_trailing_tags(file, blocks[-1].end, size)


def _ogg_span(file: BinaryIO, start: int, size: int) -> Span:
    """Return the span of the pages after the headers.

    The sample position of a page is 0 in header pages, and -1 in a page in which no packet ends, as
    a long comment makes them.
    """
    for page in islice(ogg_pages(file, start), _MOST_HEADER_PAGES):
        if page.position not in (bytes(8), b"\xff" * 8):
            return page.header, before_trailing_tags(file, page.header, size)
    return size, size
