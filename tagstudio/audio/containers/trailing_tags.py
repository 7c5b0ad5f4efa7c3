"""Tags at the end of a file: ID3v1, APEv2, Lyrics3, ID3v2 with a footer."""

from typing import BinaryIO

from tagstudio.audio.containers.id3v2 import HEADER_BYTES, id3v2_before

_LONGEST_FIXED = 227  # bytes that tell of any tag that ends there


def before_trailing_tags(file: BinaryIO, start: int, end: int) -> int:
    """Return where the tags at the end begin."""
    while (length := trailing_tag_bytes(file, end)) and end - length >= start:
        end -= length
    return end


def trailing_tag_bytes(file: BinaryIO, end: int) -> int:
    """Return the length of the tag that ends at `end`, in one read for no tag; 0 for none.

    Known are ID3v1 (128 bytes), its extension TAG+ (227), Lyrics3v2 (six digits before the closing
    word are its length), APEv2 (a footer of 32 bytes holds its length without the header), and
    ID3v2 whose footer is like its header.
    """
    file.seek(max(0, end - _LONGEST_FIXED))
    last = file.read(min(end, _LONGEST_FIXED)).rjust(_LONGEST_FIXED, b" ")
    # The header of an APEv2 tag of 131 bytes has its "TAG" where that of an ID3v1 tag would be.
    if last[-128:-125] == b"TAG" and last[-131:-123] != b"APETAGEX":
        return 128
    if last[:4] == b"TAG+":
        return 227
    if last[-9:] == b"LYRICS200" and last[-15:-9].isdigit():
        return int(last[-15:-9]) + 15
    footer = last[-32:]
    if footer[:8] == b"APETAGEX":
        has_header = footer[23] & 0x80
        return max(32, int.from_bytes(footer[12:16], "little")) + (32 if has_header else 0)
    if last[-HEADER_BYTES:].startswith(b"3DI") and (tag := id3v2_before(file, end)):
        return end - tag.start
    return 0
