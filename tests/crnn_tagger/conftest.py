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

from tagstudio.learning.folds import FOLDS
from tagstudio.plugin_api.examples import NO, UNSEEN, YES, Examples
from tagstudio.plugin_api.vocabulary import lastfm_tag_infos

SMALL = CRNNConfig(maps=(4, 4, 8, 8), units=8)
MakeSound = Callable[..., str]
MakeExamples = Callable[..., Examples]
StartProcess = Callable[..., tuple[BaseProcess, Connection]]
TRAINED = (0, 9)  # rock and jazz


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


@pytest.fixture(scope="session")
def make_examples() -> MakeExamples:
    """Maps of noise for the small network; each of two trained tags depends on one direction.

    The first `answered` tracks have answers to both; the second half of these and `rest` tracks
    without answers stand for the library. The folds take turns.
    """

    def make(answered: int = 40, rest: int = 20, windows: int = 1, seed: int = 0) -> Examples:
        n = answered + rest
        numbers = np.random.default_rng(seed)
        maps = numbers.normal(size=(n, windows, 15, 8)) / 2 + numbers.normal(size=(n, 1, 1, 8))
        targets = np.full((n, 50), UNSEEN, np.int8)
        for direction, tag in enumerate(TRAINED):
            truth = maps[:answered, ..., direction].mean(axis=(1, 2)) > 0
            targets[:answered, tag] = np.where(truth, YES, NO)
        return Examples(
            tags=tuple(tag.name for tag in lastfm_tag_infos()),
            track_ids=np.arange(n) + 100,
            paths=tuple(f"/music/{index}.mp3" for index in range(n)),
            features=maps.reshape(-1, 15, 8).astype(np.float16),
            windows=np.full(n, windows),
            targets=targets,
            weights=(targets != UNSEEN).astype(np.float32),
            folds=(np.arange(n) % FOLDS).astype(np.int8),
            sample=np.arange(n) >= answered // 2,
        )

    return make
