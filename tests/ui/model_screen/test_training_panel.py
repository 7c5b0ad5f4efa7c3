from types import SimpleNamespace

import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Progress
from tagstudio.engine.training.train import TrainingProgress, TrainReport
from tagstudio.plugin_api import Epoch
from tagstudio.ui.model_screen.training_panel import TrainingPanel

EPOCHS = (Epoch(1, 20, 0.5, 0.6, None), Epoch(2, 20, 0.25, 0.5, 0.875))


@pytest.fixture
def panel(workspace, shown) -> TrainingPanel:
    return shown(TrainingPanel(workspace))


def test_an_epoch_is_told_with_its_losses_and_drawn(panel):
    panel._show_progress(TrainingProgress(1, 20, epochs=EPOCHS[:1]))
    assert panel._status.text() == "Epoch 1 of at most 20: training loss 0.5000"
    panel._show_progress(TrainingProgress(2, 20, epochs=EPOCHS))
    assert panel._status.text() == (
        "Epoch 2 of at most 20: training loss 0.2500, validation ROC-AUC 0.875"
    )
    panel._show_progress(Progress(3, 20))  # of another step of the job
    assert [epoch.number for epoch in panel.epochs.loss.epochs] == [1, 2]


def test_the_notices_of_a_training_are_under_details(panel):
    model = SimpleNamespace(info=SimpleNamespace(name="v2"))
    report = SimpleNamespace(model=model, answers=120, epochs=list(EPOCHS), notices=["A.", "B."])
    panel.show_report(report)
    assert panel._status.text() == "v2 was trained on 120 answers in 2 epochs."
    assert panel.details.isVisible()
    assert not panel._notices.isVisible()
    panel.details.click()
    assert (panel._notices.isVisible(), panel._notices.text()) == (True, "A.\nB.")
    panel._show_notices([])
    assert not panel.details.isVisible()
    assert not panel._notices.isVisible()


def report(epochs: list[Epoch]) -> TrainReport:
    model = SimpleNamespace(info=SimpleNamespace(name="third"))
    judged = SimpleNamespace(reason="")
    return TrainReport(model, "plain", 120, 30, 60, 0, epochs, [], judged, in_use=False)


def followed(panel, workspace, qtbot, job) -> None:
    panel.follow(workspace.run("Training", "train", job))
    assert panel._status.text() == "Preparing the training…"
    assert panel.epochs.isVisible()
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)


def test_a_training_of_which_only_the_measuring_was_left_ends_with_its_sentence(
    panel, workspace, qtbot
):
    def job():
        yield Progress(1, 13)
        return report([])

    followed(panel, workspace, qtbot, job)
    assert panel._status.text() == "third was trained on 120 answers."
    assert not panel.epochs.isVisible()


def test_a_training_that_goes_on_ends_with_its_curves(panel, workspace, qtbot):
    def job():
        yield TrainingProgress(2, 20, epochs=EPOCHS)
        return report(list(EPOCHS))

    followed(panel, workspace, qtbot, job)
    assert panel._status.text() == "third was trained on 120 answers in 2 epochs."
    assert panel.epochs.isVisible()


def test_a_training_that_fails_before_its_first_epoch_leaves_no_empty_axes(panel, workspace, qtbot):
    def job():
        yield Progress(1, 13)
        raise TagStudioError("test.nothing", "Nothing to train on.")

    followed(panel, workspace, qtbot, job)
    assert panel._status.text() == "The curves of a training are drawn here while it runs."
    assert not panel.epochs.isVisible()
