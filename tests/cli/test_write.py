"""`tagstudio write` as a user types it, on real files."""

import json
from pathlib import Path

import mutagen
import pytest

from tagstudio.core.settings import settings_file
from tagstudio.library.db import job_records
from tagstudio.library.db.database import open_library


@pytest.fixture
def tagstudio(command, music):
    """Run one command on a library of three files of which two have an answer."""
    command("scan", music)
    command("correct", "format:flac", "+jazz", "--new-tag")
    command("correct", "format:ogg", "+jazz", "+Dark Folk", "--new-tag")
    return command


def genres(music: Path) -> list[list[str]]:
    return [mutagen.File(music / name).get("genre", []) for name in ("middle.flac", "quiet.ogg")]


def test_pretend_shows_the_differences_and_changes_nothing(tagstudio, music):
    before = {path: path.read_bytes() for path in music.iterdir()}
    status, out, err = tagstudio("write", "-p")
    assert status == 0
    assert "middle.flac  genre  -   jazz" in out
    assert "jazz; Dark Folk" in out
    assert "2 files to change, 1 file with nothing to change." in err
    assert {path: path.read_bytes() for path in music.iterdir()} == before


def test_it_writes_what_the_query_finds_and_puts_it_back(tagstudio, music):
    status, out, err = tagstudio("write", "format:flac", "--yes")
    assert (status, out.splitlines()[-1]) == (0, "Written: 1 file.")
    assert "tagstudio write --undo" in err
    assert genres(music) == [["jazz"], []]
    tagstudio("write", "--yes")
    assert genres(music) == [["jazz"], ["jazz", "Dark Folk"]]
    assert "Put back: 1 file." in tagstudio("write", "--undo", "--yes")[1]
    assert genres(music) == [["jazz"], []]
    assert "Put back: 1 file." in tagstudio("write", "--undo", "-y")[1]
    assert genres(music) == [[], []]
    assert "Nothing was written" in tagstudio("write", "--undo", "-y")[2]
    assert tagstudio("scan")[1] == "3 unchanged\n"


def test_what_was_written_follows_tags_that_are_renamed_merged_and_deleted(tagstudio, music):
    tagstudio("write", "--yes")
    for former, name in (("Dark Folk", "Folk noir"), ("Folk noir", "Noir")):
        tagstudio("tags", "rename", former, name)
    assert "jazz; Dark Folk" in (plan := tagstudio("write", "-p")[1]) and "jazz; Noir" in plan
    tagstudio("write", "--yes")
    assert genres(music) == [["jazz"], ["jazz", "Noir"]]
    assert json.loads(tagstudio("list", 'tag:"Folk noir"', "--json")[1])["tracks"]
    tagstudio("tags", "merge", "Noir", "jazz")
    tagstudio("tags", "rename", "jazz", "Swing")
    tagstudio("write", "--yes")
    assert genres(music) == [["Swing"], ["Swing"]]
    tagstudio("tags", "delete", "Swing")
    tagstudio("write", "--yes")
    assert genres(music) == [[], []]


def test_an_undo_that_was_cut_off_goes_on(tagstudio, music, tmp_path):
    tagstudio("write", "--yes")
    before = genres(music)
    with open_library(tmp_path / "my.db", writing=True) as library, library.write() as connection:
        job_records.start(connection, "write_undo", {"group": None}, at=1)
    status, out, err = tagstudio("resume")
    assert before != genres(music) == [[], []]
    assert (status, out.splitlines()[-1]) == (0, "Put back: 2 files.")
    assert "Going on: write --undo\n" in err


def test_it_asks_first(tagstudio, music, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    asked = []

    def answer(question: str) -> bool:
        asked.append(question)
        return len(asked) > 1

    monkeypatch.setattr("typer.confirm", answer)
    assert tagstudio("write")[0] == 0
    assert genres(music) == [[], []]
    assert "Written: 2 files." in tagstudio("write")[1]
    assert asked == ["Change 2 files?"] * 2


@pytest.mark.parametrize(
    "arguments", [["write"], ["write", "--json"], ["write", "--undo", "title:x", "-y"]]
)
def test_wrong_use_changes_nothing(tagstudio, music, arguments):
    assert tagstudio(*arguments)[0] == 2
    assert genres(music) == [[], []]


def test_as_json(tagstudio, music):
    (music / "quiet.ogg").chmod(0o444)
    planned = json.loads(tagstudio("write", "-p", "--json")[1])
    assert planned["unchanged"] == 1
    assert planned["changes"][0] == {
        "path": str(music / "middle.flac"),
        "fields": {"genre": {"before": [], "after": ["jazz"]}},
    }
    written = json.loads(tagstudio("write", "--yes", "--json")[1])
    assert written["written"] == 1
    assert [problem["code"] for problem in written["problems"]] == ["read_only"]
    undo = json.loads(tagstudio("write", "--undo", "-p", "--json")[1])
    assert undo["changes"][0]["fields"] == {"genre": {"before": ["jazz"], "after": []}}
    assert genres(music)[0] == ["jazz"]
    assert json.loads(tagstudio("write", "--undo", "-y", "--json")[1])["written"] == 1
    assert json.loads(tagstudio("write", "--undo", "-y", "--json")[1])["written"] == 0


def test_the_time_of_change_is_kept_on_request(tagstudio, music):
    before = (music / "middle.flac").stat().st_mtime_ns
    tagstudio("write", "-y", "--keep-time")
    assert genres(music)[0] == ["jazz"]
    assert (music / "middle.flac").stat().st_mtime_ns == before


def test_one_sentence_a_file_without_codes_and_status_1_where_nothing_was_written(tagstudio, music):
    for path in music.iterdir():
        path.chmod(0o444)
    status, out, err = tagstudio("write", "--yes")
    assert (status, out.splitlines()[-1]) == (1, "Written: 0 files, 2 files left as they are.")
    assert "quiet.ogg is write-protected. Allow writing to it.\n" in err
    assert "read_only" not in out + err
    assert tagstudio("write", "--yes", "--json")[0] == 1
    for path in music.iterdir():
        path.write_bytes(b"")
    status, out, err = tagstudio("write", "--yes")
    assert status == 1
    assert "was changed since the last scan" in err
    assert "changed:" not in out + err


def test_what_is_undone_is_what_it_was(tagstudio, music):
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in music.iterdir()}
    assert tagstudio("write", "-y")[0] == 0
    assert tagstudio("write", "--undo", "-y")[0] == 0
    now = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in music.iterdir()}
    assert now == before


def test_an_undo_that_refuses_says_what_comes_next(tagstudio, music):
    tagstudio("write", "format:flac", "-y")
    tagstudio("write", "format:ogg", "-y")
    (music / "quiet.ogg").chmod(0o444)
    status, out, err = tagstudio("write", "--undo", "-y")
    assert (status, out.splitlines()[-1]) == (1, "Put back: 0 files, 1 file left as it is.")
    assert "comes again when its file has changed" in err
    assert tagstudio("write", "--undo", "-y")[0] == 0
    assert genres(music)[0] == []


def test_as_json_without_anything_to_write(tagstudio, music):
    tagstudio("write", "-y")
    assert json.loads(tagstudio("write", "-y", "--json")[1])["written"] == 0


def test_a_genre_with_commas_is_found_kept_and_shown_as_one(command, music):
    flac = mutagen.File(music / "middle.flac")
    flac["genre"] = ["Folk, World, & Country", "Rock"]
    flac.save()
    command("scan", music)
    for query in ('genre:"Folk, World, & Country"', "genre:world", "genre:rock"):
        assert command("list", query, "--json")[1].count("middle.flac") == 1
    (track,) = json.loads(command("list", "format:flac", "--json")[1])["tracks"]
    assert track["genre"] == "Folk, World, & Country; Rock"
    command("correct", "format:flac", "--new-tag", "+folk")
    command("correct", "format:flac", "--", "-folk")
    assert not json.loads(command("write", "-p", "--json")[1])["changes"]
    command("correct", "format:flac", "--new-tag", "+jazz")
    command("write", "-y")
    assert mutagen.File(music / "middle.flac")["genre"] == [
        "Folk, World, & Country",
        "Rock",
        "jazz",
    ]


def test_the_separators_of_the_user_take_genres_apart_in_files_too(command, music):
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text('genre_separators = "/,"\n', encoding="utf-8")
    flac = mutagen.File(music / "middle.flac")
    flac["genre"] = ["Rock/Pop"]
    flac.save()
    command("scan", music)
    command("correct", "format:flac", "--new-tag", "+rock")
    command("correct", "format:flac", "--", "-rock")
    command("write", "-y")
    assert mutagen.File(music / "middle.flac")["genre"] == ["Pop"]


def test_suggestions_left_undecided_on_reviewed_tracks_are_written_in_so_many_words_only(
    suggested, music
):
    suggested("review", "format:flac")
    status, out, err = suggested("write", "--suggested", "format:flac", "-p")
    assert (status, out) == (0, "")
    assert "for you left them undecided on reviewed tracks:" in err
    assert "add --undecided" in err
    _, out, err = suggested("write", "--suggested", "--undecided", "format:flac", "-p")
    assert "middle.flac" in out
    assert "undecided" not in err
    assert suggested("write", "--undecided", "-p")[0] == 2
