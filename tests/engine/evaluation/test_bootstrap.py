import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.evaluation import bootstrap
from tagstudio.engine.evaluation.bootstrap import auc_difference, bootstrap_aucs, mean_over_tags
from tagstudio.plugin_api.examples import UNSEEN
from tagstudio.plugin_api.ranking_metrics import WeightedRocAuc

RANDOM = np.random.default_rng(0)


def random_test_set(tracks: int, tags: int = 4, signal: float = 1.0, seed: int = 0):
    """Make labels (tracks, tags), and scores that are correlated with them."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, 2, (tracks, tags)).astype(np.int8)
    scores = (signal * labels + random.standard_normal((tracks, tags))).astype(np.float32)
    return labels, scores


def test_a_real_difference_is_proven_and_none_where_nothing_changed():
    labels, weak = random_test_set(300, signal=0.7)
    strong = (weak + labels).astype(np.float32)
    groups = [f"artist {n // 2}" for n in range(300)]
    found = auc_difference(labels, weak, strong, groups)
    assert found.proven
    assert found.low < found.candidate - found.parent < found.high
    same = auc_difference(labels, weak, weak, groups)
    assert (same.low, same.high, same.proven) == (0, 0, False)
    worse = auc_difference(labels, strong, weak, groups)
    assert worse.high < 0


def test_equally_good_versions_are_promoted_by_chance_at_most_in_one_of_twenty_rounds(monkeypatch):
    monkeypatch.setattr(bootstrap, "BOOTSTRAP_SAMPLES", 300)
    rounds, promoted = 200, 0
    for seed in range(rounds):
        random = np.random.default_rng(seed)
        labels = random.integers(0, 2, (150, 3)).astype(np.int8)
        parent, other = (
            (labels + 1.2 * random.standard_normal(labels.shape)).astype(np.float32)
            for _ in range(2)
        )
        groups = [f"artist {n // 3}" for n in range(150)]
        promoted += auc_difference(labels, parent, other, groups, seed).proven
    assert promoted <= 0.05 * rounds + 3 * (rounds * 0.05 * 0.95) ** 0.5


def test_too_little_to_compare_is_said():
    labels, scores = random_test_set(12)
    with pytest.raises(TagStudioError, match="Correct more tracks"):
        auc_difference(labels, scores, scores, ["a"] * 12)


def test_the_bootstrap_counts_tracks_as_drawn():
    labels, scores = random_test_set(60, tags=1)
    scores = scores.round(1)  # ties
    labels[5:9] = UNSEEN
    answered = labels[:, 0] != UNSEEN
    weighted_auc = WeightedRocAuc(labels[:, 0], scores[:, 0])
    weights = RANDOM.integers(0, 3, (4, 60)).astype(float)
    wanted = [
        roc_auc_score(labels[answered, 0], scores[answered, 0], sample_weight=row[answered])
        for row in weights
    ]
    assert weighted_auc(weights) == pytest.approx(wanted)
    assert np.isnan(weighted_auc(np.zeros((1, 60)))).all()


def test_whole_groups_are_drawn():
    def spread(labels, scores, groups):
        aucs = bootstrap_aucs(labels, scores, [str(group) for group in groups])
        return mean_over_tags(aucs).std()

    labels, scores = random_test_set(200, tags=2)
    alone = spread(labels, scores, range(200))
    copied = np.repeat(labels, 9, axis=0), np.repeat(scores, 9, axis=0)
    assert spread(*copied, [n // 9 for n in range(1800)]) == pytest.approx(alone, rel=0.1)
    assert spread(*copied, range(1800)) == pytest.approx(alone / 3, rel=0.1)


def test_a_mean_over_tags_leaves_out_the_undefined_ones():
    aucs = np.array([[0.5, np.nan], [0.5, 0.7], [np.nan, np.nan]])
    assert mean_over_tags(aucs) == pytest.approx([0.5, 0.6, np.nan], nan_ok=True)
