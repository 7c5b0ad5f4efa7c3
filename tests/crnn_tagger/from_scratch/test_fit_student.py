import threading
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from crnn_tagger.from_scratch import fit_student
from crnn_tagger.from_scratch.batches import Batch, LabelledBatches, TrainingData
from crnn_tagger.from_scratch.data.mel_store import MelStore
from crnn_tagger.from_scratch.fit_student import (
    StudentTraining,
    Validate,
    ValidationResult,
    student_trainer,
)
from crnn_tagger.from_scratch.student import Student
from crnn_tagger.from_scratch.targets import Targets, base_rate_scale, load_clip_set, output_tags
from crnn_tagger.model.networks import Network, build
from crnn_tagger.model.sizes import config as sized
from crnn_tagger.training.trainer import Trainer, TrainingConfig
from crnn_tagger.training.training_state import load_state

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Progress
from tagstudio.plugin_api import Epoch, Notice
from tagstudio.plugin_api.clips import Clips
from tagstudio.plugin_api.splits import TRAIN

CPU = torch.device("cpu")
CONFIG = TrainingConfig(epochs=3, batch=4, learning_rate=0.01)
Make = Callable[..., Trainer[Batch]]


@pytest.fixture
def make(clips: Clips, store: MelStore) -> Make:
    """Make the Trainer of a small student on 16 windows, or `windows`, an epoch."""

    def make(  # noqa: PLR0917 - each names a thing of its own
        state: Path,
        validate: Validate,
        config: TrainingConfig = CONFIG,
        network: str = "k2c1",
        augment: tuple[str, ...] = ("crop", "mixup"),
        windows: int = 16,
    ) -> Trainer[Batch]:
        torch.manual_seed(0)
        sizes = {"k2c1": "8,8,8,8,8", "crnn": "2,2,2,2/4"}
        built = build(sized(network, sizes[network], len(clips.tags)))
        clip_set = load_clip_set(clips, store, TRAIN, output_tags(clips, ()), labelled=True)
        data = TrainingData(store, clip_set, frozenset(augment), seed=3)
        student = Student(built, base_rate_scale(output_tags(clips, ())))
        model = StudentTraining(student, validate, CPU)
        return student_trainer(model, LabelledBatches(data, windows), config, state)

    return make


def validated(*losses: float) -> Validate:
    """Return these validation losses, one after the other; then the last one."""
    left = list(losses)

    def validate(network: Network) -> Generator[Progress, None, ValidationResult]:
        yield Progress()
        assert not network.training
        loss = left.pop(0) if len(left) > 1 else left[0]
        return ValidationResult({"loss": loss, "macro_auc": 0.5})

    return validate


def student_of(trainer: Trainer[Batch]) -> StudentTraining:
    assert isinstance(trainer.model, StudentTraining)
    return trainer.model


def finish(trainer: Trainer[Batch]) -> tuple[list[Any], dict[str, torch.Tensor]]:
    """Return the steps of a training, and the best weights."""
    steps = list(trainer.run())
    return steps, student_of(trainer).best_network().state_dict()


def epochs(steps: list[Any]) -> list[Epoch]:
    return [step for step in steps if isinstance(step, Epoch)]


def test_the_student_separates_the_tags(make: Make, tmp_path: Path) -> None:
    config = TrainingConfig(epochs=8, batch=4, learning_rate=0.02)
    trainer = make(tmp_path / "state", validated(*range(20, 0, -1)), config, augment=("crop",))
    steps, weights = finish(trainer)
    losses = [epoch.loss for epoch in epochs(steps)]
    assert losses[-1] < losses[0]
    network = student_of(trainer).student.network
    network.load_state_dict(weights)
    batch = trainer.batches.source.batch(np.arange(16), [1])
    with torch.no_grad():
        scores = network.eval()(batch.inputs).sigmoid()
    high = batch.targets.probabilities[:, 1] == 1
    assert scores[high, 1].min() > scores[~high, 1].max()
    assert scores[high, 0].max() < scores[~high, 0].min()
    assert [epoch.windows for epoch in epochs(steps)] == [16] * 8
    assert all(epoch.seconds > 0 for epoch in epochs(steps))


@pytest.mark.parametrize("network", ["k2c1", "crnn"])
def test_stopped_inside_an_epoch_it_resumes_bit_for_bit(
    make: Make, tmp_path: Path, network: str
) -> None:
    through, whole = finish(make(tmp_path / "a", validated(3, 2, 1), network=network))
    stopped = make(tmp_path / "b", validated(3, 2, 1), network=network).run()
    for _ in range(7):  # into the second epoch
        next(stopped)
    stopped.close()
    rest, again = finish(make(tmp_path / "b", validated(2, 1), network=network))
    assert whole.keys() == again.keys()
    for name, weight in whole.items():
        assert torch.equal(weight, again[name]), name
    last, repeated = epochs(through)[-1], epochs(rest)[-1]
    assert (last.number, last.loss) == (repeated.number, repeated.loss)
    assert len(epochs(rest)) == 2


def test_the_state_is_saved_inside_an_epoch(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fit_student, "SAVE_SECONDS", 0.0)
    steps = make(tmp_path / "state", validated(1)).run()
    next(steps)
    next(steps)
    found = load_state(tmp_path / "state")
    assert found is not None
    progress = found[1]["progress"]
    assert (progress["epoch"], progress["done"]) == (0, 8)
    steps.close()


def test_the_best_epochs_weights_are_kept(make: Make, tmp_path: Path) -> None:
    config = TrainingConfig(epochs=4, batch=4, learning_rate=0.01)
    one = make(tmp_path / "a", validated(3, 1, 2, 2), config)
    two = make(tmp_path / "b", validated(3, 1), config)
    _, best = finish(one)
    assert one.stopping.improved_at == 2
    steps = two.run()
    while two.progress.epoch < 2:
        next(steps)
    assert same(best, averaged(two))
    assert not same(best, averaged(one))
    steps.close()


def averaged(trainer: Trainer[Batch]) -> dict[str, torch.Tensor]:
    model = student_of(trainer)
    return model.student.plain(model.mean).state_dict()


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return all(torch.equal(weight, other[name]) for name, weight in one.items())


def test_it_stops_early_without_improvement(make: Make, tmp_path: Path) -> None:
    config = TrainingConfig(epochs=9, batch=8, learning_rate=0.01, patience=2)
    steps, _ = finish(make(tmp_path / "a", validated(1, 1, 1), config))
    assert [epoch.number for epoch in epochs(steps)] == [1, 2, 3]


def test_without_a_validation_loss_the_last_weights_count(make: Make, tmp_path: Path) -> None:
    def validate(network: Network) -> Generator[Progress, None, ValidationResult]:
        yield from ()
        return ValidationResult({"loss": None, "macro_auc": None})

    one = make(tmp_path / "a", validate)
    steps, weights = finish(one)
    assert [epoch.validation_loss for epoch in epochs(steps)] == [None] * 3
    assert same(weights, averaged(one))


def break_steps(trainer: Trainer[Batch], times: int, error: Exception | None = None) -> None:
    """Make the first steps fail: with a loss that is not finite, or with `error`."""
    student, left = student_of(trainer).student, [None] * times
    whole = student.loss

    def loss(outputs: Any, targets: Targets) -> torch.Tensor:
        if not left:
            return whole(outputs, targets)
        left.pop()
        if error:
            raise error
        return whole(outputs, targets) * torch.nan

    student.loss = loss  # type: ignore[method-assign]


def test_a_loss_that_is_not_finite_goes_back_and_slows_down(make: Make, tmp_path: Path) -> None:
    trainer = make(tmp_path / "a", validated(3, 2, 1))
    break_steps(trainer, 2)
    steps, weights = finish(trainer)
    assert [s.message.key for s in steps if isinstance(s, Notice)] == ["training.lower-rate"] * 2
    assert trainer.recovery.rate_scale == 0.25
    assert len(epochs(steps)) == 3
    assert all(weight.isfinite().all() for weight in weights.values())


def test_three_of_them_are_enough(make: Make, tmp_path: Path) -> None:
    break_steps(trainer := make(tmp_path / "a", validated(1)), 3)
    with pytest.raises(TagStudioError, match="diverged 3 times"):
        finish(trainer)


def test_out_of_memory_halves_the_batch(make: Make, tmp_path: Path) -> None:
    trainer = make(tmp_path / "a", validated(3, 2, 1))
    break_steps(trainer, 1, RuntimeError("CUDA out of memory."))
    steps, _ = finish(trainer)
    assert [s.text for s in steps if isinstance(s, Notice)] == [
        "Not enough memory: the training goes on with batches of 2."
    ]
    assert [epoch.windows for epoch in epochs(steps)] == [16] * 3
    break_steps(trainer := make(tmp_path / "b", validated(1)), 9, RuntimeError("out of memory"))
    with pytest.raises(TagStudioError, match="not enough memory to train with a batch of 2"):
        finish(trainer)


def test_defects_are_not_recovered_from(make: Make, tmp_path: Path) -> None:
    break_steps(trainer := make(tmp_path / "a", validated(1)), 1, RuntimeError("shapes do not fit"))
    with pytest.raises(RuntimeError, match="shapes do not fit"):
        finish(trainer)


def test_a_last_batch_of_a_single_window_is_left_out(make: Make, tmp_path: Path) -> None:
    trainer = make(tmp_path / "a", validated(1), TrainingConfig(1, 4, 0.01), windows=13)
    sizes: list[int] = []
    whole = trainer.model.loss
    trainer.model.loss = lambda batch: sizes.append(len(batch.inputs)) or whole(batch)
    finish(trainer)
    assert sizes == [4, 4, 4]


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_gives_about_the_same_loss(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dtype: torch.dtype
) -> None:
    losses = []
    for kind in (None, dtype):
        monkeypatch.setattr(fit_student, "training_precision", lambda device, kind=kind: kind)
        trainer = make(tmp_path / str(kind), validated(1), TrainingConfig(1, 4, 0.01))
        assert trainer.scaler.is_enabled() == (kind is torch.float16)
        steps, weights = finish(trainer)
        losses.append(epochs(steps)[0].loss)
        assert {w.dtype for w in weights.values()} == {torch.float32, torch.int64}
    assert losses[0] != losses[1]
    assert losses[0] == pytest.approx(losses[1], rel=0.2)


def test_batches_are_made_ahead_and_no_thread_is_left(make: Make, tmp_path: Path) -> None:
    steps = make(tmp_path / "a", validated(1)).run()
    next(steps)
    steps.close()
    assert not [t for t in threading.enumerate() if t.name.startswith("batches")]
