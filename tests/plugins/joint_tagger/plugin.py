"""A joint model of two members whose scores are read out of the file's name.

"first .9 .2 second .1 .7 .6.mp3": the first member knows jazz and loud, the second jazz, loud and
piano. The joint model and its version give the means, and have the numbers as features. In a
file called odd one of its members gives too many scores; one called alone has no opinions.
"""

import re
from dataclasses import replace

import numpy as np

from tagstudio.plugin_api import Member, ModelInfo, Prediction, Tagger, TagInfo
from tagstudio.plugin_api.examples import Examples

JAZZ = TagInfo("jazz", "genre", 0.1, 0.5, vocabulary="last.fm")
LOUD = TagInfo("loud", "mood", 0.1, 0.5, vocabulary="last.fm")
PIANO = TagInfo("piano", "voice and instrument", 0.1, 0.5, vocabulary="MagnaTagATune")
FIRST = ModelInfo("first", "1" * 64, (JAZZ, LOUD), title="The first listener")
SECOND = ModelInfo(
    "second",
    "2" * 64,
    tuple(
        TagInfo(tag.name, tag.group, 0.1, 0.5, vocabulary="MagnaTagATune")
        for tag in (JAZZ, PIANO, LOUD)
    ),
    title="The second listener",
)
BOTH = ModelInfo(
    "both",
    "3" * 64,
    (JAZZ, LOUD, PIANO),
    title="Both listeners",
    feature_shape=(5,),
    feature_digest="five numbers",
    members=tuple(Member("joint_tagger", one.name, one.sha256) for one in (FIRST, SECOND)),
)
VERSION = replace(BOTH, name="both-v2", sha256="4" * 64, parent="both")


class Joint(Tagger):
    def models(self):
        return [FIRST, SECOND, BOTH, VERSION]

    def predict(self, tracks, options):
        for track in tracks:
            yield [_said(track.id, _numbers(track.path), options.model, track.path)]

    def score(self, examples, model, device):
        given = Examples.load(examples)
        for track_id, row in zip(given.track_ids, given.features, strict=True):
            yield [_said(int(track_id), row.astype(float), model, "")]


def _said(track_id, numbers, model, path):
    a, b, c, d, e = map(float, numbers)
    first, second = (a, b), (c, e, d)
    if model == "first":
        return Prediction(track_id, first, np.array(first, "<f2").tobytes())
    if model == "second":
        return Prediction(track_id, second)
    scores = ((a + c) / 2, (b + d) / 2, e)
    features = np.array(numbers, "<f2").tobytes()
    opinions = () if "alone" in path else (first, (*second, 0.5) if "odd" in path else second)
    return Prediction(track_id, scores, features, opinions=opinions)


def _numbers(path):
    name = path.rpartition("/")[2]
    return [float(one) for one in re.findall(r"\.\d", name)[:5]]


def create(context):
    return Joint()
