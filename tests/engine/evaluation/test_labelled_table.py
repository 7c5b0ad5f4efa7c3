import numpy as np

from tagstudio.engine.evaluation.labelled_table import label_matrix, score_matrix, tracks_of
from tagstudio.library.models.evaluations import FrozenLabel, FrozenTestSet
from tagstudio.library.models.models import Model, ModelTag
from tagstudio.plugin_api.examples import NO, UNSEEN, YES

NAMES = {1: "jazz", 2: "rock", 3: "garden"}
TEST_SET = FrozenTestSet(
    1,
    0,
    (
        FrozenLabel(20, 1, True, "artist b"),
        FrozenLabel(20, 2, False, "artist b"),
        FrozenLabel(10, 2, True, "artist a"),
        FrozenLabel(10, 3, True, "artist a"),
        FrozenLabel(30, 1, True, "artist c"),
    ),
    NAMES,
)


def model(*tag_ids: int) -> Model:
    tags = tuple(ModelTag(id, NAMES[id], "genre", 0.1, 0.5, 0.5) for id in tag_ids)
    return Model(1, "plugin", "m", "0" * 64, "", tags)


def test_a_label_matrix_has_the_tags_of_all_models_and_the_scored_tracks() -> None:
    assert tracks_of(TEST_SET) == [10, 20, 30]
    found = label_matrix(TEST_SET, [model(1, 2, 3), model(2, 1)], {10, 20})
    assert (found.track_ids, found.tag_ids, found.names) == ([10, 20], [1, 2], ["jazz", "rock"])
    assert found.labels.tolist() == [[UNSEEN, YES], [YES, NO]]
    assert found.keys == ["artist a", "artist b"]


def test_a_score_matrix_has_the_places_of_the_label_matrix() -> None:
    labels = label_matrix(TEST_SET, [model(2, 1)], {10, 20})
    scores = {20: (0.2, 0.1), 10: (0.4, 0.3), 30: (0.9, 0.9)}
    found = score_matrix(model(2, 1), labels, scores)
    np.testing.assert_allclose(found, [[0.3, 0.4], [0.1, 0.2]], rtol=1e-6)


def test_nothing_scored_is_an_empty_matrix() -> None:
    labels = label_matrix(TEST_SET, [model(1, 2)], set())
    assert labels.labels.shape == (0, 0)
    assert score_matrix(model(1, 2), labels, {}).shape == (0, 0)
