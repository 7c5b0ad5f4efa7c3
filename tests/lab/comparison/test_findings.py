import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from tagstudio.core.errors import TagStudioError
from tagstudio.lab.comparison.findings import find
from tagstudio.plugin_api import Epoch
from tagstudio.plugin_api.examples import NO, UNSEEN, YES
from tagstudio.plugin_api.splits import TEST


def scores_of(clips, signal: float, seed: int = 0):
    answers = clips.answers[clips.splits == TEST]
    noise = np.random.default_rng(seed).standard_normal(answers.shape)
    return (signal * answers + noise).astype(np.float32)


def test_figures_are_those_of_scikit_learn_over_the_measured_tags(clips, make_run):
    scores = scores_of(clips, 1.0)
    found = find(clips, [make_run("keen")], [scores])
    truth = clips.answers[clips.splits == TEST]
    aucs = [roc_auc_score(truth[:, tag], scores[:, tag]) for tag in (0, 1)]
    precisions = [average_precision_score(truth[:, tag], scores[:, tag]) for tag in (0, 1)]
    (network,) = found.networks
    assert network.macro_auc == pytest.approx(np.mean(aucs))
    assert network.macro_average_precision == pytest.approx(np.mean(precisions))
    assert [tag.roc_auc for tag in network.tags] == [*map(pytest.approx, aucs), None]
    assert network.low < network.macro_auc < network.high
    rock = network.tags[0]
    assert (rock.positives, rock.negatives) == tuple(
        (truth[:, 0] == one).sum() for one in (YES, NO)
    )
    assert rock.low < rock.roc_auc < rock.high
    assert found.test_set.chance == pytest.approx(np.mean(truth[:, :2] == YES))
    assert found.differences == ()


def test_a_better_network_is_shown_to_be_better_and_an_equal_one_is_not(clips, make_run):
    runs = [make_run(name) for name in ("dull", "also dull", "keen")]
    scores = [scores_of(clips, *how) for how in ((0.2, 1), (0.2, 2), (2.0, 3))]
    found = {(one.network, one.other): one for one in find(clips, runs, scores).differences}
    assert found.keys() == {("also dull", "dull"), ("keen", "dull"), ("keen", "also dull")}
    better = found["keen", "dull"]
    assert better.shown
    assert 0 < better.low < better.difference < better.high
    assert not found["also dull", "dull"].shown


def test_only_networks_of_one_size_are_set_against_each_other(clips, make_run):
    runs = [make_run("dull", "0.1M"), make_run("keen", "0.1M"), make_run("keen")]
    found = find(clips, runs, [scores_of(clips, 1.0)] * 3)
    assert [(one.size, one.network, one.other) for one in found.differences] == [
        ("0.1M", "keen", "dull")
    ]


def test_seeds_are_averaged(clips, make_run):
    scores = [scores_of(clips, 1.0, seed) for seed in range(3)]
    runs = [make_run("keen", seed=seed) for seed in range(3)]
    (together,) = find(clips, runs, scores).networks
    alone = [find(clips, [run], [one]).networks[0] for run, one in zip(runs, scores, strict=True)]
    assert together.by_seed == tuple(one.macro_auc for one in alone)
    assert together.macro_auc == pytest.approx(np.mean(together.by_seed))
    assert together.high - together.low < alone[0].high - alone[0].low


def test_clips_that_one_network_did_not_score_are_left_out_for_all(clips, make_run):
    scores, failed = scores_of(clips, 1.0), scores_of(clips, 1.0)
    failed[:80] = np.nan
    runs = [make_run("keen"), make_run("failed")]
    found = find(clips, runs, [scores, failed])
    assert len(found.test_set.labels) == len(found.test_set.groups) == 120
    assert found.networks[0].macro_auc == found.networks[1].macro_auc
    with pytest.raises(TagStudioError, match="Too few clips"):
        find(clips, runs, [scores, np.full_like(failed, np.nan)])


def test_clips_without_an_answer_to_a_measured_tag_are_left_out(clips, make_run):
    clips.answers[200:230, :2] = UNSEEN
    found = find(clips, [make_run("keen")], [scores_of(clips, 1.0)])
    assert len(found.test_set.labels) == 170


def test_scores_of_other_clips_are_refused(clips, make_run):
    with pytest.raises(TagStudioError, match=r"keen-1M-seed0\.npy has the shape \(199, 3\)"):
        find(clips, [make_run("keen")], [scores_of(clips, 1.0)[:-1]])


def test_runs_without_times_have_none(clips, make_run):
    untimed = (Epoch(1, 1, 0.5, None, None, 3.0), Epoch(1, 1, 0.5, None, None, 0.0, 9))
    run = make_run("keen", epochs=untimed)
    (network,) = find(clips, [run], [scores_of(clips, 1.0)]).networks
    assert (network.training_seconds, network.inference_seconds) == (None, None)
