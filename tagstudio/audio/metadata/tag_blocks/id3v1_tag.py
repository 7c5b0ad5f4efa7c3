"""ID3v1: the last 128 bytes of an MP3. It knows a genre by number, and none of the other fields."""

from dataclasses import dataclass

from mutagen.id3 import ParseID3v1
from mutagen.id3._frames import TCON

from tagstudio.audio.metadata.file_tags.fields import Stored, Texts
from tagstudio.audio.metadata.tag_blocks.block import TagTexts, local_text

ID3V1_BYTES = 128
NO_GENRE = 255

_NUMBERS = {name.casefold(): number for number, name in reversed([*enumerate(TCON.GENRES)])}


@dataclass(frozen=True)
class Id3v1Tag:
    """An ID3v1 tag of these ID3V1_BYTES, which begin at `start` of a file."""

    start: int
    content: bytes
    layout: str = "ID3v1"

    @property
    def end(self) -> int:
        """The offset after its last byte."""
        return self.start + len(self.content)

    def texts(self) -> TagTexts:
        """Return its texts that are not blank, by the names of ID3v2.4 frames."""
        frames = ParseID3v1(self.content) or {}  # type: ignore[no-untyped-call]
        texts = {
            frame.FrameID: str(frame.text[0]).encode("latin-1", "replace")
            for frame in frames.values()
        }
        texts["TDRC"] = self.content[93:97]
        decoded = {name: local_text(text).strip() for name, text in texts.items()}
        genre = TCON(encoding=0, text=[decoded.get("TCON", "")]).genres  # type: ignore[no-untyped-call]
        decoded["TCON"] = "" if self.content[-1] >= len(TCON.GENRES) else genre[0]
        return {name: (text,) for name, text in decoded.items() if text}

    def with_fields(self, fields: Stored) -> bytes:
        """Return its bytes with the first of the genres that has a number, or with no genre."""
        if "genre" not in fields:
            return self.content
        return self.content[:-1] + bytes([_number(fields["genre"])])


def _number(genres: Texts) -> int:
    known = (_NUMBERS[one.casefold()] for one in genres if one.casefold() in _NUMBERS)
    return next(known, NO_GENRE)
