# ruff: noqa: I001 - kept as it was written for API 1
from tagstudio.audio.decode import read_windows
from tagstudio.plugin_api import ModelInfo, Prediction, Tagger, TagInfo


class Loudness(Tagger):
    def models(self):
        tags = (TagInfo("loud", "mood", 0.2), TagInfo("quiet", "mood", 0.3))
        return [ModelInfo("loudness", sha256="0" * 64, tags=tags)]

    def predict(self, tracks, options):
        for track in tracks:
            peak = float(abs(read_windows(track.path, hz=8000, length=80_000).samples[0]).max())
            yield [Prediction(track.id, scores=(min(1.0, peak), max(0.0, 1.0 - peak)))]


def create(context):
    return Loudness()
