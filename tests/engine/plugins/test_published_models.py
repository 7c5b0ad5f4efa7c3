from dataclasses import replace

import pytest

from tagstudio.engine.plugins.discovery import Plugin
from tagstudio.engine.plugins.installed_models import PluginState
from tagstudio.engine.plugins.published_models import (
    better_model,
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
    unknown = replace(found.plugin, manifest=None)
    assert better_model([replace(found, plugin=unknown)]) is None


def test_worse_readings_are_offered_to_nobody():
    assert without_worse_readings(INSTALLABLE) == ["msd-crnn", "msd-cnn"]


def test_size_and_licence_are_those_of_the_weights(real_data):
    weights = next(real_data.glob("published/**/music_tagger_crnn_weights_theano.h5"))
    known = known_model("msd-crnn")
    assert round(weights.stat().st_size / 1e6, 1) == known.megabytes
    assert known.licence == "MIT"


def test_both_is_offered_where_its_members_are():
    joining = Manifest("ensemble_tagger", "Joint", "1", 3, preferred=("both",), uses=("crnn",))
    plugin = Plugin("ensemble_tagger", None, "bundled", joining)
    there = PluginState(plugin, (), ("both",))
    assert better_model([state("msd-crnn"), there]).name == "both"
    assert better_model([state("starter"), there]).name == "msd-crnn"  # first
    assert better_model([state("msd-crnn"), PluginState(plugin, (), ())]) is None
    assert known_model("both").megabytes == 0
