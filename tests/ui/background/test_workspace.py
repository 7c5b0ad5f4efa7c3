import threading
from pathlib import Path

import pytest

from tagstudio.core.progress import Progress
from tagstudio.engine.jobs.library_specs import ScanJob
from tagstudio.engine.jobs.record import recorded
from tagstudio.engine.jobs.specs import unfinished
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
