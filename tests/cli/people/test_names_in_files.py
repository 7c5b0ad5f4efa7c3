"""Who answered goes into the files that have a field for it, and comes back out of them."""

import json
import sqlite3
from contextlib import closing

import pytest

from tagstudio.cli.app import main
from tagstudio.core.settings import settings_file

FILES = {"jsonl": "tags.jsonl", "jams": "tags.jams.zip", "label-studio": "tags.json"}


def as_person(name: str) -> None:
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text(f'name = "{name}"\n')


def said(library) -> set[tuple[str, str, str]]:
    with closing(sqlite3.connect(library)) as file:
        return set(
            file.execute(
                "SELECT tags.name, state, people.name FROM journal"
                " JOIN tags ON tags.id = tag_id JOIN people ON people.id = given_by"
            )
        )


@pytest.mark.parametrize("name", FILES)
def test_names_survive_the_way_through_a_file(suggested, music, tmp_path, name):
    as_person("anna")
    suggested("correct", "loud", "+harp", "--new-tag")
    as_person("ben")
    suggested("correct", "loud", "+choir", "--new-tag")
    suggested("correct", "ogg", "--", "-harp")
    file, other = tmp_path / FILES[name], tmp_path / "other.db"
    assert suggested("export", "-o", file, "--format", name)[0] == 0
    as_person("carl")
    assert main(["--library", str(other), "scan", str(music)]) == 0
    assert main(["--library", str(other), "import", str(file), "--new-tags"]) == 0
    assert said(other) == {
        ("harp", "yes", "anna"),
        ("choir", "yes", "ben"),
        ("harp", "no", "ben"),
    }


def test_another_programs_annotators_are_taken_over(suggested, tmp_path):
    jams = {
        "annotations": [
            {
                "namespace": "tag_open",
                "annotation_metadata": {"annotator": {"name": "Dora"}, "data_source": "survey"},
                "data": [{"time": 0, "duration": 0, "value": "harp", "confidence": 1}],
            }
        ],
        "file_metadata": {"title": "", "artist": ""},
    }
    (tmp_path / "loud.jams").write_text(json.dumps(jams))
    suggested("import", tmp_path / "loud.jams", "--new-tags")
    task = {
        "data": {"audio": "quiet.ogg"},
        "annotations": [
            {
                "completed_by": {"first_name": "Emil", "last_name": "F.", "email": "e@f.org"},
                "result": [
                    {
                        "from_name": "tags",
                        "type": "choices",
                        "value": {"choices": ["choir"]},
                    }
                ],
            }
        ],
    }
    (tmp_path / "tasks.json").write_text(json.dumps([task]))
    suggested("import", tmp_path / "tasks.json", "--new-tags")
    assert said(tmp_path / "my.db") == {("harp", "yes", "Dora"), ("choir", "yes", "Emil F.")}
