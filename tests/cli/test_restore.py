import json

import pytest

from tagstudio.library.db.backup.back_up import back_up
from tagstudio.library.db.backup.copies import DAILY


@pytest.fixture
def copied(command, music, tmp_path):
    """A library of three tracks with a copy, and an answer given since."""
    command("scan", music)
    back_up(tmp_path / "my.db", DAILY)
    command("correct", "--new-tag", "path:loud", "+mine")
    return command


def spoil(path) -> None:
    path.with_name("my.db-wal").unlink(missing_ok=True)
    path.write_bytes(b"nonsense" * 1000)


def test_the_copies_are_listed_with_what_they_hold(copied):
    status, out, err = copied("restore", "--list")
    assert status == 0
    assert "The present file holds 3 tracks and 1 answer, the newest of " in err
    assert out.splitlines()[-1].split()[-4:] == ["3", "0", "-", "1"]
    listed = json.loads(copied("restore", "--list", "--json")[1])
    assert listed["condition"] == "sound"
    assert listed["copies"][-1]["given_since"] == 1


def test_a_sound_library_is_not_replaced(copied, tmp_path):
    before = (tmp_path / "my.db").read_bytes()
    status, _, err = copied("restore", "--yes")
    assert status == 1
    assert "my.db is sound. Nothing was changed." in err
    assert (tmp_path / "my.db").read_bytes() == before


def test_a_damaged_library_is_restored_and_the_restore_taken_back(copied, tmp_path):
    spoil(tmp_path / "my.db")
    status, out, err = copied("restore", "--yes")
    assert status == 0
    assert "The answers in the present file cannot be counted." in err
    assert "What was answered since it was made would be taken over where it can be read." in err
    assert out.splitlines()[-3] == f"The file before is kept as {tmp_path / 'my.db.damaged'}."
    assert "No answer of the file before could be read." in out
    assert json.loads(copied("list", "--json")[1])["tracks"]
    assert copied("restore", "--take-back", "--yes")[0] == 0
    assert (tmp_path / "my.db").read_bytes() == b"nonsense" * 1000


def test_where_the_newer_answers_cannot_be_told_it_says_so(copied, tmp_path):
    assert copied("restore", "--yes", "--force", "--without-newer")[0] == 0
    copied("correct", "--new-tag", "path:loud", "+other")
    number = 1 + [one["given_since"] for one in listed(copied)].index(None)
    status, out, err = copied("restore", "--yes", "--force", str(number))
    assert status == 0
    said = " ".join(err.split())
    assert "which answers are newer cannot be told: none would be taken over." in said
    assert "No answer was taken over: the library was restored from another copy" in out


def listed(command) -> list[dict]:
    return json.loads(command("restore", "--list", "--json")[1])["copies"]


def test_it_asks_and_cannot_ask_without_a_terminal(copied, tmp_path):
    spoil(tmp_path / "my.db")
    status, _, err = copied("restore")
    assert status == 2
    assert "add --yes" in err
    assert (tmp_path / "my.db").read_bytes() == b"nonsense" * 1000


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(["7"], "There is no copy 7"), (["--take-back"], "No restore of")],
)
def test_what_cannot_be_done_is_said(copied, arguments, sentence):
    status, _, err = copied("restore", "--yes", *arguments)
    assert status == 1
    assert sentence in err


def test_without_any_copy_it_says_so(command, tmp_path):
    status, _, err = command("restore", "--yes")
    assert status == 1
    assert "There is no intact copy of" in err
