"""A tagger of API 1: it uses each name that was another one then."""

# ruff: noqa: I001 - the modules at their old places are no files that the linter could find

from dataclasses import replace

import numpy as np

from tagstudio import plugin_api
from tagstudio.audio import decode, peaks
from tagstudio.audio.decode import read_windows
from tagstudio.audio.file_tags import fields
from tagstudio.audio.payload import Payload, audio_payload
from tagstudio.audio.peaks import Peaks, make_peaks, read_peaks
from tagstudio.audio.walk import Skipped
from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Progress
from tagstudio.plugin_api import (
    Check,
    Epoch,
    Failure,
    ModelInfo,
    Notice,
    Passage,
    Prediction,
    ScoredClips,
    Tagger,
    TagInfo,
)
from tagstudio.plugin_api.clips import LEARN, TEST, VALIDATE, Clips
from tagstudio.plugin_api.examples import CALIBRATE, NO, REPLAY, TRAIN, UNSEEN, YES, Examples
from tagstudio.plugin_api.promise import LEAST_NO, LEAST_YES, PROMISE, promised_line

TAGS = (TagInfo("loud", "mood", 0.2, line=0.4), TagInfo("quiet", "mood", 0.3, 0.6))


class Old(Tagger):
    def models(self):
        assert [tag.line for tag in TAGS] == [tag.threshold for tag in TAGS]
        return [ModelInfo("old", sha256="0" * 64, tags=TAGS, feature_shape=(2,))]

    def predict(self, tracks, options):
        notice = Notice("Listening, as in API 1.")
        yield [Notice(text=notice.text)]
        for track in tracks:
            if "missing" in track.path:
                failure = Failure(track.id, "missing", track.path + " is missing.")
                yield [replace(failure, message=failure.message.upper())]
                continue
            peak = float(abs(read_windows(track.path, hz=8000, length=80_000).samples[0]).max())
            yield [Prediction(track.id, (min(1.0, peak), max(0.0, 1.0 - peak)), bytes(4))]

    def listen_along(self, track, options):
        if "missing" in track.path:
            yield from super().listen_along(track, options)
        yield [Notice("along")]
        yield [Passage(0.0, 2.0, (0.25, 0.75))]

    def installable(self):
        return ["old"]

    def install(self, name, source):
        if name != "old":
            raise TagStudioError(f"No model {name} with {{braces}}.")
        yield Progress(1, 2, "fetching")
        return self.models()[0]

    def score_clips(self, clips, side, model, store, device, scores):  # noqa: PLR0917
        given = Clips.load(clips)
        rows = np.flatnonzero(given.sides == side)
        assert (LEARN, VALIDATE, TEST) == (0, 1, 2)
        np.save(scores, np.full((len(rows), len(TAGS)), 0.5, np.float32))
        yield Progress(len(rows), len(rows))
        return ScoredClips(len(rows), 0.5)

    def verify(self, reference):
        check = Check("old", True, "max difference 1e-7")
        yield replace(check, detail=check.detail + ".")
        same = decode.read_windows is read_windows and peaks.Peaks is Peaks
        same = same and all((Payload, audio_payload, make_peaks, read_peaks, Skipped))
        same = same and (TRAIN, CALIBRATE, REPLAY) == (0, 1, 2) and (YES, NO, UNSEEN) == (1, 0, -1)
        same = same and all((Examples, Epoch, promised_line, PROMISE, LEAST_YES, LEAST_NO))
        yield Check("modules", same, f"{peaks.__name__} {fields.__spec__.name}")


def create(context):
    assert plugin_api.Tagger is Tagger
    return Old()
