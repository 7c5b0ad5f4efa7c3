"""A home that the code of commit cecba96 made must open, say the same, and go on as before.

`data/` is made by `make_fixtures.py`. These tests know the command line, the folders of a home and
the tables of a library, and nothing else of the code, so that it may change behind them.
"""

import csv
import gzip
import hashlib
import io
import json
import re
import shutil
import sqlite3
import wave
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file

from tagstudio.cli.app import main
from tagstudio.engine.active_learning import queue

DATA = Path(__file__).parent / "data"
GOLDEN = DATA / "golden"
LIBRARY = DATA / "library.db.gz"
MODELS = Path("data") / "models" / "crnn_tagger"  # in a home
VERSION = DATA / "home" / MODELS / "tiny-v2.safetensors"
OLD_SCHEMA = "0004"
# What a later schema calls tables and columns, under the same content.
RENAMED = {"own_lines": "user_thresholds", "line": "threshold", "arguments": "spec"}
NOISE = 1e-5  # what a score or weight may differ by on another processor

# What is compared, by the name of its golden file: commands that run one after the other.
COMMANDS: dict[str, Sequence[Sequence[str]]] = {
    "list": [
        ("list", "--json"),
        ("list", "--model", "tiny", 'artist:"Artist 3"', "--json"),
        ("list", "tag:jazz", "--sort", "tag:jazz", "--json"),
        ("list", "state:reviewed", "--json"),
    ],
    "export": [
        ("export", "--format", "csv"),
        ("export", "--format", "csv", "--all", "--model", "tiny", 'artist:"Artist 1"'),
        ("export", "--format", "csv-wide"),
        ("export", "--format", "jsonl"),
        ("export", "--format", "m3u8", "tag:jazz"),
    ],
    "shown": [
        ("models", "list", "--json"),
        ("models", "history", "--json"),
        ("lines", "list", "--json"),
        ("lines", "list", "--model", "tiny", "--json"),
        ("folders", "list", "--json"),
        ("queue", "--json"),
    ],
    "measured": [("evaluate", "--holdout", "--json")],
    "undone": [
        ("undo", "--json"),
        ("undo", "--json"),
        ("redo", "--json"),
        ("correct", 'artist:"Artist 7"', "+jazz", "-rock", "?dinner", "--json"),
        ("undo", "--json"),
        ("list", "--json"),
    ],
    # tiny-v3 heard the held-out tracks only: the others are scored from their feature maps
    "from_features": [
        ("suggest", "--model", "tiny-v3", 'artist:"Artist 1"', "--json"),
        ("list", "--model", "tiny-v3", 'artist:"Artist 1"', "--json"),
    ],
}
# What depends on the hour or the processor, by verb.
WORDS = ("notices", "reason")  # sentences, whose words may change
VOLATILE = dict.fromkeys(("undo", "redo", "correct"), ("at",)) | {"suggest": ("notices",)}


def unpacked(home: Path, *, plugins: bool = False) -> Path:
    """Make a copy of the old home, with the plugins of its user if wanted; return it."""
    shutil.copytree(DATA / "home", home)
    (home / "data" / "library.db").write_bytes(gzip.decompress(LIBRARY.read_bytes()))
    if plugins:
        shutil.copytree(DATA / "plugins", home / "data" / "plugins")
    return home


def ran(*command: str) -> tuple[str, str]:
    """Run one command, which must succeed; return what it printed to stdout and stderr."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="surrogateescape", newline="")
    err = io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = main(command)
    out.seek(0)
    printed = out.read()
    assert status == 0, f"{' '.join(command)}: {printed}{err.getvalue()}"
    return printed, err.getvalue()


def said(*command: str) -> object:
    """Run one command; return its JSON, or the lines it printed."""
    out, _ = ran(*command)
    return json.loads(out) if "--json" in command else out.splitlines()


def heard(folder: Path) -> object:
    """Scan a synthesised sound and let the model of the settings suggest tags; return them."""
    make_sound(folder / "chord.wav")
    ran("scan", str(folder))
    ran("suggest", "path:chord")
    [track] = said("list", "path:chord", "--json")["tracks"]
    return {name: track[name] for name in track if name != "path"}


def make_sound(path: Path, seconds: float = 31.0, hz: int = 16_000) -> None:
    """Write a chord that fades in and out, the same on every machine."""
    path.parent.mkdir(parents=True, exist_ok=True)
    time = np.arange(int(seconds * hz)) / hz
    tones = sum(np.sin(2 * np.pi * pitch * time) for pitch in (110.0, 277.2, 440.0, 1318.5))
    samples = tones / 5 * (0.6 + 0.4 * np.sin(2 * np.pi * 0.7 * time))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(hz)
        file.writeframes((samples * 32_000).astype("<i2").tobytes())


def said_with_old_plugin() -> object:
    """Return what the plugin of API 1 says when it suggests."""
    suggested = said("suggest", "--model", "old", "--json")
    tracks = said("list", 'artist:"Artist 1"', "--model", "old", "--json")
    return [suggested, tracks]


def refused(*command: str) -> str:
    """Run one command, which must be refused; return the sentence."""
    err = io.StringIO()
    with redirect_stderr(err):
        assert main(command) == 1
    return err.getvalue()


def described(file: Path) -> dict[str, object]:
    """Return the digest of a model file and those of its tensors."""
    tensors = {
        name: {
            "dtype": str(tensor.dtype),
            "shape": list(tensor.shape),
            "sha256": hashlib.sha256(tensor.tobytes()).hexdigest(),
        }
        for name, tensor in sorted(load_file(file).items())
    }
    return {"sha256": hashlib.sha256(file.read_bytes()).hexdigest(), "tensors": tensors}


def golden(name: str) -> list[object]:
    return json.loads(gzip.decompress((GOLDEN / f"{name}.json.gz").read_bytes()))


def differences(old: object, new: object, at: str = "", noise: float = NOISE) -> list[str]:
    """Return where `new` lacks a field of `old` or has another value; it may have more fields."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        lost = [f"{at}/{name} is gone" for name in old if name not in new]
        kept = [(name, old[name], new[name]) for name in old if name in new]
        return lost + [d for name, a, b in kept for d in differences(a, b, f"{at}/{name}", noise)]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = enumerate(zip(old, new, strict=True))
        return [d for place, (a, b) in pairs for d in differences(a, b, f"{at}/{place}", noise)]
    numbers = all(isinstance(value, int | float) for value in (old, new))
    if numbers and float in (type(old), type(new)):
        scale = max(1.0, abs(float(str(old))))
        return [] if abs(old - new) <= noise * scale else [f"{at}: {old} -> {new}"]
    return [] if old == new else [f"{at}: {old!r} -> {new!r}"]


def without(document: object, *names: str) -> object:
    """Return a document without the fields of these names, such as those that tell the time."""
    if isinstance(document, dict):
        return {name: without(v, *names) for name, v in document.items() if name not in names}
    return (
        [without(value, *names) for value in document] if isinstance(document, list) else document
    )


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """An old home, which is the one in use."""
    monkeypatch.setenv("TAGSTUDIO_HOME", str(tmp_path / "home"))
    return unpacked(tmp_path / "home")


@pytest.fixture
def home_with_plugins(home) -> Path:
    shutil.copytree(DATA / "plugins", home / "data" / "plugins")
    return home


def rows(home: Path, table: str) -> list[dict[str, object]]:
    """Return a table of the library, in the names of the old schema."""
    new_name = RENAMED.get(table, table)
    with closing(sqlite3.connect(home / "data" / "library.db")) as library:
        tables = {name for (name,) in library.execute("SELECT name FROM sqlite_master")}
        found = library.execute(f"SELECT * FROM {table if table in tables else new_name}")
        old_names = {new: old for old, new in RENAMED.items()}
        names = [old_names.get(column[0], column[0]) for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found]


def same_tensors(one: Path, other: Path) -> None:
    before, after = load_file(one), load_file(other)
    assert before.keys() == after.keys()
    for name, tensor in before.items():
        assert after[name].dtype == tensor.dtype, name
        np.testing.assert_allclose(after[name], tensor, rtol=0, atol=NOISE, err_msg=name)


def without_bundled(document: dict[str, object]) -> dict[str, object]:
    """Leave the model out that comes with the program: it may be another than then."""
    models = document.get("models")
    if not isinstance(models, list):
        return document
    return {**document, "models": [one for one in models if one["name"] != "starter"]}


def reviewed_paths() -> set[str]:
    return {one["path"] for one in said("list", "state:reviewed", "--json")["tracks"]}


def with_left_alone_as_no(
    rows: list[dict[str, str]], reviewed: set[str], *, every: bool
) -> list[dict[str, str]]:
    """Return old rows as they are now, when suggestions left alone on reviewed tracks are a no."""
    found = []
    for row in rows:
        is_left = (row["state"], row["source"]) == ("suggested", "model")
        if row["path"] not in reviewed or not is_left:
            found.append(row)
        elif every:
            found.append({**row, "state": "unseen", "source": "", "time": ""})
    return found


def less_left_alone(tags: list[dict[str, Any]], model: Sequence[str]) -> None:
    """Take from the old counts what was left alone on reviewed tracks, which counts no more."""
    tracks = said("list", *model, "--json")["tracks"]
    found = [one for track in tracks for one in track["suggestions"] if one["left_alone"]]
    left = Counter(one["tag"] for one in found if one["state"] == "suggested")
    assert left
    for tag in tags:
        tag["suggested"] -= left[tag["tag"]]


@pytest.fixture
def settled(monkeypatch) -> None:
    """Let the review queue ask about uncertain tracks from the first one on, as it did then."""
    monkeypatch.setattr(queue, "SETTLED_TRACKS", 0)


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("name", COMMANDS)
def test_the_verbs_say_what_they_said(home, name):
    for command, old in zip(COMMANDS[name], golden(name), strict=True):
        new = said(*command)
        if not isinstance(new, list):
            volatile = VOLATILE.get(command[0], ())
            before, after = without_bundled(old), without_bundled(new)
            if command[0] == "lines":
                less_left_alone(before["tags"], command[2:-1])
            assert not differences(without(before, *volatile), after), command
        elif command[2:3] in {("csv",), ("csv-wide",)}:  # columns may be added
            before, after = list(csv.DictReader(old)), list(csv.DictReader(new))
            shown = {row["path"]: row for row in after}
            for row in before:  # where no file names it, as the list shows it
                for fact in row.keys() & {"title", "artist"}:
                    row[fact] = row[fact] or shown.get(row["path"], row)[fact]
            if command[2] == "csv":
                every = "--all" in command
                before = with_left_alone_as_no(before, reviewed_paths(), every=every)
            assert [{name: row[name] for name in before[0]} for row in after] == before, command
        elif "m3u8" in command:  # directives may be added
            plain = [one for one in new if not one.startswith(("#EXTALB:", "#EXTART:"))]
            for now, then in zip(plain, old, strict=True):  # the artist may be told now
                told = then.startswith("#EXTINF") and now.endswith(f" - {then.partition(',')[2]}")
                assert now == then or told, command
        else:
            before, after = ([json.loads(line) for line in lines] for lines in (old, new))
            if "jsonl" in command:
                reviewed = reviewed_paths()
                for track in before:
                    rows = [{**one, "path": track["path"]} for one in track["tags"]]
                    kept = with_left_alone_as_no(rows, reviewed, every=False)
                    track["tags"] = [without(one, "path") for one in kept]
            assert not differences(before, after), command


def test_the_models_list_shows_the_version_with_its_digest_and_parent(home):
    models = {model["name"]: model for model in said("models", "list", "--json")["models"]}
    old = golden("version")
    assert models["tiny-v2"]["sha256"] == old["sha256"]
    assert models["tiny-v2"]["parent"] == "tiny"
    assert old == described(home / MODELS / "tiny-v2.safetensors")


def test_old_answers_train_a_new_version_from_the_root(home):
    before = described(home / MODELS / "tiny-v2.safetensors")
    trained = said("train", "--depth", "head", "--name", "tiny-v4", "--device", "cpu", "--json")
    assert (trained["version"], trained["parent"], trained["answers"]) == ("tiny-v4", "tiny", 199)
    models = {model["name"]: model for model in said("models", "list", "--json")["models"]}
    assert models["tiny-v4"]["sha256"] == trained["sha256"]
    assert before == golden("version") == described(home / MODELS / "tiny-v2.safetensors")
    said("suggest", "--model", "tiny-v2", "--json")


def test_an_old_version_is_not_compared_and_its_name_stays_taken(home):
    assert "tiny-v2 was made by an older way of learning" in refused("evaluate", "--json")
    taken = refused("train", "--depth", "head", "--name", "tiny-v2", "--device", "cpu")
    assert "There is a model 'tiny-v2' already" in taken


def scores_in(track: Any) -> dict[str, float]:
    return {one["tag"]: one["score"] for one in track["suggestions"]}


def test_a_sound_gets_the_scores_it_got(home, tmp_path):
    old, new = golden("sound"), heard(tmp_path / "music")
    assert not differences(without(old, "suggestions"), without(new, "suggestions"))
    # 31 s are one window; when they were heard, the scores of three that overlapped were averaged
    assert not differences(scores_in(old), scores_in(new), noise=1e-3)
    [chord] = [row["id"] for row in rows(home, "tracks") if row["path"].endswith(b"chord.wav")]
    windows = {row["windows"] for row in rows(home, "suggestions") if row["track_id"] == chord}
    assert windows == {1}


def test_every_setting_of_the_old_file_counts(home_with_plugins):
    assert said("list", "--json")["model"] == "tiny-v2"
    suggested = said("suggest", "--model", "old", "--json")
    options = 'options {"count": 7, "loudly": true, "share": 0.25, "word": "fancy"}'
    assert suggested["notices"] == [f"{windows} windows, {options}" for windows in (1, 3)]
    before = (home_with_plugins / "config" / "settings.toml").read_text()
    assert before == (DATA / "home" / "config" / "settings.toml").read_text()


def test_a_wrong_setting_is_still_refused(home):
    file = home / "config" / "settings.toml"
    file.write_text(file.read_text().replace("windows = 3", 'windows = "three"'))
    err = io.StringIO()
    with redirect_stderr(err):
        assert main(["list", "--json"]) == 1
    assert "'windows' must be of type int" in err.getvalue()


def test_answers_given_today_join_the_old_ones_and_can_be_taken_back(home):
    before = said("list", "--json")
    corrected = said("correct", 'artist:"Artist 7"', "-jazz", "+blues", "--new-tag", "--json")
    assert corrected
    given = said("list", 'artist:"Artist 7"', "--json")["tracks"]
    assert [track["decisions"]["jazz"] for track in given] == ["no"] * 3
    said("undo", "--json")
    assert not differences(before, said("list", "--json"))


def test_the_journal_the_marks_and_the_writings_are_kept(home):
    tables = ("journal", "decisions", "review_marks", "file_writes", "own_lines")
    tables += ("promotions", "evaluations", "evaluation_labels", "evaluation_figures")
    tables += ("job_failures", "removed_tracks", "tracks", "folders", "suggestion_failures")
    before = {table: rows(home, table) for table in tables}
    assert all(before.values())
    said("lines", "list", "--json")
    said("redo", "--json")  # opens the library for writing; there is nothing to make again
    for table in tables:
        assert not differences(before[table], rows(home, table)), table


def test_the_record_of_jobs_is_kept_and_what_a_kill_cut_off_is_interrupted(home):
    before = rows(home, "jobs")
    assert {(row["kind"], row["state"]) for row in before} >= {
        (kind, state) for kind in ("scan", "suggest", "train") for state in ("done", "failed")
    } | {(kind, "interrupted") for kind in ("scan", "suggest", "train")}
    [cut_off] = [row for row in before if row["state"] == "running"]
    ran("redo")
    after = {row["id"]: row for row in rows(home, "jobs")}
    for old in before:
        new = after[old["id"]]
        arguments = json.loads(old["arguments"]), json.loads(new["arguments"])
        assert not differences(*arguments)
        if old["id"] == cut_off["id"]:
            assert new["state"] == "interrupted"
            continue
        same = ("kind", "state", "started", "finished", "done", "total", "message")
        assert {name: old[name] for name in same} == {name: new[name] for name in same}


def test_a_migration_copies_the_old_file_first_and_a_second_opening_finds_it_done(home):
    opened = [said("list", "--json")["tracks"], said("list", "--json")["tracks"]]
    assert opened[0] == opened[1]
    [revision] = rows(home, "alembic_version")
    copies = sorted((home / "data").glob("library.db.backups/*-before-migration-*.db"))
    if revision["version_num"] == OLD_SCHEMA:  # nothing to migrate yet
        assert not copies
        return
    [copy] = copies
    before = home / "before.db"
    before.write_bytes(gzip.decompress(LIBRARY.read_bytes()))
    with closing(sqlite3.connect(copy)) as new, closing(sqlite3.connect(before)) as old:
        assert new.execute("SELECT version_num FROM alembic_version").fetchall() == [(OLD_SCHEMA,)]
        for table in ("tracks", "journal", "decisions", "jobs", "suggestions", "promotions"):
            everything = f"SELECT * FROM {table}"  # the feature maps are left out of copies
            assert new.execute(everything).fetchall() == old.execute(everything).fetchall(), table


def test_a_plugin_of_api_1_is_listed(home_with_plugins):
    plugins = {p["name"]: p for p in said("plugins", "list", "--json")["plugins"]}
    old = plugins["old_tagger"]
    assert (old["works"], old["problem"], old["models"]) == (True, "", ["old"])
    assert old["installable"] == ["old", "older"]
    installed = said("models", "install", "older", "--json")
    assert (installed["name"], installed["plugin"]) == ("older", "old_tagger")
    out, _ = ran("models", "verify")
    assert "2 models" in out


def test_the_smallest_plugin_of_the_old_documentation_hears(home_with_plugins, tmp_path):
    make_sound(tmp_path / "chord.wav", seconds=2, hz=8000)
    out, _ = ran("plugins", "test", str(tmp_path / "chord.wav"), "--model", "loudness")
    assert re.search(r"loud +0\.[5-9]", out), out


def test_a_plugin_of_api_1_suggests_as_before_and_does_not_learn(home_with_plugins):
    old, new = golden("plugin"), said_with_old_plugin()
    assert not differences(without(old[:2], "seconds", "sha256", *WORDS), new)
    assert "old_tagger was written for an older" in refused("train", "--model", "old")


def test_a_plugin_of_api_1_trains_a_new_network(home_with_plugins, tmp_path):
    for genre in ("jazz", "rock"):
        for number in range(8):
            make_sound(tmp_path / "genres" / genre / f"{genre}.{number:05}.wav", 0.1, 4000)
    command = ["models", "train-new", "--data", str(tmp_path / "genres"), "--name", "fresh"]
    command += ["--plugin", "old_tagger", "--network", "word", "--size", "0.1M", "--epochs", "2"]
    trained = said(*command, "--json")
    assert trained["model"] == "fresh"
    assert [epoch["number"] for epoch in trained["epochs"]] == [1, 2]
    assert [epoch["calibrate_loss"] for epoch in trained["epochs"]] == [2.0, 1.0]
