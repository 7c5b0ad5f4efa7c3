"""A tagger whose networks are as good as their names say; it reads the labels, not the audio.

A file `stop` in the store's folder ends the process after the first epoch, once. A clip whose path
holds "deaf" cannot be decoded. The names of trained networks are listed in `trained.txt`.
"""

import hashlib
import json
import os

import numpy as np

from tagstudio.core.errors import TagStudioError
from tagstudio.plugin_api import Epoch, ModelInfo, Notice, ScoredClips, Tagger, TagInfo
from tagstudio.plugin_api.clips import Clips
from tagstudio.plugin_api.splits import TRAIN

WORTH = {"keen": 2.0, "fair": 1.0, "dull": 0.0}
SECONDS = {"keen": 8.0, "fair": 4.0, "dull": 1.0}
PARAMETERS = {"0.1M": 100_000, "1M": 1_000_000}


class Comparing(Tagger):
    def __init__(self, context):
        self._folder = context.models
        self._folder.mkdir(parents=True, exist_ok=True)

    def models(self):
        return [self._info(path) for path in sorted(self._folder.glob("*.json"))]

    def networks(self):
        return list(WORTH)

    def train_new(self, clips, options):
        given = Clips.load(clips)
        if options.network not in WORTH:
            raise TagStudioError(f"There is no network {options.network!r}; there are: keen, dull.")
        if options.teacher and not self._file(options.teacher).exists():
            raise TagStudioError(f"The teacher {options.teacher} is not installed.")
        yield Notice("Training on the CPU: nothing else is asked for.")
        for number in range(1, options.epochs + 1):
            seconds = SECONDS[options.network]
            windows = int((given.splits == TRAIN).sum())
            yield Epoch(number, options.epochs, 1 / number, 2 / number, None, seconds, windows)
            stop = options.store / "stop"
            if stop.exists():
                stop.unlink()
                os._exit(9)
        with (self._folder / "trained.txt").open("a") as trained:
            trained.write(f"{options.name}\n")
        what = {"tags": given.tags, "network": options.network, "size": options.size}
        self._file(options.name).write_text(json.dumps({**what, "seed": options.seed}))
        return self._info(self._file(options.name))

    def score_clips(self, clips, split, model, store, device, scores):  # noqa: PLR0917
        given = Clips.load(clips)
        what = json.loads(self._file(model).read_text())
        rows = np.flatnonzero(given.splits == split)
        chance = np.random.default_rng(what["seed"])
        noise = chance.standard_normal((len(rows), len(given.tags)))
        table = (WORTH[what["network"]] * given.answers[rows] + noise).astype(np.float32)
        table[["deaf" in given.paths[row] for row in rows]] = np.nan
        np.save(scores, table)
        return ScoredClips(len(rows), 0.5)
        yield

    def _file(self, name):
        return self._folder / f"{name}.json"

    def _info(self, path):
        text = path.read_text()
        what = json.loads(text)
        tags = tuple(TagInfo(name, "genre", 0.3) for name in what["tags"])
        digest = hashlib.sha256(text.encode()).hexdigest()
        return ModelInfo(path.stem, digest, tags, parameters=PARAMETERS[what["size"]])


def create(context):
    return Comparing(context)
