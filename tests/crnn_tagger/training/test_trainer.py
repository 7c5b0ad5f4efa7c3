from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from crnn_tagger.training.distributed import World
from crnn_tagger.training.trainer import (
    Batches,
    StepLoss,
    Trainable,
    Trainer,
    TrainingConfig,
    Validation,
)
from crnn_tagger.training.training_state import load_state, save_state
from torch import Tensor

from tagstudio.core.progress import Progress
from tagstudio.plugin_api import Epoch

CONFIG = TrainingConfig(epochs=4, batch=4, learning_rate=0.1)
INPUTS = torch.linspace(-1, 1, 10)


class Affine(Trainable[Tensor]):
    """A weight and an offset that fit y = 2x + 1, with dropout; it counts its steps."""

    def __init__(self) -> None:
        self.device = torch.device("cpu")
        self.save_seconds = 1000.0
        self.weights = {name: torch.zeros((), requires_grad=True) for name in ("slope", "offset")}
        self.steps = torch.zeros(())
        self.best = {name: weight.detach().clone() for name, weight in self.weights.items()}

    def parameters(self) -> Sequence[Tensor]:
        return list(self.weights.values())

    def tensors(self) -> dict[str, Tensor]:
        return {**self.weights, "steps": self.steps}

    def train(self) -> None:
        pass

    def loss(self, batch: Tensor) -> StepLoss:
        inputs = torch.nn.functional.dropout(INPUTS[batch], 0.2)
        predicted = self.weights["slope"] * inputs + self.weights["offset"]
        losses = (predicted - 2 * INPUTS[batch] - 1).square()
        return StepLoss(losses.mean(), float(losses.detach().sum()))

    def after_step(self, steps: int) -> None:
        self.steps.fill_(steps)

    def validate(self) -> Generator[Progress, None, Validation]:
        yield Progress(message="validating")
        loss = float((self.weights["slope"] - 2).abs().detach())
        return Validation(loss, None)

    def keep_best(self) -> None:
        self.best = {name: weight.detach().clone() for name, weight in self.weights.items()}


class Rows(Batches[Tensor]):
    """The rows in order, with a seed per step or per epoch."""

    size = len(INPUTS)

    def __init__(self, seeded_per_step: bool) -> None:
        self.seeded_per_step = seeded_per_step
        self.prepared: list[tuple[int, bool]] = []

    def prepare(self, epoch: int, last: bool) -> Generator[Progress, None, None]:
        self.prepared.append((epoch, last))
        yield from ()

    def of_epoch(self, epoch: int, done: int, batch: int) -> Iterator[tuple[int, Tensor]]:
        torch.manual_seed(epoch)
        for start in range(done, self.size, batch):
            if self.seeded_per_step:
                torch.manual_seed(100 * epoch + start)
            yield start, torch.arange(start, min(start + batch, self.size))


def trainer(state: Path, per_step: bool = True) -> Trainer[Tensor]:
    return Trainer(Affine(), Rows(per_step), CONFIG, state)


def weights(of: Trainer[Tensor]) -> list[float]:
    return [weight.item() for weight in (*of.model.best.values(), *of.model.parameters())]


def test_progress_and_epochs_are_reported(tmp_path: Path) -> None:
    one = trainer(tmp_path / "state")
    steps = list(one.run())
    epochs = [step for step in steps if isinstance(step, Epoch)]
    assert [(epoch.number, epoch.epochs, epoch.windows) for epoch in epochs] == [
        (number, 4, 10) for number in (1, 2, 3, 4)
    ]
    assert epochs[-1].loss < epochs[0].loss
    progress = [step for step in steps if isinstance(step, Progress) and step.total]
    assert [(step.done, step.total) for step in progress[:4]] == [
        (4, 40),
        (8, 40),
        (10, 40),
        (14, 40),
    ]
    assert str(progress[3].message) == "epoch 2 of 4 at most"
    assert one.progress.steps == 12


def test_each_epoch_is_prepared_and_the_last_one_known(tmp_path: Path) -> None:
    batches = Rows(seeded_per_step=True)
    list(Trainer(Affine(), batches, CONFIG, tmp_path / "state").run())
    assert batches.prepared == [(0, False), (1, False), (2, False), (3, True)]


@pytest.mark.parametrize("per_step", [True, False])
@pytest.mark.parametrize("stop_after", [1, 4, 6])
def test_a_closed_training_resumes_bit_for_bit(
    tmp_path: Path, stop_after: int, per_step: bool
) -> None:
    whole, stopped, resumed = (trainer(tmp_path / name, per_step) for name in "abb")
    list(whole.run())
    steps = stopped.run()
    for _ in range(stop_after):
        next(steps)
    steps.close()
    list(resumed.run())
    assert weights(whole) == weights(resumed)
    assert whole.progress.steps == resumed.progress.steps


def test_a_state_is_saved_inside_an_epoch_only_with_seeds_per_step(tmp_path: Path) -> None:
    for per_step, done in ((True, 4), (False, 0)):
        path = tmp_path / str(per_step)
        one = trainer(path, per_step)
        one.model.save_seconds = 0.0
        steps = one.run()
        next(steps)  # after the first step, or while the first epoch is validated
        found = load_state(path)
        assert (found is not None) == per_step
        if found is not None:
            assert (found[1]["progress"]["epoch"], found[1]["progress"]["done"]) == (0, done)
        steps.close()


def scaling_trainer(state: Path) -> Trainer[Tensor]:
    """A training in float16's manner, whose scaler doubles its factor after every third step."""
    model = Affine()
    model.scales_gradients = True
    one = Trainer(model, Rows(seeded_per_step=True), CONFIG, state)
    one.scaler.set_growth_interval(3)
    return one


@pytest.mark.parametrize("stop_after", [2, 4])
def test_the_gradient_scaler_resumes_too(tmp_path: Path, stop_after: int) -> None:
    whole, stopped, resumed = (scaling_trainer(tmp_path / name) for name in "abb")
    list(whole.run())
    steps = stopped.run()
    for _ in range(stop_after):
        next(steps)
    steps.close()
    list(resumed.run())
    assert whole.scaler.state_dict()["scale"] == 2.0**16 * 2**4
    assert whole.scaler.state_dict() == resumed.scaler.state_dict()
    assert weights(whole) == weights(resumed)


def test_a_state_without_a_scaler_is_resumed(tmp_path: Path) -> None:
    one = trainer(tmp_path / "state")
    steps = one.run()
    next(steps)
    steps.close()
    tensors, facts = load_state(tmp_path / "state") or ({}, {})
    del facts["scaler"]
    save_state(tmp_path / "state", tensors, facts)
    resumed = scaling_trainer(tmp_path / "state")
    list(resumed.run())
    assert resumed.progress.steps == 12


class TwoProcesses(World):
    """The first of two processes, where the other one always agrees."""

    def from_first(self, value: Any) -> Any:
        return value

    def any_of(self, condition: bool) -> bool:
        return condition


class Halves(Rows):
    """Every second row of a batch: this process' part."""

    def of_epoch(self, epoch: int, done: int, batch: int) -> Iterator[tuple[int, Tensor]]:
        for start, rows in super().of_epoch(epoch, done, batch):
            yield start, rows[::2]


class Constant(Affine):
    """The loss of each row is 3, whatever the weights are."""

    def loss(self, batch: Tensor) -> StepLoss:
        return StepLoss(0 * super().loss(batch)[0], 3.0 * len(batch))


def test_the_reported_loss_is_the_mean_per_row_in_each_number_of_processes(tmp_path: Path) -> None:
    alone = Trainer(Constant(), Rows(True), CONFIG, tmp_path / "alone")
    shared = Trainer(Constant(), Halves(True), CONFIG, tmp_path / "shared", TwoProcesses(0, 2))
    for one in (alone, shared):
        losses = [step.loss for step in one.run() if isinstance(step, Epoch)]
        assert losses == [3.0] * 4
