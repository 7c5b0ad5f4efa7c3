import pytest
from musicnn_tagger.weights.wheel import WHEEL_NAME

from tagstudio.engine.plugins.discovery import Plugin
from tagstudio.engine.plugins.installed_models import PluginState
from tagstudio.engine.plugins.published_models import (
    better_model,
    comes_first,
    known_model,
    without_worse_readings,
)
from tagstudio.plugin_api import ModelInfo, TagInfo
from tagstudio.plugin_api.manifest import Manifest

MANIFEST = Manifest("crnn_tagger", "CRNN", "1", 3, preferred=("msd-crnn", "starter"))
INSTALLABLE = ("msd-crnn", "msd-crnn-published", "msd-cnn")


def state(*installed: str, installable=INSTALLABLE) -> PluginState:
    infos = tuple(ModelInfo(name, "0" * 64, (TagInfo("jazz", "genre", 0.1),)) for name in installed)
    return PluginState(Plugin("crnn_tagger", None, "user", MANIFEST), infos, installable)


@pytest.mark.parametrize(
    ("found", "offered"),
    [
        (state("starter"), "msd-crnn"),
        (state(), "msd-crnn"),
        (state("starter", "starter-v2"), "msd-crnn"),
        (state("starter", "msd-crnn"), None),
        (state("starter", installable=()), None),
    ],
)
def test_a_model_that_is_better_than_what_is_there_is_offered(found, offered):
    better = better_model([found])
    assert (better.name if better else None) == offered


def test_worse_readings_are_offered_to_nobody():
    assert without_worse_readings(INSTALLABLE) == ["msd-crnn", "msd-cnn"]


def test_size_and_licence_are_those_of_the_weights(real_data):
    weights = next(real_data.glob("published/**/music_tagger_crnn_weights_theano.h5"))
    known = known_model("msd-crnn")
    assert round(weights.stat().st_size / 1e6, 1) == known.megabytes
    assert known.licence == "MIT"
    assert known.file == weights.name


def test_the_file_to_fetch_is_the_one_that_the_plugin_takes():
    assert known_model("musicnn-msd").file == known_model("musicnn-mtt").file == WHEEL_NAME
    assert not known_model("both").file


def test_a_second_model_is_offered_after_the_first_and_both_where_its_members_are():
    joining = Manifest("ensemble_tagger", "Joint", "1", 3, preferred=("both",), uses=("crnn",))
    plugin = Plugin("ensemble_tagger", None, "bundled", joining)
    there = PluginState(plugin, (), ("both",))
    second = state(installable=("musicnn-msd", "musicnn-mtt"))
    assert better_model([there, state("starter"), second]).name == "msd-crnn"
    assert better_model([state("msd-crnn"), second]).name == "musicnn-msd"
    heard = state("musicnn-msd", installable=("musicnn-msd", "musicnn-mtt"))
    assert better_model([state("msd-crnn"), heard, there]).name == "both"
    joint = PluginState(plugin, state("both").models, ("both",))
    assert better_model([state("msd-crnn"), heard, joint]) is None
    assert known_model("both").megabytes == 0


def test_what_is_installed_suggests_where_it_comes_before_the_models_that_are_there():
    uses = ("crnn_tagger", "musicnn_tagger")
    joining = Manifest("ensemble_tagger", "Joint", "1", 3, preferred=("both",), uses=uses)
    joint = PluginState(Plugin("ensemble_tagger", None, "user", joining), (), ("both",))
    other = Manifest("musicnn_tagger", "musicnn", "1", 3)
    second = PluginState(Plugin("musicnn_tagger", None, "user", other), (), ("musicnn-msd",))
    states = [state("starter"), joint, second]
    assert comes_first(states, known_model("msd-crnn"))
    assert not comes_first(states, known_model("musicnn-msd"))
    assert comes_first(states, known_model("both"))
    assert not comes_first(states, known_model("musicnn-mtt"))
