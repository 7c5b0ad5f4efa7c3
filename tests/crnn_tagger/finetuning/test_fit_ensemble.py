from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from crnn_tagger.finetuning import fit_ensemble as module
from crnn_tagger.finetuning.ensemble import Ensemble
from crnn_tagger.finetuning.fit_ensemble import (
    EnsembleTraining,
    TrainingResult,
    ensemble_trainer,
    fit_ensemble,
)
from crnn_tagger.finetuning.loss import Loss
from crnn_tagger.finetuning.model_selection import ValidationPlan, plan_validation
from crnn_tagger.finetuning.setup import RunContext
from crnn_tagger.finetuning.training_set import TrainingSet
from crnn_tagger.training.trainer import TrainingConfig
from crnn_tagger.training.training_state import load_state
from torch import Tensor, nn

from tagstudio.core.errors import TagStudioError
from tagstudio.plugin_api import Epoch, Notice, TagInfo
from tagstudio.plugin_api.examples import NO, YES
from tagstudio.plugin_api.splits import TRAIN, VALIDATION

ROWS, WIDTH, TAGS = 40, 6, 3
CONFIG = TrainingConfig(epochs=6, batch=8, learning_rate=0.1)
Change = Callable[[Tensor], Tensor]


def training_set() -> TrainingSet:
    """Return rows whose tags depend on one feature each; the last 10 are validation rows."""
    numbers = np.random.default_rng(0)
    inputs = numbers.normal(size=(ROWS, WIDTH)).astype(np.float16)
    splits = np.full(ROWS, TRAIN, np.uint8)
    splits[ROWS - 10 :] = VALIDATION
    return TrainingSet(
        tags=tuple(TagInfo(name, "genre", 0.5) for name in "abc"),
        paths=tuple(f"/{row}.mp3" for row in range(ROWS)),
        features=inputs,
        answers=np.where(inputs[:, :TAGS] > 0, YES, NO).astype(np.int8),
        weights=np.ones((ROWS, TAGS), np.float32),
        parent_scores=np.full((ROWS, TAGS), 0.5, np.float32),
        splits=splits,
        groups=np.arange(ROWS),
    )


def loss_of(rows: TrainingSet, plan: ValidationPlan) -> Loss:
    inputs = torch.from_numpy(rows.features.astype(np.float32))
    return Loss(
        inputs=lambda chosen: inputs[chosen],
        targets=torch.from_numpy((rows.answers == YES).astype(np.float32)),
        weights=torch.from_numpy(rows.weights),
        soft_targets=torch.zeros(1, ROWS, TAGS),
        soft_weights=torch.zeros(ROWS, TAGS),
        row_mask=torch.from_numpy((~plan.fold_mask).astype(np.float32)),
        training=torch.from_numpy(rows.training),
        rehearsal=torch.from_numpy(rows.rehearsal),
    )


class Faulty(nn.Module):
    """A linear layer with dropout; `change` is given the logits of each pass and may raise."""

    def __init__(self, change: Change) -> None:
        super().__init__()
        torch.manual_seed(3)
        self.linear, self.dropout = nn.Linear(WIDTH, TAGS), nn.Dropout(0.2)
        self.change = change

    def forward(self, x: Tensor) -> Tensor:
        return self.change(self.linear(self.dropout(x)))


def unchanged(logits: Tensor) -> Tensor:
    return logits


def model(change: Change = unchanged, rows: TrainingSet | None = None) -> EnsembleTraining:
    rows = training_set() if rows is None else rows
    plan = plan_validation(rows, seed=0)
    ensemble = Ensemble(Faulty(change), ("linear.weight", "linear.bias"), plan.members)
    return EnsembleTraining(ensemble, loss_of(rows, plan), rows, plan)


def context(tmp_path: Path, name: str = "state") -> RunContext:
    return RunContext(0, tmp_path / f"{name}.safetensors")


def finished(
    steps: Generator[Epoch | Notice, None, TrainingResult],
) -> tuple[list[Epoch | Notice], TrainingResult]:
    seen: list[Epoch | Notice] = []
    while True:
        try:
            seen.append(next(steps))
        except StopIteration as end:
            return seen, end.value


def same(one: TrainingResult, other: TrainingResult) -> bool:
    weights = all(torch.equal(one.weights[name], other.weights[name]) for name in one.weights)
    return weights and one.losses == other.losses


def test_the_loss_falls_and_each_epoch_is_reported(tmp_path: Path) -> None:
    seen, _ = finished(fit_ensemble(model(), CONFIG, context(tmp_path)))
    epochs = [step for step in seen if isinstance(step, Epoch)]
    assert [epoch.number for epoch in epochs] == [1, 2, 3, 4, 5, 6]
    assert {epoch.epochs for epoch in epochs} == {6}
    assert epochs[-1].loss < 0.8 * epochs[0].loss
    first, last = epochs[0].validation_auc, epochs[-1].validation_auc
    assert first is not None and last is not None and first + 0.2 < last


def test_epochs_are_numbered_over_all_stages(tmp_path: Path) -> None:
    config = replace(CONFIG, epochs=2, epochs_before=3, epochs_in_all=9)
    seen, _ = finished(fit_ensemble(model(), config, context(tmp_path)))
    assert [(step.number, step.epochs) for step in seen if isinstance(step, Epoch)] == [
        (4, 9),
        (5, 9),
    ]


def test_the_best_weights_are_kept_not_the_last(tmp_path: Path) -> None:
    rows = training_set()
    noise = np.random.default_rng(1).integers(0, 2, rows.answers.shape).astype(np.int8)
    one = model(rows=replace(rows, answers=noise))
    config = TrainingConfig(epochs=12, batch=8, learning_rate=0.3, patience=12)
    seen, result = finished(fit_ensemble(one, config, context(tmp_path)))
    losses = [step.validation_loss for step in seen if isinstance(step, Epoch)]
    best = min(loss for loss in losses if loss is not None)
    assert losses[-1] is not None and best < losses[-1]
    answers = rows.weights[one.plan.rows].sum()
    assert result.losses[0] / answers == pytest.approx(best)


def test_it_stops_early_without_improvement(tmp_path: Path) -> None:
    config = TrainingConfig(epochs=50, batch=8, learning_rate=5.0, patience=3)
    seen, _ = finished(fit_ensemble(model(), config, context(tmp_path)))
    assert 3 <= len(seen) < 50


def test_the_same_seed_gives_the_same_weights_and_another_one_others(tmp_path: Path) -> None:
    _, one = finished(fit_ensemble(model(), CONFIG, context(tmp_path, "1")))
    _, two = finished(fit_ensemble(model(), CONFIG, context(tmp_path, "2")))
    _, other = finished(fit_ensemble(model(), CONFIG, replace(context(tmp_path, "3"), seed=1)))
    assert same(one, two)
    assert not same(one, other)


# ---- interrupting and resuming


@pytest.mark.parametrize("stop_after", [1, 3, 5])
def test_a_killed_training_resumes_to_the_same_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop_after: int
) -> None:
    monkeypatch.setattr(module, "SAVE_SECONDS", 0.0)
    _, whole = finished(fit_ensemble(model(), CONFIG, context(tmp_path, "whole")))
    steps = fit_ensemble(model(), CONFIG, context(tmp_path))
    for _ in range(stop_after):
        next(steps)
    state = context(tmp_path).state.read_bytes()  # as a kill would leave it
    steps.close()
    context(tmp_path).state.write_bytes(state)
    seen, resumed = finished(fit_ensemble(model(), CONFIG, context(tmp_path)))
    assert len(seen) == CONFIG.epochs - stop_after
    assert same(whole, resumed)


def test_closing_saves_the_last_epoch(tmp_path: Path) -> None:
    _, whole = finished(fit_ensemble(model(), CONFIG, context(tmp_path, "whole")))
    steps = fit_ensemble(model(), CONFIG, context(tmp_path))
    assert not context(tmp_path).state.exists()
    next(steps), next(steps)
    steps.close()
    seen, resumed = finished(fit_ensemble(model(), CONFIG, context(tmp_path)))
    assert len(seen) == CONFIG.epochs - 2
    assert same(whole, resumed)


def test_a_damaged_state_counts_as_none(tmp_path: Path) -> None:
    _, whole = finished(fit_ensemble(model(), CONFIG, context(tmp_path)))
    state = context(tmp_path).state
    state.write_bytes(state.read_bytes()[:-100])
    assert load_state(state) is None
    seen, again = finished(fit_ensemble(model(), CONFIG, context(tmp_path)))
    assert len(seen) == CONFIG.epochs
    assert same(whole, again)


# ---- recovery


class Fault:
    """Changes the logits of some passes, counted from 0."""

    def __init__(self, passes: range, change: Change) -> None:
        self.passes, self.change, self.count = passes, change, 0

    def __call__(self, logits: Tensor) -> Tensor:
        self.count += 1
        return self.change(logits) if self.count - 1 in self.passes else logits


def nan(logits: Tensor) -> Tensor:
    return logits * torch.nan


def test_a_loss_that_is_not_finite_goes_back_at_half_the_rate(tmp_path: Path) -> None:
    one = model(Fault(range(7, 8), nan))
    trainer = ensemble_trainer(one, CONFIG, context(tmp_path))
    seen = list(trainer.run())
    notices = [step.text for step in seen if isinstance(step, Notice)]
    assert len(notices) == 1 and "half the learning rate" in notices[0]
    assert [step.number for step in seen if isinstance(step, Epoch)] == [1, 2, 3, 4, 5, 6]
    assert trainer.recovery.rate_scale == 0.5
    assert all(weight.isfinite().all() for weight in one.best.values())


def test_the_third_time_it_gives_up(tmp_path: Path) -> None:
    steps = fit_ensemble(model(Fault(range(7, 1000), nan)), CONFIG, context(tmp_path))
    with pytest.raises(TagStudioError, match="diverged 3 times"):
        finished(steps)


def test_out_of_memory_halves_the_batch(tmp_path: Path) -> None:
    def refuse(logits: Tensor) -> Tensor:
        if logits.shape[-2] > 4 and torch.is_grad_enabled():
            raise RuntimeError("CUDA out of memory. Tried to allocate 2 GiB")
        return logits

    trainer = ensemble_trainer(model(refuse), CONFIG, context(tmp_path))
    seen = list(trainer.run())
    assert [step.text for step in seen if isinstance(step, Notice)] == [
        "Not enough memory: the training goes on with batches of 4."
    ]
    assert len(seen) == 1 + CONFIG.epochs and trainer.recovery.batch == 4


def test_too_little_memory_for_a_single_track_is_an_error(tmp_path: Path) -> None:
    def refuse(logits: Tensor) -> Tensor:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory")

    with pytest.raises(TagStudioError, match="not enough memory to train with a batch of 1"):
        finished(fit_ensemble(model(refuse), CONFIG, context(tmp_path)))


def test_any_other_error_is_a_defect(tmp_path: Path) -> None:
    def fail(logits: Tensor) -> Tensor:
        raise RuntimeError("shapes cannot be multiplied")

    with pytest.raises(RuntimeError, match="shapes"):
        finished(fit_ensemble(model(fail), CONFIG, context(tmp_path)))
