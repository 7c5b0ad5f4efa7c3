from pathlib import Path

import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.core.settings import Settings
from tagstudio.engine.plugins.discovery import Plugin
from tagstudio.engine.plugins.installed_models import try_plugin
from tagstudio.engine.plugins.options import options_of
from tagstudio.engine.plugins.tagger_process import TaggerProcess
from tagstudio.engine.settings_file import save_settings
from tagstudio.plugin_api import PredictOptions, TrackRef, read_manifest

MANIFEST = """name = "choosy"
title = "Choosy"
version = "1"
api = 1

[options.level]
type = "number"
default = 0.5
minimum = 0
maximum = 1
"""
PLUGIN = """
from tagstudio.plugin_api import ModelInfo, Prediction, Tagger, TagInfo


class Choosy(Tagger):
    def __init__(self, level):
        self._level = level

    def models(self):
        return [ModelInfo("choosy", "0" * 64, (TagInfo("loud", "mood", 0.2),))]

    def predict(self, tracks, options):
        yield [Prediction(track.id, (self._level,)) for track in tracks]


def create(context):
    return Choosy(context.options["level"])
"""


@pytest.fixture
def choosy(tmp_path: Path) -> Plugin:
    folder = tmp_path / "choosy"
    folder.mkdir()
    (folder / "MANIFEST.toml").write_text(MANIFEST)
    (folder / "plugin.py").write_text(PLUGIN)
    return Plugin("choosy", folder, "user", read_manifest(folder))


def predicted(plugin: Plugin) -> float:
    with TaggerProcess(plugin) as tagger:
        stream = tagger.stream(
            "predict", tracks=[TrackRef(1, "x")], options=PredictOptions("choosy")
        )
        [[prediction]] = list(stream)
        return prediction.scores[0]


def test_a_plugin_gets_its_defaults_and_then_what_is_set(choosy):
    assert predicted(choosy) == 0.5
    save_settings(Settings(plugins={"choosy": {"level": 0.25}}))
    assert predicted(choosy) == 0.25


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"level": 2.0}, "level must be 1 or less"),
        ({"level": "high"}, "level must be of type number"),
        ({"depth": 1}, "depth is no option of the plugin .it has: level"),
    ],
)
def test_what_does_not_fit_is_said_with_the_file(choosy, options, complaint):
    settings = Settings(plugins={"choosy": options})
    with pytest.raises(TagStudioError, match=complaint) as caught:
        options_of(choosy, settings)
    assert "settings.toml" in str(caught.value)


def test_a_plugin_with_a_wrong_option_is_listed_with_the_reason(choosy):
    save_settings(Settings(plugins={"choosy": {"level": 2.0}}))
    assert "level must be 1 or less" in str(try_plugin(choosy).problem)
