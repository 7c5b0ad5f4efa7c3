"""A small CRNN with random weights, its card, and sound files made on the spot."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from crnn_tagger.card import Card
from crnn_tagger.checkpoint import describe, save
from crnn_tagger.features import MelRecipe
from crnn_tagger.networks import CRNNConfig, Network, build
from crnn_tagger.vocabulary import tag_infos

SMALL = CRNNConfig(maps=(4, 4, 8, 8), units=8)
MakeSound = Callable[..., str]


@pytest.fixture
def network() -> Network:
    torch.manual_seed(1)
    network = build(SMALL).eval()
    for name, tensor in network.state_dict().items():  # a fresh batch norm would do nothing
        if name.endswith("running_mean"):
            tensor.normal_()
        if name.endswith("running_var"):
            tensor.uniform_(0.5, 2)
    return network


@pytest.fixture
def card(network: Network) -> Card:
    return Card(
        title="Small",
        network=describe(SMALL),
        feature_shape=network.feature_shape,
        tags=tag_infos(),
        recipe=MelRecipe(),
        source="tests",
        licence="MIT",
    )


@pytest.fixture
def model(tmp_path: Path, network: Network, card: Card) -> Path:
    path = tmp_path / "models" / "small.safetensors"
    save(path, network, card)
    return path


@pytest.fixture
def sound(tmp_path: Path) -> MakeSound:
    def make(name: str, seconds: float = 31.0, pitch: float = 440.0, hz: int = 16_000) -> str:
        time = np.arange(int(seconds * hz)) / hz
        noise = np.random.default_rng(int(pitch)).standard_normal(len(time))
        path = tmp_path / name
        soundfile.write(path, 0.3 * np.sin(2 * np.pi * pitch * time) + 0.01 * noise, hz)
        return str(path)

    return make
