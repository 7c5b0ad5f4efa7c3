import threading
from dataclasses import replace
from pathlib import Path

import pytest

from tagstudio.core.progress import Progress
from tagstudio.engine.jobs import specs
from tagstudio.engine.jobs.library_specs import ScanJob
from tagstudio.engine.jobs.model_specs import TrainJob
from tagstudio.engine.jobs.record import recorded
from tagstudio.engine.jobs.specs import unfinished
from tagstudio.engine.tagging import library_thresholds
from tagstudio.ui.background import job_runner
from tagstudio.ui.background import workspace as module
from tagstudio.ui.background.start_job import start
from tagstudio.ui.base.change_event import Changed


def test_the_shown_model_is_looked_up_again_when_models_change(workspace):
    model = workspace.shown_model()
    assert model.name == "crnn"
    assert workspace.shown_model() is model
    workspace.tell("models")
    assert workspace.shown_model() is not model


def test_a_job_that_ends_with_the_program_can_go_on(qtbot, workspace):
    def counting():
        for number in range(10**9):
            yield Progress(number, 10**9)
            threading.Event().wait(0.01)

    def job():
        spec = ScanJob(folders=(Path("/music"),))
        return recorded(workspace.library, spec, counting())

    with qtbot.waitSignal(workspace.run("Scanning", "scan", job).progressed):
        pass
    workspace.close()
    with workspace.library.read() as connection:
        record = unfinished(connection)
    assert (record.kind, record.state) == ("scan", "interrupted")


@pytest.mark.parametrize("what", ["tracks", "jobs"])
def test_telling_reaches_the_views(qtbot, workspace, what):
    with qtbot.waitSignal(workspace.changed) as received:
        workspace.tell(what, frozenset({1}))
    assert received.args == [Changed(what, frozenset({1}))]


def test_thresholds_follow_the_answers_once_the_user_pauses(qtbot, workspace):
    with workspace.library.write() as connection:
        assert library_thresholds.renew(connection, workspace.shown_model()) == []
    workspace._answers_timer.setInterval(0)

    def is_told(changed):
        return changed.topic == "thresholds"

    with qtbot.waitSignal(workspace.changed, check_params_cb=is_told):
        workspace.decisions.answer([1, 2, 3, 4], "Rock", "no")
    rock = workspace.shown_model().tags[1]
    assert rock.library_rule == "answers"
    assert rock.threshold > 0.4


def test_the_library_is_left_alone_between_two_answers(workspace):
    assert workspace._answers_timer.interval() == module.ANSWERS_MS
    assert workspace._answers_timer.isSingleShot()


@pytest.mark.parametrize(
    ("done", "said"), [(0, "stopped before anything was done."), (3, "What was done is kept.")]
)
def test_what_was_stopped_says_whether_anything_is_kept(qtbot, workspace, done, said):
    wait, sentences = threading.Event(), []
    workspace.status_changed.connect(sentences.append)

    def endless():
        while not wait.wait(0.01):
            yield Progress(done, 31)

    job = workspace.run("Measuring", "measure", endless)
    job.is_resumable = True
    qtbot.waitUntil(lambda: job.progress.total == 31)
    job.cancel()
    qtbot.waitUntil(lambda: any(one.endswith(said) for one in sentences))


@pytest.mark.parametrize(
    ("kind", "resumable", "said"),
    [
        ("scan", True, "Work: stopped. What was done is kept."),
        ("export", False, "Work: stopped."),
        ("train", True, "Work: stopped. The version in use stays as it is."),
    ],
)
def test_a_stopped_job_says_what_is_kept_where_something_is(
    qtbot, workspace, kind, resumable, said
):
    go_on = threading.Event()

    def working():
        yield Progress(1, 3)
        go_on.wait(60)
        yield Progress(2, 3)

    job = workspace.run("Work", kind, working)
    job.is_resumable = resumable
    heard = []
    workspace.status_changed.connect(heard.append)
    qtbot.waitUntil(lambda: job.progress.done == 1)
    job.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: said in heard)


def test_a_job_that_does_not_answer_when_the_program_ends_can_go_on_too(
    qtbot, workspace, monkeypatch
):
    told, over = threading.Event(), threading.Event()

    def loading(library, spec, *, tell, **_):
        tell(replace(spec, parent="crnn", name="crnn-v2"))
        told.set()
        over.wait()
        yield Progress()

    monkeypatch.setattr(specs, "run_in_child", loading)
    monkeypatch.setattr(job_runner, "STOP_SECONDS", 0.05)
    job = start(workspace, TrainJob())
    qtbot.waitUntil(told.is_set)
    workspace.close()
    over.set()
    with workspace.library.read() as connection:
        record = unfinished(connection)
    assert (record.kind, record.state) == ("train", "interrupted")
    assert specs.spec_of(record).name == "crnn-v2", "it goes on with the version that it began"
    assert job.join(5)
