from tagstudio.audio.decoding.windows import read_windows
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.plugin_api import Failure, ModelInfo, Prediction, Tagger, TagInfo


class Loudness(Tagger):
    def models(self):
        tags = (TagInfo("loud", "mood", 0.2), TagInfo("quiet", "mood", 0.3))
        return [ModelInfo("loudness", sha256="0" * 64, tags=tags)]

    def predict(self, tracks, options):
        for track in tracks:
            try:
                peak = float(abs(read_windows(track.path, hz=8000, length=80_000).samples[0]).max())
            except UnreadableAudio as error:
                yield [Failure(track.id, error.code, error.message)]
            else:
                yield [Prediction(track.id, scores=(min(1.0, peak), max(0.0, 1.0 - peak)))]


def create(context):
    return Loudness()
