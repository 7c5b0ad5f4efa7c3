"""What each preset writes, read back by mutagen, Kid3 and FFmpeg's ffprobe; and taken back."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import mutagen
import pytest

from tagstudio.core.progress import run
from tagstudio.engine.correcting.correct import Answer, CorrectOptions, correct_tracks
from tagstudio.engine.file_tags.plan import WriteOptions, plan_writes
from tagstudio.engine.file_tags.presets.find import find_preset
from tagstudio.engine.file_tags.presets.shipped import SHIPPED
from tagstudio.engine.file_tags.undo import undo_writing
from tagstudio.engine.file_tags.write import WriteReport, write_planned
from tagstudio.engine.scanning.scan import scan
from tagstudio.library.db.database import Library

KEYS = {
    "genre": ("TCON", "genre", "\xa9gen"),
    "mood": ("TMOO", "TXXX:mood", "mood", "----:com.apple.iTunes:MOOD"),
    "instrument": ("TXXX:INSTRUMENT", "instrument", "----:com.apple.iTunes:INSTRUMENT"),
    "era": ("TXXX:ERA", "era", "----:com.apple.iTunes:ERA"),
    "TIT1": ("TIT1", "grouping", "\xa9grp"),
    "GRP1": ("GRP1", "grouping", "\xa9grp"),
    "comment": ("COMM::eng", "COMM::deu", "comment", "\xa9cmt"),
}
BLOCK = "[TagStudio: jazz, sad, piano, 60s, slow, wedding]"
EXPECTED = {
    "standard": {
        "genre": ["Folk", "jazz", "wedding"],
        "mood": ["sad"],
        "instrument": ["piano"],
        "era": ["60s"],
        "comment": ["Bought in Lyon"],
    },
    "mediamonkey": {
        "genre": ["Folk; jazz; wedding"],
        "mood": ["sad"],
        "TIT1": ["piano; 60s"],
        "instrument": [],
        "comment": ["Bought in Lyon"],
    },
    "itunes": {
        "genre": ["Folk"],
        "GRP1": ["jazz, sad, piano, 60s, slow, wedding"],
        "mood": [],
        "comment": ["Bought in Lyon"],
    },
    "navidrome": {
        "genre": ["Folk", "jazz", "wedding"],
        "mood": ["sad"],
        "GRP1": ["piano", "60s"],
        "comment": ["Bought in Lyon"],
    },
    "rekordbox": {"genre": ["Folk"], "comment": [f"Bought in Lyon {BLOCK}"], "TIT1": []},
    "serato": {
        "genre": ["Folk"],
        "TIT1": ["sad, piano, 60s"],
        "comment": [f"Bought in Lyon {BLOCK}"],
    },
}


def write(library: Library, preset: str) -> WriteReport:
    with library.read() as connection:
        ids = list(connection.exec_driver_sql("SELECT id FROM tracks").scalars())
    plan = run(plan_writes(library, ids, None, WriteOptions(preset=find_preset(preset))))
    return run(write_planned(library, plan))


def held(path: Path, field: str) -> list[str]:
    tags = mutagen.File(path).tags
    names = {key.casefold(): key for key in tags.keys()}  # noqa: SIM118 - of ID3 it has no others
    key = next((names[one.casefold()] for one in KEYS[field] if one.casefold() in names), None)
    if key is None:
        return []
    values = getattr(tags[key], "text", tags[key])
    values = [values] if isinstance(values, str) else list(values)
    return [one.decode() if isinstance(one, bytes) else str(one) for one in values]


def names(texts: list[str]) -> list[str]:
    return sorted(name for text in texts for name in re.split("[,;] ", text))


def is_version_3(path: Path) -> bool:
    return path.read_bytes()[:4] == b"ID3\3"


@pytest.mark.parametrize("preset", EXPECTED)
def test_each_kind_of_file_holds_what_the_preset_says_and_becomes_what_it_was(
    library, music, preset
):
    before = {path: path.read_bytes() for path in music.iterdir()}
    assert write(library, preset).problems == []
    for path in before:
        for field, values in EXPECTED[preset].items():
            joined = ["; ".join(values)] if is_version_3(path) and len(values) > 1 else values
            assert held(path, field) == joined, (path.name, field)
    assert write(library, preset).written == 0
    assert run(undo_writing(library)).problems == []
    assert {path: path.read_bytes() for path in music.iterdir()} == before


def test_the_comments_of_other_programs_stay(library, music):
    write(library, "rekordbox")
    tags = mutagen.File(music / "g.mp3").tags
    assert str(tags["COMM:iTunNORM:eng"]) == "0000 1111"
    assert str(tags["COMM::deu"]) == f"Bought in Lyon {BLOCK}"
    assert len(tags.getall("COMM")) == 2


def test_another_preset_takes_out_what_the_one_before_put_in(library, music):
    for preset in (*EXPECTED, *reversed(EXPECTED)):
        assert write(library, preset).problems == [], preset
        for path in music.iterdir():
            for field, values in EXPECTED[preset].items():  # in the order in which they came
                assert names(held(path, field)) == names(values), (preset, path.name, field)


def test_what_is_taken_back_goes_from_the_block_and_the_comment_stays(library, music):
    write(library, "serato")
    ids = range(1, len(list(music.iterdir())) + 1)
    gone = [Answer(tag, "unseen") for tag in ("jazz", "sad", "slow", "wedding")]
    correct_tracks(library, list(ids), gone, CorrectOptions())
    write(library, "serato")
    for path in music.iterdir():
        assert held(path, "comment") == ["Bought in Lyon [TagStudio: piano, 60s]"]
        assert held(path, "TIT1") == ["piano, 60s"]
    rest = [Answer(tag, "unseen") for tag in ("piano", "60s")]
    correct_tracks(library, list(ids), rest, CorrectOptions())
    write(library, "serato")
    assert {held(path, "comment")[0] for path in music.iterdir()} == {"Bought in Lyon"}
    assert {len(held(path, "TIT1")) for path in music.iterdir()} == {0}


def test_what_the_librarian_writes_around_the_block_stays(library, music):
    write(library, "rekordbox")
    tags = mutagen.File(music / "a.flac")
    tags["comment"] = ["Great! [TagStudio: jazz] play late"]
    tags.save()
    run(scan(library, [music]))
    write(library, "rekordbox")
    assert held(music / "a.flac", "comment") == [f"Great! play late {BLOCK}"]


@pytest.mark.skipif(not shutil.which("ffprobe"), reason="needs ffprobe")
@pytest.mark.parametrize("preset", ["standard", "itunes", "serato"])
def test_ffprobe_reads_the_same(library, music, preset):
    write(library, preset)
    for path in music.iterdir():
        command = ["ffprobe", "-v", "error", "-show_format", "-show_streams", "-of", "json", path]
        told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        shown = {**told["streams"][0].get("tags", {}), **told["format"].get("tags", {})}
        shown = {key.casefold(): value for key, value in shown.items()}
        assert shown["comment"] == EXPECTED[preset]["comment"][0], path.name
        assert shown["genre"].startswith("Folk"), path.name  # of several in ID3v2.4 the first
        said = EXPECTED[preset]
        if mood := said.get("mood"):
            assert (shown.get("mood") or shown["tmoo"]) == mood[0], path.name
        if "GRP1" in said and path.suffix in {".mp3", ".wav", ".aiff"}:
            continue  # a frame of Apple's, which FFmpeg does not show
        if grouping := said.get("GRP1") or said.get("TIT1"):
            assert (shown.get("grouping") or shown["tit1"]) == grouping[0], path.name


@pytest.mark.skipif(not shutil.which("kid3-cli"), reason="needs kid3-cli")
@pytest.mark.parametrize("preset", [one.name for one in SHIPPED])
def test_kid3_reads_the_same(library, music, preset):
    write(library, preset)
    for path in music.iterdir():
        environment = {
            "QT_QPA_PLATFORM": "offscreen",
            "HOME": str(music.parent),
            "PATH": "/usr/bin",
        }
        command = ["kid3-cli", "-c", "get all 2", path]
        told = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
        fields = {"comment": "Comment", "genre": "Genre", "mood": "Mood", "GRP1": "Grouping"}
        for field, name in fields.items():
            rows = re.findall(rf"^  {name} +(.*?) *$", told.stdout, re.MULTILINE | re.IGNORECASE)
            values = [value for row in rows for value in row.split("|")]
            expected = EXPECTED[preset].get(field, values)
            joined = ["; ".join(expected)] if is_version_3(path) and len(expected) > 1 else expected
            if path.suffix == ".wv":
                joined = joined[:1]  # Kid3 shows of several values in APEv2 the first
            assert values == joined, (path.name, field, told.stdout)
