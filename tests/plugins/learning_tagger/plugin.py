"""A small trainable tagger: the kit's linear residual on features read out of the file's name.

"jazz 0.7 loud 0.2 17.mp3" has the features jazz 0.7 and loud 0.2; the digits at the end are noise.
A file that is called unheard cannot be heard.
While there is a file "wait 2" in its folder of models, a training waits before its second report.
The options of each training are kept in "options.txt".
"""

import hashlib
import json
import re
import time
from dataclasses import asdict

import numpy as np

from tagstudio.learning.folds import FOLDS
from tagstudio.learning.residual import fit_residual
from tagstudio.learning.scaling import Scaling
from tagstudio.plugin_api import (
    Epoch,
    Failure,
    LearnedFrom,
    ModelInfo,
    Prediction,
    Tagger,
    TagInfo,
)
from tagstudio.plugin_api.examples import YES, Examples

TAGS = (TagInfo("jazz", "genre", 0.3), TagInfo("loud", "mood", 0.3), TagInfo("sad", "mood", 0.05))
PLAIN = [[0.0, 0.0, 1.0, 1.0, -1.0], [0.0, 0.0, 1.0, -1.0, -1.0], [0.0, 0.0, -1.0, 1.0, -3.0]]


class Learning(Tagger):
    def __init__(self, context):
        self._folder = context.models
        self._folder.mkdir(parents=True, exist_ok=True)
        if not (self._folder / "plain.json").exists():
            self._save("plain", [tag.name for tag in TAGS], [PLAIN], None)

    def models(self):
        return [self._info(path) for path in sorted(self._folder.glob("*.json"))]

    def predict(self, tracks, options):
        for track in tracks:
            if "unheard" in track.path:
                yield [Failure(track.id, "damaged", "It cannot be heard.")]
                continue
            inputs = features(track.path)
            yield [
                Prediction(track.id, scores(self._weights(options.model), inputs), inputs.tobytes())
            ]

    def score(self, examples, model, device):
        given, weights = Examples.load(examples), self._weights(model)
        yield [
            Prediction(int(track_id), scores(weights, row))
            for track_id, row in zip(given.track_ids, given.features, strict=True)
        ]

    def score_copies(self, examples, model, device, logits):
        yield from ()
        found = self._read(model)
        rows = with_ones(Examples.load(examples).features)
        copies = [rows @ np.array(one).T for one in (found["weights"], *found["shadows"])]
        np.save(logits, np.array(copies, np.float32))
        return len(found["shadows"])

    def train(self, examples, options):
        given = Examples.load(examples)
        with (self._folder / "options.txt").open("a") as log:
            print(options.name, options.depth, options.seed, options.device, file=log)
        parent = np.zeros((len(given.tags), 5))
        parent[: len(self._weights(options.parent))] = self._weights(options.parent)
        copies = [learned(given, parent, given.folds != fold) for fold in (None, *range(FOLDS))]
        for step in (1, 2, 3, 4):
            while (self._folder / f"wait {step}").exists():
                time.sleep(0.01)
            yield Epoch(step, 4, 1 / step, None, None)
        origin = options.library and asdict(options.library)
        self._save(options.name, list(given.tags), copies, options.parent, origin)
        return self._info(self._folder / f"{options.name}.json")

    def export_version(self, name, target):
        target.write_text(json.dumps({**self._read(name), "shadows": []}))

    def import_version(self, name, parent, source):
        file = self._folder / f"{name}.json"
        file.write_text(json.dumps({**json.loads(source.read_text()), "parent": parent}))
        return self._info(file)

    def _save(self, name, tags, copies, parent, origin=None):
        found = {"tags": tags, "weights": copies[0], "parent": parent, "library": origin}
        text = json.dumps({**found, "shadows": copies[1:]})
        (self._folder / f"{name}.json").write_text(text)

    def _read(self, name):
        return json.loads((self._folder / f"{name}.json").read_text())

    def _weights(self, name):
        return np.array(self._read(name)["weights"])

    def _info(self, path):
        text = path.read_text()
        found = json.loads(text)
        known = {tag.name: tag for tag in TAGS}
        return ModelInfo(
            path.stem,
            hashlib.sha256(text.encode()).hexdigest(),
            tuple(known.get(name, TagInfo(name, "my tags", 0.3)) for name in found["tags"]),
            parent=found["parent"],
            feature_shape=(4,),
            feature_digest="four numbers",
            library=found["library"] and LearnedFrom(**found["library"]),
        )


def learned(given, parent, seen):
    """Return the rows of the output layer, from the answers of some tracks."""
    rows = with_ones(given.features)
    scaling = Scaling.fit(rows[:, :4])
    found = fit_residual(
        rows[seen] @ parent.T,
        scaling(rows[seen, :4]),
        given.targets[seen] == YES,
        given.weights[seen],
    ).in_units_of_embedding(scaling)
    added = np.hstack([found.weights, found.biases[:, None]])
    return (found.gains[:, None] * parent + added).tolist()


def with_ones(features):
    return np.hstack([features.astype(float), np.ones((len(features), 1))])


def features(path):
    name = path.rpartition("/")[2]
    jazz, loud = (float(re.search(rf"{tag} ([\d.]+)", name)[1]) for tag in ("jazz", "loud"))
    noise = np.frombuffer(hashlib.sha256(name.encode()).digest()[:2], np.uint8) / 255
    return np.array([jazz, loud, *noise], "<f2")


def scores(weights, inputs):
    logits = np.array([*inputs.astype(float), 1.0]) @ weights.T
    return tuple((1 / (1 + np.exp(-logits))).tolist())


def create(context):
    return Learning(context)
