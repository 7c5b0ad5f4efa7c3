from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from crnn_tagger.inference import from_features
from crnn_tagger.model.checkpoint import load, save
from crnn_tagger.model.networks import Network
from crnn_tagger.plugin import create

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Progress
from tagstudio.learning.folds import FOLDS
from tagstudio.plugin_api import Failure, Notice, PluginContext, Prediction, Tagger
from tagstudio.plugin_api.examples import Examples

MakeExamples = Callable[..., Examples]


OUTPUT = ("output.weight", "output.bias")


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


def mean_logits(network: Network, examples: Examples) -> np.ndarray:
    """Return what a network says of tracks that have the same number of windows: (n, k)."""
    with torch.no_grad():
        logits = network.head(torch.from_numpy(examples.features.astype(np.float32)))
    return logits.double().numpy().reshape(len(examples.track_ids), -1, logits.shape[1]).mean(1)


def some_without_features(examples: Examples) -> Examples:
    """Take the features of the second and the fourth track away; all had two windows."""
    windows = examples.windows.copy()
    windows[[1, 3]] = 0
    kept = np.repeat(windows > 0, 2)
    return replace(examples, windows=windows, features=examples.features[kept])


def bare(examples: Examples) -> Examples:
    """Take the features of all tracks away."""
    features = np.zeros((0, 0), np.float16)
    return replace(examples, windows=np.zeros_like(examples.windows), features=features)


def test_each_track_gets_its_scores_in_batches(
    tagger: Tagger,
    tmp_path: Path,
    model: Path,
    make_examples: MakeExamples,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(from_features, "BATCH_TRACKS", 16)
    monkeypatch.setattr(from_features, "WINDOWS_AT_ONCE", 7)
    examples = make_examples(windows=3)
    found = scored(tagger, examples, tmp_path / "examples.npz")
    scores = [step.scores for step in found if isinstance(step, Prediction)]
    expected = 1 / (1 + np.exp(-mean_logits(load(model).network, examples)))
    np.testing.assert_allclose(scores, expected, atol=1e-5)
    assert len(list(tagger.score(tmp_path / "examples.npz", "small", "cpu"))) == 1 + 4


def test_features_of_another_shape_are_refused(
    tagger: Tagger, tmp_path: Path, make_examples: MakeExamples
) -> None:
    odd = replace(make_examples(), features=np.zeros((60, 1, 256), np.float16))
    with pytest.raises(TagStudioError, match="features of 15 x 8, but those here are 1 x 256"):
        scored(tagger, odd, tmp_path / "examples.npz")


def test_tracks_without_features_fail_one_by_one(
    tagger: Tagger, tmp_path: Path, make_examples: MakeExamples
) -> None:
    examples = some_without_features(make_examples(windows=2))
    found = scored(tagger, examples, tmp_path / "examples.npz")
    assert [step.code for step in found if isinstance(step, Failure)] == ["no_features"] * 2
    assert [isinstance(step, Failure) for step in found[:4]] == [False, True, False, True]
    none = bare(examples)
    assert {type(step) for step in scored(tagger, none, tmp_path / "examples.npz")} == {Failure}


def test_features_that_are_not_finite_fail_alone(
    tagger: Tagger, tmp_path: Path, make_examples: MakeExamples
) -> None:
    examples = make_examples(answered=3, rest=0)
    examples.features[1, 2, 3] = np.nan
    found = scored(tagger, examples, tmp_path / "examples.npz")
    assert [type(step) for step in found] == [Prediction, Failure, Prediction]


def test_a_model_that_is_not_installed_is_named(tagger: Tagger, tmp_path: Path) -> None:
    with pytest.raises(TagStudioError, match="'large' is not installed"):
        list(tagger.score(tmp_path / "examples.npz", "large", "cpu"))


# ---- by each copy of a version


Shadows = list[dict[str, torch.Tensor]]


def save_shadows(model: Path, names: tuple[str, ...]) -> tuple[Network, Shadows]:
    """Give the model shadows that differ in some weights."""
    checkpoint = load(model)
    state = checkpoint.network.state_dict()
    shadows = [{name: state[name] + 0.1 * (1 + fold) for name in names} for fold in range(FOLDS)]
    save(model, checkpoint.network, checkpoint.card, shadows)
    return checkpoint.network, shadows


def copies(tagger: Tagger, examples: Examples, file: Path) -> tuple[np.ndarray, int]:
    """Return the logits of all copies, and the number of shadows."""
    examples.save(file)
    steps = tagger.score_copies(file, "small", "auto", file.with_name("logits.npy"))
    while True:
        try:
            assert isinstance(next(steps), Progress)
        except StopIteration as end:
            return np.load(file.with_name("logits.npy")), end.value


@pytest.mark.parametrize(
    "names",
    [OUTPUT, ("gru1.inward.bias", *OUTPUT)],
)
def test_each_copy_scores_by_its_own_weights(
    tagger: Tagger,
    tmp_path: Path,
    model: Path,
    make_examples: MakeExamples,
    names: tuple[str, ...],
) -> None:
    network, shadows = save_shadows(model, names)
    examples = make_examples(windows=2)
    found, count = copies(tagger, examples, tmp_path / "examples.npz")
    assert (count, found.shape, found.dtype) == (FOLDS, (1 + FOLDS, 60, 50), np.float32)
    np.testing.assert_allclose(found[0], mean_logits(network, examples), atol=1e-4)
    for number, shadow in enumerate(shadows, start=1):
        other = deepcopy(network)
        other.load_state_dict(other.state_dict() | shadow)
        np.testing.assert_allclose(found[number], mean_logits(other, examples), atol=1e-4)


def test_a_model_without_shadows_has_one_copy(
    tagger: Tagger, tmp_path: Path, make_examples: MakeExamples
) -> None:
    found, count = copies(tagger, make_examples(), tmp_path / "examples.npz")
    assert (count, found.shape) == (0, (1, 60, 50)) and np.isfinite(found).all()


def test_copies_say_nothing_of_tracks_without_features(
    tagger: Tagger,
    tmp_path: Path,
    model: Path,
    make_examples: MakeExamples,
) -> None:
    save_shadows(model, OUTPUT)
    examples = some_without_features(make_examples(windows=2))
    found, _ = copies(tagger, examples, tmp_path / "examples.npz")
    silent = np.isnan(found).all(axis=2)
    assert silent[:, [1, 3]].all() and silent.sum() == 2 * (1 + FOLDS)
    assert np.isfinite(found[:, 4:]).all()
    found, count = copies(tagger, bare(examples), tmp_path / "examples.npz")
    assert (count, found.shape) == (FOLDS, (1 + FOLDS, 60, 50)) and np.isnan(found).all()


def test_copies_refuse_features_of_another_shape(
    tagger: Tagger, tmp_path: Path, make_examples: MakeExamples
) -> None:
    odd = replace(make_examples(), features=np.zeros((60, 1, 256), np.float16))
    with pytest.raises(TagStudioError, match="features of 15 x 8, but those here are 1 x 256"):
        copies(tagger, odd, tmp_path / "examples.npz")
