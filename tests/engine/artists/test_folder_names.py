from itertools import zip_longest

import pytest

from tagstudio.core.progress import run
from tagstudio.engine.artists.file_names import KnownNames
from tagstudio.engine.artists.folder_names import FolderOfFiles, artists_of_folders

NUMBERED = ("01 One", "02 Two", "03 Three")
KNOWN = KnownNames(frozenset(), frozenset({"rock", "jazz", "pop"}))


def folder_of_files(path: str, stems, tagged=()) -> FolderOfFiles:
    folder = FolderOfFiles(path)
    for stem, artist in zip_longest(stems, tagged, fillvalue=""):
        folder.add(stem, artist)
    return folder


def told(*paths: str, stems=NUMBERED, tagged=(), roots=("/m",)) -> dict[str, str]:
    folders = [folder_of_files(path, stems, tagged) for path in paths]
    return run(artists_of_folders(folders, roots, KNOWN))


def test_artist_and_album_one_in_the_other_with_numbered_files():
    found = told("/m/Abba/Arrival", "/m/Abba/1975 - Abba", "/m/Beatles, The/Help! (1965)")
    assert found == {
        "/m/Abba/Arrival": "Abba",
        "/m/Abba/1975 - Abba": "Abba",
        "/m/Beatles, The/Help! (1965)": "The Beatles",
    }


def test_discs_are_parts_of_the_album():
    found = told("/m/Abba/Gold/CD1", "/m/Abba/Gold/CD 2", "/m/Abba/Ring", "/m/Cher/Believe/Disc 1")
    assert set(found.values()) == {"Abba", "Cher"}
    assert len(found) == 4


def test_artist_and_album_in_one_name():
    assert told("/m/Abba - Arrival", "/m/Abba - Ring Ring [FLAC]", "/m/Cher – Believe (1998)") == {
        "/m/Abba - Arrival": "Abba",
        "/m/Abba - Ring Ring [FLAC]": "Abba",
        "/m/Cher – Believe (1998)": "Cher",
    }
    assert set(told("/m/1976 - Abba - Arrival", "/m/1973 - Abba - Ring").values()) == {"Abba"}
    assert set(told("/m/Arrival - Abba", "/m/Ring - Abba", "/m/Gold - Abba").values()) == {"Abba"}


def test_a_compilation_among_them_has_no_artist():
    paths = ("/m/Abba - Arrival", "/m/Cher - Believe", "/m/VA - Hits", "/m/Moby - Play")
    assert "/m/VA - Hits" not in told(*paths)
    paths = ("/m/Abba/Arrival", "/m/Cher/Believe", "/m/Various Artists/Hits", "/m/Moby/Play")
    assert "/m/Various Artists/Hits" not in told(*paths)


@pytest.mark.parametrize(
    "paths",
    [
        ["/m/Abba"],
        ["/m/Abba", "/m/Cher", "/m/Moby"],  # a folder tells nothing
        ["/m/Abba/Arrival"],
        ["/m/Abba/Arrival", "/m/Abba/Ring", "/m/Abba/Gold"],  # one folder: it may be anyone's
        ["/m/Abba - Arrival", "/m/Holiday", "/m/Party", "/m/Car"],
        ["/m/Abba - Arrival", "/m/Cher - Believe"],  # too few, and nothing recurs
        ["/m/Rock/Arrival", "/m/Rock/Ring", "/m/Jazz/Blue"],
        ["/m/A/Abba", "/m/A/Aha", "/m/C/Cher"],
        ["/m/1980s/Arrival", "/m/80s/Ring", "/m/1999/Gold"],
    ],
)
def test_what_does_not_recur_or_is_no_artist_tells_nothing(paths):
    assert told(*paths) == {}


def test_files_without_numbers_make_no_album():
    paths = ("/m/Party/Abba", "/m/Party/Cher", "/m/Sport/Moby")
    assert told(*paths, stems=("SOS", "Fernando", "Waterloo")) == {}
    assert told(*paths, stems=("01", "01", "01")) == {}


def test_the_tags_of_other_files_there_confirm_the_folders_or_refute_them():
    folders = [
        folder_of_files("/m/Abba/Old", ("SOS", "Tiger"), ("Abba",)),
        folder_of_files("/m/Cher/New", ("Believe", "Bang")),
    ]
    assert run(artists_of_folders(folders, ["/m"], KNOWN)) == {
        "/m/Abba/Old": "Abba",
        "/m/Cher/New": "Cher",
    }
    paths = ("/m/Mum/Arrival", "/m/Mum/Ring", "/m/Dad/Play")
    assert told(*paths, tagged=("Abba", "Moby")) == {}


def test_the_scanned_folder_itself_is_no_artist():
    paths = ("/home/Music/Arrival", "/home/Music/Ring", "/home/Downloads/Play")
    assert told(*paths, roots=("/home/Music", "/home/Downloads")) == {}
