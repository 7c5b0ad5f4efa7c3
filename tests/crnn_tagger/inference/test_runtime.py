import csv
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import torch
from crnn_tagger.audio.loading import LoadingConfig, MelInput, load_all
from crnn_tagger.audio.mel import MelRecipe, log_mel
from crnn_tagger.inference import openvino_blocks, runtime
from crnn_tagger.inference.bfloat16 import has_bfloat16
from crnn_tagger.inference.runtime import (
    Runtime,
    RuntimeOptions,
    for_gpu,
    for_processor,
    probes,
    with_folded_norms,
)
from crnn_tagger.model.checkpoint import Checkpoint, load
from crnn_tagger.model.keras_weights import CNN_THEANO, CRNN_THEANO, read
from crnn_tagger.model.layers import Block
from crnn_tagger.model.networks import K1C2Config, K2C1Config, K2C2Config, Network, build
from crnn_tagger.plugin import BUNDLED
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn

from tagstudio.core.errors import TagStudioError
from tagstudio.plugin_api import TrackRef

LIMIT = 0.01  # of a score
AUC_LIMIT = 0.001
CLIPS = 20
GENRES = {"blues": "blues", "country": "country", "Hip-Hop": "hiphop", "jazz": "jazz"} | {
    "metal": "metal",
    "pop": "pop",
    "rock": "rock",
    "dance": "disco",
}
RECIPE = MelRecipe()
EXACT = RuntimeOptions("torch", "single")
ENGINES = [
    "torch",
    pytest.param(
        "openvino",
        marks=pytest.mark.skipif(find_spec("openvino") is None, reason="OpenVINO is not installed"),
    ),
]
reduced_only = pytest.mark.skipif(not has_bfloat16(), reason="this processor has no bfloat16")


def starter() -> Checkpoint:
    return load(next(BUNDLED.glob("*.safetensors")))


def published(real_data: Path, name: str) -> Network:
    return read(real_data / "published" / name, "corrected")[1]


@torch.inference_mode()
def scored(ready: Runtime, mels: Tensor) -> np.ndarray:
    """Scores by way of features as they are stored, in half precision."""
    parts = [ready.features(window).half().float() for window in mels.split(1)]
    return ready.logits(torch.cat(parts)).sigmoid().numpy()


@pytest.fixture(scope="module")
def clips(real_data: Path) -> Iterator[tuple[Tensor, list[str]]]:
    """Inputs of two or three real excerpts of each genre, and which genre each is."""
    with (real_data / "manifest.csv").open(encoding="utf-8", newline="") as manifest:
        rows = [row for row in csv.DictReader(manifest) if row["file"].startswith("clips/gtzan")]
    rows = rows[:: len(rows) // CLIPS]
    tracks = [TrackRef(i, str(real_data / row["file"])) for i, row in enumerate(rows)]
    loaded = [one for one in load_all(tracks, LoadingConfig(RECIPE)) if isinstance(one, MelInput)]
    return torch.cat([one.mels for one in loaded]), [rows[one.track.id]["label"] for one in loaded]


def macro_auc(scores: np.ndarray, genres: list[str], tags: list[str]) -> float:
    return float(
        np.mean(
            [
                roc_auc_score([found == genre for found in genres], scores[:, tags.index(tag)])
                for tag, genre in GENRES.items()
                if genre in genres
            ]
        )
    )


# ---- what half precision may change


@reduced_only
@pytest.mark.parametrize("engine", ENGINES)
def test_the_starter_scores_in_half_precision_as_in_single(engine: str) -> None:
    network = starter().network
    reduced = for_processor(network, RECIPE, RuntimeOptions(engine))
    assert "half" in str(reduced.message)
    noise = 0.1 * np.random.default_rng(1).standard_normal((2, probes().shape[1]))
    for samples in (probes(), noise.astype(np.float32)):
        mels = log_mel(samples, RECIPE)
        exact = scored(for_processor(network, RECIPE, EXACT), mels)
        difference = np.abs(scored(reduced, mels) - exact).max()
        assert 0 < difference < LIMIT


@reduced_only
@pytest.mark.parametrize("name", ["starter", CRNN_THEANO.name, CNN_THEANO.name])
def test_real_music_scores_in_half_precision_as_in_single(
    real_data: Path, clips: tuple[Tensor, list[str]], name: str
) -> None:
    network = starter().network if name == "starter" else published(real_data, name)
    tags = [tag.name for tag in starter().card.tags]
    mels, genres = clips
    exact = scored(for_processor(network, RECIPE, EXACT), mels)
    for engine in ["torch", "openvino"] if find_spec("openvino") else ["torch"]:
        reduced = for_processor(network, RECIPE, RuntimeOptions(engine))
        assert "half" in str(reduced.message)
        close = scored(reduced, mels)
        assert np.abs(close - exact).max() < LIMIT
        assert abs(macro_auc(close, genres, tags) - macro_auc(exact, genres, tags)) < AUC_LIMIT


@reduced_only
@pytest.mark.parametrize("engine", ENGINES)
def test_single_precision_is_kept_where_half_would_show(network: Network, engine: str) -> None:
    options = RuntimeOptions(engine)
    assert "half" in str(for_processor(network, RECIPE, options).message)
    assert "single" in str(for_processor(network, replace(RECIPE, centred=False), options).message)
    assert "single" in str(
        for_processor(network, RECIPE, replace(options, precision="single")).message
    )
    with torch.no_grad():
        network.output.weight.mul_(1000)
    assert "single" in str(for_processor(network, RECIPE, options).message)
    with torch.no_grad():
        network.output.weight.fill_(float("nan"))
    assert "single" in str(for_processor(network, RECIPE, options).message)


def test_a_processor_without_bfloat16_computes_in_single_precision(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime, "has_bfloat16", lambda: False)
    assert "single" in str(for_processor(network, RECIPE, RuntimeOptions()).message)


# ---- which runtime


@pytest.mark.parametrize(
    "config",
    [
        K1C2Config(maps=(4, 4, 8, 8), units=8),
        K2C1Config(maps=(8, 8, 8, 8, 8), units=8),
        K2C2Config(maps=(4, 4, 8, 8, 8)),
    ],
)
def test_openvino_gives_what_torch_gives(
    network: Network, config: K1C2Config | K2C1Config | K2C2Config
) -> None:
    pytest.importorskip("openvino", reason="OpenVINO is not installed")
    mels = log_mel(probes(), RECIPE)
    for original in (network, build(config).eval()):
        ready = for_processor(original, RECIPE, RuntimeOptions("openvino", "single"))
        assert "OpenVINO" in str(ready.message)
        with torch.inference_mode():
            found, wanted = ready.features(mels), original.features(mels)
        assert found.shape == wanted.shape
        torch.testing.assert_close(found, wanted, atol=1e-4, rtol=1e-4)


def test_without_openvino_torch_runs_and_openvino_is_refused(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    assert "PyTorch" in str(for_processor(network, RECIPE).message)
    with pytest.raises(TagStudioError, match=r"OpenVINO cannot be used here .*tagstudio\[fast\]"):
        for_processor(network, RECIPE, RuntimeOptions("openvino"))


@pytest.mark.skipif(find_spec("openvino") is None, reason="OpenVINO is not installed")
def test_torch_runs_where_openvino_does_not_work(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object) -> object:
        raise RuntimeError("unsupported instruction")

    monkeypatch.setattr(openvino_blocks.OpenVINOBlocks, "_compile", broken)
    assert "PyTorch" in str(for_processor(network, RECIPE).message)
    with pytest.raises(TagStudioError, match="unsupported instruction"):
        for_processor(network, RECIPE, RuntimeOptions("openvino"))


def test_a_gpu_computes_in_half_precision_where_that_is_as_good(network: Network) -> None:
    stand_in = torch.device("cpu")
    assert for_gpu(network, RECIPE, stand_in).half is torch.float16
    assert for_gpu(network, RECIPE, stand_in, "single").half is None
    assert for_gpu(network, replace(RECIPE, centred=False), stand_in).half is None
    with torch.no_grad():
        network.output.weight.mul_(1000)
    assert for_gpu(network, RECIPE, stand_in).half is None


def test_folding_changes_no_number(network: Network) -> None:
    config = K2C2Config(maps=(4, 4, 4, 4, 4))
    for original in (network, build(config).eval()):
        quick = with_folded_norms(original)
        blocks = [module for module in quick.modules() if isinstance(module, Block)]
        assert all(isinstance(block.norm, nn.Identity) for block in blocks)
        mel = torch.randn(2, 96, 1366)
        torch.testing.assert_close(quick(mel), original(mel), atol=1e-5, rtol=1e-5)


def test_the_network_given_is_left_as_it_was(network: Network) -> None:
    before = {name: weight.clone() for name, weight in network.state_dict().items()}
    for_processor(network, RECIPE, RuntimeOptions())
    assert all(torch.equal(before[name], now) for name, now in network.state_dict().items())
