import threading
from types import SimpleNamespace

import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import message
from tagstudio.core.progress import Progress
from tagstudio.engine.training.learning_curve import LearningCurve, Point
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
    assert panel._status.text().startswith("Epoch 2")
    panel._show_progress(Progress(3, 20, message("judge.judging", "comparing the versions")))
    assert panel._status.text() == "After the training: comparing the versions… 3 of 20"
    [shipped] = panel.epochs.loss.copies
    assert [epoch.number for epoch in shipped.epochs] == [1, 2]


def test_before_the_first_epoch_the_step_is_named(panel):
    panel._show_progress(Progress(message=message("artists.comparing", "comparing the sound")))
    assert panel._status.text() == "Preparing the training: comparing the sound…"


def test_the_epochs_of_a_judging_copy_are_numbered_from_one(panel):
    """As they are drawn, and not on from those of the copy before."""
    epochs = tuple(Epoch(number, 120, 0.5, 0.6, None) for number in (1, 2, 3, 21, 22))
    panel._show_progress(TrainingProgress(22, 120, epochs=epochs))
    assert panel._status.text() == (
        "Copy 1 of 5 that judge. Epoch 2 of at most 20: training loss 0.5000"
    )
    panel.show_report(report(list(epochs)))
    assert panel._status.text() == "third was trained on 120 answers in 3 epochs."
    drawn = [[epoch.number for epoch in one.epochs] for one in panel.epochs.loss.copies]
    assert drawn == [[1, 2, 3], [1, 2]]


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


def test_a_training_that_runs_already_is_shown_where_the_page_is_made_later(
    workspace, shown, qtbot
):
    over = threading.Event()

    def training():
        while not over.wait(0.01):
            yield TrainingProgress(2, 20, epochs=EPOCHS)

    job = workspace.run("Training", "train", training)
    qtbot.waitUntil(lambda: job.progress.done == 2)
    panel = shown(TrainingPanel(workspace))
    assert panel._status.text().startswith("Epoch 2 of at most 20")
    assert panel.epochs.isVisible() and panel.stop.isVisible()
    over.set()
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)


def followed(panel, workspace, qtbot, job) -> None:
    workspace.run("Training", "train", job)
    assert panel._status.text() == "Preparing the training…"
    assert not panel.epochs.isVisible()  # no empty axes before the first epoch
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
    assert panel._status.text() == "The training failed: Nothing to train on."
    assert not panel.epochs.isVisible()


def test_losses_of_different_measures_have_axes_of_their_own(panel):
    panel.epochs.show_epochs([Epoch(1, 12, 22.5, 0.3, None), Epoch(2, 12, 22.1, 0.2, None)])
    heights = {
        plot: [point for item in plot.listDataItems() for point in item.yData]
        for plot in panel.epochs.plots
    }
    assert heights[panel.epochs.loss] == [22.5, 22.1]
    assert heights[panel.epochs.validation] == [0.3, 0.2]
    assert not panel.epochs.auc.isVisible()  # no epoch has it


def test_the_curve_says_what_is_left_out(panel):
    points = (Point(0, 0.8), Point(50, 0.81), Point(100, 0.85))
    panel.show_curve(LearningCurve(points, 0.011, ("tango",)))
    assert panel._improvement.text() == (
        "Of two tracks, one with a tag and one without, the right one is picked 850 times of 1,000"
        " after 100 answers; by the model as it was published, 800 times. 20 more answers may make"
        " it 11 times more. Left out are your own tags, which the published model lacks: tango."
    )
