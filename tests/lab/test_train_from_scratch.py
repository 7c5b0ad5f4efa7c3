import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Progress, run
from tagstudio.engine.plugins.discovery import Plugin, usable_plugin
from tagstudio.engine.plugins.tagger_process import TaggerCrashed
from tagstudio.lab.train_from_scratch import clips_file, train_new, with_last_epoch
from tagstudio.plugin_api import Epoch, NewModelOptions
from tagstudio.plugin_api.clips import Clips
from tagstudio.plugin_api.splits import TEST, TRAIN

PLUGINS = Path(__file__).parent.parent / "plugins"
CLIPS = Clips(
    tags=("jazz",),
    ids=("a", "b", "c"),
    paths=("/a", "/b", "/c"),
    groups=("a", "b", "c"),
    answers=np.array([[1], [0], [1]], np.int8),
    splits=np.array([TRAIN, TRAIN, TEST], np.uint8),
)


@pytest.fixture
def plugin() -> Plugin:
    shutil.copytree(PLUGINS / "comparing_tagger", paths.user_plugins_folder() / "comparing_tagger")
    return usable_plugin("comparing_tagger")


@pytest.fixture
def options(tmp_path: Path) -> NewModelOptions:
    return NewModelOptions("mine", "keen", "0.1M", tmp_path, epochs=2)


def test_the_new_model_is_installed_and_its_epochs_reported(
    plugin: Plugin, options: NewModelOptions
) -> None:
    report = run(train_new(plugin, CLIPS, options))
    assert report.model.name == "mine"
    assert [tag.name for tag in report.model.tags] == ["jazz"]
    assert [epoch.number for epoch in report.epochs] == [1, 2]
    assert report.clips == 2
    assert tuple(map(str, report.notices)) == ("Training on the CPU: nothing else is asked for.",)
    assert (paths.models_folder(plugin.name) / "mine.json").is_file()
    assert not clips_file(plugin, "mine").exists()


def test_the_process_may_die_and_the_same_call_goes_on(
    plugin: Plugin, options: NewModelOptions
) -> None:
    (options.store / "stop").touch()
    with pytest.raises(TaggerCrashed):
        run(train_new(plugin, CLIPS, options))
    first = Clips.load(clips_file(plugin, "mine"))
    assert first.ids == CLIPS.ids
    assert run(train_new(plugin, CLIPS, options)).model.name == "mine"


def test_without_a_training_set_nothing_is_started(
    plugin: Plugin, options: NewModelOptions
) -> None:
    tested = replace(CLIPS, splits=np.full(3, TEST, np.uint8))
    with pytest.raises(TagStudioError, match="None of the clips is in the training set"):
        run(train_new(plugin, tested, options))


def test_what_the_plugin_refuses_is_said(plugin: Plugin, options: NewModelOptions) -> None:
    with pytest.raises(TagStudioError, match="no network 'odd'; there are: keen, dull"):
        run(train_new(plugin, CLIPS, replace(options, network="odd")))


def test_reports_have_the_scores_of_the_last_epoch() -> None:
    progress = Progress(3, 9, "epoch 2 of 3 at most")
    assert with_last_epoch(progress, None) == progress
    found = with_last_epoch(progress, Epoch(1, 3, 0.5, 0.25, 0.75))
    assert (found.done, found.total) == (3, 9)
    assert (
        str(found.message) == "epoch 2 of 3 at most, loss 0.5000, validation 0.2500, ROC-AUC 0.750"
    )
    untested = with_last_epoch(progress, Epoch(1, 3, 0.5, None, None))
    assert str(untested.message).endswith("most, loss 0.5000")
