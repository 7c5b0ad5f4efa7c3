"""The published wheel, where it can be had; a network with random weights, and its model file."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from musicnn_tagger.model_file import SUFFIX, MusicnnCard, save_model
from musicnn_tagger.network import Musicnn, build_network
from musicnn_tagger.tags import MAGNATAGATUNE
from musicnn_tagger.weights.install import install_model
from musicnn_tagger.weights.wheel import PACKAGES, REQUIREMENT, WHEEL_NAME

from tagstudio.core.progress import run
from tagstudio.plugin_api import PluginContext
from tagstudio.plugin_api.vocabulary import LASTFM

WHEEL_VARIABLE = "TAGSTUDIO_TEST_MUSICNN"  # the wheel, or the folder that it is in
FETCH_SECONDS = 120


def random_network() -> Musicnn:
    torch.manual_seed(1)
    network = build_network()
    for name, tensor in network.state_dict().items():  # a fresh batch norm would do nothing
        if name.endswith("running_mean"):
            tensor.normal_()
        if name.endswith("running_var"):
            tensor.uniform_(0.5, 2)
        if name.endswith("norm.weight"):
            tensor.uniform_(-0.5, 1)  # those that are published have negative ones, too
    return network


@pytest.fixture(scope="session")
def network() -> Musicnn:
    return random_network()


@pytest.fixture(scope="session")
def card(network: Musicnn) -> MusicnnCard:
    weights = sum(weight.numel() for weight in network.parameters())
    return MusicnnCard("Random", LASTFM, "tests", "MIT", "Do as you like.", "0" * 64, weights)


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory, network: Musicnn, card: MusicnnCard) -> Path:
    """A folder with both names; read only."""
    folder = tmp_path_factory.mktemp("models")
    save_model(folder / f"musicnn-msd{SUFFIX}", network, card)
    other = MusicnnCard(**{**vars(card), "vocabulary": MAGNATAGATUNE})
    save_model(folder / f"musicnn-mtt{SUFFIX}", network, other)
    return folder


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published wheel: named by the variable, or fetched once; skips where it is not there."""
    named = os.environ.get(WHEEL_VARIABLE)
    folder = Path(named) if named else tmp_path_factory.mktemp("wheel")
    path = folder if folder.is_file() else folder / WHEEL_NAME
    if not path.exists():
        command = [sys.executable, "-m", "pip", "download", *PACKAGES, "--retries", "1"]
        try:
            subprocess.run(
                [*command, "--dest", str(path.parent), REQUIREMENT],
                timeout=FETCH_SECONDS,
                check=True,
                capture_output=True,
            )
        except (subprocess.SubprocessError, OSError):
            pytest.skip(f"no {WHEEL_NAME}: set {WHEEL_VARIABLE} to its folder, or go online")
    return path


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Path:
    """A folder with both published models; read only."""
    folder = tmp_path_factory.mktemp("published")
    context = PluginContext(folder, folder / "cache")
    for name in ("musicnn-msd", "musicnn-mtt"):
        run(install_model(name, wheel, context))
    return folder
