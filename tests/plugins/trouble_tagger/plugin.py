"""Every way in which a tagger can go wrong, asked for by the file's name; never opens the file."""

import os
import time
from pathlib import Path

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Progress
from tagstudio.plugin_api import Check, Failure, ModelInfo, Notice, Prediction, Tagger, TagInfo

TAGS = (
    TagInfo("jazz", "genre", 0.08),
    TagInfo("rock", "genre", 0.16),
    TagInfo("sad", "mood", 0.01),
)
MODEL = ModelInfo("trouble", sha256="1" * 64, tags=TAGS, feature_shape=(2, 2))
BATCH = 4


class Trouble(Tagger):
    def __init__(self, context):
        self._predicted = context.cache / "heard.txt"
        context.cache.mkdir(parents=True, exist_ok=True)

    def models(self):
        return [MODEL]

    def prepare(self):
        self._predicted.with_name("prepared.txt").write_text("yes")
        raise ZeroDivisionError("a defect of the plugin")

    def predict(self, tracks, options):
        print("a library prints to stdout")
        with self._predicted.with_name("options.txt").open("a") as log:
            print(options.model, options.device, options.windows, file=log)
        os.write(1, b"and another one past Python\n")
        yield [Notice("Listening on the CPU: nothing else is asked for.")]
        for start in range(0, len(tracks), BATCH):
            batch = tracks[start : start + BATCH]
            yield [answer for track in batch if (answer := self._answer(track))]

    def _answer(self, track):
        name = Path(track.path).name
        with self._predicted.open("a") as predicted:
            predicted.write(f"{name}\n")
        if "slow" in name:
            time.sleep(0.05)
        if "crash" in name:
            os._exit(139)
        if "hang" in name:
            time.sleep(1000)
        if "defect" in name:
            raise ZeroDivisionError("a defect of the plugin")
        if "world" in name:
            raise TagStudioError("The weights are gone. Install the model again.")
        if "silent" in name:
            return None
        if "fail" in name:
            return Failure(track.id, "damaged", f"{track.path} is damaged.")
        if "wrong" in name:
            return Prediction(track.id, (0.5, 7.0, 0.5))
        jazz = 0.9 if "jazz" in name else 0.1
        seconds = 12.5 if "heard" in name else None
        return Prediction(track.id, (jazz, 0.5, 0.02), features=bytes(8), seconds=seconds)

    def installable(self):
        return ["trouble"]

    def install(self, name, source):
        yield Progress(1, 2, "fetching")
        return MODEL

    def verify(self, reference):
        yield Check("weights", True, f"reference {reference}")


def create(context):
    return Trouble(context)
