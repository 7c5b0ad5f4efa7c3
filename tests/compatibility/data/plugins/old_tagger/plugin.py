# ruff: noqa: I001 - kept as it was written for API 1
"""A tagger of API 1 that uses all of it; it hears nothing and reads four numbers from a path."""

import hashlib
import json

import numpy as np

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Progress
from tagstudio.plugin_api import (
    API_VERSION,
    Check,
    Epoch,
    Failure,
    ModelInfo,
    NewModelOptions,
    Notice,
    Passage,
    PluginContext,
    Prediction,
    PredictOptions,
    ScoredClips,
    Tagger,
    TagInfo,
    TrackRef,
    TrainOptions,
)

TAGS = (
    TagInfo("jazz", "genre", 0.3, line=0.6),
    TagInfo("rock", "genre", 0.25, line=None),
    TagInfo("gentle", "mood", 0.2),
)
PLAIN = [[3.0, 0.0, 1.0, 0.0, -2.0], [0.0, 3.0, 0.0, 1.0, -2.0], [1.0, -1.0, 2.0, 0.0, -1.0]]
assert API_VERSION >= 1
NEVER_HEARD = "cannot-be-heard"


class Old(Tagger):
    def __init__(self, context: PluginContext):
        self._folder, self._options = context.models, context.options
        context.cache.mkdir(parents=True, exist_ok=True)
        self._folder.mkdir(parents=True, exist_ok=True)
        if not (self._folder / "old.json").exists():
            self._save("old", [tag.name for tag in TAGS], PLAIN, {}, None)

    def models(self):
        return [self._info(path) for path in sorted(self._folder.glob("*.json"))]

    def predict(self, tracks: list[TrackRef], options: PredictOptions):
        if self._options["loudly"]:
            said = json.dumps(dict(self._options), sort_keys=True)
            yield [Notice(f"{options.windows} windows, options {said}")]
        weights = self._weights(options.model)
        for track in tracks:
            if NEVER_HEARD in track.path:
                yield [Failure(track.id, "damaged", f"{track.path} is damaged.")]
                continue
            heard = features(track.path)
            yield [
                Prediction(
                    track.id, scores=scores(weights, heard), features=heard.tobytes(), partial=False
                )
            ]

    def listen_along(self, track, options):
        yield [Notice("Listening to all of it.")]
        yield []
        heard = scores(self._weights(options.model), features(track.path))
        for start in (0.0, 10.0, 5.0):
            yield [Passage(start, 8.0, heard)]

    def installable(self):
        return ["old", "older"]

    def install(self, name, source):
        if name not in self.installable():
            raise TagStudioError(f"There is no {name}.")
        yield Progress(1, 2, f"fetching {name}")
        self._save(name, [tag.name for tag in TAGS], PLAIN, {}, None)
        yield Progress(2, 2, "done")
        return self._info(self._folder / f"{name}.json")

    def score(self, examples, model, device):
        from tagstudio.plugin_api.examples import Examples

        given, weights = Examples.load(examples), self._weights(model)
        yield [
            Prediction(int(track_id), scores(weights, row))
            for track_id, row in zip(given.track_ids, given.features, strict=True)
        ]

    def train(self, examples, options: TrainOptions):
        from tagstudio.plugin_api.examples import CALIBRATE, REPLAY, TRAIN, UNSEEN, Examples
        from tagstudio.plugin_api.promise import promised_line

        given = Examples.load(examples)
        yield Notice(
            f"{int((given.sides == TRAIN).sum())} to learn from,"
            f" {int((given.sides == REPLAY).sum())} to remember"
        )
        weights = np.zeros((len(given.tags), 5))
        parent = self._weights(options.parent)
        weights[: len(parent)] = parent
        rows = np.hstack([given.features.astype(float), np.ones((len(given.features), 1))])
        answered = (given.targets != UNSEEN) & (given.sides == TRAIN)[:, None]
        for epoch in range(1, 3):
            for _ in range(50):
                error = np.where(answered, _sigmoid(rows @ weights.T) - given.targets, 0)
                error *= given.weights
                weights -= 0.2 * (error.T @ rows) / np.maximum(1, answered.sum(axis=0))[:, None]
            loss = float(np.square(error).sum() / max(1, answered.sum()))
            yield Epoch(epoch, 2, loss, calibrate_loss=loss / 2, calibrate_auc=0.75, seconds=0.5)
        aside = given.sides == CALIBRATE
        said = _sigmoid(rows @ weights.T)
        lines = {
            tag: promised_line(given.targets[aside, place], said[aside, place])
            for place, tag in enumerate(given.tags)
        }
        self._save(options.name, list(given.tags), weights.tolist(), lines, options.parent)
        return self._info(self._folder / f"{options.name}.json")

    def train_new(self, clips, options: NewModelOptions):
        from tagstudio.plugin_api.clips import LEARN, Clips

        given = Clips.load(clips)
        yield Progress(1, 2, "listening")
        yield Notice(f"{options.network} {options.size} on {int((given.sides == LEARN).sum())}")
        for number in range(1, options.epochs + 1):
            yield Epoch(number, options.epochs, 1 / number, 2 / number, None, 0.5, options.windows)
        weights = np.random.default_rng(options.seed).normal(size=(len(given.tags), 5))
        self._save(options.name, list(given.tags), weights.tolist(), {}, None)
        return self._info(self._folder / f"{options.name}.json")

    def score_clips(self, clips, side, model, store, device, scores):  # noqa: PLR0917
        from tagstudio.plugin_api.clips import Clips

        given = Clips.load(clips)
        rows = np.flatnonzero(given.sides == side)
        table = np.zeros((len(rows), len(given.tags)), np.float32)
        weights = self._weights(model)
        for row, clip in enumerate(rows):
            table[row] = _sigmoid(np.array([*features(given.paths[clip]), 1.0]) @ weights.T)
        yield Progress(len(rows), len(rows), "scored")
        np.save(scores, table)
        return ScoredClips(len(rows), 0.5)

    def verify(self, reference):
        yield Check("weights", True, f"{len(self.models())} models")

    def _save(self, name, tags, weights, lines, parent):
        found = {"tags": tags, "weights": weights, "lines": lines, "parent": parent}
        (self._folder / f"{name}.json").write_text(json.dumps(found))

    def _weights(self, name):
        return np.array(json.loads((self._folder / f"{name}.json").read_text())["weights"])

    def _info(self, path):
        text = path.read_text()
        found = json.loads(text)
        known = {tag.name: tag for tag in TAGS}
        tags = tuple(
            TagInfo(name, "my tags", 0.3, line=found["lines"].get(name))
            if name not in known
            else known[name]
            for name in found["tags"]
        )
        return ModelInfo(
            path.stem,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            tags=tags,
            title=f"The {path.stem} one",
            source="nowhere",
            licence="MIT",
            parent=found["parent"],
            feature_shape=(4,),
            feature_digest="four numbers",
            parameters=5 * len(tags),
        )


def features(path):
    """Return four numbers in [0, 1] that depend on the file's name alone."""
    name = path.rpartition("/")[2]
    return (np.frombuffer(_digest(name)[:4], "u1") / 255).astype("<f2")


def _digest(name):
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).digest()


def scores(weights, heard):
    return tuple(_sigmoid(np.array([*heard.astype(float), 1.0]) @ weights.T).tolist())


def _sigmoid(logits):
    return 1 / (1 + np.exp(-logits))


def create(context):
    return Old(context)
