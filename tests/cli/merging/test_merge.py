"""`tagstudio merge`, on two libraries of one music in two places."""

import json
import secrets
import shutil
import subprocess
import sys

import pytest
import soundfile
import sqlalchemy as sa

from tagstudio.cli.app import main
from tagstudio.cli.merging import conflicts
from tagstudio.library.db.database import open_library
from tagstudio.library.db.schema import identity


@pytest.fixture
def both(command, music, tmp_path, capsys):
    """My library, with jazz on all three; a colleague's with two copies and an encoding of them."""
    elsewhere = tmp_path / "usb" / "Tracks"
    shutil.copytree(music, elsewhere)
    sound, hz = soundfile.read(elsewhere / "loud.wav")
    soundfile.write(elsewhere / "loud.flac", sound, hz)
    (elsewhere / "loud.wav").unlink()
    other = tmp_path / "colleague.db"
    assert command("scan", music)[0] == 0
    assert command("correct", "path:music", "+jazz")[0] == 0
    for words in (
        ["scan", str(elsewhere)],
        ["correct", "path:loud", "-jazz", "+polka", "--new-tag"],
        ["correct", "path:quiet", "+rock"],
    ):
        assert main(["--library", str(other), *words]) == 0
    with open_library(other, writing=True, copying=False) as library, library.write() as connection:
        connection.execute(sa.update(identity).values(library_id=secrets.token_hex(16)))
    capsys.readouterr()
    return command, other


def test_a_dry_run_shows_what_comes_and_what_contradicts(both):
    command, other = both
    status, out, err = command("merge", other, "--dry-run")
    assert status == 0
    assert "2 answers, 1 new tag would be taken over from" in out
    assert "1 track found by path" in out
    assert "1 track found by sound" in out
    assert "Tracks there is" in out
    assert "such as the answer: " in out
    assert "such as the new tag: polka" in out
    conflict = next(line for line in out.splitlines() if "(user, 20" in line)
    assert "loud.wav" in conflict
    assert conflict.index("yes (user, 20") < conflict.index("no (user, 20")
    assert "1 conflict left as it is here; decide with --conflicts" in err
    assert "Nothing was changed." in err
    assert command("list", "yes:polka")[0] == 1  # there is no such tag


def test_a_merge_is_one_step_and_comes_once(both):
    command, other = both
    status, out, err = command("merge", other, "--conflicts", "theirs")
    assert (status, "1 decided conflict taken over" in out) == (0, True)
    assert "Undo it with: tagstudio undo" in err
    assert len(json.loads(command("list", "no:jazz", "--json")[1])["tracks"]) == 1
    again = json.loads(command("merge", other, "--json")[1])
    assert (again["conflicts"], again["undo_group"]) == ([], None)
    assert "Undone: 3 answers" in command("undo")[1]
    assert json.loads(command("list", "no:jazz", "--json")[1])["tracks"] == []


def test_a_kill_half_way_leaves_the_library_as_it_was(both, tmp_path):
    command, other = both
    program = (
        "import os, sys; from tagstudio.engine.merging import make;"
        # All is written, nothing is committed.
        " make.Merge._take_answers_of_merged = lambda self: os._exit(9);"
        " from tagstudio.cli.app import main; main(sys.argv[1:])"
    )
    words = ["--library", str(tmp_path / "my.db"), "merge", str(other)]
    killed = subprocess.run([sys.executable, "-c", program, *words], check=False)
    assert killed.returncode == 9
    assert command("list", "yes:polka")[0] == 1  # there is no such tag
    taken = json.loads(command("merge", other, "--json")[1])["taken"]
    assert (taken["answer"], taken["new tag"]) == (2, 1)


def test_each_conflict_is_asked_about_by_one_key(both, monkeypatch):
    command, other = both
    keys = iter("xt")  # the first one means nothing
    monkeypatch.setattr(conflicts, "can_ask", lambda: True)
    monkeypatch.setattr("tagstudio.cli.merging.merge.can_ask", lambda: True)
    monkeypatch.setattr("typer.getchar", lambda: next(keys))
    status, out, err = command("merge", other, "--conflicts", "ask")
    assert (status, "1 decided conflict taken over" in out) == (0, True)
    assert "1 of 1" in err
    assert len(json.loads(command("list", "no:jazz", "--json")[1])["tracks"]) == 1


@pytest.mark.parametrize(
    ("options", "status", "sentence"),
    [
        (["--root", "/old"], 2, "OLD=NEW"),
        (["--root", "/old=/new"], 1, "No track of the other library lies in /old"),
        (["--conflicts", "ask"], 2, "needs a terminal"),
    ],
)
def test_wrong_use_says_what_to_do(both, options, status, sentence):
    command, other = both
    found = command("merge", other, *options)
    assert found[0] == status
    assert sentence in " ".join(found[2].split())


def test_an_empty_library_takes_all_and_the_scan_finds_it(command, tmp_path, capsys, music):
    other = tmp_path / "other.db"
    for words in (["scan", str(music)], ["correct", "path:loud", "+jazz"]):
        assert main(["--library", str(other), *words]) == 0
    capsys.readouterr()
    status, out, _ = command("merge", other)
    assert (status, "1 track not in this library" in out) == (0, True)
    assert command("list", "yes:jazz")[1].count("loud") == 0
    assert command("scan", music)[0] == 0
    assert len(json.loads(command("list", "yes:jazz", "--json")[1])["tracks"]) == 1


def test_this_very_library_and_none_are_refused(both, tmp_path):
    command, _ = both
    for file, sentence in ((tmp_path / "my.db", "that you have open"), ("none.db", "no file")):
        status, _, err = command("merge", file)
        assert (status, sentence in err) == (1, True)
