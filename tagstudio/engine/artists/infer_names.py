"""Infer the artists of tracks whose files name none from the names of files and folders.

The names of a track are looked at once, and what they told, or that they told nothing, is stored: a
group must not change because other files came into the folder. `look_again` is the user's way to
have them judged anew.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

import sqlalchemy as sa

from tagstudio.core.progress import Job, Progress, run
from tagstudio.engine.artists.file_names import KnownNames, NamedFile, artists_of_files
from tagstudio.engine.artists.folder_names import FolderOfFiles, artists_of_folders
from tagstudio.library.db.database import Library
from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import folders as folder_table
from tagstudio.library.db.schema import named_artists, track_artists, track_texts, tracks
from tagstudio.library.db.schema import tags as tag_table
from tagstudio.library.db.text_folding import folded
from tagstudio.library.tracks.artist_names import is_artist
from tagstudio.library.tracks.folders import in_library
from tagstudio.library.tracks.name_parts import folder_of, key_of, last_name, stem_of
from tagstudio.library.tracks.track_artists import (
    InferredArtist,
    forget_inferred,
    not_looked_at,
    store_inferred,
)

# Folders and prefixes that are no artists, besides the tags of the library and genres of its files.
_NO_ARTISTS = (
    "music|musik|musique|musica|música|mp3|mp3s|flac|audio|sound|sounds|songs|lieder|tracks|albums"
    "|alben|artists|singles|downloads|download|media|archive|archiv|neu|new|incoming|unsorted"
    "|unsortiert|misc|other|others|sonstiges|favorites|favourites|favoriten|playlists|library"
    "|classical|klassik|christmas|weihnachten|kids|kinder|hörspiele|hörbücher|audiobooks|podcasts"
    "|games|film|filmmusik|musicals|world|weltmusik|live|remixes|mixes|bootlegs|demos|test|data"
    "|train|validation|clips|samples|loops|pop|rock|jazz|blues|metal|punk|folk|country|soul|funk"
    "|disco|reggae|hip hop|hip-hop|hiphop|rap|r&b|rnb|techno|house|trance|ambient|electronic"
    "|electronica|elektronisch|dance|latin|gospel|opera|oper|schlager|volksmusik|chillout|lounge"
)
NO_ARTISTS = frozenset(_NO_ARTISTS.split("|"))

_REPORT = 5000  # files between two reports, and rows held at a time


class _File(NamedTuple):
    id: int
    path: str
    artist: str  # of the file's tags
    album: str


def infer_names(library: Library) -> Job[int]:
    """Look at the names of the tracks that need it, and store what they tell; return how many."""
    with library.read() as connection:
        waiting = not_looked_at(connection)
        inferred = (yield from _inferred(connection, waiting)) if waiting else {}
    if inferred:
        with library.write() as connection:
            store_inferred(connection, inferred)
    return sum(bool(one.name) for one in inferred.values())


def look_again(connection: sa.Connection, track_ids: Collection[int]) -> None:
    """Judge the names of these tracks anew, as the folders are now."""
    forget_inferred(connection, track_ids)
    waiting = not_looked_at(connection) & set(track_ids)
    store_inferred(connection, run(_inferred(connection, waiting)))


def _inferred(
    connection: sa.Connection, waiting: Collection[int]
) -> Job[dict[int, InferredArtist]]:
    """Return what the names of tracks tell, for each of them.

    All files are looked at, for folders are told by those beside them; those of a folder without
    a waiting track are only counted. They come as they lie in the library: to read a million in
    the order of their paths takes several times as long.
    """
    folders: dict[str, FolderOfFiles] = {}
    numbers: dict[str, int] = {}
    wanted = _folders_of(connection, waiting)
    by_folder: dict[str, list[_File]] = {path: [] for path in wanted}
    for some in _files(connection):
        yield Progress()
        for id, path, artist, album in some:  # unpacked: a million names of columns take a second
            folder = folder_of(path)
            if folder not in folders:
                folders[folder] = FolderOfFiles(folder, numbers)
            folders[folder].add(stem_of(path), artist if is_artist(artist) else "")
            if folder in by_folder:
                by_folder[folder].append(_File(id, path, artist, album))
    yield Progress()
    in_order = sorted(folders.values(), key=attrgetter("path"))
    folders.clear()  # of a million folders 100 MB, which what follows takes again
    known = _known(connection)
    yield Progress()
    for files in by_folder.values():
        files.sort(key=attrgetter("path"))
    of_files = {path: _of_files(path, files, known) for path, files in by_folder.items()}
    recurring = _recurring_in_file_names(connection, of_files)
    of_folders = yield from artists_of_folders(
        in_order,
        list(connection.scalars(sa.select(folder_table.c.path))),
        known._replace(artists={*known.artists, *recurring}),
    )
    found: dict[int, InferredArtist] = {}
    for path, names in of_files.items():
        found |= _of_folder(by_folder[path], names, of_folders.get(path, ""))
    return {track_id: found[track_id] for track_id in waiting if track_id in found}


def _folders_of(connection: sa.Connection, track_ids: Collection[int]) -> set[str]:
    """Return the folders that the files of these tracks lie in."""
    paths = connection.scalars(sa.select(tracks.c.path).where(in_ids(tracks.c.id, track_ids)))
    return {folder_of(path) for path in paths}


def _of_files(path: str, files: Sequence[_File], known: KnownNames) -> list[str]:
    """Return what the name of each file of a folder tells."""
    named = [
        NamedFile(stem_of(one.path), one.artist if is_artist(one.artist) else "", one.album)
        for one in files
    ]
    return artists_of_files(named, last_name(path), known)


def _of_folder(
    files: Sequence[_File], names: Sequence[str], of_folder: str
) -> Mapping[int, InferredArtist]:
    """Return what is told of each file of a folder; its own name goes before the folder's."""
    return {
        file.id: InferredArtist(name, "file name")
        if name or not of_folder
        else InferredArtist(of_folder, "folder")
        for file, name in zip(files, names, strict=True)
    }


def _recurring_in_file_names(
    connection: sa.Connection, of_files: Mapping[str, Sequence[str]]
) -> set[str]:
    """Return the keys of the artists that the names of several files tell, now or earlier."""
    columns = track_artists.c
    stored = sa.select(columns.artist).where(columns.origin == "file name", columns.artist != "")
    counts = Counter(key_of(name) for name in connection.scalars(stored))
    counts.update(key_of(name) for names in of_files.values() for name in names if name)
    return {key for key, count in counts.items() if count > 1}


def _files(connection: sa.Connection) -> Iterator[Sequence[Any]]:
    """Yield all files in any order, with the fields of `_File`, some at a time."""
    columns = tracks.c
    rows = connection.execute(
        sa.select(columns.id, columns.path, columns.artist, columns.album)
        .where(in_library(columns.id))
        .execution_options(yield_per=_REPORT)
    )
    return rows.partitions()


def _known(connection: sa.Connection) -> KnownNames:
    """Return the artists that tags, imports and the user name, and what is no artist's name."""
    texts = track_texts.c
    artists = sa.union(
        sa.select(texts.artist).where(texts.artist.is_not(None)),
        sa.select(track_artists.c.artist).where(track_artists.c.origin == "import"),
        sa.select(named_artists.c.after).where(named_artists.c.after.is_not(None)),
    )
    genres = connection.scalars(sa.select(texts.genre).where(texts.genre.is_not(None)).distinct())
    none = {genre.strip() for genres_of_one in genres for genre in genres_of_one.split(";")}
    none |= {folded(name) for name in connection.scalars(sa.select(tag_table.c.name))}
    keys = {key_of(name) for name in connection.scalars(artists) if is_artist(name)}
    return KnownNames(keys, none | NO_ARTISTS)
