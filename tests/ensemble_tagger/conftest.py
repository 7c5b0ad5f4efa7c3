"""Two small ears at different rates, in the folders of a user, and sounds for them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from ensemble_tagger.plugin import EnsembleTagger

from tagstudio.plugin_api import Member, Peer, PluginContext

PLUGINS = Path(__file__).parent.parent / "plugins"
MEMBERS = (Member("ten_line_tagger", "ten-lines", ""), Member("other_ear_tagger", "other-ear", ""))


@pytest.fixture
def peers(tmp_path: Path) -> dict[str, Peer]:
    found = {}
    for name in ("ten_line_tagger", "other_ear_tagger"):
        (tmp_path / name).mkdir()
        found[name] = Peer(PLUGINS / name, PluginContext(tmp_path / name, tmp_path / "cache"))
    return found


@pytest.fixture
def ensemble(tmp_path: Path, peers: dict[str, Peer]) -> EnsembleTagger:
    return EnsembleTagger(PluginContext(tmp_path / "joint", tmp_path / "cache", {}, peers))


@pytest.fixture
def sound(tmp_path: Path) -> Callable[..., str]:
    """Write a tone of some overtones to a file."""

    def make(name: str, seconds: float = 12.0, pitch: float = 440.0, level: float = 0.3) -> str:
        time = np.arange(int(seconds * 44_100)) / 44_100
        tone = sum(np.sin(2 * np.pi * pitch * n * time) / n for n in range(1, 6))
        soundfile.write(tmp_path / name, level / 2 * tone, 44_100)
        return str(tmp_path / name)

    return make
