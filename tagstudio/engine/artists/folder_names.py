"""Tell the artists from the names of folders: "Artist - Album/...", "Artist/Album/01 Title".

Either must recur: several albums side by side that are called so, several artists' folders with
albums of numbered files in them, or the artist's name elsewhere in the library. A folder alone
tells nothing, for it can be a genre's or anyone's.
"""

import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from tagstudio.core.progress import Job, Progress
from tagstudio.engine.artists.file_names import KnownNames, are_of_tracks
from tagstudio.library.tracks.name_parts import (
    can_be_artist,
    folder_of,
    is_disc,
    key_of,
    last_name,
    parts_of,
    track_number,
    without_brackets,
    without_guests,
)

MIN_ALBUMS = 3  # side by side, of which the names or the place tell
MIN_SHARE = 0.6  # of the albums side by side that must be called or placed so


class FolderOfFiles:
    """A folder with audio files: what their names and the artists in their tags tell of it.

    The names themselves are not kept, so that a million files, each in a folder of its own, take
    little memory. `agreeing` are the files whose tags name the artist that the folder above the
    album does, `tagged` those that name any. `numbers` gives each track number, as it is spelled,
    its bit in `_numbers`; folders of one library share it.
    """

    __slots__ = ("_above", "_bits", "_numbered", "_numbers", "agreeing", "files", "path", "tagged")

    def __init__(self, path: str, numbers: dict[str, int] | None = None) -> None:
        self.path = path
        self.files = 0
        self.agreeing = self.tagged = 0
        self._above = sys.intern(key_of(_name_above(self.album)))
        self._bits = {} if numbers is None else numbers
        self._numbered = 0
        self._numbers = 0

    def add(self, stem: str, tagged: str = "") -> None:
        """Add a file: its name without suffix, and the artist that its tags name, "" for none."""
        self.files += 1
        if number := track_number(stem):
            self._numbered += 1
            self._numbers |= 1 << self._bits.setdefault(number, len(self._bits))
        if tagged:
            self.tagged += 1
            self.agreeing += key_of(tagged) == self._above

    @property
    def album(self) -> str:
        """The folder of its album: that above, of the folder of a disc."""
        return folder_of(self.path) if is_disc(last_name(self.path)) else self.path

    @property
    def is_numbered(self) -> bool:
        """Whether the files begin with the numbers of tracks."""
        return are_of_tracks(self._numbered, self._numbers.bit_count(), self.files)


def artists_of_folders(
    folders: Iterable[FolderOfFiles], roots: Sequence[str], known: KnownNames
) -> Job[dict[str, str]]:
    """Return by path the artists of folders whose names tell one.

    `roots` are the scanned folders: their own names and those above are nobody's.
    """
    tops = {root.rstrip(os.sep) or os.sep for root in roots}
    albums: dict[str, tuple[FolderOfFiles, ...]] = {}  # mostly of one: a tuple is half a list
    for folder in folders:
        album = folder.album
        if folder.path not in tops and album not in tops:
            albums[album] = (*albums.get(album, ()), folder)
    yield Progress()
    by_place = _by_place(albums, tops, known)
    yield Progress()
    found = by_place | _by_name(albums, known)
    return {
        folder.path: artist for album, artist in found.items() for folder in albums[album] if artist
    }


def _by_name(albums: Mapping[str, Sequence[FolderOfFiles]], known: KnownNames) -> dict[str, str]:
    """Return the artists of the folders called "Artist - Album", by folder."""
    beside: dict[str, list[str]] = defaultdict(list)
    for album in albums:
        beside[folder_of(album)].append(album)
    found = {}
    for siblings in beside.values():
        named = {album: parts for album in siblings if len(parts := _parts(last_name(album))) > 1}
        sides = [[key_of(parts[end]) for parts in named.values()] for end in (0, -1)]
        first, last = (_recurring(side) for side in sides)
        enough = len(named) >= MIN_ALBUMS or first == len(named) > 1 or last == len(named) > 1
        if enough and len(named) >= MIN_SHARE * len(siblings):
            end = -1 if last > first else 0
            for album, parts in named.items():
                artist = without_guests(parts[end])
                if _can_be(artist, known):
                    found[album] = artist
    return found


def _by_place(
    albums: Mapping[str, Sequence[FolderOfFiles]], tops: set[str], known: KnownNames
) -> dict[str, str]:
    """Return the artists of the folders at "Artist/Album", by folder."""
    below: dict[str, list[str]] = defaultdict(list)
    starts = tuple(top.rstrip(os.sep) + os.sep for top in tops)
    for album in albums:
        around = folder_of(album)
        if around not in tops and album.startswith(starts):
            below[folder_of(around)].append(album)
    found = {}
    for placed in below.values():
        agreed = _agreed_by_tags(placed, albums)
        if agreed is False:
            continue
        hold_artists = agreed or _look_like_artists(placed, albums)
        for album in placed:
            artist = _name_above(album)
            if _can_be(artist, known) if hold_artists else _is_named_elsewhere(artist, known):
                found[album] = artist
    return found


def _agreed_by_tags(
    placed: Sequence[str], albums: Mapping[str, Sequence[FolderOfFiles]]
) -> bool | None:
    """Tell whether most tags name the artist that the folder does; None where there are none."""
    agreeing = disagreeing = 0
    for album in placed:
        for folder in albums[album]:
            agreeing += folder.agreeing
            disagreeing += folder.tagged - folder.agreeing
    return agreeing > disagreeing if agreeing or disagreeing else None


def _look_like_artists(
    placed: Sequence[str], albums: Mapping[str, Sequence[FolderOfFiles]]
) -> bool:
    """Tell whether the folders around these albums are artists', by their numbered files."""
    numbered = 0
    for album in placed:
        files = sum(folder.files for folder in albums[album])
        numbered += files > 1 and all(folder.is_numbered for folder in albums[album])
    artists = {folder_of(album) for album in placed}
    enough = len(artists) > 1 and len(placed) >= MIN_ALBUMS
    return enough and numbered >= max(MIN_ALBUMS, MIN_SHARE * len(placed))


def _name_above(album: str) -> str:
    return spaced_name(last_name(folder_of(album)))


def spaced_name(name: str) -> str:
    """Return the name of an artist's folder as the artist's, "Beatles, The" as "The Beatles"."""
    bare = name if " " in name else name.replace("_", " ")
    head, comma, tail = bare.rpartition(", ")
    return f"The {head}" if comma and tail.casefold() == "the" else bare


def _parts(name: str) -> list[str]:
    return parts_of(without_brackets(name))


def _recurring(keys: Sequence[str]) -> int:
    counts = Counter(keys)
    return sum(counts[key] > 1 for key in keys)


def _can_be(artist: str, known: KnownNames) -> bool:
    return key_of(artist) in known.artists or can_be_artist(artist, known.no_artists)


def _is_named_elsewhere(artist: str, known: KnownNames) -> bool:
    return key_of(artist) in known.artists and can_be_artist(artist, known.no_artists)
