import numpy as np

from tagstudio.engine.tagging.feature_batch import stacked_features, unanswered_examples
from tagstudio.plugin_api import ModelInfo, TagInfo, TrackRef
from tagstudio.plugin_api.examples import UNSEEN

TAGS = (TagInfo("jazz", "genre", 0.1), TagInfo("sad", "mood", 0.1))
INFO = ModelInfo("m", "0" * 64, TAGS, feature_shape=(2, 3))
FEATURES = {id: np.full((2, 3), id, "<f2").tobytes() for id in (7, 8, 9)}


def test_features_are_stacked_in_the_order_of_the_tracks() -> None:
    stacked, windows = stacked_features(INFO, [9, 7], FEATURES)
    assert (stacked.shape, stacked.dtype) == ((2, 2, 3), np.float16)
    assert (stacked[:, 0, 0].tolist(), windows.tolist()) == ([9, 7], [1, 1])
    none, windows = stacked_features(INFO, [], FEATURES)
    assert (none.shape, windows.shape) == ((0, 2, 3), (0,))


def test_the_windows_of_a_track_follow_each_other() -> None:
    more = FEATURES | {8: b"".join(FEATURES[id] for id in (8, 7, 9))}
    stacked, windows = stacked_features(INFO, [9, 8, 7], more)
    assert (stacked[:, 1, 2].tolist(), windows.tolist()) == ([9, 8, 7, 9, 7], [1, 3, 1])


def test_unanswered_examples_have_features_and_no_targets() -> None:
    examples = unanswered_examples(INFO, [TrackRef(8, "/a"), TrackRef(7, "/b")], FEATURES)
    assert examples.tags == ("jazz", "sad")
    assert examples.track_ids.tolist() == [8, 7]
    assert examples.paths == ("/a", "/b")
    assert examples.features[:, 1, 2].tolist() == [8, 7]
    assert examples.windows.tolist() == [1, 1]
    assert (examples.targets == UNSEEN).all()
    assert not examples.weights.any() and not examples.answered.any()
