from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from crnn_tagger.finetuning import trainer
from crnn_tagger.finetuning.ensemble import Ensemble
from crnn_tagger.finetuning.loss import Loss
from crnn_tagger.finetuning.model_selection import (
    ValidationPlan,
    one_standard_error_rule,
    plan_validation,
    pseudo_bma_weights,
)
from crnn_tagger.finetuning.trainer import (
    RunContext,
    Trainer,
    TrainingConfig,
    TrainingResult,
    one_cycle_rate,
)
from crnn_tagger.finetuning.training_set import TrainingSet
from crnn_tagger.training.training_state import load_state, save_state
from torch import Tensor, nn

from tagstudio.core.errors import TagStudioError
from tagstudio.plugin_api import Epoch, Notice, TagInfo
from tagstudio.plugin_api.examples import NO, YES
from tagstudio.plugin_api.splits import TRAIN, VALIDATION

CPU = torch.device("cpu")
ROWS, WIDTH, TAGS = 40, 6, 3
COURSE = TrainingConfig(epochs=6, batch=8, learning_rate=0.1)
Make = Callable[..., Trainer]


def lessons(calibrate: int = 10) -> TrainingSet:
    """Return rows of which each tag can be told by one number, the last ones to choose by."""
    numbers = np.random.default_rng(0)
    inputs = numbers.normal(size=(ROWS, WIDTH)).astype(np.float16)
    sides = np.full(ROWS, TRAIN, np.uint8)
    sides[ROWS - calibrate :] = VALIDATION
    return TrainingSet(
        tags=tuple(TagInfo(name, "genre", 0.5) for name in "abc"),
        paths=tuple(f"/{row}.mp3" for row in range(ROWS)),
        features=inputs,
        answers=np.where(inputs[:, :TAGS] > 0, YES, NO).astype(np.int8),
        weights=np.ones((ROWS, TAGS), np.float32),
        parent_scores=np.full((ROWS, TAGS), 0.5, np.float32),
        splits=sides,
        groups=np.arange(ROWS),
    )


def objective(of: TrainingSet, validation: ValidationPlan) -> Loss:
    inputs = torch.from_numpy(of.features.astype(np.float32))
    return Loss(
        inputs=lambda rows: inputs[rows],
        answers=torch.from_numpy((of.answers == YES).astype(np.float32)),
        weights=torch.from_numpy(of.weights),
        soft=torch.zeros(1, ROWS, TAGS),
        soft_weights=torch.zeros(ROWS, TAGS),
        present=torch.from_numpy((~validation.absent).astype(np.float32)),
        learned=torch.from_numpy(of.learned),
        rehearsal=torch.from_numpy(of.rehearsal),
    )


class Odd(nn.Module):
    """A linear layer with dropout; `trouble` is called before each pass and may raise or spoil."""

    def __init__(self, trouble: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        torch.manual_seed(3)
        self.linear, self.dropout = nn.Linear(WIDTH, TAGS), nn.Dropout(0.2)
        self.trouble = trouble

    def forward(self, x: Tensor) -> Tensor:
        return self.trouble(self.linear(self.dropout(x)))


def learner(trouble: Callable[[Tensor], Tensor] = lambda logits: logits) -> Trainer:
    return taught(lessons(), trouble)


def taught(of: TrainingSet, trouble: Callable[[Tensor], Tensor] = lambda logits: logits) -> Trainer:
    validation = plan_validation(of, seed=0)
    stack = Ensemble(Odd(trouble), ("linear.weight", "linear.bias"), validation.copies)
    return Trainer(stack, objective(of, validation), of, validation)


def session(tmp_path: Path, name: str = "state") -> RunContext:
    return RunContext(CPU, 0, tmp_path / f"{name}.safetensors", 0, COURSE.epochs)


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
    return weights and np.array_equal(one.losses, other.losses)


def test_it_learns_and_reports_each_epoch(tmp_path: Path) -> None:
    seen, _ = finished(learner().run(COURSE, session(tmp_path)))
    epochs = [step for step in seen if isinstance(step, Epoch)]
    assert [epoch.number for epoch in epochs] == [1, 2, 3, 4, 5, 6]
    assert {epoch.epochs for epoch in epochs} == {6}
    assert epochs[-1].loss < 0.8 * epochs[0].loss
    first, last = epochs[0].validation_auc, epochs[-1].validation_auc
    assert first is not None and last is not None and first + 0.2 < last


def test_the_best_weights_are_kept_not_the_last(tmp_path: Path) -> None:
    of = lessons()
    noise = np.random.default_rng(1).integers(0, 2, of.answers.shape).astype(np.int8)
    one = taught(replace(of, answers=noise))
    course = TrainingConfig(epochs=12, batch=8, learning_rate=0.3, patience=12)
    seen, outcome = finished(one.run(course, session(tmp_path)))
    judged = [step.validation_loss for step in seen if isinstance(step, Epoch)]
    best = min(loss for loss in judged if loss is not None)
    assert judged[-1] is not None and best < judged[-1]
    answers = one.lessons.weights[one.validation.judged].sum()
    assert outcome.losses.sum() / answers == pytest.approx(best)


def test_it_ends_early_when_nothing_gets_better(tmp_path: Path) -> None:
    patient = TrainingConfig(epochs=50, batch=8, learning_rate=5.0, patience=3)
    seen, _ = finished(learner().run(patient, session(tmp_path)))
    assert 3 <= len(seen) < 50


def test_the_same_seed_gives_the_same_weights_and_another_one_others(tmp_path: Path) -> None:
    _, one = finished(learner().run(COURSE, session(tmp_path, "1")))
    _, two = finished(learner().run(COURSE, session(tmp_path, "2")))
    _, other = finished(learner().run(COURSE, replace(session(tmp_path, "3"), seed=1)))
    assert same(one, two)
    assert not same(one, other)


# ---- stopping and going on


@pytest.mark.parametrize("stop_after", [1, 3, 5])
def test_what_was_stopped_goes_on_to_the_same_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop_after: int
) -> None:
    monkeypatch.setattr(trainer, "SAVE_SECONDS", 0.0)
    _, whole = finished(learner().run(COURSE, session(tmp_path, "whole")))
    steps = learner().run(COURSE, session(tmp_path))
    for _ in range(stop_after):
        next(steps)
    steps.close()
    seen, resumed = finished(learner().run(COURSE, session(tmp_path)))
    assert len(seen) == COURSE.epochs - stop_after
    assert same(whole, resumed)


def test_a_damaged_state_counts_as_none(tmp_path: Path) -> None:
    _, whole = finished(learner().run(COURSE, session(tmp_path)))
    state = session(tmp_path).state
    state.write_bytes(state.read_bytes()[:-100])
    assert load_state(state) is None
    seen, again = finished(learner().run(COURSE, session(tmp_path)))
    assert len(seen) == COURSE.epochs
    assert same(whole, again)


def test_a_state_comes_back_to_the_last_bit(tmp_path: Path) -> None:
    tensors = {"weight": torch.randn(3, 4), "losses": torch.tensor([0.1], dtype=torch.float64)}
    facts: dict[str, Any] = {"epoch": 3, "rate_scale": 0.1 + 0.2}
    save_state(tmp_path / "state", tensors, facts)
    found = load_state(tmp_path / "state")
    assert found is not None and found[1] == facts
    assert all(torch.equal(found[0][name], tensor) for name, tensor in tensors.items())
    assert load_state(tmp_path / "none") is None


# ---- trouble


class Trouble:
    """Spoils or refuses some passes, counted from the first."""

    def __init__(self, passes: range, spoil: Callable[[Tensor], Tensor]) -> None:
        self.passes, self.spoil, self.count = passes, spoil, 0

    def __call__(self, logits: Tensor) -> Tensor:
        self.count += 1
        return self.spoil(logits) if self.count - 1 in self.passes else logits


def nan(logits: Tensor) -> Tensor:
    return logits * torch.nan


def test_a_loss_that_is_not_finite_goes_back_at_half_the_rate(tmp_path: Path) -> None:
    one = learner(Trouble(range(7, 8), nan))
    seen, outcome = finished(one.run(COURSE, session(tmp_path)))
    notices = [step.text for step in seen if isinstance(step, Notice)]
    assert len(notices) == 1 and "half the rate" in notices[0]
    assert [step.number for step in seen if isinstance(step, Epoch)] == [1, 2, 3, 4, 5, 6]
    assert one.rate_scale == 0.5
    assert all(weight.isfinite().all() for weight in outcome.weights.values())


def test_the_third_time_it_gives_up(tmp_path: Path) -> None:
    steps = learner(Trouble(range(7, 1000), nan)).run(COURSE, session(tmp_path))
    with pytest.raises(TagStudioError, match="astray 3 times"):
        finished(steps)


def test_out_of_memory_halves_the_batch(tmp_path: Path) -> None:
    def refuse(logits: Tensor) -> Tensor:
        if logits.shape[-2] > 4 and torch.is_grad_enabled():
            raise RuntimeError("CUDA out of memory. Tried to allocate 2 GiB")
        return logits

    one = learner(refuse)
    seen, _ = finished(one.run(COURSE, session(tmp_path)))
    assert [step.text for step in seen if isinstance(step, Notice)] == [
        "Not enough memory: 4 tracks at a time from here on."
    ]
    assert len(seen) == 1 + COURSE.epochs and one.batch == 4


def test_no_memory_for_a_single_track_is_told(tmp_path: Path) -> None:
    def refuse(logits: Tensor) -> Tensor:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory")

    with pytest.raises(TagStudioError, match="not enough memory to learn"):
        finished(learner(refuse).run(COURSE, session(tmp_path)))


def test_any_other_error_is_a_defect(tmp_path: Path) -> None:
    def fail(logits: Tensor) -> Tensor:
        raise RuntimeError("shapes cannot be multiplied")

    with pytest.raises(RuntimeError, match="shapes"):
        finished(learner(fail).run(COURSE, session(tmp_path)))


# ---- juries


def test_a_small_calibrate_side_is_helped_by_folds() -> None:
    validation = plan_validation(lessons(calibrate=10), seed=0)
    assert validation.copies == 5
    assert (validation.judge[30:] == 4).all() and validation.absent[:, 30:].all()
    assert np.array_equal(
        validation.absent.sum(axis=0)[:30], np.ones(30)
    )  # each row: one fold's copy
    assert validation.absent[validation.judge[:30], np.arange(30)].all()
    assert not validation.absent[4, :30].any()


def test_a_large_calibrate_side_judges_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crnn_tagger.finetuning.model_selection.MIN_VALIDATION_ROWS", 10)
    validation = plan_validation(lessons(calibrate=10), seed=0)
    assert validation.copies == 1
    np.testing.assert_equal(validation.judged, range(30, 40))


def test_a_group_is_never_split_over_folds() -> None:
    of = replace(lessons(), groups=np.arange(ROWS) // 3)
    judge = plan_validation(of, seed=1).judge[:30]
    for group in np.unique(of.groups[:30]):
        assert len(set(judge[of.groups[:30] == group])) == 1
    assert set(judge) == {0, 1, 2, 3}


def test_one_group_alone_cannot_be_judged() -> None:
    of = replace(lessons(calibrate=0), groups=np.zeros(ROWS, np.int64))
    validation = plan_validation(of, seed=0)
    assert validation.copies == 1 and len(validation.judged) == 0


def test_the_strongest_pull_is_kept_unless_another_is_clearly_better() -> None:
    numbers = np.random.default_rng(0)
    strong = numbers.normal(1, 0.1, 100)
    noise = numbers.normal(0, 0.5, 100)
    no_better = strong + noise - noise.mean() - 0.001
    assert one_standard_error_rule([strong, no_better], 1.0) == 0
    assert one_standard_error_rule([strong, strong - 0.1], 1.0) == 1
    assert one_standard_error_rule([strong, strong], 1.0) == 0
    assert one_standard_error_rule([strong, no_better], 0.0) == 1
    assert one_standard_error_rule([strong[:0], strong[:0]], 1.0) == 0


def test_candidates_are_blended_by_what_they_lose_tag_by_tag() -> None:
    shares = pseudo_bma_weights(np.array([[10.0, 3.0, 0.0], [10.0 + np.log(3), 900.0, 0.0]]))
    np.testing.assert_allclose(shares, [[0.75, 1.0, 0.5], [0.25, 0.0, 0.5]])


def test_the_learning_rate_rises_then_falls_to_nothing() -> None:
    rates = [one_cycle_rate(done / 100) for done in range(101)]
    assert max(rates) == pytest.approx(1, abs=0.001) and rates.index(max(rates)) == 20
    assert rates[0] < 0.1 and rates[100] == pytest.approx(0)
