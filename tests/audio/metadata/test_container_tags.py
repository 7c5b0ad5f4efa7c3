"""Tags of containers that mutagen does not read."""

from pathlib import Path

import av
import numpy as np
import pytest
from mutagen.mp4 import MP4

from tagstudio.audio.containers.mp4_atoms import BadAtoms
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.metadata.facts import read_facts
from tagstudio.audio.metadata.file_tags import mp4
from tagstudio.audio.metadata.file_tags.files import read_file_tags

TOLD = {
    "title": "Blue Train",
    "artist": "Coltrane",
    "album": "Ænima",
    "ALBUM_ARTIST": "Various",
    "date": "2020-06-29",
    "genre": "Hard Bop; Jazz",
    "track": "3/9",
}
FORMATS = {
    ".mka": ("matroska", "flac", "s16"),
    ".webm": ("webm", "libopus", "flt"),
    ".caf": ("caf", "pcm_s16be", "s16"),
    ".au": ("au", "pcm_s16be", "s16"),
}


def made(path: Path, told: dict[str, str]) -> Path:
    container, codec, kind = FORMATS[path.suffix]
    silence = np.zeros((1, 48_000), np.int16 if kind == "s16" else np.float32)
    with av.open(str(path), "w", format=container) as file:
        file.metadata.update(told)
        stream = file.add_stream(codec, rate=48_000, layout="mono")
        for start in range(0, 48_000, 960):
            block = np.ascontiguousarray(silence[:, start : start + 960])
            frame = av.AudioFrame.from_ndarray(block, format=kind, layout="mono")
            frame.sample_rate, frame.pts = 48_000, start
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("suffix", [".mka", ".webm", ".caf"])
def test_all_texts_are_read(tmp_path, suffix):
    facts = read_facts(str(made(tmp_path / f"sound{suffix}", TOLD)))
    found = facts.title, facts.artist, facts.album, facts.albumartist
    assert found == ("Blue Train", "Coltrane", "Ænima", "Various")
    assert (facts.year, facts.genre, facts.track_number) == (2020, ("Hard Bop", "Jazz"), 3)


def test_the_texts_that_an_au_file_has_place_for(tmp_path):
    facts = read_facts(str(made(tmp_path / "sound.au", TOLD)))
    assert (facts.title, facts.artist, facts.genre) == (
        "Blue Train",
        "Coltrane",
        ("Hard Bop", "Jazz"),
    )


@pytest.mark.parametrize("suffix", FORMATS)
def test_none_of_them_is_written(tmp_path, suffix):
    path = made(tmp_path / f"sound{suffix}", {})
    assert read_facts(str(path)).title == ""
    with pytest.raises(UnreadableAudio, match="only reads those that are there") as raised:
        read_file_tags(str(path))
    assert raised.value.code == "unsupported"


def test_atoms_that_contradict_each_other_cost_no_more_than_they_must(tmp_path, encode, music):
    path = encode(tmp_path / "sound.m4a", music(0.3))
    audio = MP4(path)
    audio["\xa9nam"] = ["Title"]
    audio.save()
    content = path.read_bytes()
    broken = (20).to_bytes(4) + b"meta" + bytes(4) + (99).to_bytes(4) + b"hdlr"
    at = content.index(b"moov") - 4  # the last atom
    grown = int.from_bytes(content[at : at + 4]) + len(broken)
    path.write_bytes(content[:at] + grown.to_bytes(4) + content[at + 4 :] + broken)
    with path.open("rb") as file, pytest.raises(BadAtoms):
        mp4.read_texts(file, path.stat().st_size)
    assert read_facts(str(path)).title == "Title"
