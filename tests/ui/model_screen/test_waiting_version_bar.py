"""The bar about a version that waits since a tag would stand on too many tracks."""

from types import SimpleNamespace

import pytest

from tagstudio.core.progress import Progress
from tagstudio.engine.evaluation.expected_tags import ExpectedTag
from tagstudio.engine.jobs.model_specs import TrainJob
from tagstudio.ui.background import model_jobs
from tagstudio.ui.model_screen.promotion import PromotionDialog
from tagstudio.ui.model_screen.waiting_version_bar import WaitingVersionBar
from tagstudio.ui.shell.main_window import MainWindow

LONG = 60_000  # ms


def test_who_trained_is_asked_with_the_numbers_before_it_is_used(
    learning, shown, qtbot, monkeypatch
):
    def expected(*_):
        yield Progress()
        return (ExpectedTag("tango", 120, None, 90, 9, 2),)

    monkeypatch.setattr("tagstudio.engine.evaluation.gate.expected_tags", expected)
    window = shown(MainWindow(learning))
    bar = window._waiting_version_bar
    job = model_jobs.train_version(learning, TrainJob(), low_priority=True)
    qtbot.waitUntil(lambda: job.state not in {"waiting", "running"}, timeout=LONG)
    qtbot.waitUntil(lambda: bar.is_wanted)
    assert bar.text.text().startswith("plain-v2 waits for your word: with it, 90 of 120 tracks")
    bar.buttons[-1].click()
    screen = window._screens["model"]
    qtbot.waitUntil(lambda: screen.findChild(PromotionDialog) is not None, timeout=LONG)
    qtbot.waitUntil(lambda: "waits for your word" in screen.view.head._summary.text())
    assert not bar.is_wanted
    dialog = screen.findChild(PromotionDialog)
    assert "probably too many" in dialog.table.index(0, 5).data()
    dialog.accept()
    qtbot.waitUntil(lambda: screen._overview.active.name == "plain-v2", timeout=LONG)
    qtbot.waitUntil(lambda: not learning.jobs.jobs, timeout=LONG)
    assert "waits for your word" not in screen.view.head._summary.text()


@pytest.mark.parametrize("state", ["done", "failed"])
def test_another_training_takes_the_place_of_the_question(workspace, shown, state):
    bar = shown(WaitingVersionBar(workspace))
    assert not bar.is_wanted
    report = SimpleNamespace(
        too_many=[("tango", 90, 120)], model=SimpleNamespace(info=SimpleNamespace(name="second"))
    )
    bar._on_ended(SimpleNamespace(kind="train", state="done", result=report))
    assert "90 of 120 tracks would have tango" in bar.text.text() and bar.is_wanted
    nothing = SimpleNamespace(too_many=())
    bar._on_ended(SimpleNamespace(kind="train", state=state, result=nothing))
    assert bar.is_wanted == (state == "failed")
