"""A small CRNN with random weights, its card, audio files and examples made on the spot."""

import multiprocessing
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from crnn_tagger.audio.mel import MelRecipe
from crnn_tagger.model.checkpoint import describe, save
from crnn_tagger.model.model_card import ModelCard
from crnn_tagger.model.networks import CRNNConfig, Network, build

from tagstudio.plugin_api.vocabulary import lastfm_tag_infos

SMALL = CRNNConfig(maps=(4, 4, 8, 8), units=8)
MakeSound = Callable[..., str]
StartProcess = Callable[..., tuple[BaseProcess, Connection]]


def small_network() -> Network:
    torch.manual_seed(1)
    network = build(SMALL).eval()
    for name, tensor in network.state_dict().items():  # a fresh batch norm would do nothing
        if name.endswith("running_mean"):
            tensor.normal_()
        if name.endswith("running_var"):
            tensor.uniform_(0.5, 2)
    return network


def small_card(network: Network) -> ModelCard:
    return ModelCard(
        title="Small",
        network=describe(SMALL),
        feature_shape=network.feature_shape,
        tags=lastfm_tag_infos(),
        recipe=MelRecipe(),
        source="tests",
        licence="MIT",
    )


@pytest.fixture
def network() -> Network:
    return small_network()


@pytest.fixture
def card(network: Network) -> ModelCard:
    return small_card(network)


@pytest.fixture(scope="session")
def start_process() -> StartProcess:
    """Run a program text in a process of its own, which may be killed.

    The text sees the `names` given, and `report`, whose values come out of the connection returned;
    that ends (EOFError) with the process. The processes are forked from one that imported torch,
    where the system can do that: each import of it takes two seconds.
    """
    forking = "forkserver" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if forking else "spawn")
    if forking:
        context.set_forkserver_preload(["torch"])

    def start(program: str, **names: object) -> tuple[BaseProcess, Connection]:
        reports, inside = context.Pipe(duplex=False)
        process = context.Process(
            target=exec,
            args=(f"report = connection.send\n{program}", names | {"connection": inside}),
        )
        process.start()
        inside.close()
        return process, reports

    return start


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the small network, for tests that do not write beside it."""
    path = tmp_path_factory.mktemp("model") / "small.safetensors"
    network = small_network()
    save(path, network, small_card(network))
    return path


@pytest.fixture
def model(tmp_path: Path, network: Network, card: ModelCard) -> Path:
    path = tmp_path / "models" / "small.safetensors"
    save(path, network, card)
    return path


@pytest.fixture(scope="session")
def sound_in() -> MakeSound:
    """Write a tone with a little noise to a folder."""

    def make(
        folder: Path, name: str, seconds: float = 31.0, pitch: float = 440.0, hz: int = 16_000
    ) -> str:
        time = np.arange(int(seconds * hz)) / hz
        noise = np.random.default_rng(int(pitch)).standard_normal(len(time))
        path = folder / name
        soundfile.write(path, 0.3 * np.sin(2 * np.pi * pitch * time) + 0.01 * noise, hz)
        return str(path)

    return make


@pytest.fixture
def sound(tmp_path: Path, sound_in: MakeSound) -> MakeSound:
    return partial(sound_in, tmp_path)
