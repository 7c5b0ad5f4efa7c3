"""What encoding a text file is in, as spreadsheets and shells of all systems leave it.

A mark (BOM) says it. Without one, zero bytes at every other place are UTF-16; bytes that are no
UTF-8 are Windows-1252, the code page of western Europe, unless other characters of the file are
UTF-8: then it is UTF-8 with single odd bytes, as in names of files that no longer have an encoding.
"""

import codecs
import re
from io import TextIOWrapper
from pathlib import Path

from tagstudio.core.errors import TagStudioError
from tagstudio.core.os_errors import reason_of
from tagstudio.core.regular_files import check_regular

EXAMINED = 16 << 20  # bytes
WINDOWS = "cp1252"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 4096  # bytes in which UTF-16 shows: its western letters have a zero byte each
_MULTIBYTE = re.compile(
    rb"[\xc3-\xdf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)


def open_text(file: Path) -> TextIOWrapper:
    """Open a text file in the encoding that it is in. Undecodable bytes become surrogates.

    Raises TagStudioError for a file that cannot be read, a pipe, a device or a folder.
    """
    try:
        return file.open(encoding=encoding_of(file), errors="surrogateescape", newline="")
    except OSError as error:
        raise TagStudioError(
            "datasets.unreadable",
            "{file} cannot be read: {reason}.",
            file=file,
            reason=reason_of(error),
        ) from error


def encoding_of(file: Path) -> str:
    """Return the name of a text file's encoding for Python's codecs; raises OSError."""
    check_regular(file)
    with file.open("rb") as opened:
        content = opened.read(EXAMINED)
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    if wide := _utf16(content[:_SAMPLE]):
        return wide
    try:
        codecs.getincrementaldecoder("utf-8")().decode(content)  # the last one may be cut
    except UnicodeDecodeError:
        return "utf-8" if _MULTIBYTE.search(content) else WINDOWS
    return "utf-8"


def is_windows_text(file: Path) -> bool:
    """Tell whether a file that `open_text` opens is in Windows-1252."""
    with open_text(file) as opened:
        return bool(opened.encoding == WINDOWS)


def _utf16(sample: bytes) -> str:
    """Return the encoding where every other byte is mostly zero, the rest hardly ever; else ""."""
    pairs = len(sample) // 2
    even, odd = (sample[start : 2 * pairs : 2].count(0) for start in (0, 1))
    if odd * 2 > pairs > even * 8:
        return "utf-16-le"
    return "utf-16-be" if even * 2 > pairs > odd * 8 else ""
