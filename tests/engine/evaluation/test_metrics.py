import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.evaluation import metrics
from tagstudio.engine.evaluation.metrics import (
    NO,
    UNSEEN,
    YES,
    auc_difference,
    macro_auc,
    measured_tags,
    per_tag,
)

CHANCE = np.random.default_rng(0)


def slice_of(tracks: int, tags: int = 4, signal: float = 1.0, seed: int = 0):
    """Labels and scores that know something of them."""
    chance = np.random.default_rng(seed)
    labels = chance.integers(0, 2, (tracks, tags)).astype(np.int8)
    scores = (signal * labels + chance.standard_normal((tracks, tags))).astype(np.float32)
    return labels, scores


def test_figures_are_those_of_scikit_learn_over_the_answered_tracks():
    labels, scores = slice_of(200)
    labels[::3] = UNSEEN
    answered = labels[:, 1] != UNSEEN
    figure = per_tag(list("abcd"), labels, scores)[1]
    truth, score = labels[answered, 1], scores[answered, 1]
    assert figure.roc_auc == pytest.approx(roc_auc_score(truth, score))
    assert figure.average_precision == pytest.approx(average_precision_score(truth, score))
    assert (figure.positives, figure.negatives) == (truth.sum(), (truth == NO).sum())
    assert figure.low < figure.roc_auc < figure.high


def test_a_hand_made_case():
    labels = np.array([[YES]] * 10 + [[NO]] * 10, np.int8)
    scores = np.array([[0.9]] * 9 + [[0.1]] + [[0.5]] * 10, np.float32)
    (figure,) = per_tag(["a"], labels, scores)
    assert figure.roc_auc == pytest.approx(0.9)
    assert macro_auc(labels, scores) == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("yes", "no", "measured"), [(9, 50, False), (50, 9, False), (10, 10, True)]
)
def test_a_tag_is_measured_from_ten_of_both_on(yes, no, measured):
    labels = np.array([[YES]] * yes + [[NO]] * no + [[UNSEEN]] * 30, np.int8)
    scores = CHANCE.random(labels.shape).astype(np.float32)
    assert measured_tags(labels) == ([0] if measured else [])
    (figure,) = per_tag(["a"], labels, scores)
    assert (figure.roc_auc is not None) == measured
    assert (macro_auc(labels, scores) is not None) == measured


def test_a_tag_with_one_answer_only_does_not_spoil_the_average():
    labels, scores = slice_of(100, tags=2)
    labels[:, 1] = YES
    assert macro_auc(labels, scores) == pytest.approx(roc_auc_score(labels[:, 0], scores[:, 0]))


def test_a_real_gain_is_proven_and_none_where_nothing_changed():
    labels, weak = slice_of(300, signal=0.7)
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
    monkeypatch.setattr(metrics, "BOOTSTRAP_SAMPLES", 300)
    rounds, promoted = 200, 0
    for seed in range(rounds):
        chance = np.random.default_rng(seed)
        labels = chance.integers(0, 2, (150, 3)).astype(np.int8)
        parent, other = (
            (labels + 1.2 * chance.standard_normal(labels.shape)).astype(np.float32)
            for _ in range(2)
        )
        groups = [f"artist {n // 3}" for n in range(150)]
        promoted += auc_difference(labels, parent, other, groups, seed).proven
    assert promoted <= 0.05 * rounds + 3 * (rounds * 0.05 * 0.95) ** 0.5


def test_too_little_to_compare_is_said():
    labels, scores = slice_of(12)
    with pytest.raises(TagStudioError, match="Correct more tracks"):
        auc_difference(labels, scores, scores, ["a"] * 12)


def test_the_bootstrap_counts_tracks_as_drawn():
    labels, scores = slice_of(60, tags=1)
    scores = scores.round(1)  # ties
    labels[5:9] = UNSEEN
    answered = labels[:, 0] != UNSEEN
    ranking = metrics._Ranking(labels[:, 0], scores[:, 0])
    weights = CHANCE.integers(0, 3, (4, 60)).astype(float)
    wanted = [
        roc_auc_score(labels[answered, 0], scores[answered, 0], sample_weight=row[answered])
        for row in weights
    ]
    assert ranking(weights) == pytest.approx(wanted)
    assert np.isnan(ranking(np.zeros((1, 60)))).all()


def test_whole_groups_are_drawn():
    def spread(labels, scores, groups):
        draws = metrics.group_draws(labels, scores, [str(group) for group in groups])
        return metrics.mean_over_tags(draws).std()

    labels, scores = slice_of(200, tags=2)
    alone = spread(labels, scores, range(200))
    copied = np.repeat(labels, 9, axis=0), np.repeat(scores, 9, axis=0)
    assert spread(*copied, [n // 9 for n in range(1800)]) == pytest.approx(alone, rel=0.1)
    assert spread(*copied, range(1800)) == pytest.approx(alone / 3, rel=0.1)


def test_a_mean_over_tags_leaves_out_the_undefined_ones():
    draws = np.array([[0.5, np.nan], [0.5, 0.7], [np.nan, np.nan]])
    assert metrics.mean_over_tags(draws) == pytest.approx([0.5, 0.6, np.nan], nan_ok=True)
