from dataclasses import replace

import pytest
import torch
from crnn_tagger.model.layers import FrameNorm
from crnn_tagger.model.networks import (
    CRNN,
    K2C2,
    Config,
    CRNNConfig,
    K1C2Config,
    K2C1Config,
    K2C2Config,
    Network,
    build,
    with_means,
)


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
    before, scores = network.features(x), network(x)
    behind = [w for n, w in network.named_parameters() if n.startswith(network.behind_features)]
    with torch.no_grad():
        for weight in behind:
            weight.add_(1)
    assert torch.equal(network.features(x), before)
    assert not torch.equal(network(x), scores)
    in_front = dict(network.named_parameters()).keys() - {
        n for n, _ in network.named_parameters() if n.startswith(network.behind_features)
    }
    assert all(name.startswith(("blocks.", "input_norm.")) for name in in_front)


def test_a_wrong_number_of_layers_is_refused() -> None:
    with pytest.raises(ValueError, match="4 layer widths"):
        build(CRNNConfig(maps=(4, 4, 4)))
