import shutil
from pathlib import Path

import pytest

from tagstudio.core import paths
from tagstudio.engine.plugins import discovery, tagger_process
from tagstudio.ui.background import plugin_states
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


def test_one_that_hangs_keeps_the_others_from_nothing(workspace, qtbot, monkeypatch):
    monkeypatch.setattr(plugin_states, "SLOW_SECONDS", 0.1)
    monkeypatch.setattr(tagger_process, "START_SECONDS", 8.0)
    install("fake_tagger")
    install("trouble_tagger")
    folder = paths.models_folder("trouble_tagger")
    folder.mkdir(parents=True)
    (folder / "at start hang").touch()
    states = plugin_states_of(workspace)
    seen = []
    states.changed.connect(lambda: seen.append([str(one.problem or "") for one in states.states]))
    qtbot.waitUntil(lambda: len(seen) > 1 and not states._asked, timeout=LONG)
    assert "trouble_tagger has not answered yet" in seen[0][1]
    assert seen[-1][0] == ""
    assert "no answer for 8 s" in seen[-1][1]


def test_what_changes_while_they_are_asked_is_not_lost(workspace, qtbot):
    install("fake_tagger")
    states = plugin_states_of(workspace)
    install("trouble_tagger")
    states.ask()
    qtbot.waitUntil(lambda: len(states.states or ()) == 2 and not states._asked, timeout=LONG)
