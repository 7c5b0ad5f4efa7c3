"""A small tagger on the kit, sounds made on the spot, and answers to them."""

import importlib.util
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tagstudio.learning.folds import FOLDS
from tagstudio.plugin_api import PluginContext
from tagstudio.plugin_api.examples import NO, UNSEEN, YES, Examples
from tagstudio.plugin_kit.linear_tagger import LinearTagger

TEN_LINES = Path(__file__).parent.parent / "plugins" / "ten_line_tagger" / "plugin.py"
HZ = 8000


@pytest.fixture
def tagger(tmp_path: Path) -> LinearTagger:
    """The ten-line tagger of the plugin handbook, in this process."""
    spec = importlib.util.spec_from_file_location("ten_line_plugin", TEN_LINES)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "models").mkdir()
    made: LinearTagger = module.create(PluginContext(tmp_path / "models", tmp_path / "cache"))
    return made


@pytest.fixture
def sound(tmp_path: Path) -> Callable[..., str]:
    """Write a tone to a file."""

    def make(name: str, seconds: float = 12.0, pitch: float = 440.0, level: float = 0.3) -> str:
        time = np.arange(int(seconds * HZ)) / HZ
        soundfile.write(tmp_path / name, level * np.sin(2 * np.pi * pitch * time), HZ)
        return str(tmp_path / name)

    return make


@pytest.fixture
def answered() -> Callable[..., Examples]:
    """Tracks of the ten-line tagger's features, with answers to "loud" and to a tag of one's own.

    A track is of one's own tag where its pitch is high; a third of the tracks has no answers.
    """

    def make(tracks: int = 60, windows: int = 1, seed: int = 0) -> Examples:
        numbers = np.random.default_rng(seed)
        level, pitch = numbers.uniform(-3, 0, (2, tracks))
        features = np.repeat(np.stack([level, pitch], axis=1), windows, axis=0)
        features += numbers.normal(0, 0.05, features.shape)
        targets = np.full((tracks, 3), UNSEEN, np.int8)
        given = np.arange(tracks) % 3 > 0
        targets[given, 0] = np.where(level > -0.5, YES, NO)[given]
        targets[given, 2] = np.where(pitch > -1, YES, NO)[given]
        return Examples(
            tags=("loud", "high", "for running"),
            track_ids=np.arange(tracks) + 10,
            paths=tuple(f"/music/{number}.mp3" for number in range(tracks)),
            features=features.astype(np.float16),
            windows=np.full(tracks, windows),
            targets=targets,
            weights=(targets != UNSEEN).astype(np.float32),
            folds=(np.arange(tracks) % FOLDS).astype(np.int8),
            sample=np.arange(tracks) % 2 == 0,
        )

    return make
