"""A small part of the corpus of `benchmarks/sound_files.py`, by the real command line and model."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[3] / "benchmarks"))

from corpus.catalogue import catalogue
from corpus.making import make
from corpus.running import How, Result, run_files

# What encoders from PyAV and libsndfile can make, one of each kind of trouble.
CASES = {
    "mp3": (
        *("cbr", "vbr without Xing", "8000 Hz without Xing", "8000 Hz without Xing, no tag"),
        *("ID3v2.2 encoding 1", "ID3v2.3 unsynchronised", "ID3v2.3 empty genre frame"),
        *("ID3v2.4 footer", "ID3v2.3 extended header", "ID3v2.4 chapters", "ID3v1 alone"),
        *("APEv2 alone", "all three disagree", "year 20200629", "year 2020-06-29T07:00Z"),
        *("genre (9)(138)Viking Metal", "genre Folk, World, & Country", "named .flac"),
        *("named '...And Justice for All'", "64 KiB of zeros in front", "cut off at 50%"),
        *("1 KiB of junk in front", "a bit in the middle", "empty"),
    ),
    "mp1": ("layer I 44100 Hz",),
    "mp2": ("usual",),
    "flac": (
        *("16 bit", "ID3v2 in front and nothing else", "two pictures", "year 1999/2003"),
        *("cut off at 50%", "named .mp3", "three genres", "a bit of the first 64 bytes"),
    ),
    "ogg": ("stereo", "year [1999]", "named .wav"),
    "oggflac": ("stereo",),
    "opus": ("stereo", "year c. 1970"),
    "m4a": (
        *("aac", "index first", "mp3 in mp4", "meta without version", "mdat of 64 bits"),
        *("mdat to the end", "offsets of 64 bits", "free-form atoms", "named .mp3"),
        *("cut off at 50%", "year 2001-05"),
    ),
    "alac": ("alac",),
    "m4a fragmented": ("one a second", "dash"),
    "m4a quicktime meta": ("mp4", "index first"),
    "aac": ("adts", "named .mp3"),
    "wma": ("v2", "v1", "artist said twice"),
    "wav": (
        *("16 bit", "ima adpcm", "INFO behind", "INFO and id3", "odd size, no pad"),
        *("from a pipe, FFFFFFFF", "RF64", "cut off at 50%"),
    ),
    "w64": ("16 bit",),
    "aiff": ("16 bit", "ima4", "sowt"),
    "au": ("16 bit",),
    "caf": ("pcm",),
    "wavpack": ("16 bit", "year 05/17/2001"),
    "tta": ("usual",),
    "matroska": ("opus",),
    "ac3": ("ac3",),
    "amr": ("usual",),
    "no sound": ("text named .flac", "HTML named .mp3", "AppleDouble .mp3", "cover.jpg, no music"),
    "samples": ("one NaN in .wav",),
    "links": ("hard link", "pipe", "read only"),
}


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    folder = tmp_path_factory.mktemp("corpus")
    wanted = {(group, about) for group, cases in CASES.items() for about in cases}
    cases = {(case.group, case.about): (number, case) for number, case in enumerate(catalogue())}
    assert wanted <= cases.keys()
    made = [make(folder / "made", *cases[one]) for one in sorted(wanted)]
    assert not [one.missing for one in made if one.missing]
    return run_files(folder / "made", made, How(folder / "home", keep_time=True, kid3=False))


@pytest.mark.parametrize("fault", ["harmed", "not undone", "silent", "wrong", "refused", "words"])
def test_no_file_of_the_corpus_is(fault, result):
    found = [
        f"{Path(path).parent}: {about}: {text}"
        for kind, about, path, text in result.faults
        if kind == fault
    ]
    assert not found


def test_most_files_of_the_corpus_are_written(result):
    assert result.written > result.files * 0.6
