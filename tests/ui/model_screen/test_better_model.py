import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Progress
from tagstudio.engine.jobs.model_specs import InstallModelJob
from tagstudio.engine.plugins.discovery import Plugin
from tagstudio.engine.plugins.installed_models import PluginState
from tagstudio.plugin_api import ModelInfo, TagInfo
from tagstudio.plugin_api.manifest import Manifest
from tagstudio.ui.model_screen.better_model import BetterModel

MANIFEST = Manifest("crnn_tagger", "CRNN", "1", 3, preferred=("msd-crnn", "starter"))


def states(*installed: str) -> list[PluginState]:
    infos = tuple(ModelInfo(name, "0" * 64, (TagInfo("jazz", "genre", 0.1),)) for name in installed)
    plugin = Plugin("crnn_tagger", None, "user", MANIFEST)
    return [PluginState(plugin, infos, ("msd-crnn", "msd-crnn-published"))]


@pytest.fixture
def card(workspace, shown) -> BetterModel:
    made = shown(BetterModel(workspace))
    made.show_states(states("starter"), comes_into_use=True)
    return made


def click(button, qtbot) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_offer_says_worth_size_and_licence_and_what_happens_then(card):
    assert card.isVisible()
    assert card.title.text() == "Another model to try: msd-crnn"
    for said in ("70 of 100", "1.6 MB", "licence MIT", "listens to your tracks again"):
        assert said in card.text.text()
    card.show_states(states("starter"), comes_into_use=False)
    assert "listens to your tracks again" not in card.text.text()
    assert card.title.text() == "Another model to try: msd-crnn"
    card.show_states(states("starter", "msd-crnn"), comes_into_use=True)
    assert not card.isVisible()


def test_the_coloured_button_of_the_page_is_another(card):
    assert not card.install.property("main")


def test_it_asks_for_the_model_from_the_network_or_a_file(card, qtbot, monkeypatch):
    with qtbot.waitSignal(card.wanted) as asked:
        click(card.install, qtbot)
    assert asked.args == ["msd-crnn", None]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/music/weights.h5", ""))
    with qtbot.waitSignal(card.wanted) as asked:
        click(card.from_file, qtbot)
    assert [str(one) for one in asked.args] == ["msd-crnn", "/music/weights.h5"]
    assert "music_tagger_crnn_weights_theano.h5" in card.from_file.toolTip()


def test_a_model_that_does_not_come_into_use_does_not_say_so(card):
    manifest = Manifest("musicnn_tagger", "musicnn", "1", 3)
    plugin = Plugin("musicnn_tagger", None, "user", manifest)
    card.show_states(
        [*states("msd-crnn"), PluginState(plugin, (), ("musicnn-msd",))], comes_into_use=True
    )
    assert "musicnn-msd" in card.title.text()
    assert "stands in the list" in card.text.text()
    assert "listens to your tracks again" not in card.text.text()


def test_who_does_not_want_it_is_not_asked_again(card, workspace, shown, qtbot):
    click(card.dismiss, qtbot)
    assert not card.isVisible()
    again = shown(BetterModel(workspace))
    again.show_states(states("starter"), comes_into_use=True)
    assert not again.isVisible()


def test_what_is_made_of_installed_models_is_not_fetched(card):
    manifest = Manifest("ensemble_tagger", "Joint", "1", 3, preferred=("both",))
    plugin = Plugin("ensemble_tagger", None, "bundled", manifest)
    card.show_states(
        [*states("msd-crnn"), PluginState(plugin, (), ("both",))], comes_into_use=False
    )
    assert "both" in card.title.text()
    assert "Nothing is fetched" in card.text.text()
    assert not card.from_file.isVisible()
    card.show_states(states("starter"), comes_into_use=False)
    assert card.from_file.isVisible()


def test_a_file_is_offered_once_the_network_failed_also_where_the_card_is_folded(
    card, workspace, shown, qtbot
):
    def failing():
        yield Progress()
        raise TagStudioError("crnn.not-fetched", "The file could not be fetched.")

    card.fold(True)
    assert not card.from_file.isVisible()
    workspace.run("Installing", InstallModelJob.kind, failing)
    qtbot.waitUntil(card.from_file.isVisible)
    later = shown(BetterModel(workspace))  # made after the failure
    later.show_states(states("starter"), comes_into_use=True)
    later.fold(True)
    assert later.from_file.isVisible()
