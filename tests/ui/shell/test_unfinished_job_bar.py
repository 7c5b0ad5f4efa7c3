import pytest

from tagstudio.engine.jobs.library_specs import ScanJob
from tagstudio.library.db import job_records
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
    assert bar._text.text() == "Scanning was interrupted at 120 of 300."
    with qtbot.waitSignal(workspace.jobs.ended, timeout=30_000) as ended:
        bar.go_on.click()
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
