import shutil
from pathlib import Path

import pytest

from tagstudio.core import paths
from tagstudio.engine.plugins import discovery
from tagstudio.ui.background.plugin_states import plugin_states_of

PLUGINS = Path(__file__).parents[2] / "plugins"
LONG = 30_000  # ms


@pytest.fixture(autouse=True)
def nothing_bundled(monkeypatch, tmp_path):
    monkeypatch.setattr(discovery, "bundled_folder", lambda: tmp_path / "none")


def install(name: str) -> None:
    shutil.copytree(PLUGINS / name, paths.user_plugins_folder() / name)


def test_the_states_are_found_beside_the_window_and_shared_by_the_screens(workspace, qtbot):
    install("fake_tagger")
    states = plugin_states_of(workspace)
    assert states.states is None
    assert states.installed == ()
    qtbot.waitSignal(states.changed, timeout=LONG).wait()
    assert [model.info.name for model in states.installed] == ["loudness"]
    assert plugin_states_of(workspace) is states


def test_they_are_found_again_when_the_models_change(workspace, qtbot):
    states = plugin_states_of(workspace)
    qtbot.waitUntil(lambda: states.states == [], timeout=LONG)
    install("fake_tagger")
    with qtbot.waitSignal(states.changed, timeout=LONG):
        workspace.tell("models")
    assert [state.plugin.name for state in states.states] == ["fake_tagger"]
    workspace.tell("tracks")
    assert not states._asked
