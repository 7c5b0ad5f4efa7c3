"""A job that is interrupted in one face goes on in the other exactly as it was started."""

import json
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import shiboken6
import sqlalchemy as sa
from PySide6.QtWidgets import QApplication

from tagstudio.audio.metadata.facts import Facts
from tagstudio.cli.app import main
from tagstudio.core import paths
from tagstudio.core.settings import Settings
from tagstudio.engine.jobs.library_specs import SuggestJob
from tagstudio.engine.jobs.model_specs import TrainJob
from tagstudio.engine.jobs.specs import spec_of, unfinished
from tagstudio.engine.plugins import discovery
from tagstudio.engine.plugins.installed_models import installed_models
from tagstudio.library.db import job_records
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.job_records import JobRecord
from tagstudio.library.db.schema import suggestions
from tagstudio.library.tags import decisions, tags
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack
from tagstudio.ui.background.model_jobs import train_version
from tagstudio.ui.background.unfinished_jobs import go_on
from tagstudio.ui.background.workspace import Workspace

PLUGINS = Path(__file__).parents[2] / "plugins"
LONG = 60_000  # ms
TRACKS = 45

# The command line with the plugins of the test only: the bundled one takes seconds to start.
COMMAND = """
import sys
from pathlib import Path
from tagstudio.cli.app import main
from tagstudio.engine.plugins import discovery
discovery.bundled_folder = lambda: Path("none")
sys.exit(main(sys.argv[1:]))
"""
MINE = TrainJob(
    depth="head", parent="plain", device="cpu", seed=7, name="mine", reviewed_as_no=False
)
TRAIN = ["train", "--depth", "head", "--answers-only", "--seed", "7", "--device", "cpu"]


@pytest.fixture(autouse=True)
def jobs_here():
    """In processes, as in the program."""


@pytest.fixture
def file(tmp_path, monkeypatch, measured_here) -> Path:
    """Keep a library of tracks by 15 artists whose jazz and loud are decided; two taggers."""
    for plugin in ("learning_tagger", "trouble_tagger"):
        shutil.copytree(PLUGINS / plugin, paths.user_plugins_folder() / plugin)
    monkeypatch.setattr(discovery, "bundled_folder", lambda: tmp_path / "none")
    chance = random.Random(1)
    names = [
        f"slow jazz {chance.random():.2f} loud {chance.random():.2f} {number}.mp3"
        for number in range(TRACKS)
    ]
    new = [
        NewTrack(f"/music/{name}", 1, 1, bytes([number]) * 16, Facts(artist=f"A{number // 3}"))
        for number, name in enumerate(names)
    ]
    with open_library(tmp_path / "my.db", writing=True) as library, library.write() as connection:
        ids = tracks.add_tracks(connection, tracks.folder_id(connection, "/music"), new)
        jazz, loud = (tags.tag_id(connection, name, "genre", "user") for name in ("jazz", "loud"))
        answers = [
            Decision(id, tag, "yes" if float(name.split()[place]) > 0.5 else "no")
            for id, name in zip(ids, names, strict=True)
            for tag, place in ((jazz, 2), (loud, 4))
        ]
        decisions.record_decisions(connection, answers, "user")
    return tmp_path / "my.db"


@pytest.fixture
def waits() -> list[Path]:
    """While these files are there, a training waits before its second and its third report."""
    folder = paths.models_folder("learning_tagger")
    folder.mkdir(parents=True)
    files = [folder / f"wait {report}" for report in (2, 3)]
    for file in files:
        file.touch()
    return files


@contextmanager
def workspace_on(file: Path, settings: Settings) -> Iterator[Workspace]:
    with open_library(file, writing=True) as library:
        made = Workspace(library, settings)
        yield made
        made.close()
        QApplication.processEvents()
        shiboken6.delete(made)


def kill_in_the_middle(file: Path, arguments: list[str], in_the_middle: Callable[[], bool]) -> None:
    """Start the command line, and kill it (SIGKILL) once its job is recorded and runs."""
    command = [sys.executable, "-c", COMMAND, "--library", str(file), *arguments]
    process = subprocess.Popen(command)
    until(lambda: process.poll() is not None or (bool(records(file)) and in_the_middle()))
    assert process.poll() is None
    process.kill()
    process.wait()


def until(reached: Callable[[], bool]) -> None:
    end = time.monotonic() + LONG / 1000
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.02)


def records(file: Path) -> list[JobRecord]:
    with open_library(file, writing=False) as library:
        return listed(library)


def listed(library: Library) -> list[JobRecord]:
    with library.read() as connection:
        return job_records.list_jobs(connection)


def cut_off(library: Library) -> JobRecord:
    with library.read() as connection:
        found = unfinished(connection)
    assert found is not None
    return found


def trainings() -> list[str]:
    """Return the options of each training that the tagger was asked for."""
    file = paths.models_folder("learning_tagger") / "options.txt"
    return file.read_text().splitlines() if file.exists() else []


def go_on_training(waits: list[Path]) -> None:
    assert not trained()
    for file in waits:
        file.unlink(missing_ok=True)


def trained() -> set[str]:
    return {one.info.name for one in installed_models()} - {"plain", "trouble"}


@pytest.mark.parametrize("name", ["mine", ""])
def test_a_training_killed_in_the_command_line_goes_on_in_the_window(name, file, waits, qtbot):
    spec = replace(MINE, name=name or "plain-v2")
    named = ["--name", name] if name else []
    kill_in_the_middle(file, [*TRAIN, "--model", "plain", *named], lambda: bool(trainings()))
    go_on_training(waits)
    with workspace_on(file, Settings(device="auto", model="trouble")) as workspace:
        record = cut_off(workspace.library)
        assert spec_of(record) == spec
        go_on(workspace, record)
        qtbot.waitUntil(lambda: not workspace.jobs.jobs, timeout=LONG)
        done, interrupted = listed(workspace.library)
    assert (done.state, interrupted.state) == ("done", "interrupted")
    assert spec_of(done) == spec
    assert trainings() == [f"{spec.name} head 7 cpu"] * 2
    assert trained() == {spec.name}


def test_a_training_cut_off_with_the_window_goes_on_in_the_command_line(file, waits, qtbot, capsys):
    with workspace_on(file, Settings()) as workspace:
        train_version(workspace, MINE)
        qtbot.waitUntil(lambda: bool(trainings()) and bool(listed(workspace.library)), timeout=LONG)
        threading.Timer(0.3, waits[0].unlink).start()  # it is cancelled at the second report
    go_on_training(waits)
    assert main(["--library", str(file), "resume", "--json"]) == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out)["version"] == "mine"
    going_on = "train --model plain --depth head --seed 7 --name mine --device cpu --answers-only"
    assert f"Going on: {going_on}\n" in shown.err
    done, interrupted = records(file)
    assert spec_of(done) == spec_of(interrupted) == MINE
    assert trainings() == ["mine head 7 cpu"] * 2
    assert main(["--library", str(file), "resume"]) == 0
    assert "No job was stopped or interrupted" in capsys.readouterr().err


def test_suggesting_killed_in_the_command_line_goes_on_with_its_model_and_windows(file, qtbot):
    asked = paths.cache_folder() / "trouble_tagger" / "options.txt"
    arguments = ["--model", "trouble", "--windows", "3", "--device", "cpu", "artist:A1"]
    kill_in_the_middle(file, ["suggest", *arguments], asked.exists)
    with workspace_on(file, Settings(model="plain")) as workspace:
        record = cut_off(workspace.library)
        spec = SuggestJob(query="artist:A1", model="trouble", windows=3, device="cpu")
        assert spec_of(record) == spec
        go_on(workspace, record)
        qtbot.waitUntil(lambda: not workspace.jobs.jobs, timeout=LONG)
        assert spec_of(listed(workspace.library)[0]) == spec
        with workspace.library.read() as connection:
            windows = connection.scalars(sa.select(suggestions.c.windows)).all()
    assert windows == [3] * 18  # A1 and A10 to A14
    assert asked.read_text().splitlines() == [*["trouble cpu 1"] * 2, "trouble cpu 3"]


def test_a_training_recorded_by_an_older_program_goes_on(file, qtbot):
    with workspace_on(file, Settings(device="cpu")) as workspace:
        with workspace.library.write() as connection:
            old = {"depth": "head", "parent": "plain", "reviewed_as_no": True}
            job_records.start(connection, "train", old, at=1)
            job_records.mark_interrupted(connection, at=2)
        go_on(workspace, cut_off(workspace.library))
        qtbot.waitUntil(lambda: not workspace.jobs.jobs, timeout=LONG)
        done = listed(workspace.library)[0]
    assert spec_of(done) == replace(MINE, seed=0, name="plain-v2", reviewed_as_no=True)
    assert trainings() == ["plain-v2 head 0 cpu"]
    assert trained() == {"plain-v2"}
