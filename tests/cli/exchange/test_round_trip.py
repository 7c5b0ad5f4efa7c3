"""What is exported is read again without a loss, in each format, with the oddest of names."""

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
import soundfile

from tagstudio.cli.app import main
from tagstudio.core import paths
from tagstudio.library.db.database import open_library
from tagstudio.library.tags import decisions, tags
from tagstudio.library.tags.decisions import Decision

FILES = {
    "csv": "tags.csv",
    "wide": "wide.csv",
    "xlsx": "tags.xlsx",
    "jsonl": "tags.jsonl",
    "jams": "tags.jams.zip",
    "audacity": "tags.txt.zip",
    "label-studio": "tags.json",
}
NAMES = (
    b"=SUM(A1).wav",
    b'+1 "quoted".wav',
    b"-dash\nline.wav",
    b"@at.wav",
    "emoji 🎵 _x0041_.wav".encode(),
    b"latin\xe9.wav",
    b"'apostrophe.wav",
    b"semi;colon, comma.wav",
    b"no: jazz.wav",
    b" bell\x07.wav",
)
OWN = {"=evil": "mood", "no: vocals": "instrument", "shoe gaze | live": "genre", "Ünïcode": "era"}
SOURCES = ("user", "import", "file tag", "album rule")


def answers_in(library: Path) -> set[tuple[object, ...]]:
    with closing(sqlite3.connect(library)) as database:
        database.text_factory = bytes
        return set(
            database.execute(
                "SELECT tracks.path, tags.name, tags.'group', state, source, at FROM decisions"
                " JOIN tracks ON tracks.id = track_id JOIN tags ON tags.id = tag_id"
            )
        )


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """The file full.db, whose tracks have answers of all kinds, and empty.db, which has none."""
    top = tmp_path_factory.mktemp("round_trip")
    (top / "music").mkdir()
    for number, name in enumerate(NAMES):
        sound = top / "sound.wav"
        soundfile.write(sound, np.sin(np.arange(8000) * (number + 1) / 99), 8000)
        os.rename(os.fsencode(sound), os.fsencode(top / "music") + b"/" + name)  # noqa: PTH104
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(paths.HOME_VARIABLE, str(top / "home"))
        for library in ("full.db", "empty.db"):
            assert main(["--library", str(top / library), "scan", str(top / "music")]) == 0
    with (
        open_library(top / "full.db", writing=True) as library,
        library.write(durable=True) as connection,
    ):
        ids = [tags.tag_id(connection, name, group, "user") for name, group in OWN.items()]
        ids += [tags.tag_id(connection, name, "genre", "user") for name in ("jazz", "rock")]
        for number, source in enumerate(SOURCES):
            wanted = [
                Decision(track + 1, tag, "yes" if (track + place) % 3 else "no")
                for track in range(len(NAMES))
                for place, tag in enumerate(ids)
                if (track + place) % len(SOURCES) == number
            ]
            decisions.record_decisions(connection, wanted, source, 1_000_000_000 + number)
    return top


@pytest.mark.parametrize("name", FILES)
def test_a_round_trip_loses_no_answer(place: Path, tmp_path, capsys, name: str) -> None:
    file, other = tmp_path / FILES[name], tmp_path / "other.db"
    other.write_bytes((place / "empty.db").read_bytes())
    full = str(place / "full.db")
    assert main(["--library", full, "export", "--format", name, "-o", str(file)]) == 0
    assert main(["--library", str(other), "import", str(file), "--new-tags", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["not_used"] == []
    assert answers_in(other) == answers_in(place / "full.db")
    assert len(answers_in(other)) == 60
    assert main(["--library", str(other), "import", str(file)]) == 0
    assert answers_in(other) == answers_in(place / "full.db")  # a second time changes nothing


@pytest.mark.parametrize("name", sorted(set(FILES) - {"csv", "wide", "jsonl"}))
def test_what_is_cut_off_is_told_and_nothing_of_it_is_imported(
    place: Path, tmp_path, capsys, name: str
) -> None:
    file, other = tmp_path / FILES[name], tmp_path / "other.db"
    other.write_bytes((place / "empty.db").read_bytes())
    main(["--library", str(place / "full.db"), "export", "--format", name, "-o", str(file)])
    file.write_bytes(file.read_bytes()[:-300])
    capsys.readouterr()
    assert main(["--library", str(other), "import", str(file), "--new-tags"]) == 1
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "nothing of it was imported" in err
    assert answers_in(other) == set()


def test_the_names_in_an_archive_are_safe(place: Path, tmp_path) -> None:
    file = tmp_path / "tags.txt.zip"
    main(["--library", str(place / "full.db"), "export", "-o", str(file)])
    with ZipFile(file) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
    assert len(set(names)) == len(NAMES) + 1
    assert not any(sign in name for name in names for sign in '\n\\/:*?"<>|')


@pytest.mark.filterwarnings("ignore")  # of old packages that jams needs
def test_jams_are_valid_and_no_answer_no_is_among_the_tags(place: Path, tmp_path) -> None:
    jams = pytest.importorskip("jams", exc_type=ImportError)
    file = tmp_path / "tags.jams.zip"
    main(["--library", str(place / "full.db"), "export", "-o", str(file)])
    with ZipFile(file) as archive:
        for name in archive.namelist():
            member = tmp_path / "one.jams"
            member.write_bytes(archive.read(name))
            document = jams.load(str(member), validate=True, strict=True)
            assert {one.namespace for one in document.annotations} == {"tag_open"}
            assert all(row.confidence == 1 for one in document.annotations for row in one.data)


@pytest.mark.filterwarnings("ignore")  # it opens sheets late
def test_a_workbook_is_read_by_other_programs(place: Path, tmp_path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    file = tmp_path / "tags.xlsx"
    main(["--library", str(place / "full.db"), "export", "-o", str(file)])
    [sheet] = openpyxl.load_workbook(file).worksheets
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("path", "tag", "state")
    assert len(rows) == 61
    assert {row[1] for row in rows[1:]} == {*OWN, "jazz", "rock"}
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
