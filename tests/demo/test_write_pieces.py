"""The demo as a user types it, and its music: there, tagged, distinct, the same every time."""

import io
import json
import shlex
from contextlib import redirect_stderr, redirect_stdout

import numpy as np
import pytest
import soundfile

from tagstudio.audio.metadata.facts import read_facts
from tagstudio.cli.app import main
from tagstudio.core import paths
from tagstudio.demo.pieces import PIECES
from tagstudio.demo.run import demo_folder
from tagstudio.demo.score import chords, melody
from tagstudio.demo.write_pieces import write_pieces


@pytest.fixture(scope="module")
def demonstrated(tmp_path_factory):
    """A home after `tagstudio demo`, and what that printed; its music is made only once."""
    home = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(paths.HOME_VARIABLE, str(home))
        with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
            assert main(["demo"]) == 0
    return home, out.getvalue(), err.getvalue()


@pytest.fixture(scope="module")
def pieces(demonstrated):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(paths.HOME_VARIABLE, str(demonstrated[0]))
        return write_pieces(demo_folder())


def test_the_demo_takes_the_whole_path_with_the_starter(demonstrated, capsys, monkeypatch):
    home, out, err = demonstrated
    monkeypatch.setenv(paths.HOME_VARIABLE, str(home))
    assert "tagstudio scan ~/Music" in out
    assert "12 tracks, suggestions of starter" in err
    assert "These pieces are in a library of their own." in out
    [again] = [line for line in out.splitlines() if line.endswith(" list")]
    assert not paths.default_library().exists()
    assert main([*shlex.split(again)[1:], "--json"]) == 0
    tracks = json.loads(capsys.readouterr().out)["tracks"]
    assert len(tracks) == 12
    assert all(len(track["suggestions"]) == 50 for track in tracks)
    assert all(track["title"] and track["artist"] for track in tracks)
    assert main(["demo"]) == 0
    assert "12 tracks" in capsys.readouterr().err
    named = home / "named.db"
    assert main(["--library", str(named), "demo"]) == 0
    assert named.exists()


def test_a_dozen_tagged_files_of_five_formats(pieces):
    assert len(pieces) == len(PIECES) == 12
    assert {path.suffix for path in pieces} == {".wav", ".flac", ".mp3", ".ogg", ".opus"}
    assert len({piece.genre for piece in PIECES}) == 12
    for path, piece in zip(pieces, PIECES, strict=True):
        facts = read_facts(str(path))
        assert (facts.title, facts.artist, facts.album) == (piece.title, piece.artist, piece.album)
        assert (facts.year, "; ".join(facts.genre)) == (piece.year, piece.genre)
        assert 30 <= facts.seconds <= 40


def test_they_sound_and_do_not_clip(pieces):
    for path in pieces:
        samples, hz = soundfile.read(path, dtype="float32")
        assert samples.shape[1] == 2
        seconds = samples[: len(samples) // hz * hz].reshape(-1, hz, 2)
        loudness = np.sqrt((seconds**2).mean(axis=(1, 2)))
        assert loudness[1:-3].min() > 0.003, path.name  # music from beginning to end
        assert np.abs(samples).max() < 1, path.name


def test_files_that_are_there_are_kept(pieces):
    folder = pieces[0].parent
    before = {path: path.stat().st_mtime_ns for path in pieces}
    assert write_pieces(folder) == pieces
    assert {path: path.stat().st_mtime_ns for path in pieces} == before
    assert sorted(folder.iterdir()) == sorted(pieces)


def test_the_same_samples_come_every_time(pieces):
    chip_tune = next(piece for piece in PIECES if piece.format == "flac")
    again = chip_tune.compose()
    written, _ = soundfile.read(pieces[PIECES.index(chip_tune)])
    np.testing.assert_allclose(written, again, atol=1e-4)


def test_chords_are_spelt_as_musicians_spell_them():
    assert chords("C Am G7 Bb") == [(60, 64, 67), (69, 72, 76), (67, 71, 74, 77), (70, 74, 77)]
    assert chords("F#m7", octave=2) == [(42, 45, 49, 52)]


def test_a_melody_keeps_to_its_chords():
    progression = chords("C Am F G7")
    notes = list(melody(progression, 4, (1, 0.5), seed=1))
    assert len(notes) > 12
    for beat, note, beats in notes:
        chord = progression[int(beat // 4)]
        assert note % 12 in {tone % 12 for tone in chord}
        assert beat + beats <= (beat // 4 + 1) * 4
