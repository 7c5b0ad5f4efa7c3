"""Every verb with --json prints one JSON document, also where it fails or has nothing to do."""

import json
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import typer

from tagstudio.audio.metadata.facts import Facts
from tagstudio.cli.app import app, main
from tagstudio.cli.printing.output import print_json
from tagstudio.core import paths
from tagstudio.engine.plugins import discovery, installed_models
from tagstudio.library.db.database import open_library
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack

PLUGINS = Path(__file__).parents[1] / "plugins"
GONE = "/nowhere/at/all"

# The arguments of each verb, below the options that it is tried with.
ARGUMENTS = {
    "scan": [GONE],
    "correct": ["+jazz"],
    "import": [f"{GONE}.csv"],
    "export": ["--format", "csv", "-o", "{folder}/tags.csv"],
    "write": ["--pretend"],
    "restore": ["--list"],
    "compare": ["--data", GONE, "--out", "{folder}/compared"],
    "artists set": ["path:one", "Nina"],
    "artists clear": ["path:one"],
    "folders remove": [GONE],
    "thresholds set": ["jazz", "0.5"],
    "thresholds reset": ["jazz"],
    "searches save": ["mine", "tag:jazz"],
    "searches remove": ["mine"],
    "searches rename": ["mine", "yours"],
    "models install": ["nope"],
    "models promote": ["nope"],
    "models compare": ["nope", "nope-2"],
    "models train-new": ["--data", GONE, "--name", "new"],
}
# Verbs whose further options take another way through them.
MORE = [
    ("train", ["--check"]),
    ("train", ["--if-due"]),
    ("evaluate", ["--curve"]),
    ("evaluate", ["--holdout"]),
    ("write", ["--yes"]),
    ("write", ["--undo", "--yes"]),
    ("write", ["--undo", "--pretend"]),
    ("write", []),  # wrong use: it would ask
    ("restore", []),
    ("restore", ["--yes"]),
    ("restore", ["--undo", "--yes"]),
    ("models promote", ["nope", "--pretend"]),
    ("correct", ["--pretend", "+jazz"]),
    ("list", ["tag:jazz"]),
    ("list", ["year:abc"]),
]


def verbs() -> Iterator[str]:
    """Yield the verbs that have an option --json."""
    pending = [("", typer.main.get_command(app))]
    while pending:
        name, command = pending.pop()
        commands = getattr(command, "commands", {})
        below = {f"{name} {one}".strip(): found for one, found in commands.items()}
        pending += below.items()
        if name and any("--json" in option.opts for option in command.params):
            yield name


CALLS = [(verb, ARGUMENTS.get(verb, [])) for verb in sorted(verbs()) if "lines" not in verb]


@pytest.fixture
def started_once(monkeypatch) -> None:
    """Start each plugin only once for all the verbs."""
    monkeypatch.setattr(installed_models, "try_plugin", cache(installed_models.try_plugin))


@pytest.fixture(params=["no library", "empty", "unheard", "damaged", "no model"])
def library(request, tmp_path, monkeypatch, started_once) -> Path:
    """A library that some verbs have nothing to do in, or cannot read."""
    monkeypatch.setattr(discovery, "bundled_folder", lambda: tmp_path / "none")
    if request.param != "no model":
        shutil.copytree(PLUGINS / "fake_tagger", paths.user_plugins_folder() / "fake_tagger")
    file = tmp_path / "my.db"
    if request.param == "damaged":
        file.write_bytes(b"SQLite format 3\0" + b"damaged" * 999)
    elif request.param != "no library":
        with open_library(file, writing=True) as opened, opened.write() as connection:
            if request.param != "empty":
                folder = tracks.folder_id(connection, "/music")
                new = [NewTrack("/music/one.mp3", 1, 1, b"1" * 16, Facts(title="One"))]
                tracks.add_tracks(connection, folder, new)
    return file


def answered(library: Path, capsys, verb: str, arguments: list[str]) -> str:
    """Call a verb with --json; return in words what is wrong with its answer, "" for nothing."""
    filled = [one.format(folder=library.parent) for one in arguments]
    call = [*verb.split(), *filled]
    status = main(["--library", str(library), *call, "--json"])
    out, err = capsys.readouterr()
    try:
        document = json.loads(out)
    except ValueError:
        return f"{call} ({status}): no JSON: {out!r}, {err!r}"
    if status and "error" in document:
        error = document["error"]
        if status == 1 and error["message"] not in err:
            return f"{call}: {error} is not on stderr: {err!r}"
        if set(error) != {"key", "message"} or not all(error.values()):
            return f"{call}: {error}"
    return f"{call}: a defect: {err}" if "Traceback" in err else ""


def test_each_verb_answers_in_json(library, capsys, tmp_path):
    faults = [answered(library, capsys, *call) for call in [*CALLS, *MORE]]
    assert not any(faults), "\n".join(filter(None, faults))


def test_a_wrong_use_is_answered_in_json_too(capsys, tmp_path):
    assert main(["--library", str(tmp_path / "my.db"), "list", "--no-such-option", "--json"]) == 2
    out, err = capsys.readouterr()
    assert json.loads(out)["error"]["key"] == "cli.wrong-use"
    assert "no-such-option" in err


def test_without_json_an_error_is_on_stderr_alone(capsys, tmp_path):
    assert main(["--library", str(tmp_path / "my.db"), "queue"]) == 1
    assert capsys.readouterr().out == ""
    assert main(["--library", str(tmp_path / "my.db"), "queue", "--", "--json"]) == 1
    assert capsys.readouterr().out == ""


def test_what_was_printed_before_a_command_is_no_document_of_it(capsys, tmp_path):
    print_json({"before": 1})
    capsys.readouterr()
    assert main(["--library", str(tmp_path / "no.db"), "artists", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["key"] == "library.none-yet"
