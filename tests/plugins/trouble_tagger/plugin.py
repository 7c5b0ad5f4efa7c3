"""Every way in which a tagger can go wrong, asked for by the file's name; never opens the file.

A file "at start TROUBLE" in its folder of models lets it go wrong as it is made.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
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
SLEEPS = [sys.executable, "-c", "import time; time.sleep(1000)"]


class Trouble(Tagger):
    def __init__(self, context):
        self._models = context.models
        for file in context.models.glob("at start *"):
            start_badly(file.name.removeprefix("at start "))
        self._predicted = context.cache / "heard.txt"
        context.cache.mkdir(parents=True, exist_ok=True)

    def models(self):
        for file in self._models.glob("models *"):
            return list_badly(file.name.removeprefix("models "))
        return [MODEL]

    def warm_up(self):
        self._predicted.with_name("warm.txt").write_text("yes")
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
            for track in batch:
                yield from self._further(track, Path(track.path).name)

    def _further(self, track, name):
        """Do what takes more than one answer."""
        good = Prediction(track.id, (0.1, 0.5, 0.02))
        if "twice" in name:
            yield [good, good]
        if "stranger" in name:
            yield [Prediction(12345, (0.1, 0.5, 0.02))]
        if "no list" in name:
            yield good
        if "strange thing" in name:
            yield [7]
        while "flood of nothing" in name:
            yield []
        while "flood of notices" in name:
            yield [Notice(f"{time.monotonic()}")]
        while "flood of strangers" in name:
            yield [Prediction(12345, (0.1, 0.5, 0.02))]
        try:
            while "deaf" in name:
                yield [good]
        except GeneratorExit:
            time.sleep(1000)

    def _answer(self, track):
        name = Path(track.path).name
        with self._predicted.open("a") as predicted:
            predicted.write(f"{name}\n")
        for misdeed, act in MISDEEDS.items():
            if misdeed in name:
                act()
        if "silent" in name or "flood of" in name:
            return None
        if "fail" in name:
            return Failure(track.id, "damaged", f"{track.path} is damaged.")
        for kind, scores in SCORES.items():
            if kind in name:
                return Prediction(track.id, scores)
        jazz = 0.9 if "jazz" in name else 0.1
        seconds = 12.5 if "heard" in name else None
        size = 1 << 20 if "huge" in name else 8
        return Prediction(track.id, (jazz, 0.5, 0.02), features=bytes(size), seconds=seconds)

    def installable(self):
        return ["trouble"]

    def install(self, name, source):
        yield Progress(1, 2, "fetching")
        return MODEL

    def verify(self, reference):
        yield Check("weights", True, f"reference {reference}")


def start_badly(trouble):
    if trouble == "hang for good":
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
    MISDEEDS[trouble.removesuffix(" for good")]()


def list_badly(trouble):
    lists = {
        "none": None,
        "text": ["trouble"],
        "twice": [MODEL, MODEL],
        "no tags": [ModelInfo("trouble", "1" * 64, ())],
        "no path": [ModelInfo("../trouble", "1" * 64, TAGS)],
        "weights": [
            ModelInfo("trouble", "1" * 64, (TagInfo("jazz", "genre", 0.1, weights=(0.5, 0.5)),))
        ],
        "rate": [ModelInfo("trouble", "1" * 64, (TagInfo("jazz", "genre", float("nan")),))],
    }
    return endless() if trouble == "endless" else lists[trouble]


def endless():
    while True:
        yield Progress(1, 2, "")


def write_to_channel(text):
    for number in range(3, 30):
        with suppress(OSError):
            os.write(number, text)


def close_channel():
    for number in range(3, 30):
        with suppress(OSError):
            os.close(number)


def fail():
    raise ZeroDivisionError("a defect of the plugin")


def lack_weights():
    raise TagStudioError("The weights are gone. Install the model again.")


MISDEEDS = {
    "slow": lambda: time.sleep(0.05),
    "crash": lambda: os._exit(139),
    "hang": lambda: time.sleep(1000),
    "defect": fail,
    "world": lack_weights,
    "exits": lambda: sys.exit(0),
    "prints": lambda: os.write(2, bytes(1 << 16) * 8),
    "garbage": lambda: write_to_channel(b"this is no message\n"),
    "other message": lambda: write_to_channel(b'{"id": 1, "yield": {"$": "Mystery"}}\n'),
    "closes": close_channel,
    "child": lambda: subprocess.Popen(SLEEPS),
    "daemon": lambda: subprocess.Popen(SLEEPS, start_new_session=True),
}
SCORES = {
    "wrong": (0.5, 7.0, 0.5),
    "few": (0.1, 0.5),
    "no number": (0.1, float("nan"), 0.02),
    "text": ("a", "b", "c"),
}


def create(context):
    return Trouble(context)
