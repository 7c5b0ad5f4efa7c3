import pytest

from tagstudio.core.progress import Progress
from tagstudio.engine.jobs.library_specs import ScanJob, SuggestJob
from tagstudio.engine.jobs.model_specs import TrainJob
from tagstudio.library.db import job_records
from tagstudio.ui.background import unfinished_jobs
from tagstudio.ui.shell import unfinished_job_bar as bar_module
from tagstudio.ui.shell.unfinished_job_bar import UnfinishedJobBar


@pytest.fixture
def music(tmp_path):
    folder = tmp_path / "music"
    folder.mkdir()
    return folder


def cut_off(workspace, kind: str, spec: dict) -> None:
    with workspace.library.write() as connection:
        job = job_records.start(connection, kind, spec, 1.0)
        job_records.report(connection, job, 120, 300)
        job_records.mark_interrupted(connection, 2.0)


def test_a_job_that_was_cut_off_is_offered_and_goes_on(workspace, music, qtbot):
    cut_off(workspace, "scan", ScanJob(folders=(music,)).to_json())
    bar = UnfinishedJobBar(workspace)
    qtbot.addWidget(bar)
    bar.look_for_unfinished()
    qtbot.waitUntil(lambda: not bar.isHidden())
    assert bar.text.text() == "Scanning music was interrupted at 120 of 300."
    with qtbot.waitSignal(workspace.jobs.ended, timeout=30_000) as ended:
        bar.go_on()
    assert (ended.args[0].kind, ended.args[0].state) == ("scan", "done")
    assert bar.isHidden()


@pytest.mark.parametrize(
    ("kind", "spec"), [("write", {"files": 3}), ("scan", {"spec_version": 99}), ("compose", {})]
)
def test_a_job_that_cannot_go_on_is_not_offered(kind, spec, workspace, qtbot):
    cut_off(workspace, kind, spec)
    bar = UnfinishedJobBar(workspace)
    qtbot.addWidget(bar)
    read = []
    bar.look_for_unfinished()
    workspace.ask(lambda _: True, read.append, owner=workspace)
    qtbot.waitUntil(lambda: bool(read))
    assert bar.isHidden()


def offering(workspace, qtbot, kind: str, spec: dict) -> UnfinishedJobBar:
    cut_off(workspace, kind, spec)
    bar = UnfinishedJobBar(workspace)
    qtbot.addWidget(bar)
    bar.look_for_unfinished()
    qtbot.waitUntil(lambda: not bar.isHidden())
    return bar


def one_step():
    yield Progress()


def test_the_offer_goes_when_the_job_goes_on_from_elsewhere(workspace, music, qtbot):
    bar = offering(workspace, qtbot, "scan", ScanJob(folders=(music,)).to_json())
    unfinished_jobs.go_on(workspace, *bar._records)  # as the Jobs screen does
    assert bar.isHidden()
    qtbot.waitUntil(lambda: not workspace.jobs.jobs, timeout=30_000)
    bar.go_on()
    assert (bar.isHidden(), workspace.jobs.jobs) == (True, [])


def test_the_offer_stays_while_jobs_of_other_kinds_run(workspace, music, qtbot):
    bar = offering(workspace, qtbot, "scan", ScanJob(folders=(music,)).to_json())
    workspace.run("Copying", "copy", one_step)
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    assert not bar.isHidden()


def test_all_that_was_cut_off_together_is_offered(workspace, music, qtbot, monkeypatch):
    cut_off(workspace, "train", TrainJob(name="third").to_json())
    bar = offering(workspace, qtbot, "scan", ScanJob(folders=(music,)).to_json())
    assert bar.text.text() == (
        "Scanning music was interrupted at 120 of 300. Training of third was interrupted."
    )
    begun = []
    monkeypatch.setattr(bar_module, "go_on", lambda _, record: begun.append(record.kind))
    bar.go_on()
    assert begun == ["train", "scan"]
    bar.look_for_unfinished()
    qtbot.waitUntil(lambda: not bar.isHidden())
    workspace.run("Scanning", "scan", one_step)
    assert bar.text.text() == "Training of third was interrupted."
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)


def test_nothing_is_offered_that_went_on_while_the_library_was_read(workspace, music, qtbot):
    bar = offering(workspace, qtbot, "scan", ScanJob(folders=(music,)).to_json())
    records = bar._records
    workspace.run("Scanning", "scan", one_step)
    for running in (1, 0):
        qtbot.waitUntil(lambda: len(workspace.jobs.jobs) == running)  # noqa: B023 - called here
        bar._offer(records)
        assert bar.isHidden()


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        (TrainJob(name="third"), "Training of third was interrupted."),
        (TrainJob(), "Training was interrupted."),
        (
            SuggestJob(model="msd-crnn"),
            "Suggesting tags with msd-crnn was interrupted at 120 of 300.",
        ),
    ],
)
def test_the_offer_names_the_job_and_counts_tracks_only(spec, sentence, workspace, qtbot):
    bar = offering(workspace, qtbot, spec.kind, spec.to_json())
    assert bar.text.text() == sentence


def test_the_offer_speaks_german(german, workspace, qtbot):
    bar = offering(workspace, qtbot, "train", TrainJob(name="third").to_json())
    assert bar.text.text() == "Training von third: unterbrochen."
