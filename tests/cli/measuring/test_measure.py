"""`tagstudio measure`, and what other verbs do with what it found."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import mutagen
import numpy as np
import pytest
import soundfile

from tagstudio.core import paths

PLUGINS = Path(__file__).parents[2] / "plugins"
NAMES = ("120 Am -9.5.flac", "90 F#m -14.flac", "61 C -20.wav")


@pytest.fixture
def music(command, tmp_path) -> Path:
    shutil.copytree(PLUGINS / "fake_measurer", paths.user_plugins_folder() / "fake_measurer")
    folder = tmp_path / "songs"
    folder.mkdir()
    for number, name in enumerate(NAMES):
        samples = np.random.default_rng(number).uniform(-0.1, 0.1, 8000)
        soundfile.write(folder / name, samples, 8000)
    assert command("scan", str(folder))[0] == 0
    return folder


def listed(command, *query: str) -> dict[str, dict]:
    code, out, _ = command("list", "--json", *query)
    assert code == 0
    return {Path(one["path"]).name: one for one in json.loads(out)["tracks"]}


def test_measure_list_say_undo(command, music):
    code, out, _ = command("measure")
    assert (code, out.splitlines()[0]) == (0, "Measured: 3 tracks.")
    assert command("measure")[1].startswith("Nothing to do")
    code, out, _ = command("list", "--measures", "bpm:115..125")
    assert code == 0
    assert "Tempo" in out
    assert "Am, unsure" in out
    assert "-9.5 LUFS" in out
    assert "61" in command("list", "--sort", "bpm")[1]

    code, out, _ = command("measure", "--double", str(music / NAMES[2]))
    assert code == 0
    assert "122" in out
    assert set(listed(command, "bpm:122")) == {NAMES[2]}
    code, out, _ = command("measure", "--key", "8B", "key:Am")
    assert code == 0
    assert set(listed(command, "key:C")) == {NAMES[0], NAMES[2]}
    assert command("undo")[0] == 0
    assert command("undo")[0] == 0
    assert listed(command)[NAMES[2]]["bpm"] == 61.0
    assert set(listed(command, "key:C")) == {NAMES[2]}


def test_a_path_measures_that_track_alone_and_a_folder_all_in_it(command, music):
    assert "Measured: 1 track." in command("measure", str(music / NAMES[0]))[1]
    assert "Measured: 2 tracks." in command("measure", str(music))[1]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--double",), 2, "name the tracks"),
        (("--double", "--halve", "bpm:120"), 2, "together"),
        (("--tempo", "fast", "bpm:1.."), 1, "is no tempo"),
        (("--key", "H", "bpm:1.."), 1, "is no key"),
        (("--double", "--again", "bpm:120"), 2, "measure"),
        (("bpm:fast",), 1, "is no number or range"),
        ((__file__,), 1, "is no track of the library"),
    ],
)
def test_wrong_use_is_a_sentence_and_changes_nothing(command, music, arguments, code, words):
    assert command("measure")[0] == 0
    before = listed(command)
    found, _, problem = command("measure", *arguments)
    assert found == code
    assert words in " ".join(problem.replace("│", " ").split())
    assert listed(command) == before


def test_writing_puts_them_into_files_leaves_what_is_there_and_undo_takes_them_out(command, music):
    flac = mutagen.File(music / NAMES[1])
    flac["BPM"], flac["INITIALKEY"], flac["REPLAYGAIN_TRACK_GAIN"] = "45", "Em", "-3.00 dB"
    flac.save()
    assert command("scan")[0] == 0
    assert command("measure")[0] == 0
    assert command("measure", "--tempo", "91", "bpm:90")[0] == 0

    assert "bpm" not in command("write", "--pretend")[1]
    assert command("write", "--measures", "--yes")[0] == 0
    first, second, wave = (mutagen.File(music / name) for name in NAMES)
    assert dict(first.tags) == {"BPM": ["120"]} or first["bpm"] == ["120"]
    assert "key" not in first  # unsure
    assert second["bpm"] == ["91"]  # the librarian's word
    assert second["initialkey"] == ["Em"]
    assert second["replaygain_track_gain"] == ["-3.00 dB"]
    assert wave["TBPM"].text == ["61"]

    assert command("write", "--measures", "--unsure", "--replace", "--yes")[0] == 0
    first, second, wave = (mutagen.File(music / name) for name in NAMES)
    assert (first["key"], second["key"]) == (["Am"], ["F#m"])
    assert "initialkey" not in second
    assert wave["TKEY"].text == ["C"]
    assert second["replaygain_track_gain"] == ["-3.00 dB"]

    assert command("write", "--undo", "--yes")[0] == 0
    assert command("write", "--undo", "--yes")[0] == 0
    first, second, wave = (mutagen.File(music / name) for name in NAMES)
    assert not first.tags
    assert (second["bpm"], second["initialkey"]) == (["45"], ["Em"])
    assert wave.tags is None


def test_what_was_written_stays_with_any_preset_and_is_renewed_as_our_own(command, music, tmp_path):
    assert command("measure")[0] == 0
    assert command("write", "--measures", "--yes")[0] == 0
    assert command("correct", "path:" + NAMES[0], "+jazz", "--new-tag")[0] == 0
    assert command("write", "--preset", "itunes", "--yes")[0] == 0
    assert mutagen.File(music / NAMES[0])["bpm"] == ["120"]  # of no preset's fields

    with closing(sqlite3.connect(tmp_path / "my.db")) as file:  # as a later version measures it
        file.execute("UPDATE measurements SET bpm = 100, measured_bpm = 100 WHERE bpm = 120")
        file.commit()
    assert command("write", "--measures", "--yes")[0] == 0
    assert mutagen.File(music / NAMES[0])["bpm"] == ["100"]


def test_exports_have_them(command, music, tmp_path):
    assert command("measure")[0] == 0
    assert command("export", "--format", "wide", "-o", str(tmp_path / "all.csv"))[0] == 0
    header, *rows = (tmp_path / "all.csv").read_text().splitlines()
    assert "bpm,key,loudness" in header
    assert any("120.0,Am,-9.5" in row for row in rows)
