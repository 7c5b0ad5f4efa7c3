"""A job can be stopped from each place where it shows, and it is said before what is kept."""

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tagstudio.core.progress import Progress
from tagstudio.engine.jobs.specs import SPECS
from tagstudio.engine.plugins.discovery import Plugin
from tagstudio.engine.plugins.installed_models import PluginState
from tagstudio.plugin_api import ModelInfo, TagInfo
from tagstudio.plugin_api.manifest import Manifest
from tagstudio.ui.background import model_jobs
from tagstudio.ui.background.stop_button import StopButton, what_stopping_does
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.jobs_screen.screen import JobsScreen
from tagstudio.ui.model_screen.better_model import BetterModel
from tagstudio.ui.model_screen.changes import ChangesPanel
from tagstudio.ui.model_screen.no_model import NoModel
from tagstudio.ui.model_screen.training_panel import TrainingPanel
from tagstudio.ui.review_screen.view import ReviewView
from tagstudio.ui.settings_screen.plugin_card import PluginCard
from tagstudio.ui.shell.first_steps import FirstStepsBar
from tagstudio.ui.shell.first_steps_state import FirstSteps
from tagstudio.ui.shell.main_window import MainWindow
from tagstudio.ui.shell.quitting import what_becomes_of

MANIFEST = Manifest("crnn_tagger", "CRNN", "1", 3, preferred=("msd-crnn", "starter"))


def states(*installed: str) -> list[PluginState]:
    tags = (TagInfo("jazz", "genre", 0.1),)
    models = tuple(ModelInfo(name, "0" * 64, tags) for name in installed)
    return [PluginState(Plugin("crnn_tagger", None, "user", MANIFEST), models, ("msd-crnn",))]


def better_model(workspace: Workspace) -> BetterModel:
    card = BetterModel(workspace)
    card.show_states(states("starter"), comes_into_use=True)
    return card


def no_model(workspace: Workspace) -> NoModel:
    page = NoModel(workspace)
    page.show_states(states())
    return page


def first_steps(workspace: Workspace) -> FirstStepsBar:
    bar = FirstStepsBar(workspace)
    bar._keep(FirstSteps(31, True, 12, to_learn_from=12))
    bar.show_page("library")
    return bar


PLACES: dict[str, tuple[str, Callable[[Workspace], QWidget]]] = {
    "the list of jobs": ("export", JobsScreen),
    "the first steps, listening": ("suggest", first_steps),
    "the first steps, learning": ("train", first_steps),
    "the training": ("train", TrainingPanel),
    "the learning curve": ("curve", TrainingPanel),
    "the changes": ("differences", ChangesPanel),
    "the better model": ("install", better_model),
    "the page without a model": ("install", no_model),
}


@pytest.fixture
def endless() -> Iterator[Callable[[], Iterator[Progress]]]:
    over = threading.Event()

    def job() -> Iterator[Progress]:
        while not over.wait(0.01):
            yield Progress(2, 9)

    yield job
    over.set()


def in_sight(shown: QWidget) -> list[StopButton]:
    return [one for one in shown.findChildren(StopButton) if one.isVisible()]


@pytest.mark.parametrize("is_made_first", [True, False])
@pytest.mark.parametrize("place", PLACES)
def test_a_job_is_stopped_where_it_shows(  # noqa: PLR0917 - the place, and when it is made
    place, is_made_first, workspace, shown, qtbot, endless
):
    kind, make = PLACES[place]
    made = make(workspace) if is_made_first else None
    if made is not None:
        shown(made)
        assert not in_sight(made)
    job = workspace.run("At work", kind, endless)
    made = made or shown(make(workspace))
    qtbot.waitUntil(lambda: len(in_sight(made)) == 1)
    [button] = in_sight(made)
    assert button.accessibleName() == "Stop At work"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    assert job.state == "cancelled" and not in_sight(made)


def test_a_plugin_has_the_button_for_the_installation_that_its_card_began(
    workspace, shown, qtbot, endless, monkeypatch
):
    def install(*_: object):
        return workspace.run("Installing a model", "install", endless)

    monkeypatch.setattr(model_jobs, "install_model", install)
    [mine, others] = [shown(PluginCard(workspace, *states("starter"))) for _ in range(2)]
    mine.row.install.click()
    assert in_sight(mine) and not in_sight(others)
    qtbot.mouseClick(mine.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    assert workspace.jobs.over[-1].state == "cancelled" and not in_sight(mine)


def test_while_review_waits_for_the_model_it_can_be_stopped(
    workspace, library, shown, qtbot, endless
):
    with library.write() as connection:
        for table in ("suggestion_features", "suggestions"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    job = workspace.run("Suggesting", "suggest", endless, changes="suggestions")
    message = shown(MainWindow(workspace)).show_screen("review").view.message
    qtbot.waitUntil(lambda: message.title.text() == "The model is listening")
    assert message.stop.isVisible()
    qtbot.mouseClick(message.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: message.title.text() == "Nothing is suggested yet")
    assert job.state == "cancelled" and not message.stop.isVisible()


def test_another_message_of_review_has_no_button_to_stop(workspace, shown, qtbot, endless):
    view = shown(ReviewView(workspace))
    job = workspace.run("Suggesting", "suggest", endless)
    view.show_message("The model is listening", "Soon.", "", job=job)
    assert in_sight(view) == [view.message.stop]
    view.show_message("The end of this list", "That was all.", "Go on")
    assert not in_sight(view)
    job.cancel()
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.kind)
def test_stopping_keeps_what_quitting_keeps(spec, workspace, qtbot, endless):
    job = workspace.run("At work", spec.kind, endless)
    job.is_resumable = spec.resumable
    told, before = what_stopping_does(job), what_becomes_of(job)
    is_paused = spec.kind == "listen_closer"  # quitting does not ask about it
    assert ("What is done is kept" in told) == ("what is done is kept" in before or is_paused)
    assert ("started anew" in told) == ("started anew" in before and not is_paused)
    job.cancel()
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)


def test_a_job_that_waits_has_nothing_to_keep(workspace, qtbot, endless):
    for _ in range(2):
        waiting = workspace.run("Scanning", "scan", endless)
    assert what_stopping_does(waiting) == "It has not begun yet."
    for job in list(workspace.jobs.jobs):
        job.cancel()
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)


def test_a_job_that_nobody_asked_for_is_stopped_nowhere_else(workspace, shown, qtbot, endless):
    panel = shown(TrainingPanel(workspace))
    job = workspace.run("Looking", "train", endless, quiet=True)
    assert not in_sight(panel)
    job.cancel()
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
