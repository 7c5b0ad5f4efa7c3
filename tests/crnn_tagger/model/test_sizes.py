import pytest
import torch
from crnn_tagger.model.networks import SIZES, CRNNConfig, K1C2Config, build
from crnn_tagger.model.sizes import config, trainable_networks

from tagstudio.core.errors import TagStudioError

COUNTS = {
    "k1c2": (98_657, 251_407, 503_213, 1_000_863, 2_998_107),
    "k2c1": (97_513, 246_718, 504_292, 1_002_794, 2_983_615),
    "k2c2": (96_822, 246_097, 497_320, 1_003_828, 3_046_167),
    "crnn": (97_130, 246_098, 497_157, 1_000_367, 3_027_712),
}  # trainable; those of k1c2 are ours, the others the paper's


def parameters(network: str, size: str) -> int:
    with torch.device("meta"):
        built = build(config(network, size, tags=50))
    return sum(parameter.numel() for parameter in built.parameters())


@pytest.mark.parametrize("network", trainable_networks())
def test_parameter_counts_are_those_of_the_paper(network: str) -> None:
    counts = tuple(parameters(network, size) for size in SIZES)
    assert counts == COUNTS[network]
    for count, size in zip(counts, SIZES, strict=True):
        assert count == pytest.approx(float(size[:-1]) * 1e6, rel=0.032)


def test_k1c2_lands_within_17_thousandths_of_its_size() -> None:
    for size in SIZES:
        assert parameters("k1c2", size) == pytest.approx(float(size[:-1]) * 1e6, rel=0.017)


def test_widths_of_ones_own() -> None:
    found = config("crnn", "32,64,64,64/16", tags=3)
    assert found == CRNNConfig((32, 64, 64, 64), 16, 3, input_norm=False, norm_eps=1e-5)
    assert config("k1c2", "8,8,16,16", tags=3) == K1C2Config((8, 8, 16, 16), 16, 3, 1e-5)


@pytest.mark.parametrize("size", ["2M", "", "8,8", "8,8,8,0", "8,8,8,8/0", "8,8,8,9999", "a,b,c,d"])
def test_other_sizes_are_refused_with_the_known_ones(size: str) -> None:
    with pytest.raises(TagStudioError, match=r"use 0.1M, .*the 4 convolutions of crnn, such as 30"):
        config("crnn", size, tags=50)


def test_other_networks_are_refused_with_the_known_ones() -> None:
    with pytest.raises(TagStudioError, match="no network 'lstm'; use k1c2, k2c1, k2c2, crnn"):
        config("lstm", "1M", tags=50)
