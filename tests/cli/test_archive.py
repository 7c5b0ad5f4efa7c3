"""What a user types, on a library in PostgreSQL: the same as on a library file."""

import csv
import json
import re

import mutagen
import pytest

from tagstudio.cli.app import main
from tagstudio.core import paths

TIME = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?")
SAME_ON_BOTH = [
    ("list",),
    ("list", "--json"),
    ("list", "tag:loud", "--sort", "path-"),
    ("list", "path:loud , path:middle", "--opinions"),
    ("queue", "--json"),
    ("correct", "path:loud", "+zydeco", "--new-tag"),
    ("correct", "path:middle", "-loud"),
    ("list", "tag:zydeco", "state:suggested"),
    ("review", "path:loud"),
    ("undo",),
    ("undo",),
    ("redo",),
    ("list", "--json"),
    ("tags", "list"),
    ("tags", "rename", "zydeco", "Zydeco"),
    ("searches", "save", "mine", "tag:Zydeco"),
    ("list", "search:mine"),
    ("labels", "parts"),
    ("thresholds", "list"),
    ("thresholds", "set", "loud", "0.7"),
    ("list", "tag:loud"),
    ("artists", "set", "Nobody", "path:quiet"),
    ("artists", "list"),
    ("export", "--format", "csv"),
    ("models", "list"),
    ("folders", "list"),
]


@pytest.fixture
def archive(postgresql, capsys, suggested, tmp_path):
    """Run one command on three tracks and their suggestions, in a database."""
    with postgresql.empty_database() as address:
        assert main(["library", "copy", str(tmp_path / "my.db"), str(address)]) == 0
        capsys.readouterr()

        def call(*arguments, at=address):
            status = main(["--library", str(at), *map(str, arguments)])
            captured = capsys.readouterr()
            return status, captured.out, captured.err

        call.address = address
        yield call


def test_each_command_does_and_says_what_it_does_on_a_file(archive, tmp_path):
    file = tmp_path / "my.db"
    for command in SAME_ON_BOTH:
        of_file, of_database = (archive(*command, at=at) for at in (file, archive.address))
        assert of_file[0] == 0, of_file
        assert [TIME.sub("", str(one)) for one in of_database] == [
            TIME.sub("", str(one)) for one in of_file
        ], command
    answers = [archive("list", "--json", at=place) for place in (file, archive.address)]
    assert json.loads(answers[0][1]) == json.loads(answers[1][1])
    assert "zydeco" in answers[1][1].lower()


def test_scan_suggest_write_and_undo_to_the_byte(postgresql, archive, music, fake_tagger):
    with postgresql.empty_database() as empty:
        status, _, err = archive("list", at=empty)
        assert (status, "There is no library" in err) == (1, True)
        assert archive("scan", music, at=empty)[:2] == (0, "3 new\n")
        assert archive("scan", music, at=empty)[0] == 0
        assert archive("suggest", "--model", fake_tagger, at=empty)[0] == 0
        before = (music / "middle.flac").read_bytes()
        assert archive("correct", "path:middle", "+jazz", "--new-tag", at=empty)[0] == 0
        assert archive("write", "--yes", "path:middle", at=empty)[0] == 0
        assert "jazz" in mutagen.File(music / "middle.flac")["genre"]
        assert archive("write", "--undo", "--yes", at=empty)[0] == 0
        assert (music / "middle.flac").read_bytes() == before
        assert list((paths.data_folder() / "databases").glob("*/*.undo"))


def test_labels_go_out_and_come_in(archive, tmp_path):
    labels = tmp_path / "labels.csv"
    with labels.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerows([("path", "tag", "state"), ("loud.wav", "jazz", "yes"),
                        ("quiet.ogg", "jazz", "no")])  # fmt: skip
    status, out, err = archive("import", labels)
    assert status == 0, err
    status, out, _ = archive("export", "--format", "csv")
    told = {(row["path"].rpartition("/")[2], row["state"])
            for row in csv.DictReader(out.splitlines()) if row["tag"] == "jazz"}  # fmt: skip
    assert {("loud.wav", "yes"), ("quiet.ogg", "no")} <= told


def test_what_only_a_file_has_is_said_in_a_sentence(archive):
    status, _, err = archive("restore", "--list")
    assert status == 1
    assert err.startswith(f"tagstudio: {archive.address} is in a PostgreSQL database. Its safety")
    status, out, _ = archive("check", "--mend")
    assert (status, "The library is sound." in out) == (0, True)
    assert "pages of its files are the server's to check" in out


def test_check_finds_and_mends_what_follows_from_the_rest(archive, postgresql):
    assert archive("correct", "path:loud", "+loud")[0] == 0
    postgresql.execute(
        "DELETE FROM decisions",
        "DROP TRIGGER journal_decides ON journal",
        "ALTER TABLE suggestions DISABLE TRIGGER USER",
        "DROP INDEX tracks_by_state",
        "UPDATE search_texts SET text = 'x'",
        database=archive.address.name,
    )
    status, out, _ = archive("check", "--json")
    found = {one["kind"] for one in json.loads(out)["found"]}
    assert (status, found) == (1, {"decisions", "triggers", "indexes", "texts"})
    status, out, _ = archive("check", "--mend")
    assert (status, "All of it is mended." in out) == (0, True)
    assert archive("check")[0] == 0
    assert "loud" in archive("list", "path:loud", "--json")[1]


def test_a_library_comes_back_as_a_file(archive, capsys, tmp_path):
    copy = tmp_path / "copy.db"
    assert main(["library", "copy", str(archive.address), str(copy), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"]["tracks"] == 3
    assert archive("list", "--json", at=copy)[1] == archive("list", "--json")[1]
    assert main(["library", "copy", str(archive.address), str(copy)]) == 1
    assert "There is something at" in capsys.readouterr().err
