from dataclasses import replace

import numpy as np
import pytest
import torch
from crnn_tagger.model.networks import (
    CRNN,
    GRU,
    K2C2,
    Block,
    Config,
    CRNNConfig,
    Dropout,
    FrameNorm,
    K1C2Config,
    K2C1Config,
    K2C2Config,
    Network,
    build,
    hard_sigmoid,
    with_means,
)
from numpy.typing import NDArray
from torch.nn.functional import elu, max_pool2d

Array = NDArray[np.float64]


@pytest.mark.parametrize(
    ("config", "parameters"), [(CRNNConfig(), 396_786), (K2C2Config(), 865_950)]
)
def test_parameter_counts_are_the_published_ones(config: Config, parameters: int) -> None:
    with torch.device("meta"):
        network = build(config)
    assert sum(parameter.numel() for parameter in network.parameters()) == parameters


@pytest.mark.parametrize(
    ("config", "feature_shape"),
    [
        (CRNNConfig(maps=(3, 4, 5, 6), units=7, tags=9), (15, 6)),
        (K1C2Config(maps=(3, 4, 5, 6), units=7, tags=9), (96, 6)),
        (K2C1Config(maps=(3, 4, 5, 6, 7), units=8, tags=9), (1, 7)),
        (K2C2Config(maps=(3, 4, 5, 6, 7), tags=9), (1, 7)),
    ],
)
def test_shapes_and_head_after_features(config: Config, feature_shape: tuple[int, int]) -> None:
    network = build(config).eval()
    mel = torch.randn(2, 96, 1366)
    features = network.features(mel)
    assert features.shape == (2, *feature_shape)
    assert network.feature_shape == feature_shape
    assert network(mel).shape == (2, 9)
    assert torch.equal(network(mel), network.head(features))


def test_the_published_sizes_have_the_features_the_library_stores() -> None:
    with torch.device("meta"):
        assert build(CRNNConfig()).feature_shape == (15, 128)
        assert build(K2C2Config()).feature_shape == (1, 256)


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


def test_zero_padding_stands_before_the_input_norm() -> None:
    network = CRNN(CRNNConfig(maps=(2, 2, 2, 2), units=2))
    assert isinstance(network.input_norm, FrameNorm)
    assert network.input_norm.num_features == 1440
    cnn = K2C2(K2C2Config(maps=(2, 2, 2, 2, 2)))
    assert isinstance(cnn.input_norm, FrameNorm)
    assert cnn.input_norm.num_features == 1366


def test_dropout_acts_in_training_only(network: Network) -> None:
    mel = torch.randn(2, 96, 1366)
    assert torch.equal(network(mel), network(mel))
    features = network.features(mel)
    network.train()
    assert not torch.equal(network.head(features), network.head(features))


def test_a_crnn_with_means_says_the_same_and_can_learn_from_them() -> None:
    plain = CRNN(CRNNConfig(maps=(2, 2, 2, 3), units=4, tags=5)).eval()
    wider = with_means(plain)
    features = torch.randn(6, 15, 3)
    torch.testing.assert_close(wider.head(features), plain.head(features))
    assert wider.means == 3 and wider.output.weight.shape == (5, 7)
    wider.head(features).sum().backward()
    means = wider.output.weight.grad[:, 4:]  # type: ignore[index]
    torch.testing.assert_close(means, features.mean(1).sum(0).expand(5, 3))


def test_a_network_that_has_means_or_needs_none_stays_as_it_is() -> None:
    wider = with_means(CRNN(CRNNConfig(maps=(2, 2, 2, 3), units=4)))
    assert with_means(wider).output.weight.shape == wider.output.weight.shape
    cnn = K2C2(K2C2Config(maps=(2, 2, 2, 2, 2)))
    assert type(with_means(cnn)) is K2C2 and cnn.means == 0


def test_one_dimensional_kernels_see_along_time_alone() -> None:
    torch.manual_seed(0)
    network = build(K1C2Config(maps=(2, 3, 4, 5), units=4, tags=2)).eval()
    x = torch.randn(1, 96, 1366)
    changed = x.clone()
    changed[:, 40] += 1
    moved = (network.features(x) != network.features(changed)).any(dim=2)[0]
    assert moved.nonzero().flatten().tolist() == [40]


def test_the_first_kernel_of_k2c1_spans_the_band() -> None:
    network = build(K2C1Config(maps=(6, 3, 4, 5, 5), units=4, tags=2))
    assert network.blocks[0].conv.weight.shape == (6, 96, 1, 4)


@pytest.mark.parametrize("config", [K1C2Config(), K2C1Config(), K2C2Config(), CRNNConfig()])
def test_no_feature_depends_on_what_is_behind_the_features(config: Config) -> None:
    torch.manual_seed(0)
    small = replace(config, maps=(2,) * len(config.maps), tags=3)
    network = build(small).eval()
    x = torch.randn(1, 96, 1366)
    before, said = network.features(x), network(x)
    behind = [w for n, w in network.named_parameters() if n.startswith(network.behind_features)]
    with torch.no_grad():
        for weight in behind:
            weight.add_(1)
    assert torch.equal(network.features(x), before)
    assert not torch.equal(network(x), said)
    in_front = dict(network.named_parameters()).keys() - {
        n for n, _ in network.named_parameters() if n.startswith(network.behind_features)
    }
    assert all(name.startswith(("blocks.", "input_norm.")) for name in in_front)


def test_a_wrong_number_of_layers_is_refused() -> None:
    with pytest.raises(ValueError, match="4 layer widths"):
        build(CRNNConfig(maps=(4, 4, 4)))
