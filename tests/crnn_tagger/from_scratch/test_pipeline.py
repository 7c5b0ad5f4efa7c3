from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from crnn_tagger.from_scratch import spread
from crnn_tagger.from_scratch.data.mel_store import MelStore
from crnn_tagger.from_scratch.pipeline import NewModelTask, train_new
from crnn_tagger.model.checkpoint import load
from crnn_tagger.model.self_check import check_model
from crnn_tagger.plugin import create

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import run
from tagstudio.plugin_api import (
    Epoch,
    ModelInfo,
    NewModelOptions,
    Notice,
    PluginContext,
    Prediction,
    PredictOptions,
    TrackRef,
)
from tagstudio.plugin_api.clips import Clips
from tagstudio.plugin_api.examples import NO, UNSEEN
from tagstudio.plugin_api.splits import TEST, TRAIN

SIZES = {"k1c2": "2,2,4,4", "k2c1": "4,4,4,8,8", "k2c2": "2,2,2,4,8", "crnn": "2,2,4,4/4"}
Asked = Callable[..., NewModelTask]


@pytest.fixture
def context(tmp_path: Path) -> PluginContext:
    return PluginContext(tmp_path / "models", tmp_path / "cache")


@pytest.fixture
def asked(clips_file: Path, store: MelStore, context: PluginContext) -> Asked:
    def ask(network: str = "k2c1", **more: Any) -> NewModelTask:
        given = {"name": "new", "device": "cpu", "epochs": 1, "batch": 8, "size": SIZES[network]}
        options = NewModelOptions(network=network, store=store.folder, **{**given, **more})
        return NewModelTask(clips_file, options, context)

    return ask


def finish(task: NewModelTask) -> tuple[list[Any], ModelInfo]:
    steps, found = train_new(task), []
    while True:
        try:
            found.append(next(steps))
        except StopIteration as end:
            return found, end.value


@pytest.mark.parametrize("network", SIZES)
def test_each_network_is_trained_saved_and_predicts(
    asked: Asked, clips: Clips, context: PluginContext, network: str
) -> None:
    steps, info = finish(asked(network, augment=("crop", "mixup", "specaugment")))
    assert [tag.name for tag in info.tags] == list(clips.tags)
    assert [step.number for step in steps if isinstance(step, Epoch)] == [1]
    assert check_model(context.models / "new.safetensors").passed
    tagger = create(context)
    options = PredictOptions("new", device="cpu")
    *_, predicted = [
        s for steps in tagger.predict([TrackRef(0, clips.paths[0])], options) for s in steps
    ]
    assert isinstance(predicted, Prediction) and len(predicted.scores) == 3
    assert len(predicted.features) == 2 * np.prod(info.feature_shape)


def test_the_model_card_tells_its_origin(asked: Asked, context: PluginContext) -> None:
    steps, _ = finish(asked())
    card = load(context.models / "new.safetensors").card
    assert card.title == "k2c1 4,4,4,8,8, trained on 16 clips"
    assert card.metrics is not None and card.training is not None
    assert {name: card.metrics[name]["clips"] for name in ("validation", "test")} == {
        "validation": 6,
        "test": 6,
    }
    assert 0 <= card.metrics["test"]["macro_auc"] <= 1
    assert card.training["options"]["network"] == "k2c1"
    assert (card.training["yes"], card.training["no"]) == (16, 16)
    notices = [step.text for step in steps if isinstance(step, Notice)]
    assert notices[0].startswith("Runs on the processor")
    assert f"on 6 test clips: macro ROC-AUC {card.metrics['test']['macro_auc']:.3f}" in notices[-1]


def test_a_tag_that_cannot_be_trained_stays_at_its_base_rate(
    asked: Asked, context: PluginContext, store: MelStore
) -> None:
    finish(asked())
    checkpoint = load(context.models / "new.safetensors")
    scores = checkpoint.network(torch.randn(2, 96, 1366)).sigmoid()
    jazz = checkpoint.card.tags[2]
    assert torch.allclose(scores[:, 2], torch.full((2,), jazz.base_rate), atol=1e-6)


def test_the_same_again_is_the_model_that_is_there(asked: Asked) -> None:
    _, first = finish(asked())
    steps, again = finish(asked())
    assert (steps, again) == ([], first)
    with pytest.raises(TagStudioError, match="a model 'new' already, made from something else"):
        finish(asked(seed=1))


def test_stopped_it_goes_on_to_the_same_model(asked: Asked, context: PluginContext) -> None:
    _, whole = finish(asked(epochs=3))
    (context.models / "new.safetensors").unlink()
    steps = train_new(asked(epochs=3))
    epochs = 0
    while epochs < 2:
        epochs += isinstance(next(steps), Epoch)
    steps.close()
    assert not (context.models / "new.safetensors").exists()
    rest, again = finish(asked(epochs=3))
    assert [step.number for step in rest if isinstance(step, Epoch)] == [3]
    assert again.sha256 == whole.sha256
    assert list((context.cache / "training").iterdir()) == []


def test_a_teacher_gives_its_tags_and_its_scores(
    asked: Asked, model: Path, context: PluginContext, clips_file: Path, clips: Clips
) -> None:
    unseen = replace(clips, answers=np.full_like(clips.answers, UNSEEN))
    unseen.save(clips_file)
    _, info = finish(asked(teacher="small", windows=32, augment=("crop", "mixup")))
    assert [tag.name for tag in info.tags[:50]] == [tag.name for tag in load(model).card.tags]
    assert [tag.name for tag in info.tags[50:]] == ["low", "high"]
    card = load(context.models / "new.safetensors").card
    assert card.metrics is not None
    assert card.metrics["test"]["macro_auc"] is None
    assert -1 <= card.metrics["test"]["teacher_rank_correlation"] <= 1
    assert card.source.endswith("distilled from small")


def test_a_student_gets_the_spread_of_its_teacher(
    asked: Asked, model: Path, context: PluginContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = {"teacher": "small", "windows": 32, "augment": ("crop", "mixup")}
    finish(asked(name="narrow", **options))
    monkeypatch.setattr(spread, "MIN_CLIPS", 2)
    monkeypatch.setattr(spread, "MIN_DEVIATION", 0)
    finish(asked(name="wide", **options))
    inputs = torch.randn(8, 96, 1366)
    narrow, wide = (
        load(context.models / f"{name}.safetensors").network(inputs)[:, :50].std(0)
        for name in ("narrow", "wide")
    )
    assert torch.allclose(wide / narrow, (wide / narrow).mean(), rtol=0.02)
    assert 1 < (wide / narrow).mean() <= spread.MAX_FACTOR + 0.02


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"name": "../new"}, "cannot be a model's name"),
        ({"size": "7M"}, "no size '7M'"),
        ({"augment": ("echo",)}, "no augmentation 'echo'"),
        ({"teacher": "nobody"}, "The teacher 'nobody' is not installed"),
        ({"batch": 1}, "At least 2 windows a step"),
        ({"epochs": 0}, "one epoch"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_decoded(
    asked: Asked, more: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(TagStudioError, match=sentence):
        next(train_new(asked(**more)))


def test_without_answers_there_is_too_little_to_learn_from(
    asked: Asked, clips_file: Path, clips: Clips
) -> None:
    few = np.where((clips.splits == TRAIN)[:, None], NO, clips.answers).astype(np.int8)
    replace(clips, answers=few).save(clips_file)
    with pytest.raises(TagStudioError, match="no tag has three yes and three no"):
        finish(asked())


def test_the_plugin_scores_clips_into_a_file(
    clips: Clips, clips_file: Path, model: Path, tmp_path: Path
) -> None:
    tagger = create(PluginContext(model.parent, tmp_path / "cache"))
    scores = tmp_path / "out" / "scores.npy"
    found = run(tagger.score_clips(clips_file, TEST, "small", tmp_path / "store", "cpu", scores))
    assert found.clips == 6
    assert np.load(scores).shape == (6, 50)
