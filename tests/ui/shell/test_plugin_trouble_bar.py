"""A plugin that did not start twice running is named, and the window offers to do without it."""

import os
import shutil
from pathlib import Path

import pytest

from tagstudio.core import paths
from tagstudio.core.settings import load_settings
from tagstudio.engine.plugins import discovery
from tagstudio.ui.background.plugin_states import plugin_states_of
from tagstudio.ui.shell.plugin_trouble_bar import PluginTroubleBar

PLUGINS = Path(__file__).parents[2] / "plugins"
LONG = 60_000  # ms


@pytest.fixture
def bar(workspace, qtbot, monkeypatch, tmp_path):
    """Start the window anew: a bar that watches the plugins of this start."""
    monkeypatch.setattr(discovery, "bundled_folder", lambda: tmp_path / "none")
    monkeypatch.setenv(discovery.SAFE_MODE, "")
    for name in ("fake_tagger", "trouble_tagger"):
        shutil.copytree(PLUGINS / name, paths.user_plugins_folder() / name)
    models = paths.models_folder("trouble_tagger")
    models.mkdir(parents=True)
    (models / "at start defect").touch()
    return made(workspace, qtbot)


def made(workspace, qtbot) -> PluginTroubleBar:
    bar = PluginTroubleBar(workspace)
    qtbot.addWidget(bar)
    return bar


def start(bar, workspace, qtbot) -> None:
    plugins = plugin_states_of(workspace)
    bar.watch(plugins)
    with qtbot.waitSignal(plugins.changed, timeout=LONG):
        plugins.ask()
    qtbot.waitUntil(lambda: not plugins._asked, timeout=LONG)


def press(bar, text: str) -> None:
    next(button for button in bar.buttons if button.text() == text).click()


def again(bar, workspace, qtbot):
    """Start once more, with the state that the first start left."""
    bar._plugins.changed.disconnect(bar._look)
    anew = made(workspace, qtbot)
    start(anew, workspace, qtbot)
    return anew


def test_trouble_once_is_no_reason_and_twice_is_one(bar, workspace, qtbot):
    start(bar, workspace, qtbot)
    assert bar.text.text() == ""
    second = again(bar, workspace, qtbot)
    assert "Again the plugin trouble_tagger did not start." in second.text.text()
    assert "a defect of the plugin" in second.text.text()
    press(second, "Switch it off")
    assert load_settings().plugins_off == ("trouble_tagger",)
    third = again(second, workspace, qtbot)
    assert third.text.text() == ""


def test_safe_mode_is_entered_at_once(bar, workspace, qtbot):
    start(bar, workspace, qtbot)
    second = again(bar, workspace, qtbot)
    plugins = plugin_states_of(workspace)
    with qtbot.waitSignal(plugins.changed, timeout=LONG):
        press(second, "Safe mode")
    assert os.environ[discovery.SAFE_MODE] == "1"
    assert all(state.plugin.is_off for state in plugins.states)


def test_a_start_that_works_between_counts_anew(bar, workspace, qtbot):
    start(bar, workspace, qtbot)
    trouble = paths.models_folder("trouble_tagger") / "at start defect"
    trouble.rename(trouble.with_name("kept"))
    second = again(bar, workspace, qtbot)
    trouble.with_name("kept").rename(trouble)
    third = again(second, workspace, qtbot)
    assert third.text.text() == ""
