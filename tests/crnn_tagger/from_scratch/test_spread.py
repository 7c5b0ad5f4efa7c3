import numpy as np
import pytest
import torch
from crnn_tagger.from_scratch.spread import MAX_FACTOR, MIN_CLIPS, spread_factor, widen
from crnn_tagger.model.networks import K2C1Config, build
from numpy.typing import NDArray

LOGITS = np.random.default_rng(0).normal([-3, -1, 0], [1, 0.5, 2], (MIN_CLIPS, 3))


def scores(logits: NDArray[np.float64]) -> NDArray[np.float32]:
    return (1 / (1 + np.exp(-logits))).astype(np.float32)


@pytest.mark.parametrize(
    ("times", "factor"), [(0.8, 1.25), (1.5, 1.0), (0.1, MAX_FACTOR)], ids=["less", "more", "least"]
)
def test_the_factor_is_that_of_the_deviations(times: float, factor: float) -> None:
    own = LOGITS.mean(0) + times * (LOGITS - LOGITS.mean(0)) + 0.3
    assert spread_factor(scores(own), scores(LOGITS)) == pytest.approx(factor, rel=1e-3)


def test_few_clips_and_constant_tags_have_no_factor() -> None:
    own = 0.5 * LOGITS
    few = slice(MIN_CLIPS - 1)
    assert spread_factor(scores(own[few]), scores(LOGITS[few])) == 1
    own[:, 0] = -3
    assert spread_factor(scores(own), scores(LOGITS)) == pytest.approx(2, rel=1e-3)
    assert spread_factor(scores(np.zeros_like(own)), scores(LOGITS)) == 1


def test_widened_logits_keep_their_middle_and_their_order() -> None:
    network = build(K2C1Config(maps=(4, 4, 4, 4, 4), units=4, tags=3)).eval()
    inputs, middle = torch.randn(4, 96, 1366), torch.tensor([-2.0, 1.0])
    with torch.no_grad():
        before = network(inputs)
        widen(network, middle, 1.5)
        after = network(inputs)
    assert torch.allclose(after[:, :2], middle + 1.5 * (before[:, :2] - middle), atol=1e-5)
    assert torch.equal(after[:, 2], before[:, 2])
