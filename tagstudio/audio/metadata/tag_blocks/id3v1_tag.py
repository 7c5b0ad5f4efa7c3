"""ID3v1: the last 128 bytes of an MP3, with short texts and a genre by number."""

from dataclasses import dataclass

from mutagen.id3 import ParseID3v1
from mutagen.id3._frames import TCON

from tagstudio.audio.metadata.file_tags.fields import Field, Stored, Texts
from tagstudio.audio.metadata.tag_blocks.block import TagTexts, local_text

ID3V1_BYTES = 128
NO_GENRE = 255
_PLACES: dict[Field, tuple[int, int]] = {"title": (3, 33), "artist": (33, 63), "album": (63, 93)}

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
        """Return its bytes with these fields, each cut to the place that it has.

        Of the genres it is the first that has a number, or none.
        """
        content = bytearray(self.content)
        for field, (start, end) in _PLACES.items():
            if field in fields:
                text = "; ".join(fields[field]).encode("latin-1", "replace")
                content[start:end] = text[: end - start].ljust(end - start, b"\0")
        if "genre" in fields:
            content[-1] = _number(fields["genre"])
        return bytes(content)


def _number(genres: Texts) -> int:
    known = (_NUMBERS[one.casefold()] for one in genres if one.casefold() in _NUMBERS)
    return next(known, NO_GENRE)
