"""What runs the convolutions: torch or OpenVINO, in half precision where the scores allow it."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from tagstudio.core.errors import TagStudioError

from ..audio.mel import HZ, WINDOW_SAMPLES, MelRecipe, log_mel
from ..model.networks import Block, Network
from .bfloat16 import HalfBlock, has_bfloat16

LARGEST_DIFFERENCE = 0.04  # of a probe's logit: at most 0.01 of a score


@dataclass(frozen=True)
class Wish:
    """What the user asks for: `runtime` auto, openvino or torch; `precision` auto or single."""

    runtime: str = "auto"
    precision: str = "auto"


FASTEST = Wish()


@dataclass(frozen=True)
class Runtime:
    """A network ready to listen. `how` tells the user what runs it.

    `half` is the type in which a graphics card computes the features, None for that of the weights.
    """

    network: Network
    how: str
    half: torch.dtype | None = None

    def features(self, mels: Tensor, exact: bool = False) -> Tensor:
        """Map (n, 96, 1366) to features in single precision, (n, *feature_shape).

        With `exact` torch computes them in it, too.
        """
        half = self.half is not None and not exact
        with torch.autocast(mels.device.type, self.half or torch.bfloat16, enabled=half):
            return self.network.features(mels).float()

    def scores(self, features: Tensor) -> Tensor:
        """Map features to scores, (n, tags); always by torch in single precision."""
        logits: Tensor = self.network.head(features)
        return logits.sigmoid()


def for_card(
    network: Network, recipe: MelRecipe, device: torch.device, precision: str = "auto"
) -> Runtime:
    """Return what runs `network` on a graphics processor: CUDA in half precision, MPS in single.

    For half precision holds what `for_processor` says.
    """
    ready = folded(network).to(device)
    exact = Runtime(ready, _told("torch", half=False))
    if device.type == "mps":
        return exact
    ready.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    brief = Runtime(ready, _told("torch", half=True), torch.float16)
    half = precision == "auto" and recipe.centred
    return brief if half and _agree(exact, brief, probe_mels(recipe).to(device)) else exact


def for_processor(network: Network, recipe: MelRecipe, wish: Wish = FASTEST) -> Runtime:
    """Return what runs `network` on the processor, as `wish` says.

    Half precision is taken where the processor computes in it, the network hears centred windows
    (uncentred decibels are so large that their rounding is not small) and no logit of a few probes
    differs by more than LARGEST_DIFFERENCE. Raises TagStudioError when the runtime asked for is
    missing or does not work.
    """
    network = folded(network)
    half = wish.precision == "auto" and recipe.centred and has_bfloat16()
    if wish.runtime != "torch":
        try:
            return _ready(network, recipe, "openvino", half)
        except (ImportError, OSError, RuntimeError) as error:
            if wish.runtime == "openvino":
                raise TagStudioError(
                    f"OpenVINO cannot be used here ({error}). Install it (pip install"
                    " 'tagstudio[fast]'), or set the plugin's option runtime to auto or torch."
                ) from error
    return _ready(network, recipe, "torch", half)


def folded(network: Network) -> Network:
    """Return a copy for prediction, each batch norm multiplied into the convolution before it."""
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
        brief = _brief(network, engine)
        if _agree(_single(network, "torch"), brief, mels):
            return brief
    single = _single(network, engine)
    with torch.inference_mode():
        single.features(mels[:1])
    return single


def _brief(network: Network, engine: str) -> Runtime:
    """Return `network` with its blocks in bfloat16."""
    blocks = _blocks(network)
    if engine == "openvino":
        ready: list[nn.Module] = [_openvino(blocks, half=True)]
    else:
        ready = [HalfBlock(block, first=number == 0) for number, block in enumerate(blocks)]
    return Runtime(_with_blocks(network, ready), _told(engine, half=True))


def _single(network: Network, engine: str) -> Runtime:
    if engine == "openvino":
        ready = _with_blocks(network, [_openvino(_blocks(network), half=False)])
        return Runtime(ready, _told(engine, half=False))
    ready = deepcopy(network)
    ready.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return Runtime(ready, _told(engine, half=False))


def _openvino(blocks: list[Block], half: bool) -> nn.Module:
    from .openvino_blocks import OpenVINOBlocks

    return OpenVINOBlocks(blocks, half)


def _blocks(network: Network) -> list[Block]:
    return [module for module in network.modules() if isinstance(module, Block)]


def _with_blocks(network: Network, blocks: list[nn.Module]) -> Network:
    """Return a copy of `network`, any of the four, that hears through other blocks."""
    copy = deepcopy(network)
    copy.blocks = nn.ModuleList(blocks)
    return copy


def _told(engine: str, half: bool) -> str:
    name = {"openvino": "OpenVINO", "torch": "PyTorch"}[engine]
    release = version(engine).partition("+")[0]
    return f"{name} {release} runs the network in {'half' if half else 'single'} precision."


@torch.inference_mode()
def _agree(exact: Runtime, brief: Runtime, mels: Tensor) -> bool:
    """Tell whether the logits of (n, 96, 1366) differ by no more than LARGEST_DIFFERENCE."""
    logits = [runtime.network.head(runtime.features(mels)) for runtime in (exact, brief)]
    return bool(((logits[0] - logits[1]).abs() <= LARGEST_DIFFERENCE).all())  # not so for NaN


def probe_mels(recipe: MelRecipe) -> Tensor:
    """Return the probes as a network's input: (2, 96, 1366)."""
    return log_mel(probes(), recipe)


def probes() -> np.ndarray:
    """Return windows that have something of music, the same ones always: (2, 349,440)."""
    time = np.arange(WINDOW_SAMPLES) / HZ
    noise = np.random.default_rng(0).standard_normal(WINDOW_SAMPLES)
    beat = np.exp(-8 * (time % 0.5))
    chord = sum(np.sin(2 * np.pi * hz * time) / hz**0.5 for hz in (110, 220, 277, 330, 440, 880))
    windows = [beat * noise, chord * (0.3 + beat) + 0.01 * noise]
    return np.stack(windows).astype(np.float32) / 4
