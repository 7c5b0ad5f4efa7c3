"""My tagger: hears how the sound of a track is spread from low to high.

It is whole as it is. To make it yours, let `heard_in` tell what you want to hear, or load a network
in `prepare` and run it there; then say in `hear` and `embed` what it makes of it.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tagstudio.plugin_api import Heard, Listening, ModelInfo, PluginContext, TagInfo
from tagstudio.plugin_kit.linear_tagger import LinearTagger

HZ = 16_000
SECONDS = 5.0
EDGES_HZ = np.geomspace(60, HZ / 2, 17)  # of 16 bands
TAGS = (TagInfo("bright", "mood", base_rate=0.2), TagInfo("dark", "mood", base_rate=0.2))
# A logit per tag (row) is a weighted sum of the 16 numbers, plus a bias.
HIGH_OVER_LOW = np.linspace(-0.5, 0.5, 16)
WEIGHTS = np.stack([HIGH_OVER_LOW, -HIGH_OVER_LOW])
BIASES = np.array([4.0, -7.0])


class MyTagger(LinearTagger):
    """Scores by fixed weights; `LinearTagger` decodes tracks and learns from answers."""

    def roots(self) -> list[ModelInfo]:
        """Return the one model. Its digest is that of this file: another file is another model."""
        digest = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
        return [ModelInfo("my_tagger", digest, TAGS, "My tagger", feature_shape=(16,))]

    def listening(self, model: str) -> Listening:
        """Return what `hear` gets: mono samples at HZ, in windows of SECONDS."""
        return Listening(HZ, SECONDS)

    def hear(self, model: str, device: str, windows: Sequence[NDArray[np.float32]]) -> Heard:
        """Return what the model says of windows of samples."""
        features = np.stack([heard_in(window) for window in windows])
        return self.embed(model, device, features.astype(np.float16))

    def embed(self, model: str, device: str, features: NDArray[np.float16]) -> Heard:
        """Return what the model says of windows whose features are kept, (n, 16)."""
        embeddings = features.astype(np.float32)
        logits = embeddings @ WEIGHTS.T + BIASES
        return Heard(logits.astype(np.float32), embeddings, features)


def heard_in(window: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the power of a window in 16 bands from low to high, as log10, (16,)."""
    power = np.abs(np.fft.rfft(window * np.hanning(len(window)))) ** 2 / len(window)
    band = np.digitize(np.fft.rfftfreq(len(window), 1 / HZ), EDGES_HZ) - 1
    sums = [power[band == number].sum() for number in range(16)]
    return np.log10(np.array(sums) + 1e-6)


def create(context: PluginContext) -> MyTagger:
    """Make the tagger; the program calls this once in the plugin's process."""
    return MyTagger(context)
