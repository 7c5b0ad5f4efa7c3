"""The better model is offered once something was suggested, with its worth, size and licence."""

import pytest
from PySide6.QtCore import QObject, Signal

from tagstudio.core.settings import Settings
from tagstudio.engine.plugins.discovery import Plugin
from tagstudio.engine.plugins.installed_models import PluginState
from tagstudio.library.db.schema import suggestions
from tagstudio.library.models.models import tag_count
from tagstudio.library.models.suggestions import Scored, store
from tagstudio.plugin_api import ModelInfo, TagInfo
from tagstudio.plugin_api.manifest import Manifest
from tagstudio.ui.background import model_jobs
from tagstudio.ui.shell.better_model_bar import BetterModelBar

MANIFEST = Manifest("crnn_tagger", "CRNN", "1", 3, preferred=("msd-crnn", "starter"))


class Plugins(QObject):
    """Stands for the plugins' states, which are known some time after the start."""

    changed = Signal()
    states: list[PluginState] | None = None

    def tell(self, *installed: str, offered: tuple[str, ...] = ("msd-crnn",)) -> None:
        infos = tuple(
            ModelInfo(one, "0" * 64, (TagInfo("jazz", "genre", 0.1),)) for one in installed
        )
        self.states = [PluginState(Plugin("crnn_tagger", None, "user", MANIFEST), infos, offered)]
        self.changed.emit()


@pytest.fixture
def plugins(qapp):
    return Plugins()


@pytest.fixture
def start(workspace, plugins, qtbot, monkeypatch):
    def at_once(read, then, **_: object) -> None:
        with workspace.library.read() as connection:
            found = read(connection)
        then(found)

    monkeypatch.setattr(workspace, "ask", at_once)

    def started(is_led=lambda: False) -> BetterModelBar:
        bar = BetterModelBar(workspace, is_led)
        qtbot.addWidget(bar)
        bar.watch(plugins)
        return bar

    return started


def press(bar, text: str) -> None:
    next(button for button in bar.buttons if button.text() == text).click()


def test_it_says_worth_size_and_licence(start, plugins):
    bar = start()
    assert bar.isHidden()
    plugins.tell("starter")
    assert not bar.isHidden()
    for said in ("msd-crnn", "1.6 MB", "licence MIT", "70 of 100"):
        assert said in bar.text.text()
    assert bar.text.text().startswith("Another model to try: msd-crnn"), "as on the page Model"


def test_it_waits_for_the_first_suggestions(start, plugins, workspace, qtbot):
    with workspace.library.write() as connection:
        connection.execute(suggestions.delete())
    bar = start()
    plugins.tell("starter")
    assert bar.isHidden()
    with workspace.library.write() as connection:
        store(connection, 1, [Scored(1, (0.5,) * tag_count(connection, 1))])
    workspace.run("Suggesting", "suggest", lambda: (one for one in ()), changes="suggestions")
    qtbot.waitUntil(lambda: not bar.isHidden())


def test_it_makes_way_as_long_as_the_first_steps_lead(start, plugins):
    leads = [True]
    bar = start(lambda: bool(leads))
    plugins.tell("starter")
    assert bar.isHidden()
    leads.clear()
    bar.look()
    assert not bar.isHidden(), "and was not held to be asked before"
    leads.append(True)  # the list was opened again
    bar.look()
    assert bar.isHidden()


def test_in_the_window_it_follows_the_first_steps(window, plugins, qtbot):
    steps = window._first_steps
    qtbot.waitUntil(lambda: steps.steps is not None)
    window.better_model_bar.watch(plugins)
    plugins.tell("starter")
    assert window.better_model_bar.isHidden() and steps.leads()
    steps.close_list.click()
    qtbot.waitUntil(window.better_model_bar.isVisible)


def test_one_click_installs_it_and_it_suggests_anew(start, plugins, workspace, monkeypatch):
    installed, renewed = [], []

    def install(asked, name, then):
        installed.append(name)
        then(None)

    monkeypatch.setattr(model_jobs, "install_model", install)
    monkeypatch.setattr(model_jobs, "renew_suggestions", renewed.append)
    bar = start()
    plugins.tell("starter")
    press(bar, "Install")
    assert (installed, renewed) == (["msd-crnn"], [workspace])
    plugins.tell("starter", "msd-crnn")
    assert bar.isHidden()


def test_it_makes_way_where_the_screen_of_the_models_offers_the_same(start, plugins):
    bar = start()
    bar.show_page("model")
    plugins.tell("starter")
    assert bar.isHidden()
    bar.show_page("library")
    assert not bar.isHidden()
    bar.show_page("model")
    assert bar.isHidden()
    bar.show_page("library")
    press(bar, "Not now")
    bar.show_page("review")
    assert bar.isHidden()


def test_it_asks_once_whatever_is_said(start, plugins):
    bar = start()
    plugins.tell("starter")
    press(bar, "Not now")
    plugins.tell("starter")
    assert bar.isHidden()
    assert start().isHidden()  # the next start


def test_who_only_closed_the_window_was_asked_too(start, plugins):
    bar = start()
    plugins.tell("starter")
    assert not bar.isHidden()
    assert start().isHidden()


def test_nothing_is_offered_that_is_there_or_that_would_not_come_into_use(
    start, plugins, workspace
):
    bar = start()
    plugins.tell("starter", "msd-crnn", offered=("musicnn-msd",))
    assert bar.isHidden()
    workspace.use(Settings(model="starter"))
    plugins.tell("starter")
    assert bar.isHidden()
