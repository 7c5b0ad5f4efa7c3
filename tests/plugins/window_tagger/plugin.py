"""A tagger whose scores tell how many windows it heard: never opens a file.

Each window of a track has a map of two numbers, the window's place of all and 1. Where more than
one window is asked for, a file called "tired" fails, one called "gone" is missing, and one called
"worse" crashes the process; one called "short" has one window only. Each request is noted in
"heard.txt": name, windows, and whether the centre came along.
"""

import os
from pathlib import Path

import numpy as np

from tagstudio.plugin_api import Failure, ModelInfo, Prediction, Tagger, TagInfo
from tagstudio.plugin_api.examples import Examples

TAGS = (TagInfo("many", "mood", 0.3),)


class Windows(Tagger):
    def __init__(self, context):
        self._heard = context.cache / "heard.txt"
        context.cache.mkdir(parents=True, exist_ok=True)

    def models(self):
        one = {"tags": TAGS, "feature_shape": (1, 2), "feature_digest": "two numbers"}
        return [ModelInfo(name, str(n) * 64, **one) for n, name in enumerate(("old", "new"))]

    def predict(self, tracks, options):
        for track in tracks:
            yield [self._answer(track, options)]

    def _answer(self, track, options):
        name = Path(track.path).name
        centre = " centre" if track.features else ""
        with self._heard.open("a") as heard:
            print(f"{name} {options.windows}{centre}", file=heard)
        if options.windows > 1 and "worse" in name:
            os._exit(139)
        if options.windows > 1 and "gone" in name:
            return Failure(track.id, "missing", f"{track.path} is no longer there.")
        if options.windows > 1 and "tired" in name:
            return Failure(track.id, "damaged", f"{track.path} is damaged.")
        windows = 1 if "short" in name else options.windows
        maps = [[(n + 0.5) / windows, 1] for n in range(windows)]
        stored = np.array(maps, "<f2").tobytes()
        return Prediction(track.id, (windows / 10,), stored)

    def score(self, examples, model, device):
        given = Examples.load(examples)
        yield [
            Prediction(int(track_id), (int(windows) / 10,))
            for track_id, windows in zip(given.track_ids, given.windows, strict=True)
        ]


def create(context):
    return Windows(context)
