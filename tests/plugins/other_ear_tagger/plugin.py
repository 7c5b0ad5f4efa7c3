"""Hears loudness and brightness at 12 kHz, in features of another shape than the ten lines'."""

import numpy as np

from tagstudio.plugin_api import Heard, Listening, ModelInfo, Notice, TagInfo
from tagstudio.plugin_kit.linear_tagger import LinearTagger


class OtherEar(LinearTagger):
    hears_in_threads = True

    def roots(self):
        reference = ((0.1, 0.9), (0.5, 0.4))
        tags = (TagInfo("bright", "mood", 0.3), TagInfo("loud", "mood", 0.1, reference=reference))
        return [
            ModelInfo(
                "other-ear", sha256="3" * 64, tags=tags, feature_shape=(2, 2), feature_digest="oe"
            )
        ]

    def listening(self, model):
        return Listening(sample_rate=12_000, seconds=10)

    def prepare(self, model, device):
        return [Notice(f"{model} hears on {device}.")]

    def hear(self, model, device, windows):
        halves = [np.array_split(window, 2) for window in windows]
        level = [[np.abs(half).mean() for half in two] for two in halves]
        change = [[np.abs(np.diff(half)).mean() for half in two] for two in halves]
        return self.embed(model, device, np.stack([level, change], axis=2).astype(np.float16))

    def embed(self, model, device, features):
        embeddings = features.astype(np.float32).mean(axis=1)
        logits = np.stack([20 * embeddings[:, 1] - 2, 10 * embeddings[:, 0] - 2], axis=1)
        return Heard(logits, embeddings, features)


create = OtherEar
