import numpy as np
import pytest
import torch
from crnn_tagger.model.layers import GRU, Block, Dropout, FrameNorm, hard_sigmoid
from numpy.typing import NDArray
from torch.nn.functional import elu, max_pool2d

Array = NDArray[np.float64]


def sigmoid_of_keras(x: Array) -> Array:
    return np.clip(0.2 * x + 0.5, 0, 1)


def gru_by_the_equations(x: Array, weights: dict[str, Array]) -> Array:
    """Cho et al. 2014 as in Keras 1, for one sequence (steps, inputs) -> (steps, units)."""
    w, b, u = weights["inward.weight"], weights["inward.bias"], weights["gates.weight"]
    units = len(u) // 2
    wz, wr, wh = w[:units], w[units : 2 * units], w[2 * units :]
    bz, br, bh = b[:units], b[units : 2 * units], b[2 * units :]
    uz, ur, uh = u[:units], u[units:], weights["candidate.weight"]
    h, states = np.zeros(units), []
    for step in x:
        z = sigmoid_of_keras(wz @ step + bz + uz @ h)
        r = sigmoid_of_keras(wr @ step + br + ur @ h)
        hh = np.tanh(wh @ step + bh + uh @ (r * h))
        h = z * h + (1 - z) * hh
        states.append(h)
    return np.stack(states)


def test_the_gru_follows_its_equations() -> None:
    torch.manual_seed(0)
    gru = GRU(5, 4).double()
    for parameter in gru.parameters():
        torch.nn.init.normal_(parameter)
    x = torch.randn(3, 15, 5, dtype=torch.float64)
    weights = {name: tensor.numpy() for name, tensor in gru.state_dict().items()}
    with torch.no_grad():
        found = gru(x).numpy()
    for sequence, states in zip(x.numpy(), found, strict=True):
        np.testing.assert_allclose(states, gru_by_the_equations(sequence, weights), atol=1e-12)


def test_the_hard_sigmoid_is_keras_own() -> None:
    x = torch.tensor([-3.0, -2.5, 0.0, 1.0, 2.5, 9.0])
    assert torch.allclose(hard_sigmoid(x), torch.tensor([0, 0, 0.5, 0.7, 1, 1]))


def test_pooling_before_the_elu_changes_nothing() -> None:
    torch.manual_seed(0)
    block = Block(2, 3, (2, 3), eps=1e-3).eval()
    x = torch.randn(2, 2, 12, 18)
    as_in_the_paper = max_pool2d(elu(block.norm(block.conv(x))), (2, 3))
    torch.testing.assert_close(block(x), as_in_the_paper)
    assert (block(x) < 0).any() and (block(x) > 0).any()


@pytest.mark.parametrize("pool", [(1, 4), (2, 3)])
@torch.no_grad()
def test_a_block_that_learned_behind_the_pooling_is_the_same_block(pool: tuple[int, int]) -> None:
    torch.manual_seed(0)
    block = Block(2, 3, pool, eps=1e-3)
    block.pool_first = True
    torch.nn.init.uniform_(block.norm.weight, 0.1, 2.0)
    x = torch.randn(4, 2, 12, 18)
    learned = block(x)
    assert isinstance(block.norm, torch.nn.BatchNorm2d) and block.norm.running_mean is not None
    maxima = max_pool2d(block.conv(x), pool)
    means = maxima.mean(dim=(0, 2, 3), keepdim=True)
    deviations = (maxima.var(dim=(0, 2, 3), correction=0, keepdim=True) + 1e-3).sqrt()
    block.norm.running_mean.copy_(means.flatten())
    block.norm.running_var.copy_(deviations.flatten().square() - 1e-3)
    assert torch.allclose(block.eval()(x), learned, atol=1e-5)


def test_a_norm_that_keeps_its_figures_learns_as_it_would_on_its_own() -> None:
    torch.manual_seed(0)
    block = Block(2, 3, (2, 3), eps=1e-3).double()
    assert isinstance(block.norm, torch.nn.BatchNorm2d)
    block.norm.eval()
    torch.nn.init.normal_(block.norm.weight)
    torch.nn.init.normal_(block.norm.bias)
    block.norm.running_mean = torch.randn(3, dtype=torch.float64)
    block.norm.running_var = torch.rand(3, dtype=torch.float64) + 0.5
    x = torch.randn(2, 2, 12, 18, dtype=torch.float64, requires_grad=True)
    apart = elu(max_pool2d(block.norm(block.conv(x)), (2, 3)))
    together = block(x)
    torch.testing.assert_close(together, apart)
    learned = (x, *block.parameters())
    wanted = torch.randn_like(apart)
    expected = torch.autograd.grad(apart, learned, wanted)
    for found, gradient in zip(
        torch.autograd.grad(together, learned, wanted), expected, strict=True
    ):
        torch.testing.assert_close(found, gradient)


@pytest.mark.parametrize("kind", [torch.float32, torch.bfloat16])
def test_dropout_keeps_the_mean_and_passes_the_gradient_of_what_stays(kind: torch.dtype) -> None:
    torch.manual_seed(0)
    dropout = Dropout(0.1)
    x = torch.ones(2, 5, 301, 77, dtype=kind).to(memory_format=torch.channels_last)
    dropped = dropout(x.requires_grad_())
    fallen = (dropped == 0).float().mean()
    assert 0.095 < fallen < 0.101 and dropped.detach().float().mean() == pytest.approx(1, abs=0.005)
    assert dropped.is_contiguous(memory_format=torch.channels_last) and dropped.dtype == kind
    (gradient,) = torch.autograd.grad(dropped.sum(), x)
    assert torch.equal(gradient, dropped)
    assert dropout.eval()(x) is x


def test_the_frame_norm_has_its_own_figures_for_each_frame() -> None:
    norm = FrameNorm(4, eps=0.0).eval()
    norm.running_mean = torch.tensor([0.0, 1.0, 2.0, 3.0])
    norm.running_var = torch.tensor([1.0, 4.0, 9.0, 16.0])
    x = torch.randn(2, 5, 4)
    expected = (x - norm.running_mean) / norm.running_var.sqrt()
    assert torch.allclose(norm(x), expected, atol=1e-6)
