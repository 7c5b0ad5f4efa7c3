"""A version is trained once enough tracks were answered, and nobody is asked."""

import os
import shutil
import sys
import time
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication

from tagstudio.audio.metadata.facts import Facts
from tagstudio.core import paths
from tagstudio.core.low_priority import NICE
from tagstudio.core.progress import Progress
from tagstudio.core.settings import Settings
from tagstudio.engine.jobs.library_specs import CheckJob
from tagstudio.engine.jobs.model_specs import TrainJob
from tagstudio.engine.plugins import discovery
from tagstudio.library.db import job_records
from tagstudio.library.tags import decisions, tags
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack
from tagstudio.ui.background.by_itself.training_by_itself import TrainingByItself
from tagstudio.ui.background.plugin_states import plugin_states_of
from tagstudio.ui.background.start_job import start
from tagstudio.ui.background.workspace import Workspace

PLUGINS = Path(__file__).parents[3] / "plugins"
LONG = 60_000  # ms


@pytest.fixture
def workspace(qtbot, empty_library, monkeypatch, tmp_path, measured_here):
    """Forty tracks by as many artists, and the learning tagger alone."""
    shutil.copytree(PLUGINS / "learning_tagger", paths.user_plugins_folder() / "learning_tagger")
    monkeypatch.setattr(discovery, "bundled_folder", lambda: tmp_path / "none")
    new = [
        NewTrack(
            f"/music/jazz {number % 2}.{number} loud 0.5 {number}.mp3",
            1,
            1,
            bytes([number]) * 16,
            Facts(artist=f"A{number}"),
        )
        for number in range(40)
    ]
    with empty_library.write() as connection:
        tracks.add_tracks(connection, tracks.folder_id(connection, "/music"), new)
    made = Workspace(empty_library, Settings(train_after="30"))
    qtbot.waitUntil(lambda: plugin_states_of(made).states is not None, timeout=LONG)
    yield made
    made.close()
    QApplication.processEvents()
    shiboken6.delete(made)


def answer(workspace, first, last) -> None:
    with workspace.library.write(durable=True) as connection:
        tag_id = tags.tag_id(connection, "jazz", "genre", "user")
        said = [Decision(id, tag_id, "yes" if id % 2 else "no") for id in range(first, last + 1)]
        decisions.record_decisions(connection, said, "user")


def trainings(workspace) -> list[str]:
    with workspace.library.read() as connection:
        return [job.state for job in job_records.list_jobs(connection) if job.kind == "train"]


def looked(itself, workspace, qtbot) -> None:
    """Look once, and wait for what comes of it."""
    with qtbot.waitCallback() as asked:
        itself.look()
        workspace.ask(lambda _: None, lambda _: asked(), owner=workspace, topic="after", later=True)
    qtbot.waitUntil(lambda: not workspace.jobs.jobs, timeout=LONG)


def test_nothing_is_trained_before_it_is_due_and_one_version_then(workspace, qtbot):
    itself = TrainingByItself(workspace)
    said = []
    workspace.status_changed.connect(said.append)
    answer(workspace, 1, 29)
    looked(itself, workspace, qtbot)
    assert trainings(workspace) == []
    answer(workspace, 30, 30)
    looked(itself, workspace, qtbot)
    assert trainings(workspace) == ["done"]
    assert [one for one in said if one.startswith("plain-v2 learned from 30 tracks. ")]
    looked(itself, workspace, qtbot)
    assert trainings(workspace) == ["done"]


def test_who_wants_none_gets_none(workspace, qtbot):
    workspace.settings = Settings(train_after="never")
    itself = TrainingByItself(workspace)
    answer(workspace, 1, 40)
    looked(itself, workspace, qtbot)
    assert trainings(workspace) == []


def test_a_training_that_failed_is_not_tried_again_on_the_same_answers(workspace, qtbot):
    itself = TrainingByItself(workspace)
    answer(workspace, 1, 35)
    paths.cache_folder().parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(paths.cache_folder(), ignore_errors=True)
    paths.cache_folder().touch()
    looked(itself, workspace, qtbot)
    assert [job.state for job in workspace.jobs.over] == ["failed"]
    looked(itself, workspace, qtbot)
    assert len(workspace.jobs.over) == 1


def test_one_that_quitting_cut_off_is_offered_and_not_begun_again(workspace, qtbot):
    answer(workspace, 1, 30)
    with workspace.library.write() as connection:
        job = job_records.start(connection, "train", TrainJob().to_json(), time.time() + 1)
        job_records.finish(connection, job, "interrupted", time.time() + 1)
    itself = TrainingByItself(workspace)
    looked(itself, workspace, qtbot)
    assert trainings(workspace) == ["interrupted"]
    with workspace.library.write() as connection:  # 30 more answers would do
        job_records.finish(connection, job, "cancelled", time.time() + 1)
    looked(itself, workspace, qtbot)
    assert trainings(workspace)[0] == "done"


def test_another_training_is_left_to_end(workspace, qtbot):
    itself = TrainingByItself(workspace)
    answer(workspace, 1, 40)

    def endless():
        while True:
            yield Progress()

    running = workspace.run("Training", "train", endless)
    itself.look()
    assert workspace.jobs.jobs == [running]
    running.cancel()
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)


def test_an_answer_lets_it_look_soon(workspace):
    itself = TrainingByItself(workspace)
    itself._timer.stop()
    workspace.tell("jobs")
    assert not itself._timer.isActive()
    workspace.tell("decisions", frozenset({1}))
    assert itself._timer.isActive()


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone has priorities of threads")
def test_a_job_of_low_priority_lets_its_own_thread_wait(workspace, qtbot):
    found = []

    class Nice(CheckJob):
        def begin(self, library):
            found.append(os.getpriority(os.PRIO_PROCESS, 0))
            return super().begin(library)

    before = os.getpriority(os.PRIO_PROCESS, 0)
    start(workspace, Nice(), low_priority=True)
    qtbot.waitUntil(lambda: not workspace.jobs.jobs, timeout=LONG)
    assert found == [max(before, NICE)]
    assert os.getpriority(os.PRIO_PROCESS, 0) == before
