"""A short digest of a file's audio, which stays the same when the file is retagged or moved.

The invariant: equal audio gives equal digests whatever tags, pictures and padding surround it, and
so does a file whose tags another program wrote. Hence only the audio spans are hashed, and of Ogg
pages not the two fields that a tag writer renumbers. The digest is stored with each track and finds
it again after a move, so nothing that goes into it may ever change: the name of the container, the
length, the places of the sampled blocks, the rule for silence.
"""

from collections.abc import Iterator
from hashlib import blake2b
from itertools import islice
from typing import BinaryIO

from tagstudio.audio.containers.audio_spans import find_audio_spans
from tagstudio.audio.containers.spliced_file import SplicedFile
from tagstudio.audio.files.regular_file import opened

HASH_BYTES = 16
WHOLE_BELOW = 1 << 20  # bytes of audio that are hashed whole
SAMPLED_BLOCKS = 16
BLOCK_BYTES = 1 << 12
FEW_BLOCKS = 8  # with sound; with fewer, all of the audio is hashed

_WHOLE_BLOCK_BYTES = 1 << 20
_OGG_PAGE_HEADER_BYTES = 27


def content_hash(path: str) -> bytes:
    """Return HASH_BYTES that identify the encoded audio of the audio file at `path`.

    Of a long file its length and SAMPLED_BLOCKS evenly spaced blocks are hashed, unless more than
    half of them are as good as silent: the stems of a song are equally long and mostly silence.

    Raises UnreadableAudio when the file cannot be read.
    """
    with opened(path) as (file, size):
        return hash_of(file, size)


def hash_of(file: BinaryIO, size: int) -> bytes:
    """Return the content hash of a `file` of `size` bytes that is open already; raises OSError."""
    found = find_audio_spans(file, size)
    audio = SplicedFile(file, found.spans)
    read = _Reader(audio, renumbered_pages=found.container == "ogg")
    digest = blake2b(found.container.encode(), digest_size=HASH_BYTES)
    digest.update(audio.size.to_bytes(8, "big"))
    blocks: list[bytes] = []
    if found.container and audio.size >= WHOLE_BELOW:
        blocks = [read.block(start, BLOCK_BYTES) for start in _sample_starts(audio.size)]
    if not blocks or _are_mostly_silent(blocks):
        for start in range(0, audio.size, _WHOLE_BLOCK_BYTES):
            digest.update(read.block(start, _WHOLE_BLOCK_BYTES))
    for block in blocks:
        digest.update(block)
    return digest.digest()


def _sample_starts(size: int) -> Iterator[int]:
    return ((size - BLOCK_BYTES) * i // (SAMPLED_BLOCKS - 1) for i in range(SAMPLED_BLOCKS))


def _are_mostly_silent(blocks: list[bytes]) -> bool:
    sounding = (block for block in blocks if not _is_monotonous(block))
    return len(list(islice(sounding, FEW_BLOCKS))) < FEW_BLOCKS


def _is_monotonous(block: bytes) -> bool:
    """Tell whether a block repeats itself, as digital silence does, encoded or not."""
    words = memoryview(block[: len(block) // 8 * 8]).cast("Q")
    few = len(words) / 2
    beginning = words[: len(words) * 9 // 16]  # enough for most music
    return len(set(beginning)) < few and len(set(words)) < few


class _Reader:
    """Blocks of the audio; of Ogg pages without their numbers and checksums.

    A longer comment moves the audio to later pages, and the tag writer numbers them anew.
    """

    def __init__(self, audio: SplicedFile, renumbered_pages: bool) -> None:
        self._audio = audio
        self._margin = _OGG_PAGE_HEADER_BYTES if renumbered_pages else 0

    def block(self, start: int, length: int) -> bytes:
        """Return the `length` bytes from `start`, fewer at the end."""
        first = max(0, start - self._margin)
        found = self._audio.part(first, start + length)
        return bytes(_without_numbers(found))[start - first :] if self._margin else found


def _without_numbers(pages: bytes) -> bytearray:
    """Return Ogg `pages` with page number and checksum (bytes 18 to 25 of a header) as zeros."""
    blanked = bytearray(pages)
    at = pages.find(b"OggS")
    while at >= 0:
        blanked[at + 18 : at + 26] = bytes(len(blanked[at + 18 : at + 26]))
        at = pages.find(b"OggS", at + 4)
    return blanked
