from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from crnn_tagger.inference import from_features
from crnn_tagger.plugin import create

from tagstudio.core.errors import TagStudioError
from tagstudio.plugin_api import Failure, Notice, PluginContext, Prediction, Tagger
from tagstudio.plugin_api.examples import Examples

MakeExamples = Callable[..., Examples]


@pytest.fixture
def tagger(tmp_path: Path, model: Path) -> Tagger:
    return create(PluginContext(model.parent, tmp_path / "cache"))


def scored(tagger: Tagger, examples: Examples, file: Path) -> list[Prediction | Failure]:
    examples.save(file)
    (notice,), *batches = tagger.score(file, "small", "cpu")
    assert isinstance(notice, Notice) and "Runs on the processor" in notice.text
    found = [step for batch in batches for step in batch if not isinstance(step, Notice)]
    assert [step.track_id for step in found] == examples.track_ids.tolist()
    return found


def test_each_track_gets_its_scores_in_batches(
    tagger: Tagger, tmp_path: Path, make_examples: MakeExamples, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(from_features, "BATCH_TRACKS", 16)
    examples = make_examples(train=40)
    found = scored(tagger, examples, tmp_path / "examples.npz")
    scores = [step.scores for step in found if isinstance(step, Prediction)]
    np.testing.assert_allclose(scores, examples.parent_scores, atol=2e-3)  # float16 features
    assert len(list(tagger.score(tmp_path / "examples.npz", "small", "cpu"))) == 1 + 4


def test_features_of_another_shape_are_refused(
    tagger: Tagger, tmp_path: Path, make_examples: MakeExamples
) -> None:
    odd = replace(make_examples(), features=np.zeros((50, 1, 256), np.float16))
    with pytest.raises(TagStudioError, match="features of 15 x 8, but those here are 1 x 256"):
        scored(tagger, odd, tmp_path / "examples.npz")


def test_tracks_without_features_fail_one_by_one(
    tagger: Tagger, tmp_path: Path, make_examples: MakeExamples
) -> None:
    bare = replace(make_examples(train=3, rehearsal=0), features=np.zeros((3, 0), np.float16))
    found = scored(tagger, bare, tmp_path / "examples.npz")
    assert [step.code for step in found if isinstance(step, Failure)] == ["no_features"] * 3


def test_features_that_are_not_finite_fail_alone(
    tagger: Tagger, tmp_path: Path, make_examples: MakeExamples
) -> None:
    examples = make_examples(train=3, rehearsal=0)
    examples.features[1, 2, 3] = np.nan
    found = scored(tagger, examples, tmp_path / "examples.npz")
    assert [type(step) for step in found] == [Prediction, Failure, Prediction]


def test_a_model_that_is_not_installed_is_named(tagger: Tagger, tmp_path: Path) -> None:
    with pytest.raises(TagStudioError, match="'large' is not installed"):
        list(tagger.score(tmp_path / "examples.npz", "large", "cpu"))
