import threading
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from crnn_tagger.from_scratch import trainer
from crnn_tagger.from_scratch.batches import LabelledBatches, TrainingData
from crnn_tagger.from_scratch.data.mel_store import MelStore
from crnn_tagger.from_scratch.student import Student
from crnn_tagger.from_scratch.targets import Targets, base_rate_scale, load_clip_set, output_tags
from crnn_tagger.from_scratch.trainer import Trainer, TrainingConfig, ValidationResult
from crnn_tagger.model.networks import Network, build
from crnn_tagger.model.sizes import config

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Progress
from tagstudio.plugin_api import Epoch, Notice
from tagstudio.plugin_api.clips import Clips
from tagstudio.plugin_api.splits import TRAIN

CPU = torch.device("cpu")
COURSE = TrainingConfig(epochs=3, batch=4, learning_rate=0.01)
MakeFit = Callable[..., Trainer]


@pytest.fixture
def make_fit(clips: Clips, store: MelStore) -> MakeFit:
    def make(network: str = "k2c1", augment: tuple[str, ...] = ("crop", "mixup")) -> Trainer:
        torch.manual_seed(0)
        sizes = {"k2c1": "8,8,8,8,8", "crnn": "4,4,4,4"}
        built = build(config(network, sizes[network], len(clips.tags)))
        lot = load_clip_set(clips, store, TRAIN, output_tags(clips, ()), labelled=True)
        material = TrainingData(store, lot, frozenset(augment), seed=3)
        student = Student(built, base_rate_scale(output_tags(clips, ())))
        return Trainer(student, LabelledBatches(material, windows=16), CPU)

    return make


def judged(*losses: float) -> trainer.Validate:
    """Judge the epochs by these losses, one after the other; then by the last one."""
    left = list(losses)

    def judge(network: Network) -> Generator[Progress, None, ValidationResult]:
        yield Progress()
        assert not network.training
        return ValidationResult(
            {"loss": left.pop(0) if len(left) > 1 else left[0], "macro_auc": 0.5}
        )

    return judge


def finish(steps: Generator[Any, None, Network]) -> tuple[list[Any], dict[str, torch.Tensor]]:
    """Return what a training yields, and the weights of the network that it returns."""
    found = []
    while True:
        try:
            found.append(next(steps))
        except StopIteration as end:
            return found, end.value.state_dict()


def epochs(steps: list[Any]) -> list[Epoch]:
    return [step for step in steps if isinstance(step, Epoch)]


def test_it_learns_what_can_be_heard(make_fit: MakeFit, tmp_path: Path) -> None:
    learning = make_fit(augment=("crop",))
    course = TrainingConfig(epochs=8, batch=4, learning_rate=0.02)
    steps, weights = finish(learning.run(course, judged(*range(20, 0, -1)), tmp_path / "state"))
    losses = [epoch.loss for epoch in epochs(steps)]
    assert losses[-1] < losses[0]
    network = learning.student.network
    network.load_state_dict(weights)
    batch = learning.lessons.batch(np.arange(16), [1])
    with torch.no_grad():
        scores = network.eval()(batch.inputs).sigmoid()
    high = batch.targets.probabilities[:, 1] == 1
    assert scores[high, 1].min() > scores[~high, 1].max()
    assert scores[high, 0].max() < scores[~high, 0].min()
    assert [epoch.windows for epoch in epochs(steps)] == [16] * 8
    assert all(epoch.seconds > 0 for epoch in epochs(steps))


@pytest.mark.parametrize("network", ["k2c1", "crnn"])
def test_stopped_inside_an_epoch_it_goes_on_bit_for_bit(
    make_fit: MakeFit, tmp_path: Path, network: str
) -> None:
    through, whole = finish(make_fit(network).run(COURSE, judged(3, 2, 1), tmp_path / "a"))
    stopped = make_fit(network).run(COURSE, judged(3, 2, 1), tmp_path / "b")
    for _ in range(7):  # into the second epoch
        next(stopped)
    stopped.close()
    rest, again = finish(make_fit(network).run(COURSE, judged(2, 1), tmp_path / "b"))
    assert whole.keys() == again.keys()
    for name, weight in whole.items():
        assert torch.equal(weight, again[name]), name
    last, repeated = epochs(through)[-1], epochs(rest)[-1]
    assert (last.number, last.loss) == (repeated.number, repeated.loss)
    assert len(epochs(rest)) == 2


def test_it_is_saved_within_an_epoch(
    make_fit: MakeFit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainer, "SAVE_SECONDS", 0.0)
    steps = make_fit().run(COURSE, judged(1), tmp_path / "state")
    next(steps)
    next(steps)
    found = trainer.load_state(tmp_path / "state")
    assert found is not None
    assert (found[1]["epoch"], found[1]["done"]) == (0, 8)
    steps.close()


def test_the_best_epochs_weights_are_kept(make_fit: MakeFit, tmp_path: Path) -> None:
    course = TrainingConfig(epochs=4, batch=4, learning_rate=0.01)
    one, two = make_fit(), make_fit()
    _, best = finish(one.run(course, judged(3, 1, 2, 2), tmp_path / "a"))
    assert one.standing.improved == 2
    steps = two.run(course, judged(3, 1), tmp_path / "b")
    while two.standing.epoch < 2:
        next(steps)
    assert same(best, two.student.plain(two.mean).state_dict())
    assert not same(best, one.student.plain(one.mean).state_dict())
    steps.close()


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return all(torch.equal(weight, other[name]) for name, weight in one.items())


def test_it_ends_when_nothing_gets_better(make_fit: MakeFit, tmp_path: Path) -> None:
    course = TrainingConfig(epochs=9, batch=8, learning_rate=0.01, patience=2)
    steps, _ = finish(make_fit().run(course, judged(1, 1, 1), tmp_path / "a"))
    assert [epoch.number for epoch in epochs(steps)] == [1, 2, 3]


def test_without_a_validation_side_the_last_weights_count(
    make_fit: MakeFit, tmp_path: Path
) -> None:
    def judge(network: Network) -> Generator[Progress, None, ValidationResult]:
        yield from ()
        return ValidationResult({"loss": None, "macro_auc": None})

    one = make_fit()
    steps, weights = finish(one.run(COURSE, judge, tmp_path / "a"))
    assert [epoch.validation_loss for epoch in epochs(steps)] == [None] * 3
    assert same(weights, one.student.plain(one.mean).state_dict())


def spoil(learning: Trainer, times: int, error: Exception | None = None) -> None:
    """Let the first steps of `learning` go wrong: a loss that is no number, or `error`."""
    whole, left = learning.student.loss, [None] * times

    def loss(outputs: Any, targets: Targets) -> torch.Tensor:
        if not left:
            return whole(outputs, targets)
        left.pop()
        if error:
            raise error
        return whole(outputs, targets) * torch.nan

    learning.student.loss = loss  # type: ignore[method-assign]


def test_a_loss_that_is_no_number_goes_back_and_slows_down(
    make_fit: MakeFit, tmp_path: Path
) -> None:
    learning = make_fit()
    spoil(learning, 2)
    steps, weights = finish(learning.run(COURSE, judged(3, 2, 1), tmp_path / "a"))
    assert [s.text[:34] for s in steps if isinstance(s, Notice)] == [
        "The loss was not a finite number: "
    ] * 2
    assert learning.standing.rate_scale == 0.25
    assert len(epochs(steps)) == 3
    assert all(weight.isfinite().all() for weight in weights.values())


def test_three_of_them_are_enough(make_fit: MakeFit, tmp_path: Path) -> None:
    learning = make_fit()
    spoil(learning, 3)
    with pytest.raises(TagStudioError, match="went astray 3 times"):
        finish(learning.run(COURSE, judged(1), tmp_path / "a"))


def test_without_memory_it_takes_fewer_at_a_time(make_fit: MakeFit, tmp_path: Path) -> None:
    learning = make_fit()
    spoil(learning, 1, RuntimeError("CUDA out of memory."))
    steps, _ = finish(learning.run(COURSE, judged(3, 2, 1), tmp_path / "a"))
    assert [s.text for s in steps if isinstance(s, Notice)] == [
        "Not enough memory: 2 windows at a time from here on."
    ]
    assert [epoch.windows for epoch in epochs(steps)] == [16] * 3
    spoil(learning := make_fit(), 9, RuntimeError("out of memory"))
    with pytest.raises(TagStudioError, match="not enough memory to learn from 2 windows"):
        finish(learning.run(COURSE, judged(1), tmp_path / "b"))


def test_our_own_errors_are_not_mended(make_fit: MakeFit, tmp_path: Path) -> None:
    spoil(learning := make_fit(), 1, RuntimeError("shapes do not fit"))
    with pytest.raises(RuntimeError, match="shapes do not fit"):
        finish(learning.run(COURSE, judged(1), tmp_path / "a"))


def test_no_batch_of_one_is_left_over(make_fit: MakeFit, tmp_path: Path) -> None:
    learning = make_fit()
    learning.lessons.windows = 13
    sizes: list[int] = []
    whole = learning._step
    learning._step = lambda batch, rate: sizes.append(len(batch.inputs)) or whole(batch, rate)
    finish(learning.run(TrainingConfig(1, 4, 0.01), judged(1), tmp_path / "a"))
    assert sizes == [4, 4, 4]


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_it_learns_in_half_precision(
    make_fit: MakeFit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dtype: torch.dtype
) -> None:
    losses = []
    for kind in (None, dtype):
        monkeypatch.setattr(trainer, "half_type", lambda device, kind=kind: kind)
        run = make_fit().run(TrainingConfig(1, 4, 0.01), judged(1), tmp_path / str(kind))
        steps, weights = finish(run)
        losses.append(epochs(steps)[0].loss)
        assert {w.dtype for w in weights.values()} == {torch.float32, torch.int64}
    assert losses[0] != losses[1]
    assert losses[0] == pytest.approx(losses[1], rel=0.2)


def test_batches_are_made_ahead_and_no_thread_is_left(make_fit: MakeFit, tmp_path: Path) -> None:

    learning = make_fit()
    steps = learning.run(COURSE, judged(1), tmp_path / "a")
    next(steps)
    steps.close()
    assert not [t for t in threading.enumerate() if t.name.startswith("batches")]
