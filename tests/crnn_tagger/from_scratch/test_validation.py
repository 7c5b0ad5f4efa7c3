from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from crnn_tagger.from_scratch.data.mel_store import MelStore
from crnn_tagger.from_scratch.targets import ClipSet
from crnn_tagger.from_scratch.validation import rank_correlation, score_split, validation_metrics
from crnn_tagger.inference.scorer import Scorer
from crnn_tagger.model.checkpoint import load
from crnn_tagger.plugin import create

from tagstudio.core.progress import run
from tagstudio.plugin_api import PluginContext, Prediction, PredictOptions, TrackRef
from tagstudio.plugin_api.clips import Clips
from tagstudio.plugin_api.examples import NO, UNSEEN, YES
from tagstudio.plugin_api.splits import TEST, TRAIN

SCORES = np.array([[0.9, 0.5, 0.2], [0.2, 0.5, 0.4], [0.6, 0.5, 0.6]], np.float32)
ANSWERS = np.array([[YES, NO, UNSEEN], [NO, NO, UNSEEN], [YES, NO, UNSEEN]], np.int8)
CLIPS = ClipSet(np.arange(3), ANSWERS)


def test_figures_are_means_over_the_tags_that_define_them() -> None:
    found = validation_metrics(CLIPS, SCORES, None)
    assert (found["macro_auc"], found["average_precision"]) == (1, 1)
    likely = [0.9, 0.8, 0.6, 0.5, 0.5, 0.5]
    assert found["loss"] == pytest.approx(-np.log(likely).mean())
    assert "teacher_rank_correlation" not in found


def test_with_a_teacher_every_tag_of_its_own_counts() -> None:
    teacher = np.full((3, 3), 0.5, np.float32)
    found = validation_metrics(
        ClipSet(np.arange(3), np.full((3, 3), UNSEEN, np.int8)), SCORES, teacher
    )
    both = -(np.log(SCORES) + np.log(1 - SCORES)) / 2
    assert found["loss"] == pytest.approx(both.mean())
    assert found["macro_auc"] is None
    assert found["teacher_rank_correlation"] is None  # a teacher that says the same of all


def test_no_clips_have_no_metrics() -> None:
    nothing = validation_metrics(ClipSet(np.arange(0), ANSWERS[:0]), SCORES[:0], None)
    assert set(nothing.values()) == {0, None}


def test_rank_correlation_is_spearmans() -> None:
    numbers = np.random.default_rng(0)
    teacher = numbers.random((50, 2)).astype(np.float32)
    assert rank_correlation(teacher**3, teacher) == pytest.approx(1)
    assert rank_correlation(np.stack([-teacher[:, 0], teacher[:, 1]], 1), teacher) == 0
    pytest.importorskip("scipy")
    from scipy.stats import spearmanr

    other = numbers.random((50, 2)).astype(np.float32)
    each = [spearmanr(other[:, tag], teacher[:, tag]).statistic for tag in range(2)]
    assert rank_correlation(other, teacher) == pytest.approx(np.mean(each))


def test_clips_are_scored_in_the_order_of_the_file(
    clips: Clips, store: MelStore, model: Path
) -> None:
    incomplete = replace(store, ids=tuple("?" if name == "clip 23" else name for name in store.ids))
    scorer = Scorer(load(model), torch.device("cpu"))
    scores, scored = run(score_split(scorer, incomplete, clips, TEST))
    assert scores.shape == (6, 50) and scores.dtype == np.float32
    assert scored.clips == 5 and scored.seconds > 0
    assert np.isnan(scores[1]).all() and np.isfinite(np.delete(scores, 1, axis=0)).all()
    tagger = create(PluginContext(model.parent, model.parent))
    track = TrackRef(0, clips.paths[27])
    *_, found = [s for steps in tagger.predict([track], PredictOptions("small")) for s in steps]
    assert isinstance(found, Prediction)
    assert np.abs(scores[5] - np.array(found.scores)).max() < 2e-3


def test_a_side_without_clips_has_no_scores(clips: Clips, store: MelStore, model: Path) -> None:
    none = replace(clips, splits=np.full_like(clips.splits, TRAIN))
    scorer = Scorer(load(model), torch.device("cpu"))
    scores, scored = run(score_split(scorer, store, none, TEST))
    assert (len(scores), scored.clips) == (0, 0)
