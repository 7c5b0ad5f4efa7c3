import torch
from crnn_tagger.finetuning.loss import L2SPPenalty, Loss
from torch.nn.functional import binary_cross_entropy_with_logits


def objective(**parts: object) -> Loss:
    """Return four rows of three tags for two copies; the last two rows are replayed."""
    torch.manual_seed(0)
    weights = torch.tensor([[1.0, 0, 0], [0, 2, 0], [0, 0, 0], [0, 0, 0]])
    usual = {
        "inputs": lambda rows: rows,
        "answers": torch.tensor([[1.0, 0, 0], [0, 1, 0], [0, 0, 0], [0, 0, 0]]),
        "weights": weights,
        "soft": torch.zeros(1, 4, 3),
        "soft_weights": torch.zeros(4, 3),
        "present": torch.ones(2, 4),
        "learned": torch.tensor([0, 1]),
        "replayed": torch.tensor([2, 3]),
    }
    return Loss(**{**usual, **parts})  # type: ignore[arg-type]


ROWS = torch.arange(4)


def gradient(of: Loss, logits: torch.Tensor) -> torch.Tensor:
    logits = logits.clone().requires_grad_(True)
    of.cost(logits, ROWS).sum().backward()
    assert logits.grad is not None
    return logits.grad


def test_an_unseen_tag_has_exactly_no_gradient() -> None:
    found = gradient(objective(), torch.randn(2, 4, 3))
    answered = objective().weights > 0
    assert (found[:, ~answered] == 0).all()
    assert (found[:, answered] != 0).all()


def test_an_answer_costs_its_weighted_cross_entropy() -> None:
    logits = torch.randn(2, 4, 3)
    expected = binary_cross_entropy_with_logits(logits[:, 0, 0], torch.ones(2), reduction="none")
    expected += 2 * binary_cross_entropy_with_logits(
        logits[:, 1, 1], torch.ones(2), reduction="none"
    )
    torch.testing.assert_close(objective().cost(logits, ROWS), expected)


def test_soft_targets_are_at_rest_at_the_teachers_scores_and_pull_back_to_them() -> None:
    teacher = torch.randn(2, 4, 3)
    of = objective(soft=teacher.sigmoid(), soft_weights=(objective().weights == 0).float())
    seen = objective().weights > 0
    assert gradient(of, teacher)[:, ~seen].abs().max() < 1e-7
    assert (gradient(of, teacher + 1)[:, ~seen] > 0).all()
    assert (gradient(of, teacher - 1)[:, ~seen] < 0).all()


def test_a_copy_does_not_learn_from_rows_it_is_not_to_see() -> None:
    present = torch.tensor([[1.0, 0, 1, 1], [1, 1, 1, 1]])
    found = gradient(objective(present=present), torch.randn(2, 4, 3))
    assert (found[0, 1] == 0).all()
    assert found[1, 1, 1] != 0


def test_the_anchor_costs_half_its_strength_times_the_squared_distance() -> None:
    anchor = L2SPPenalty(torch.zeros(2, 3), torch.tensor([1.0, 10.0]), torch.tensor([1.0, 1, 0]))
    weight = torch.tensor([[1.0, 2, 9], [1, 2, 9]])
    assert anchor.cost(weight).tolist() == [2.5, 25.0]
    assert objective(anchors={"w": anchor}).pull_cost({"w": weight}).tolist() == [2.5, 25.0]  # type: ignore[union-attr]


def test_a_batch_is_joined_by_as_many_replayed_rows() -> None:
    rows = objective().step_rows(torch.tensor([0, 1, 0]))
    assert rows[:3].tolist() == [0, 1, 0]
    assert len(rows) == 6 and set(rows[3:].tolist()) <= {2, 3}
    assert objective(rehearsal=ROWS[:0]).step_rows(ROWS).tolist() == ROWS.tolist()
