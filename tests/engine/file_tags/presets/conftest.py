"""A library of one track a kind of file, each with a comment and a genre of the librarian's."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from mutagen.id3 import COMM, ID3, TCON

from tagstudio.audio.metadata.file_tags.files import write_file_tags
from tagstudio.core.progress import run
from tagstudio.engine.correcting.correct import Answer, CorrectOptions, correct_tracks
from tagstudio.engine.scanning.scan import scan
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.models import models
from tagstudio.library.models.models import RegisteredModel, RegisteredTag

HZ = 44100
TAGS = (
    RegisteredTag("jazz", "genre", 0.1),
    RegisteredTag("sad", "mood", 0.1),
    RegisteredTag("piano", "voice and instrument", 0.1),
    RegisteredTag("60s", "era", 0.1),
    RegisteredTag("slow", "tempo", 0.1),
)
ANSWERED = ("jazz", "sad", "piano", "60s", "slow", "wedding")
HELD = {"genre": ("Folk",), "comment": ("Bought in Lyon",)}


def _m4a(path: Path, sound: np.ndarray) -> None:
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=HZ, layout="mono")
        frame = av.AudioFrame.from_ndarray(sound[None].astype(np.float32), "fltp", "mono")
        frame.sample_rate = HZ
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)


def _id3v2_3(path: Path) -> None:
    tags = ID3()
    tags.add(TCON(encoding=0, text="Folk"))
    tags.add(COMM(encoding=1, lang="deu", desc="", text="Bought in Lyon"))
    tags.add(COMM(encoding=0, lang="eng", desc="iTunNORM", text="0000 1111"))
    tags.save(path, v2_version=3, padding=lambda _: 0)


@pytest.fixture(scope="session")
def kinds_of_files(tmp_path_factory) -> Path:
    """Make a file of each kind for which there is an encoder."""
    folder = tmp_path_factory.mktemp("kinds")
    # No two are the same recording.
    sounds = [0.3 * np.sin(np.arange(HZ // 2) / (number + 9)) for number in range(9)]
    subtypes = {"opus": "OPUS"}
    for name in ("a.flac", "b.ogg", "c.opus", "d.wav", "e.aiff", "f.mp3", "g.mp3"):
        rate = 48000 if name.endswith("opus") else HZ
        kind = {"opus": "OGG", "aiff": "AIFF"}.get(name.rpartition(".")[2])
        subtype = subtypes.get(name.rpartition(".")[2])
        soundfile.write(folder / name, sounds.pop(), rate, format=kind, subtype=subtype)
    _m4a(folder / "h.m4a", sounds.pop())
    if shutil.which("wavpack"):
        soundfile.write(folder / "i.wav", sounds.pop(), HZ)
        subprocess.run(["wavpack", "-q", "-d", folder / "i.wav"], check=True)
    for path in folder.iterdir():
        if path.name == "g.mp3":
            _id3v2_3(path)
        else:
            write_file_tags(str(path), path.name, HELD)
    return folder


@pytest.fixture
def music(tmp_path, kinds_of_files) -> Path:
    return Path(shutil.copytree(kinds_of_files, tmp_path / "music"))


@pytest.fixture
def library(tmp_path, music) -> Iterator[Library]:
    """All of ANSWERED are said of every track; "wedding" is the librarian's own tag."""
    with open_library(tmp_path / "library.db", writing=True) as opened:
        run(scan(opened, [music]))
        with opened.write() as connection:
            models.register(connection, "p", RegisteredModel("m", "0" * 64, TAGS))
        ids = range(1, len(list(music.iterdir())) + 1)
        answers = [Answer(tag, "yes") for tag in ANSWERED]
        correct_tracks(opened, list(ids), answers, CorrectOptions(new_tags=True))
        yield opened
