"""Tags put into the bytes of a file, by mutagen or by hand."""

import io
import struct
from collections.abc import Callable, Iterable

import mutagen
from mutagen import apev2, asf, id3, mp4
from mutagen.flac import Picture

from corpus.truth import Values

MEGABYTE = 1 << 20
NAMES = {"title": "TIT2", "artist": "TPE1", "album": "TALB", "albumartist": "TPE2"}
INFO_NAMES = {"title": b"INAM", "artist": b"IART", "album": b"IPRD"}
APE_NAMES = {"title": "Title", "artist": "Artist", "album": "Album", "albumartist": "Album Artist"}
MP4_NAMES = {"title": "\xa9nam", "artist": "\xa9ART", "album": "\xa9alb", "albumartist": "aART"}
ASF_NAMES = {
    "title": "Title",
    "artist": "Author",
    "album": "WM/AlbumTitle",
    "albumartist": "WM/AlbumArtist",
}
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")


def texts(values: Values) -> dict[str, str]:
    """Return the texts of `values` that have one value, by field."""
    found = {name: getattr(values, name) for name in NAMES}
    return {name: text for name, text in found.items() if text}


# ID3v2


def id3v2(
    values: Values,
    version: int = 4,
    encoding: int = 3,
    *,
    year: str = "",
    genre: str | None = None,
    more: Iterable[bytes] = (),
    unsynchronised: bool = False,
    extended: bool = False,
    footer: bool = False,
    padding: int = 0,
) -> bytes:
    """Return an ID3v2 tag, packed by hand so that no library's habits are in it.

    `year` and `genre` are the texts in the file where they are not those of `values`.
    """
    names = NAMES | {"genre": "TCON", "year": "TYER" if version < 4 else "TDRC"}
    if version == 2:
        names = {
            "title": "TT2",
            "artist": "TP1",
            "album": "TAL",
            "albumartist": "TP2",
            "genre": "TCO",
            "year": "TYE",
        }
    said: dict[str, str] = texts(values)
    if year or values.year:
        said["year"] = year or str(values.year)
    if genre is not None or values.genres:
        joiner = "\0" if version == 4 else "; "
        said["genre"] = joiner.join(values.genres) if genre is None else genre
    by_frame = unsynchronised and version == 4
    frames = [
        frame(names[name], _text(text, encoding), version, unsynchronised=by_frame)
        for name, text in said.items()
    ]
    body = b"".join([*frames, *more]) + bytes(padding)
    if extended:
        head = b"\0\0\0\x06\x01\0" if version == 4 else struct.pack(">IHI", 6, 0, padding)
        body = head + body
    if unsynchronised and not by_frame:
        body = _unsynchronised(body)
    flags = 0x80 * unsynchronised | 0x40 * extended | 0x10 * footer
    head = bytes([version, 0, flags]) + syncsafe(len(body))
    return b"ID3" + head + body + (b"3DI" + head if footer else b"")


def frame(name: str, content: bytes, version: int, *, unsynchronised: bool = False) -> bytes:
    """Return one frame of ID3v2; only those of 2.4 are `unsynchronised` one by one."""
    if version == 2:
        return name.encode() + len(content).to_bytes(3, "big") + content
    size = syncsafe(len(content)) if version == 4 else struct.pack(">I", len(content))
    if unsynchronised:
        content = _unsynchronised(content)
        size = syncsafe(len(content))
    return name.encode() + size + bytes([0, 2 * unsynchronised]) + content


def picture_frame(size: int, version: int) -> bytes:
    """Return a frame with a picture of about `size` bytes."""
    picture = JPEG[:-2] + bytes(range(1, 251)) * (size // 250) + JPEG[-2:]
    if version == 2:
        return frame("PIC", b"\0JPG\x03\0" + picture, version)
    return frame("APIC", b"\0image/jpeg\0\x03\0" + picture, version)


def chapter_frames(version: int) -> list[bytes]:
    """Return a table of contents with two chapters."""

    def chapter(name: str, start: int, end: int) -> bytes:
        times = struct.pack(">IIII", start, end, 0xFFFFFFFF, 0xFFFFFFFF)
        title = frame("TIT2", _text(name, 0), version)
        return frame("CHAP", name.encode() + b"\0" + times + title, version)

    contents = frame("CTOC", b"toc\0\x03\x02one\0two\0", version)
    return [contents, chapter("one", 0, 2000), chapter("two", 2000, 4000)]


def syncsafe(size: int) -> bytes:
    """Return a size as ID3v2 writes it: four bytes of seven bits."""
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))


def _text(text: str, encoding: int) -> bytes:
    codec = ("latin-1", "utf-16", "utf-16-be", "utf-8")[encoding]
    if encoding == 1:  # a mark before each string
        joined = "\0".encode("utf-16-le").join(
            b"\xff\xfe" + part.encode("utf-16-le") for part in text.split("\0")
        )
        return bytes([encoding]) + joined
    return bytes([encoding]) + text.encode(codec, "replace")


def _unsynchronised(body: bytes) -> bytes:
    out = bytearray()
    for at, byte in enumerate(body):
        out.append(byte)
        if byte == 0xFF and (at + 1 == len(body) or body[at + 1] >= 0xE0 or not body[at + 1]):
            out.append(0)
    return bytes(out)


# The tags at the end of a file


def id3v1(values: Values, track: int = 3, genre: int = 255) -> bytes:
    """Return an ID3v1.1 tag."""

    def cut(text: str, size: int) -> bytes:
        return text.encode("latin-1", "replace")[:size].ljust(size, b"\0")

    year = str(values.year or "")
    return (
        b"TAG"
        + cut(values.title, 30)
        + cut(values.artist, 30)
        + cut(values.album, 30)
        + cut(year, 4)
        + bytes(28)
        + bytes([0, track, genre])
    )


def ape_tag(values: Values, year: str = "", genre: str | None = None) -> bytes:
    """Return an APEv2 tag with header and footer."""
    tag = apev2.APEv2()
    for name, text in texts(values).items():
        tag[APE_NAMES[name]] = text
    if year or values.year:
        tag["Year"] = year or str(values.year)
    if genre is not None or values.genres:
        tag["Genre"] = [genre] if genre is not None else list(values.genres)
    file = io.BytesIO()
    tag.save(file)
    return file.getvalue()


# Chunks of WAV


def info_chunk(values: Values, year: str = "", genre: str | None = None) -> bytes:
    """Return a LIST chunk of the kind INFO."""
    said = {INFO_NAMES[name]: text for name, text in texts(values).items() if name in INFO_NAMES}
    if year or values.year:
        said[b"ICRD"] = year or str(values.year)
    if genre is not None or values.genres:
        said[b"IGNR"] = genre if genre is not None else "; ".join(values.genres)
    body = b"INFO"
    for name, text in said.items():
        body += riff_chunk(name, text.encode("utf-8") + b"\0")
    return riff_chunk(b"LIST", body)


def riff_chunk(name: bytes, content: bytes) -> bytes:
    """Return a chunk of RIFF with its pad byte."""
    return name + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)


# By mutagen


def tagged(
    content: bytes,
    values: Values,
    year: str = "",
    genre: str | None = None,
    change: Callable[[object], None] | None = None,
) -> bytes:
    """Return `content` with `values`, in the kind of tag that mutagen gives such a file.

    `year` and `genre` are the texts in the file where they are not those of `values`; `change`
    gets mutagen's file before it is saved.
    """
    file = io.BytesIO(content)
    opened = mutagen.File(file)
    if opened is None:
        raise ValueError("a file that mutagen does not know")
    if opened.tags is None:
        opened.add_tags()
    years = year or (str(values.year) if values.year else "")
    genres = [genre] if genre is not None else list(values.genres)
    _PUT[_kind(opened.tags)](opened.tags, values, years, genres)
    if change:
        change(opened)
    file.seek(0)
    opened.save(file)
    return file.getvalue()


def _kind(tags: object) -> str:
    kinds = ((id3.ID3, "id3"), (apev2.APEv2, "ape"), (mp4.MP4Tags, "mp4"), (asf.ASFTags, "asf"))
    return next((name for kind, name in kinds if isinstance(tags, kind)), "vorbis")


def _put_id3(tags: id3.ID3, values: Values, year: str, genres: list[str]) -> None:
    for name, text in texts(values).items():
        tags.add(getattr(id3, NAMES[name])(encoding=3, text=text))
    if year:
        tags.add(id3.TDRC(encoding=3, text=year))
    if genres:
        tags.add(id3.TCON(encoding=3, text=genres))


def _put_keyed(names: dict[str, str], year_name: str, genre_name: str) -> Callable[..., None]:
    def put(tags: object, values: Values, year: str, genres: list[str]) -> None:
        for name, text in texts(values).items():
            tags[names[name]] = [text]
        if year:
            tags[year_name] = [year]
        if genres:
            tags[genre_name] = genres

    return put


_PUT = {
    "id3": _put_id3,
    "ape": _put_keyed(APE_NAMES, "Year", "Genre"),
    "mp4": _put_keyed(MP4_NAMES, "\xa9day", "\xa9gen"),
    "asf": _put_keyed(ASF_NAMES, "WM/Year", "WM/Genre"),
    "vorbis": _put_keyed({name: name for name in NAMES}, "date", "genre"),
}


def vorbis_picture(size: int) -> Picture:
    """Return a picture for a FLAC or Ogg file."""
    picture = Picture()
    picture.type, picture.mime = 3, "image/jpeg"
    picture.data = JPEG[:-2] + bytes(range(1, 251)) * (size // 250) + JPEG[-2:]
    return picture
