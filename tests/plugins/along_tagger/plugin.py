"""A tagger that reads its scores out of the file's name and spreads them over the track.

"jazz 0.7 rock 0.2.wav" has jazz at 0.7, highest at 10 s; "endless" has no last
window; "deaf" cannot be decoded.
"""

import re
from pathlib import Path

from tagstudio.core.errors import TagStudioError
from tagstudio.plugin_api import ModelInfo, Notice, Prediction, Tagger, TagInfo, WindowScores

NAMES = ("jazz", "rock", "folk", "loud", "sad")
TAGS = tuple(TagInfo(name, "genre", 0.1, 0.3, vocabulary="Five words") for name in NAMES)


class Along(Tagger):
    def models(self):
        return [ModelInfo("along", sha256="a" * 64, tags=TAGS)]

    def predict(self, tracks, options):
        yield [Prediction(track.id, scores(track.path)) for track in tracks]

    def predict_windows(self, track, options):
        if "deaf" in track.path:
            raise TagStudioError(f"{track.path} cannot be heard. Replace it.")
        yield [Notice("Listening on the CPU.")]
        yield []
        highest = scores(track.path)
        for start in (0.0, 10.0, 5.0):
            factor = 1.0 if start == 10.0 else 0.5
            yield [WindowScores(start, 8.0, tuple(score * factor for score in highest))]
        while "endless" in track.path:
            yield []


def scores(path):
    found = dict(re.findall(r"([a-z]+) ([01]\.\d+)", Path(path).name))
    return tuple(float(found.get(name, 0.05)) for name in NAMES)


def create(context):
    return Along()
