"""The tags of MP4 files, wherever in `moov` they stand, and the four fields among them.

They are read from, in this order (a text that an earlier place has is not looked for in a later):

- `udta/meta/ilst`, as iTunes and most programs write them: the place where TagLib programs look;
- `meta/ilst`, the same list without `udta`;
- `meta/keys` with `meta/ilst` in either place: QuickTime's names, as phones write them;
- strings in `udta`: QuickTime's of old, and those of 3GP (3GPP TS 26.244, 8).

A field is written to the first list there is, and removed from everywhere else, so that no two
programs read different ones. All other items and atoms are kept as bytes.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO

from mutagen.id3 import TCON

from tagstudio.audio.containers.mp4_atoms import TAG_CONTAINERS, Atom, BadAtoms, read_atom
from tagstudio.audio.containers.mp4_offsets import Unmovable
from tagstudio.audio.containers.mp4_rewrite import find_moov, rewrite_moov
from tagstudio.audio.files.formats import MP4
from tagstudio.audio.metadata.file_tags.fields import (
    FIELDS,
    FREE_TEXT,
    Field,
    FileTags,
    Stored,
)

_MOST_TEXT_BYTES = 1 << 18  # of an item that is read: lyrics, not pictures
_MOST_NAMES = 1 << 15  # in `keys`

_FREE_FORM = "----"
_APPLE = "com.apple.quicktime."
_GENRE = MP4.fields["genre"]
_TEMPO = MP4.fields["bpm"]  # a number in iTunes' list, and so everywhere here
_NUMBERED_GENRE = b"gnre"
_UTF8, _UTF16, _SIGNED = 1, 2, 21  # types of data
_HANDLER = bytes(8) + b"mdirappl" + bytes(9)

# Names in `keys`, without Apple's prefix and case, and the items of iTunes that mean the same.
_KEY_NAMES: dict[str, str] = {
    "title": "\xa9nam",
    "artist": "\xa9ART",
    "album": "\xa9alb",
    "albumartist": "aART",
    "year": "\xa9day",
    "date": "\xa9day",
    "creationdate": "\xa9day",
    "genre": _GENRE,
    "track": "trkn",
    "tracknumber": "trkn",
    "mood": MP4.fields["mood"],
    "instrument": MP4.fields["instrument"],
    "era": MP4.fields["era"],
    "grouping": MP4.fields["grouping"],
    "comment": MP4.fields["comment"],
    "bpm": _TEMPO,
    "key": MP4.fields["key"],
    "initialkey": MP4.fields["key"],
}
_STRINGS_3GP = {b"titl": "\xa9nam", b"perf": "\xa9ART", b"albm": "\xa9alb", b"gnre": _GENRE}
_YEAR_3GP = b"yrrc"

Texts = dict[str, list[str]]  # the values of each item, by its key as mutagen spells it


def read(file: BinaryIO, size: int, fields: Iterable[Field] = FIELDS) -> FileTags:
    """Return the fields of an MP4 file; raises BadAtoms."""
    texts = read_texts(file, size)
    stored = {field: tuple(texts.get(_folded(MP4.key_of(field)), ())) for field in fields}
    return FileTags(MP4.name, stored)


def read_texts(file: BinaryIO, size: int) -> Texts:
    """Return the values of all texts of an MP4 file; raises BadAtoms.

    The keys are those of `formats.MP4`, in small letters where they are free.
    """
    place = find_moov(file, size)
    if place is None:
        return {}
    moov = read_atom(file, place.header, place.end, TAG_CONTAINERS, _MOST_TEXT_BYTES)
    found: Texts = {}
    for texts in (*(one.texts() for one in _lists(moov)), _loose_texts(moov)):
        for key, values in texts.items():
            found.setdefault(key, values)
    return found


def write(file: BinaryIO, fields: Stored) -> None:
    """Put `fields` into `file`, which is open for reading and writing.

    Raises Unmovable before anything is written, where the file is built in a way that does not
    allow it.
    """
    size = file.seek(0, os.SEEK_END)
    try:
        rewrite_moov(file, size, lambda moov: _edited(moov, fields))
    except BadAtoms as error:
        raise Unmovable(str(error)) from error


@dataclass
class _TagList:
    """A list of tags: a `meta` atom with its `ilst`, and the names of its items if it has `keys`.

    With `keys`, an item is named by the place of its name among them, counted from 1.
    """

    meta: Atom
    ilst: Atom
    in_udta: bool
    keys: Atom | None = None

    @cached_property
    def names(self) -> list[str]:
        """The names in `keys`; raises BadAtoms where there are too many."""
        return _key_names(self.keys) if self.keys is not None else []

    def texts(self) -> Texts:
        """Return the texts of all items."""
        found: Texts = {}
        for item in self.ilst.children or ():
            if values := list(_values(item)):
                found.setdefault(_folded(self.key(item)), []).extend(values)
        numbered = found.pop(_NUMBERED_GENRE.decode(), [])
        if numbered and _GENRE not in found:
            found[_GENRE] = numbered
        return found

    def key(self, item: Atom) -> str:
        """Return the key of an item as mutagen spells it."""
        if self.keys is not None:
            names = self.names
            index = int.from_bytes(item.name, "big") - 1
            name = names[index] if 0 <= index < len(names) else str(index + 1)
            plain = name.removeprefix(_APPLE).casefold().replace("_", "").replace(" ", "")
            return _KEY_NAMES.get(plain, name)
        name = item.name.decode("latin-1")
        if name == _FREE_FORM:
            parts = [_name_part(item, part) for part in (b"mean", b"name")]
            return ":".join((name, *parts))
        return name

    def remove(self, field: Field) -> Atom | None:
        """Remove the items of a field; return the first of them."""
        wanted = {_folded(MP4.key_of(field))}
        if field == "genre":
            wanted.add(_NUMBERED_GENRE.decode())
        kept: list[Atom] = []
        gone: list[Atom] = []
        for item in self.ilst.children or ():
            (gone if _folded(self.key(item)) in wanted else kept).append(item)
        self.ilst.children = kept
        return gone[0] if gone else None

    def put(self, field: Field, texts: Iterable[str], like: Atom | None) -> None:
        """Add an item for a field, under the name that the item `like` has."""
        key = MP4.key_of(field)
        data = [_number(text) if key == _TEMPO else _data(text) for text in texts]
        item = Atom(key.encode("latin-1")[:4], b"", data)
        if self.keys is not None:
            item.name = like.name if like else self._new_key(field)
        elif key.startswith(_FREE_FORM):
            name = key.split(":", 2)[1:]
            parts = [one for one in (like and like.children) or () if one.name != b"data"]
            item.children = [*(parts or map(_named_part, (b"mean", b"name"), name)), *data]
        assert self.ilst.children is not None
        self.ilst.children.append(item)

    def _new_key(self, field: Field) -> bytes:
        assert self.keys is not None
        are_apples = self.names and all(one.startswith(_APPLE) for one in self.names)
        name = f"{_APPLE if are_apples else ''}{field.removeprefix(FREE_TEXT)}"
        self.names.append(name)
        entry = (len(name) + 8).to_bytes(4, "big") + b"mdta" + name.encode()
        count = len(self.names).to_bytes(4, "big")
        self.keys.content = self.keys.content[:4] + count + self.keys.content[8:] + entry
        return count


def _folded(key: str) -> str:
    """Return the key as it is compared: the name of a free-form item without case."""
    return key.casefold() if key.startswith(_FREE_FORM) else key


def _lists(moov: Atom) -> list[_TagList]:
    """Return the lists of tags of a file, the one that most programs read first."""
    metas = [(one, True) for one in moov.named(b"udta", b"meta")]
    metas += [(one, False) for one in moov.named(b"meta")]
    found = []
    for meta, in_udta in metas:
        ilst = next(meta.named(b"ilst"), None)
        keys = next(meta.named(b"keys"), None)
        if ilst is not None:
            found.append(_TagList(meta, ilst, in_udta, keys))
    return sorted(found, key=lambda one: one.keys is not None)


def _edited(moov: Atom, fields: Stored) -> Atom:
    """Put `fields` into `moov`; return the `meta` that they are in, its padding taken out."""
    lists = _lists(moov)
    home = _home(moov, lists)
    for field, texts in fields.items():
        former = home.remove(field)
        for other in lists:
            other.remove(field)
        _remove_loose(moov, field)
        if texts:
            home.put(field, texts, former)
    assert home.meta.children is not None
    home.meta.children = [one for one in home.meta.children if one.name != b"free"]
    return home.meta


def _home(moov: Atom, lists: list[_TagList]) -> _TagList:
    """Return the list that fields are written to, a new one where no other program's would do.

    A list of QuickTime's in `moov` is read by few, so it gets one of iTunes' beside it.
    """
    if lists and (lists[0].keys is None or lists[0].in_udta):
        return lists[0]
    udta = next(moov.named(b"udta"), None)
    if udta is None:
        udta = Atom(b"udta", b"", [])
        assert moov.children is not None
        moov.children.append(udta)
    assert udta.children is not None
    meta = next(udta.named(b"meta"), None)
    if meta is None:
        meta = Atom(b"meta", bytes(4), [Atom(b"hdlr", _HANDLER)])
        udta.children.append(meta)
    ilst = Atom(b"ilst", b"", [])
    assert meta.children is not None
    meta.children.append(ilst)
    return _TagList(meta, ilst, True)


def _remove_loose(moov: Atom, field: Field) -> None:
    """Remove the strings of a field that stand in `udta` without a list."""
    key = MP4.key_of(field)
    if not key or key.startswith(_FREE_FORM):
        return
    names = {key.encode("latin-1"), *(name for name, of in _STRINGS_3GP.items() if of == key)}
    for udta in moov.named(b"udta"):
        udta.children = [one for one in udta.children or () if one.name not in names]


def _loose_texts(moov: Atom) -> Texts:
    """Return the strings that stand in `udta` without a list."""
    found: Texts = {}
    for udta in moov.named(b"udta"):
        for atom in udta.children or ():
            text = ""
            if atom.name[:1] == b"\xa9":
                key = atom.name.decode("latin-1")
                text = _quicktime_string(atom.content)
            elif atom.name in _STRINGS_3GP:
                key = _STRINGS_3GP[atom.name]
                text = _text_of(atom.content[6:])
            elif atom.name == _YEAR_3GP:
                key = "\xa9day"
                text = str(int.from_bytes(atom.content[4:6], "big") or "")
            if text:
                found.setdefault(key, []).append(text)
    return found


def _quicktime_string(content: bytes) -> str:
    """Return the first string of a list: its length and language, 16 bits each, and its bytes.

    Languages below 0x400 are those of the old Macintosh, with its character set.
    """
    if content[4:8] == b"data":  # an item of a list that stands here
        return _text_of(content[16:])
    length, language = (int.from_bytes(content[at : at + 2], "big") for at in (0, 2))
    text = content[4 : 4 + length]
    try:
        return _text_of(text, "strict")
    except UnicodeDecodeError:
        return text.decode("mac-roman" if language < 0x400 else "latin-1")


def _text_of(content: bytes, errors: str = "replace") -> str:
    """Return UTF-8, or UTF-16 after its mark, up to the first NUL."""
    marked = content[:2] in {b"\xfe\xff", b"\xff\xfe"}
    return content.decode("utf-16" if marked else "utf-8", errors).partition("\0")[0]


def _values(item: Atom) -> Iterator[str]:
    """Yield the values of an item that are texts, or numbers of a track or genre."""
    for data in item.named(b"data"):
        kind, content = int.from_bytes(data.content[1:4], "big"), data.content[8:]
        if data.cut:
            continue
        if item.name == _NUMBERED_GENRE:
            yield from TCON(encoding=3, text=[str(int.from_bytes(content, "big") - 1)]).genres  # type: ignore[no-untyped-call]
        elif item.name == b"trkn":
            yield str(int.from_bytes(content[2:4], "big") or "")
        elif kind == _UTF16:
            yield content.decode("utf-16-be", "replace")
        elif kind == _SIGNED or (kind == 0 and item.name == _TEMPO.encode()):
            yield str(int.from_bytes(content, "big", signed=True))
        elif kind in {0, _UTF8} and item.name not in {b"covr", b"disk"}:
            yield content.decode("utf-8", "replace")


def _number(text: str) -> Atom:
    """Return a tempo as iTunes has it: a whole number of 16 bits."""
    number = min(max(round(float(text)), 0), 0x7FFF)
    return Atom(b"data", _SIGNED.to_bytes(4, "big") + bytes(4) + number.to_bytes(2, "big"))


def _data(text: str) -> Atom:
    return Atom(b"data", _UTF8.to_bytes(4, "big") + bytes(4) + text.encode("utf-8", "replace"))


def _named_part(name: bytes, text: str) -> Atom:
    return Atom(name, bytes(4) + text.encode())


def _name_part(item: Atom, name: bytes) -> str:
    part = next(item.named(name), None)
    return part.content[4:].decode("utf-8", "replace") if part else ""


def _key_names(keys: Atom) -> list[str]:
    """Return the names in a `keys` atom: each has its length and the four letters "mdta".

    Raises BadAtoms for more than _MOST_NAMES.
    """
    names: list[str] = []
    at, content = 8, keys.content
    while at + 8 <= len(content):
        if len(names) == _MOST_NAMES:
            raise BadAtoms("there are too many names")
        length = max(8, int.from_bytes(content[at : at + 4], "big"))
        names.append(content[at + 8 : at + length].decode("utf-8", "replace"))
        at += length
    return names
