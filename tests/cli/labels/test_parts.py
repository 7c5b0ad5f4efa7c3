"""Answers to parts of tracks: given in the shell, taken elsewhere and back, and learned from."""

import io
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from tagstudio.cli.app import main
from tagstudio.cli.labels.parts import place_text, seconds_of
from tagstudio.core import paths

PLUGINS = Path(__file__).parents[2] / "plugins"
HZ, HALF = 8000, 6.0  # seconds
TAG = "for whistling"
Tagstudio = Callable[..., Any]


def tone(numbers: np.random.Generator, *, high: bool) -> np.ndarray:
    pitch = numbers.uniform(900, 1500) if high else numbers.uniform(80, 500)
    time = np.arange(round(HZ * HALF)) / HZ
    return numbers.uniform(0.02, 0.9) * np.sin(2 * np.pi * pitch * time)


@pytest.fixture
def music(tmp_path: Path) -> Path:
    """24 tracks of two halves: of the first 16 one half is high, of the others both or none."""
    folder, numbers = tmp_path / "music", np.random.default_rng(0)
    folder.mkdir()
    for track in range(24):
        first = track % 2 == 0
        second = not first if track < 16 else first
        halves = [tone(numbers, high=high) for high in (first, second)]
        what = "mixed" if track < 16 else "high" if first else "low"
        name = f"{chr(65 + track)}ella Brown - {what} {'high' if first else 'low'} {track}.wav"
        soundfile.write(folder / name, np.concatenate(halves), HZ)
    return folder


@pytest.fixture
def tagstudio(tmp_path: Path) -> Tagstudio:
    """Run one command; return its JSON document."""

    def call(*arguments: object, library: str = "my.db", status: int = 0) -> Any:
        with redirect_stdout(io.StringIO()) as out:
            words = ["--library", tmp_path / library, *arguments, "--json"]
            assert main([str(word) for word in words]) == status, out.getvalue()
        return json.loads(out.getvalue())

    return call


def answered(music: Path) -> Iterator[dict[str, Any]]:
    """What a librarian says of the mixed tracks, as JSON Lines: of each half, and of no track."""
    for path in sorted(music.glob("*mixed*")):
        first = "mixed high" in path.name
        parts = [
            {"tag": TAG, "state": "yes" if first else "no", "from": 0.0, "to": HALF},
            {"tag": TAG, "state": "no" if first else "yes", "from": HALF, "to": 2 * HALF},
        ]
        yield {"path": str(path), "tags": [], "parts": parts}


@pytest.fixture
def taught(music: Path, tmp_path: Path, tagstudio: Tagstudio) -> Path:
    """A library in which nothing but halves of tracks is answered."""
    shutil.copytree(PLUGINS / "ten_line_tagger", paths.user_plugins_folder() / "ten_line_tagger")
    lines = tmp_path / "parts.jsonl"
    lines.write_text("".join(f"{json.dumps(one)}\n" for one in answered(music)))
    tagstudio("scan", music)
    report = tagstudio("import", lines, "--new-tags")
    assert (report["changed"], report["changed_in_parts"]) == (32, 32)
    return music


def test_a_version_learns_from_parts_what_no_track_says(taught: Path, tagstudio: Tagstudio) -> None:
    tagstudio("suggest", "--model", "ten-lines")
    ready = tagstudio("train", "--check", "--model", "ten-lines")
    assert (ready["ready"], ready["tracks"], ready["parts"]) == (True, 0, 32)
    report = tagstudio("train", "--model", "ten-lines")
    assert (report["answers"], report["tracks"], report["parts"]) == (0, 0, 32)
    assert not report["in_use"]  # what is answered of tracks alone decides, and nothing is
    tagstudio("suggest", "--model", report["version"])
    listed = tagstudio("list", "--model", report["version"])["tracks"]
    scores = {
        Path(track["path"]).name: one["score"]
        for track in listed
        for one in track["suggestions"]
        if one["tag"] == TAG
    }
    high = [score for name, score in scores.items() if " high high" in name]
    low = [score for name, score in scores.items() if " low low" in name]
    assert len(high) == 4
    assert min(high) > max([0.5, *low])
    assert all(not track["decisions"] for track in listed)  # a track's tag stays the track's


def test_parts_of_files_that_are_gone_are_named_and_heard_ones_teach_on(
    taught: Path, tagstudio: Tagstudio
) -> None:
    tagstudio("suggest", "--model", "ten-lines")
    first, second, *_ = sorted(taught.glob("*mixed*"))
    first.unlink()
    tagstudio("scan", taught)
    ready = tagstudio("train", "--check", "--model", "ten-lines")
    assert (ready["parts"], ready["parts_out_of_reach"]) == (32, 2)
    report = tagstudio("train", "--model", "ten-lines")
    assert report["parts"] == 30
    assert [Path(one["path"]).name for one in report["parts_left_out"]] == [first.name] * 2
    second.unlink()  # it was heard by then
    tagstudio("scan", taught)
    assert tagstudio("train", "--model", "ten-lines")["parts"] == 30


def test_the_shell_answers_lists_removes_and_undoes(music: Path, tagstudio: Tagstudio) -> None:
    tagstudio("scan", music)
    where = ("--from", "0:01.5", "--to", "5")
    part = ("labels", "part", "ella Brown - mixed high 0.wav", TAG)
    assert tagstudio(*part, *where, "--yes", status=1)["error"]["key"] == "correct.no-tag"
    done = tagstudio(*part, *where, "--yes", "--new-tag")
    assert [(one["from"], one["to"], one["after"]) for one in done["changes"]] == [
        (1.5, 5.0, "yes")
    ]
    tagstudio(*part, "--from", "5", "--to", "9", "--no")
    found = tagstudio("labels", "parts", "mixed high 0")["parts"]
    assert [(one["from"], one["to"], one["state"]) for one in found] == [
        (1.5, 5.0, "yes"),
        (5.0, 9.0, "no"),
    ]
    assert len(tagstudio(*part, "--remove")["changes"]) == 2
    assert tagstudio("labels", "parts")["parts"] == []
    assert len(tagstudio("undo")["parts"]) == 2
    again = tagstudio("labels", "parts")["parts"]
    assert [one | {"at": 0} for one in again] == [one | {"at": 0} for one in found]
    removed = tagstudio(*part, *where, "--remove")
    assert [one["before"] for one in removed["changes"]] == ["yes"]
    assert tagstudio(*part, *where, "--remove", status=1)["error"]["key"] == "parts.none-there"
    for wrong in (("9", "5"), ("5", "99"), ("0", "12"), ("5", "5.5")):
        ends = ("--from", wrong[0], "--to", wrong[1])
        assert tagstudio(*part, *ends, "--no", status=1)["error"]["key"].startswith("parts.")
    assert len(tagstudio("labels", "parts")["parts"]) == 1
    for unclear in ((), ("--yes",), (*where, "--yes", "--remove"), ("--from", "x", "--to", "1")):
        tagstudio(*part, *unclear, status=2)


@pytest.mark.parametrize(
    ("text", "seconds"), [("0:42", 42), ("1:10.5", 70.5), ("70", 70), ("1:02:03", 3723)]
)
def test_a_time_is_read_as_it_is_shown(text: str, seconds: float) -> None:
    assert seconds_of(text) == seconds
    assert seconds_of(place_text(round(seconds * 1000))) == seconds


def parts_in(library: Path) -> set[tuple[Any, ...]]:
    query = """SELECT tracks.path, tags.name, tags."group", start_ms, end_ms, after, source, at
        FROM part_answers JOIN tracks ON tracks.id = track_id JOIN tags ON tags.id = tag_id
        WHERE part_answers.id IN (SELECT max(id) FROM part_answers
        GROUP BY track_id, tag_id, start_ms, end_ms)"""
    with closing(sqlite3.connect(library)) as database:
        return set(database.execute(query))


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("jams", "tags.jams.zip"),
        ("audacity", "tags.txt.zip"),
        ("label-studio", "tags.json"),
        ("jsonl", "tags.jsonl"),
    ],
)
def test_parts_and_tracks_come_back_from_other_programs(
    music: Path, tmp_path: Path, tagstudio: Tagstudio, name: str, file: str
) -> None:
    for library in ("my.db", "other.db"):
        tagstudio("scan", music, library=library)
    tagstudio("correct", "mixed", "+jazz", "-rock")
    track = "mixed low 1.wav"
    for start, end, state in (("1.25", "5", "--yes"), ("5", "11.001", "--no"), ("0", "5", "--no")):
        part = ("labels", "part", track, "no: vocals", "--new-tag", "--from", start, "--to", end)
        tagstudio(*part, state)
    tagstudio("labels", "part", track, "jazz", "--from", "2", "--to", "4", "--no")
    tagstudio("export", "mixed", "--format", name, "-o", tmp_path / file)
    report = tagstudio("import", tmp_path / file, "--new-tags", library="other.db")
    assert (report["changed"], report["changed_in_parts"], report["not_used"]) == (36, 4, [])
    assert parts_in(tmp_path / "other.db") == parts_in(tmp_path / "my.db") != set()
    again = tagstudio("import", tmp_path / file, "--new-tags", library="other.db")
    assert (again["used"], again["changed"]) == (36, 0)
    assert len(tagstudio("undo", library="other.db")["parts"]) == 4  # with the rest, in one step
    assert tagstudio("labels", "parts", library="other.db")["parts"] == []


def test_labels_of_others_are_of_a_part_or_of_the_track(
    music: Path, tmp_path: Path, tagstudio: Tagstudio
) -> None:
    tagstudio("scan", music)
    [path] = music.glob("*mixed low 1.wav")
    labels = tmp_path / f"{path.name}.txt"
    labels.write_text(
        "0.000000\t12.000000\tjazz\n1.000000\t4.000000\trock\n2.000000\t2.000000\tblues\n"
        "3.000000\t99.000000\tpop\n3.000000\t3.400000\tpunk\n"
    )
    report = tagstudio("import", labels)
    assert (report["used"], report["changed"], report["changed_in_parts"]) == (3, 3, 1)
    assert [one["count"] for one in report["not_used"]] == [2]
    [part] = tagstudio("labels", "parts")["parts"]
    assert (part["tag"], part["from"], part["to"], part["source"]) == ("rock", 1.0, 4.0, "import")
    [track] = tagstudio("list", "yes:jazz")["tracks"]
    assert set(track["decisions"]) == {"jazz", "blues"}
    tagstudio("labels", "part", path.name, "rock", "--from", "1", "--to", "4", "--no")
    assert tagstudio("import", labels)["used"] == 2  # what you said by hand stays
