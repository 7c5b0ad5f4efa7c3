"""Files that another program retags, keeping size and modification time."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import mutagen
import numpy as np
import pytest
import soundfile

from tagstudio.core.progress import run
from tagstudio.engine.scanning.scan import EVERY_FILE, ScanReport, scan
from tagstudio.library.db.database import Library, open_library

FILES = 200

pytestmark = pytest.mark.skipif(os.name != "posix", reason="only POSIX keeps a time of change")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "my.db", writing=True) as opened:
        yield opened


@pytest.fixture
def music(tmp_path: Path) -> Path:
    folder = tmp_path / "music"
    folder.mkdir()
    for number in range(3):
        sound = 0.1 * np.sin(np.arange(4000) * (number + 1) / 20)
        soundfile.write(folder / f"{number}.flac", sound, 8000)
        title(folder / f"{number}.flac", f"Title {number}")
    return folder


def title(path: Path, text: str) -> None:
    file = mutagen.File(path, easy=True)
    if file.tags is None:
        file.add_tags()
    file["title"] = text
    file.save()


def retag_in_place(path: Path, text: str) -> None:
    """Change the title as a tagger with "keep the time" does, which has padding to work in."""
    before = path.stat()
    title(path, text)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = path.stat()
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)


def counts(report: ScanReport) -> dict[str, int]:
    return {name: n for name, n in vars(report).items() if isinstance(n, int) and n}


def scanned(library: Library, *folders: Path) -> dict[str, int]:
    return counts(run(scan(library, folders)))


def titles(library: Library) -> list[str]:
    with closing(sqlite3.connect(library.path)) as rows:
        return [title for (title,) in rows.execute("SELECT title FROM tracks ORDER BY path")]


def forget_change_times(library: Library) -> None:
    """Let the library be as the migration leaves it."""
    with closing(sqlite3.connect(library.path)) as rows, rows:
        rows.execute("UPDATE tracks SET ctime_ns = NULL")


def test_none_of_two_hundred_real_files_is_missed(library, tmp_path, real_data):
    found = real_files(tmp_path / "music", real_data)
    assert scanned(library, tmp_path / "music") == {"new": FILES}
    for number, path in enumerate(found):
        retag_in_place(path, f"Other title {number:04}")
    assert scanned(library) == {"changed": FILES}
    assert titles(library) == [f"Other title {number:04}" for number in range(FILES)]
    assert scanned(library) == {"unchanged": FILES}


def real_files(folder: Path, data: Path) -> list[Path]:
    """Copy real mp3s, and make mp3, flac and m4a files of excerpts, with room for tags in each."""
    folder.mkdir()
    whole = sorted((data / "library").glob("*.mp3"))
    made = [Path(shutil.copy(one, folder / one.name)) for one in whole]
    excerpts = sorted((data / "clips").glob("*.ogg"))[: FILES - len(made)]
    for number, excerpt in enumerate(excerpts):
        suffix = ("mp3", "flac", "m4a")[number % 3]
        made.append(folder / f"{number:03}.{suffix}")
        recode(excerpt, made[-1])
    for number, path in enumerate(made):
        title(path, f"First title {number:04}")
    return sorted(made)


def recode(source: Path, path: Path) -> None:
    """Store the first seconds of a sound as MP3, FLAC or AAC."""
    import av

    codec = {".mp3": "libmp3lame", ".flac": "flac", ".m4a": "aac"}[path.suffix]
    with av.open(str(source)) as sound, av.open(str(path), "w") as out:
        stream = out.add_stream(codec, rate=44_100)
        resampler = av.AudioResampler(stream.format, stream.layout, 44_100)
        for number, frame in enumerate(sound.decode(audio=0)):
            if number == 100:
                break
            for one in resampler.resample(frame):
                out.mux(stream.encode(one))
        out.mux(stream.encode(None))


def test_a_file_that_was_only_touched_is_read_once_and_counts_as_read_again(library, music):
    scanned(library, music)
    (music / "0.flac").chmod(0o600)
    os.link(music / "1.flac", music.parent / "second name.flac")
    assert scanned(library) == {"reread": 2, "unchanged": 1}
    assert scanned(library) == {"unchanged": 3}


def test_a_file_that_was_away_and_is_back_counts_as_found_again(library, music):
    scanned(library, music)
    (music / "0.flac").rename(music.parent / "away.flac")
    assert scanned(library) == {"missing": 1, "unchanged": 2}
    (music.parent / "away.flac").rename(music / "0.flac")
    assert scanned(library) == {"returned": 1, "unchanged": 2}


def test_a_library_of_an_older_program_reads_nothing_and_knows_the_times_from_then_on(
    library, music, monkeypatch
):
    scanned(library, music)
    forget_change_times(library)
    assert scanned(library) == {"unchanged": 3}
    retag_in_place(music / "1.flac", "Title x")
    assert scanned(library) == {"changed": 1, "unchanged": 2}
    assert titles(library) == ["Title 0", "Title x", "Title 2"]


def test_read_all_again_finds_what_was_retagged_before_any_time_was_known(library, music):
    scanned(library, music)
    retag_in_place(music / "1.flac", "Title x")
    forget_change_times(library)
    assert scanned(library) == {"unchanged": 3}
    assert counts(run(scan(library, [], EVERY_FILE))) == {"changed": 1, "reread": 2}
    assert titles(library) == ["Title 0", "Title x", "Title 2"]
