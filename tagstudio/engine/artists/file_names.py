"""Tell the artists from the names of the files of a folder: "Artist - Title" or "Title - Artist".

Which part is the artist is told by what recurs: an artist has several tracks, a title seldom comes
twice. So nothing is told of a file alone, nor of a folder in which nothing recurs, unless the names
are those of artists that the library knows. Files of a folder may be named either way, each told by
itself; once several are the other way round, what recurs on neither side is left untold.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from tagstudio.library.db.text_folding import folded
from tagstudio.library.tracks.name_parts import (
    can_be_artist,
    is_tight,
    key_of,
    parts_of,
    track_number,
    without_guests,
)

MIN_FILES = 3  # with the pattern, in a folder
MIN_SHARE = 0.6  # of the folder's files that must have the pattern
MIN_RECURRING = 0.2  # of these, the share whose artist recurs
MOST_OF_OTHER = 1 / 2  # of that, what may recur of the other side: titles of the same name
MIXED = 0.2  # of the files, told to be the other way round, from which on the usual way tells none
MIN_ARTISTS_A_SIDE = 2  # who recur, in a folder half of whose names are the other way round
_NUMBERED = 0.8  # of the files, from which on the numbers in front are those of tracks


class NamedFile(NamedTuple):
    """The name of a file without its suffix, and the artist and album of its tags, "" for none."""

    stem: str
    artist: str = ""
    album: str = ""


class KnownNames(NamedTuple):
    """Names, folded, that the library knows: `artists` (their keys), and what is no artist's."""

    artists: Collection[str]
    no_artists: Collection[str]


def artists_of_files(files: Sequence[NamedFile], folder: str, known: KnownNames) -> list[str]:
    """Return the artist of each file of the folder `folder`, "" where the names do not tell."""
    stems = [file.stem for file in files]
    parts = _parts(stems)
    fitting = [one for one in parts if len(one) > 1]
    if len(fitting) < max(MIN_FILES, MIN_SHARE * len(stems)):
        return [""] * len(stems)
    count = Counter(map(len, fitting)).most_common(1)[0][0]
    rows = [one for one in fitting if len(one) == count]
    titles = {folded(file.album) for file in files if file.album} | {folded(folder)}
    columns = [_Column([row[place] for row in rows], known, titles) for place in range(count)]
    place = _artist_column(columns, len(rows))
    if place is None and count != 2:
        return [""] * len(stems)
    if place is None:
        found = _of_either_side(parts, rows, columns, known)
    else:
        found = [_artist(one, place, count, known) for one in parts]
        if count == 2:
            found = _Sides(rows, place, columns, known).artists(found, parts)
    return [""] * len(stems) if _is_refuted(found, files) else found


def is_numbered(stems: Sequence[str]) -> bool:
    """Tell whether the files of a folder begin with the numbers of tracks."""
    numbers = [number for stem in stems if (number := track_number(stem))]
    return are_of_tracks(len(numbers), len(set(numbers)), len(stems))


def are_of_tracks(numbered: int, distinct: int, files: int) -> bool:
    """Tell whether so many numbers in front of the names of a folder's files are those of tracks.

    `numbered` of its files begin with a number, `distinct` numbers are among them.
    """
    return numbered >= _NUMBERED * files and distinct * 2 > numbered


class _Column:
    """What stands at one place of the names of a folder's files."""

    def __init__(self, names: Sequence[str], known: KnownNames, titles: Collection[str]) -> None:
        keys = [key_of(name) for name in names]
        counts = Counter(keys)
        can_be = {
            key: key in known.artists or can_be_artist(name, known.no_artists)
            for key, name in zip(keys, names, strict=True)
        }
        # One value in all names, which is the album's or the folder's: so it may be the album.
        self.counts = counts
        self.is_album = len(counts) == 1 and folded(names[0]) in titles
        self.known = sum(key in known.artists for key in keys)
        self.recurring = sum(
            can_be[key] and (counts[key] > 1 or key in known.artists) for key in keys
        )
        self.repeated = sum(counts[key] > 1 for key in keys)
        self.distinct = len(counts)


def _artist_column(columns: Sequence[_Column], rows: int) -> int | None:
    """Return the place of the artist, None where it cannot be told."""
    places = [
        place
        for place, column in enumerate(columns)
        if column.recurring >= max(2, MIN_RECURRING * rows) and not column.is_album
    ]
    if not places:
        return None
    if len(columns) == 2:
        best = max(places, key=lambda place: columns[place].recurring)
        other = columns[1 - best]
        clear = other.is_album or max(other.repeated, other.known) <= (
            MOST_OF_OTHER * columns[best].recurring
        )
        return best if clear else None
    # "Artist - Album - Title": both recur, the artist in no fewer names than the album.
    return max(places, key=lambda place: (columns[place].known, -columns[place].distinct, -place))


def _of_either_side(
    parts: Sequence[Sequence[str]],
    rows: Sequence[Sequence[str]],
    columns: Sequence[_Column],
    known: KnownNames,
) -> list[str]:
    """Return the artists of a folder named half one way, half the other: in each name what recurs.

    Nothing is told where both parts of a name recur, or one artist alone does on a side: titles
    that several play recur, too.
    """
    nothing = [""] * len(parts)
    counts = columns[0].counts + columns[1].counts

    def recurs(name: str) -> bool:
        key = key_of(name)
        can_be = key in known.artists or can_be_artist(name, known.no_artists)
        return can_be and (counts[key] > 1 or key in known.artists)

    sides: tuple[set[str], set[str]] = (set(), set())
    for row in rows:
        here = [place for place in (0, 1) if recurs(row[place])]
        if len(here) > 1:
            return nothing
        for place in here:
            sides[place].add(key_of(row[place]))
    if any(column.is_album for column in columns) or min(map(len, sides)) < MIN_ARTISTS_A_SIDE:
        return nothing
    return [
        next((name for name in map(without_guests, one) if recurs(name)), "")
        if len(one) == 2
        else ""
        for one in parts
    ]


def _is_refuted(found: Sequence[str], files: Sequence[NamedFile]) -> bool:
    """Tell whether the tags of files there name other artists than their names seem to tell."""
    tagged = [
        (key_of(name), key_of(file.artist))
        for name, file in zip(found, files, strict=True)
        if name and file.artist
    ]
    return sum(name == tag for name, tag in tagged) * 2 < len(tagged)


class _Sides:
    """Tells the files of a folder that have their artist on the other side than most."""

    def __init__(
        self,
        rows: Sequence[Sequence[str]],
        place: int,
        columns: Sequence[_Column],
        known: KnownNames,
    ) -> None:
        self._artists, self._titles = columns[place], columns[1 - place]
        self._known = known
        self._beside: dict[str, set[str]] = defaultdict(set)  # by what stands as a title
        for row in rows:
            self._beside[key_of(row[1 - place])].add(key_of(row[place]))

    def artists(self, names: Sequence[str], parts: Sequence[Sequence[str]]) -> list[str]:
        """Return the artist of each file, whose name stands in `names` if it is as most are."""
        found = [self._artist(name, one) for name, one in zip(names, parts, strict=True)]
        turned = sum(
            bool(artist) and artist != name for artist, name in zip(found, names, strict=True)
        )
        if turned < max(2, MIXED * sum(map(bool, found))):
            return found
        return [
            artist if self._is_told(artist, name) else ""
            for artist, name in zip(found, names, strict=True)
        ]

    def _is_told(self, artist: str, name: str) -> bool:
        """Tell whether more than the usual way of the folder speaks for an artist."""
        return artist != name or self._is_artist(key_of(artist)) or self._titles.is_album

    def _artist(self, name: str, parts: Sequence[str]) -> str:
        """Return the artist of a file: `name`, the other part, or "" where both may be."""
        if not name or self._is_artist(key_of(name)) or self._titles.is_album:
            return name
        is_title = any(map(self._is_artist, self._beside.get(key_of(name), ())))
        for other in (without_guests(part) for part in parts if part != name):
            key = key_of(other)
            if is_title or self._artists.counts[key] or key in self._known.artists:
                return self._if_possible(other)
            if self._titles.counts[key] > 1:  # a title by several, or an artist of several titles
                covered = any(map(self._is_artist, self._beside[key]))
                return "" if covered else self._if_possible(other)
        return name

    def _is_artist(self, key: str) -> bool:
        return self._artists.counts[key] > 1 or key in self._known.artists

    def _if_possible(self, name: str) -> str:
        return name if can_be_artist(name, self._known.no_artists) else ""


def _parts(stems: Sequence[str]) -> list[list[str]]:
    """Return the parts of the names, without the numbers of the tracks."""
    tight = sum(map(is_tight, stems)) >= MIN_SHARE * len(stems)
    numbered = is_numbered(stems)
    found = []
    for stem in stems:
        bare = stem[len(track_number(stem)) :] if numbered else stem
        found.append(parts_of(bare, tight=tight))
    return found


def _artist(parts: Sequence[str], place: int, count: int, known: KnownNames) -> str:
    """Return the artist of one file; a name with more parts has them in the title."""
    if len(parts) < 2 or (len(parts) != count and 0 < place < count - 1):
        return ""
    name = without_guests(parts[-1] if place == count - 1 and place else parts[place])
    fits = key_of(name) in known.artists or can_be_artist(name, known.no_artists)
    return name if fits else ""
