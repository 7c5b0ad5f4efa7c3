"""Audio files are known by their names, whatever the case."""

from pathlib import Path

import pytest

from tagstudio.audio.files.formats import SUFFIXES, is_audio


@pytest.mark.parametrize("suffix", ["mp3", "MP3", "Flac", "oga", "m4b", "AIFF", "wma", "mp3.ogg"])
def test_audio_files(suffix):
    assert is_audio(f"a.{suffix}")
    assert is_audio(Path("/music") / f"a b.{suffix}")


@pytest.mark.parametrize("name", ["a.txt", "mp3", ".mp3", "a.mp3.part", "cover.jpg", "a.mp3/", ""])
def test_other_files(name):
    assert not is_audio(name)


def test_what_the_readme_lists_is_there():
    listed = {".mp3", ".flac", ".ogg", ".opus", ".m4a", ".aac", ".wav", ".aiff", ".wma"}
    assert listed <= SUFFIXES
