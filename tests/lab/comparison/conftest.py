import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tagstudio.core import paths
from tagstudio.engine.plugins.discovery import Plugin, usable_plugins
from tagstudio.lab.comparison.runs import Plan, Run
from tagstudio.plugin_api import NewModelOptions
from tagstudio.plugin_api.clips import Clips
from tagstudio.plugin_api.splits import TEST, TRAIN, VALIDATION

MakeRun = Callable[..., Run]
TAGS = ("rock", "jazz", "rare")
PLUGINS = Path(__file__).parents[2] / "plugins"


@pytest.fixture
def plugin() -> Plugin:
    shutil.copytree(PLUGINS / "comparing_tagger", paths.user_plugins_folder() / "comparing_tagger")
    return next(one for one in usable_plugins() if one.name == "comparing_tagger")


@pytest.fixture
def clips() -> Clips:
    """400 clips of 200 recordings: 150 to train on, 50 to stop by, 200 to test."""
    chance = np.random.default_rng(7)
    answers = (chance.random((400, 3)) < (0.5, 0.2, 0.001)).astype(np.int8)
    splits = np.repeat([TRAIN, VALIDATION, TEST], [150, 50, 200]).astype(np.uint8)
    ids = tuple(f"clip {number}" for number in range(400))
    groups = tuple(f"recording {number // 2}" for number in range(400))
    return Clips(TAGS, ids, ids, groups, answers, splits)


@pytest.fixture
def plan(tmp_path) -> Plan:
    """A good and a bad network in two sizes."""
    store = tmp_path / "store"
    store.mkdir()
    training = NewModelOptions("", "", "", store, epochs=3)
    return Plan(("dull", "keen"), ("0.1M", "1M"), 1, training)


@pytest.fixture
def make_run() -> MakeRun:
    """Make runs on the clips above, of a network that was trained and has scored."""

    def make(network: str, size: str = "1M", seed: int = 0, **more: Any) -> Run:
        return Run(network, size, seed, tags=TAGS, **more)

    return make
