import torch
from crnn_tagger.finetuning.loss import L2SPPenalty, Loss
from torch.nn.functional import binary_cross_entropy_with_logits


def make_loss(**parts: object) -> Loss:
    """Return four rows of three tags for two members; the last two are rehearsal rows."""
    torch.manual_seed(0)
    weights = torch.tensor([[1.0, 0, 0], [0, 2, 0], [0, 0, 0], [0, 0, 0]])
    defaults = {
        "inputs": lambda rows: rows,
        "targets": torch.tensor([[1.0, 0, 0], [0, 1, 0], [0, 0, 0], [0, 0, 0]]),
        "weights": weights,
        "soft_targets": torch.zeros(1, 4, 3),
        "soft_weights": torch.zeros(4, 3),
        "row_mask": torch.ones(2, 4),
        "training": torch.tensor([0, 1]),
        "rehearsal": torch.tensor([2, 3]),
    }
    return Loss(**{**defaults, **parts})  # type: ignore[arg-type]


ROWS = torch.arange(4)


def gradient(of: Loss, logits: torch.Tensor) -> torch.Tensor:
    logits = logits.clone().requires_grad_(True)
    of.of_batch(logits, ROWS).sum().backward()
    assert logits.grad is not None
    return logits.grad


def test_an_unseen_tag_has_exactly_no_gradient() -> None:
    gradients = gradient(make_loss(), torch.randn(2, 4, 3))
    answered = make_loss().weights > 0
    assert (gradients[:, ~answered] == 0).all()
    assert (gradients[:, answered] != 0).all()


def test_the_loss_of_an_answer_is_its_weighted_cross_entropy() -> None:
    logits = torch.randn(2, 4, 3)
    expected = binary_cross_entropy_with_logits(logits[:, 0, 0], torch.ones(2), reduction="none")
    expected += 2 * binary_cross_entropy_with_logits(
        logits[:, 1, 1], torch.ones(2), reduction="none"
    )
    torch.testing.assert_close(make_loss().of_batch(logits, ROWS), expected)


def test_soft_targets_have_no_gradient_at_the_teachers_scores_and_lead_back_to_them() -> None:
    teacher = torch.randn(2, 4, 3)
    of = make_loss(soft_targets=teacher.sigmoid(), soft_weights=(make_loss().weights == 0).float())
    seen = make_loss().weights > 0
    assert gradient(of, teacher)[:, ~seen].abs().max() < 1e-7
    assert (gradient(of, teacher + 1)[:, ~seen] > 0).all()
    assert (gradient(of, teacher - 1)[:, ~seen] < 0).all()


def test_a_member_is_not_trained_on_masked_rows() -> None:
    row_mask = torch.tensor([[1.0, 0, 1, 1], [1, 1, 1, 1]])
    gradients = gradient(make_loss(row_mask=row_mask), torch.randn(2, 4, 3))
    assert (gradients[0, 1] == 0).all()
    assert gradients[1, 1, 1] != 0


def test_the_l2sp_penalty_is_half_of_lambda_times_the_squared_distance() -> None:
    penalty = L2SPPenalty(torch.zeros(2, 3), torch.tensor([1.0, 10.0]), torch.tensor([1.0, 1, 0]))
    weight = torch.tensor([[1.0, 2, 9], [1, 2, 9]])
    assert penalty.of(weight).tolist() == [2.5, 25.0]
    assert make_loss(penalties={"w": penalty}).penalty({"w": weight}).tolist() == [2.5, 25.0]  # type: ignore[union-attr]


def test_a_batch_is_joined_by_as_many_rehearsal_rows() -> None:
    rows = make_loss().with_rehearsal(torch.tensor([0, 1, 0]))
    assert rows[:3].tolist() == [0, 1, 0]
    assert len(rows) == 6 and set(rows[3:].tolist()) <= {2, 3}
    assert make_loss(rehearsal=ROWS[:0]).with_rehearsal(ROWS).tolist() == ROWS.tolist()
