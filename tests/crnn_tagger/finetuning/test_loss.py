import numpy as np
import torch
from crnn_tagger.finetuning.loss import REHEARSAL_WEIGHT, Loss, loss_of
from torch.nn.functional import binary_cross_entropy_with_logits

from tagstudio.plugin_kit.training_set import TrainingSet

WEIGHTS = np.array([[1, 0, 0], [0, 0.3, 0], [0, 0, 0]], np.float32)  # the last track: rehearsal
YES = np.array([[True, False, False]] * 3)
START = np.array([[0.5, -1, 2], [1, 0, -2], [3, 0, 1]])


def make_loss() -> Loss:
    n = len(WEIGHTS)
    every = np.arange(n)
    training_set = TrainingSet(
        tags=(),
        paths=("",) * n,
        features=np.zeros((n, 1), np.float16),
        starts=every,
        windows=np.ones_like(every),
        yes=YES,
        weights=WEIGHTS,
        folds=np.zeros(n, np.int8),
        sample=np.ones(n, np.bool_),
        parts=np.zeros(n, np.bool_),
    )
    return loss_of(training_set, START, torch.device("cpu"))


def gradient(logits: torch.Tensor, rows: torch.Tensor) -> torch.Tensor:
    logits = logits.clone().requires_grad_(True)
    make_loss().of(logits, rows).backward()
    assert logits.grad is not None
    return logits.grad


ROWS = torch.arange(3)
ANSWERED = torch.from_numpy(WEIGHTS > 0)


def test_the_loss_of_an_answer_is_its_weighted_cross_entropy() -> None:
    logits = torch.from_numpy(START).float()
    moved = logits.clone()
    moved[0, 0], moved[1, 1] = -1.5, 0.7
    difference = make_loss().of(moved, ROWS) - make_loss().of(logits, ROWS)

    def bce(logit: torch.Tensor, target: float) -> torch.Tensor:
        return binary_cross_entropy_with_logits(logit, torch.tensor(target))

    expected = bce(moved[0, 0], 1.0) - bce(logits[0, 0], 1.0)
    expected += 0.3 * (bce(moved[1, 1], 0.0) - bce(logits[1, 1], 0.0))
    torch.testing.assert_close(difference, expected)


def test_soft_targets_have_no_gradient_at_the_start_and_lead_back_to_it() -> None:
    start = torch.from_numpy(START).float()
    assert gradient(start, ROWS)[~ANSWERED].abs().max() < 1e-6
    assert (gradient(start + 1, ROWS)[~ANSWERED] > 0).all()
    assert (gradient(start - 1, ROWS)[~ANSWERED] < 0).all()


def test_rehearsal_tracks_weigh_more_than_the_other_tags_of_answered_ones() -> None:
    soft = make_loss().soft_weights
    assert soft[2].tolist() == [REHEARSAL_WEIGHT] * 3
    assert soft[:2].tolist() == [[0, 1, 1], [1, 0, 1]]


def test_rows_may_come_in_any_order_and_more_than_once() -> None:
    start = torch.from_numpy(START).float() + 0.5
    rows = torch.tensor([2, 0, 0])
    expected = sum(make_loss().of(start[[row]], torch.tensor([row])) for row in (2, 0, 0))
    torch.testing.assert_close(make_loss().of(start[rows], rows), expected)
