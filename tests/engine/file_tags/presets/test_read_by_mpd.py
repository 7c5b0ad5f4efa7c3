"""What a preset and a playlist write is found by MPD, a real player of Debian's."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tagstudio.core.progress import run
from tagstudio.engine.exchange.kept_playlists import KeptPlaylist, write_playlist_of
from tagstudio.engine.file_tags.plan import WriteOptions, plan_writes
from tagstudio.engine.file_tags.presets.find import find_preset
from tagstudio.engine.file_tags.write import write_planned
from tagstudio.library.db.database import Library
from tagstudio.library.search.saved_searches import save_search

MPD = shutil.which("mpd", path=f"{os.environ.get('PATH', '')}:/usr/bin:/usr/local/bin")
pytestmark = pytest.mark.skipif(MPD is None, reason="mpd is not installed")

PATIENCE = 60.0  # seconds, for the player to start and to read the files
FIRST_READ = {"h.m4a"}  # of a list in MP4 FFmpeg, which MPD asks, reads the first genre
JOINED = {"g.mp3"}  # in ID3v2.3 several values are one text
NO_GROUPING = {"d.wav", "e.aiff", "f.mp3", "g.mp3"}  # MPD 0.23 reads no ID3 frame as grouping


class Mpd:
    """A running MPD, asked in its own protocol."""

    def __init__(self, connected: socket.socket) -> None:
        self._lines = connected.makefile("rwb")
        assert self._lines.readline().startswith(b"OK MPD")

    def ask(self, command: str) -> list[tuple[str, str]]:
        """Return the pairs of an answer."""
        self._lines.write(f"{command}\n".encode())
        self._lines.flush()
        pairs = []
        while (line := self._lines.readline().decode().rstrip("\n")) != "OK":
            assert line, "the player has ended"
            assert not line.startswith("ACK"), line
            name, _, value = line.partition(": ")
            pairs.append((name, value))
        return pairs

    def files(self, command: str) -> set[str]:
        """Return the files that an answer names."""
        return {value for name, value in self.ask(command) if name == "file"}

    def read_all(self) -> None:
        """Let it read the music, and wait until it has."""
        self.ask("update")
        end = time.monotonic() + PATIENCE
        while any(name == "updating_db" for name, _ in self.ask("status")):
            assert time.monotonic() < end, "it goes on reading"
            time.sleep(0.05)


@contextlib.contextmanager
def playing(music: Path) -> Iterator[Mpd]:
    """Start MPD on a folder; it ends with the block."""
    with tempfile.TemporaryDirectory(prefix="mpd-") as short:  # a socket's path is a short one
        home = Path(short)
        address = home / "socket"
        settings = home / "mpd.conf"
        settings.write_text(
            f'music_directory "{music}"\ndb_file "{home}/db"\n'
            f'bind_to_address "{address}"\nlog_file "{home}/log"\n'
            'audio_output {\n type "null"\n name "none"\n}\n'
        )
        assert MPD is not None
        process = subprocess.Popen([MPD, "--no-daemon", str(settings)], stderr=subprocess.DEVNULL)
        try:
            with socket.socket(socket.AF_UNIX) as connected:
                end = time.monotonic() + PATIENCE
                while connected.connect_ex(str(address)):
                    assert process.poll() is None, (home / "log").read_text()
                    assert time.monotonic() < end, "it does not start"
                    time.sleep(0.05)
                player = Mpd(connected)
                player.read_all()
                yield player
        finally:
            process.terminate()
            process.wait(PATIENCE)


def write(library: Library, preset: str) -> None:
    """Write all files with a preset."""
    with library.read() as connection:
        ids = list(connection.exec_driver_sql("SELECT id FROM tracks").scalars())
    plan = run(plan_writes(library, ids, None, WriteOptions(preset=find_preset(preset))))
    assert run(write_planned(library, plan)).problems == []


@pytest.mark.parametrize("preset", ["standard", "navidrome"])
def test_it_finds_each_genre_that_a_preset_wrote(library, music, preset):
    write(library, preset)
    names = {path.name for path in music.iterdir()}
    with playing(music) as player:
        for genre in ("Folk", "jazz", "wedding"):
            found = player.files(f'find genre "{genre}"')
            unread = JOINED if genre == "Folk" else JOINED | FIRST_READ
            assert found == names - unread, genre
            assert player.files(f'search genre "{genre}"') == found | JOINED, "search: a part of it"
        grouped = names - NO_GROUPING if preset == "navidrome" else set()
        assert player.files("find grouping piano") == grouped


@pytest.mark.parametrize("relative", [True, False])
def test_it_opens_a_playlist_of_a_search_in_the_folder_of_the_music(library, music, relative):
    with library.write() as connection:
        save_search(connection, "Jazz", "tag:jazz -format:wav")
        playlist = KeptPlaylist("Jazz", str(music / "Jazz.m3u8"), relative)
        written = write_playlist_of(connection, None, playlist)
    assert written.left_out == []
    names = {path.name for path in music.iterdir()} - {"Jazz.m3u8", "d.wav"}
    with playing(music) as player:
        player.ask('load "Jazz.m3u8"')
        queued = player.ask("playlistinfo")
        assert {value for name, value in queued if name == "file"} == names
