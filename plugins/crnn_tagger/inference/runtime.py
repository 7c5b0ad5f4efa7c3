"""The library that runs the convolutions: torch or OpenVINO, in half precision where possible."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message

from ..audio.mel import HZ, WINDOW_SAMPLES, MelRecipe, log_mel
from ..model.layers import Block
from ..model.networks import Network
from .bfloat16 import HalfBlock, has_bfloat16
from .openvino_blocks import OpenVINOBlocks

MAX_DIFFERENCE = 0.04  # of a probe's logit: at most 0.01 of a score


@dataclass(frozen=True)
class RuntimeOptions:
    """The user's choice: `runtime` auto, openvino or torch; `precision` auto or single."""

    runtime: str = "auto"
    precision: str = "auto"


FASTEST = RuntimeOptions()


@dataclass(frozen=True)
class Runtime:
    """A network ready for inference. `message` tells the user which library runs it.

    `half` is the type in which a GPU computes the features, None for that of the weights.
    """

    network: Network
    message: Message
    half: torch.dtype | None = None

    def features(self, mels: Tensor, exact: bool = False) -> Tensor:
        """Map (n, 96, 1366) to features in single precision, (n, *feature_shape).

        With `exact` torch computes them in it, too.
        """
        half = self.half is not None and not exact
        with torch.autocast(mels.device.type, self.half or torch.bfloat16, enabled=half):
            return self.network.features(mels).float()

    def logits(self, features: Tensor) -> Tensor:
        """Map features to logits, (n, tags); always by torch in single precision."""
        logits: Tensor = self.network.head(features)
        return logits


def for_gpu(
    network: Network, recipe: MelRecipe, device: torch.device, precision: str = "auto"
) -> Runtime:
    """Return `network` ready for a GPU: on CUDA in half precision, on MPS in single precision.

    Half precision is subject to the conditions of `for_processor`.
    """
    ready = with_folded_norms(network).to(device)
    exact = Runtime(ready, _message("torch", half=False))
    if device.type == "mps":
        return exact
    ready.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    reduced = Runtime(ready, _message("torch", half=True), torch.float16)
    half = precision == "auto" and recipe.centred
    return reduced if half and _agree(exact, reduced, probe_mels(recipe).to(device)) else exact


def for_processor(
    network: Network, recipe: MelRecipe, options: RuntimeOptions = FASTEST
) -> Runtime:
    """Return `network` ready for the processor, as `options` say.

    Half precision is taken where the processor computes in it, the network takes centred windows
    (uncentred decibels are so large that their rounding is not small) and no logit of a few probes
    differs by more than MAX_DIFFERENCE. Raises TagStudioError when the runtime asked for is
    missing or does not work.
    """
    network = with_folded_norms(network)
    half = options.precision == "auto" and recipe.centred and has_bfloat16()
    if options.runtime != "torch":
        try:
            return _ready(network, recipe, "openvino", half)
        except (ImportError, OSError, RuntimeError) as error:
            if options.runtime == "openvino":
                raise TagStudioError(
                    "crnn.no-openvino",
                    "OpenVINO cannot be used here ({reason}). Install it (pip install"
                    " 'tagstudio[fast]'), or set the plugin's option runtime to auto or torch.",
                    reason=error,
                ) from error
    return _ready(network, recipe, "torch", half)


def with_folded_norms(network: Network) -> Network:
    """Return a copy for prediction, each batch norm multiplied into the convolution before it."""
    # At inference a batch norm is the affine map y -> g (y - m) / s + b with s = sqrt(v + eps), per
    # output map. Behind a convolution y = W * x + c it gives (g / s) W * x + (g / s) (c - m) + b,
    # a convolution again: one pass less over the largest maps.
    network = deepcopy(network).eval()
    for block in network.modules():
        if isinstance(block, Block) and isinstance(block.norm, nn.BatchNorm2d):
            block.conv = fuse_conv_bn_eval(block.conv, block.norm)
            block.norm = nn.Identity()
    return network


def _ready(network: Network, recipe: MelRecipe, engine: str, half: bool) -> Runtime:
    """Return `network` on an engine that has run it once."""
    mels = probe_mels(recipe)
    if half:
        reduced = _reduced(network, engine)
        if _agree(_single(network, "torch"), reduced, mels):
            return reduced
    single = _single(network, engine)
    with torch.inference_mode():
        single.features(mels[:1])
    return single


def _reduced(network: Network, engine: str) -> Runtime:
    """Return `network` with its blocks in bfloat16."""
    blocks = _blocks(network)
    if engine == "openvino":
        ready: list[nn.Module] = [_openvino(blocks, half=True)]
    else:
        ready = [HalfBlock(block, first=number == 0) for number, block in enumerate(blocks)]
    return Runtime(_with_blocks(network, ready), _message(engine, half=True))


def _single(network: Network, engine: str) -> Runtime:
    if engine == "openvino":
        ready = _with_blocks(network, [_openvino(_blocks(network), half=False)])
        return Runtime(ready, _message(engine, half=False))
    ready = deepcopy(network)
    ready.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return Runtime(ready, _message(engine, half=False))


def _openvino(blocks: list[Block], half: bool) -> nn.Module:
    return OpenVINOBlocks(blocks, half)


def _blocks(network: Network) -> list[Block]:
    return [module for module in network.modules() if isinstance(module, Block)]


def _with_blocks(network: Network, blocks: list[nn.Module]) -> Network:
    """Return a copy of `network`, any of the four, with other blocks."""
    copy = deepcopy(network)
    copy.blocks = nn.ModuleList(blocks)
    return copy


def _message(engine: str, half: bool) -> Message:
    name = {"openvino": "OpenVINO", "torch": "PyTorch"}[engine]
    release = version(engine).partition("+")[0]
    if half:
        return message(
            "crnn.half-precision",
            "{library} {version} runs the network in half precision.",
            library=name,
            version=release,
        )
    return message(
        "crnn.single-precision",
        "{library} {version} runs the network in single precision.",
        library=name,
        version=release,
    )


@torch.inference_mode()
def _agree(exact: Runtime, reduced: Runtime, mels: Tensor) -> bool:
    """Tell whether the logits of (n, 96, 1366) differ by no more than MAX_DIFFERENCE."""
    logits = [runtime.logits(runtime.features(mels)) for runtime in (exact, reduced)]
    return bool(((logits[0] - logits[1]).abs() <= MAX_DIFFERENCE).all())  # not so for NaN


@lru_cache(maxsize=4)
def probe_mels(recipe: MelRecipe) -> Tensor:
    """Return the probes as network input, to be read only: (2, 96, 1366)."""
    return log_mel(probes(), recipe)


def probes() -> np.ndarray:
    """Return two synthetic windows, beats of noise and a chord, always the same: (2, 349,440)."""
    time = np.arange(WINDOW_SAMPLES) / HZ
    noise = np.random.default_rng(0).standard_normal(WINDOW_SAMPLES)
    beat = np.exp(-8 * (time % 0.5))
    chord = sum(np.sin(2 * np.pi * hz * time) / hz**0.5 for hz in (110, 220, 277, 330, 440, 880))
    windows = [beat * noise, chord * (0.3 + beat) + 0.01 * noise]
    return np.stack(windows).astype(np.float32) / 4
