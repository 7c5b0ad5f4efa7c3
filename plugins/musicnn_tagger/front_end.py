"""The front-end on a processor or a graphics card: 95 of 100 operations of the network.

OpenVINO runs it in two thirds of torch's time on a processor. In single precision: bfloat16 takes a
third of that away and changes scores by up to 0.013, and in two parts, which would change less, it
takes longer than single precision where the processor has no tiles for it.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import numpy as np
import torch
from torch import Tensor

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message

from .mel import BANDS, FRAMES
from .network import Musicnn, RhythmBlock, TimbreBlock

THREADS = min(16, os.cpu_count() or 1)  # that may call it at a time

Front = Callable[[Tensor], Tensor]  # (n, 187, 96) -> (n, maps, 187)


@dataclass(frozen=True)
class FrontEnd:
    """A front-end that is ready to run, and the sentence that says what runs it."""

    run: Front
    message: Message


def front_end_for(network: Musicnn, device: torch.device, runtime: str) -> FrontEnd:
    """Return the front-end of a network that is on `device`.

    On a processor `runtime` chooses: auto, openvino or torch. Raises TagStudioError where OpenVINO
    was asked for and cannot be used.
    """
    if device.type != "cpu":
        return FrontEnd(network.front, _said("torch", device.type))
    if runtime != "torch":
        try:
            return FrontEnd(OpenVINOFront(network), _said("openvino"))
        except (ImportError, OSError, RuntimeError) as error:
            if runtime == "openvino":
                raise TagStudioError(
                    "musicnn.no-openvino",
                    "OpenVINO cannot be used here ({reason}). Install it (pip install"
                    " 'tagstudio[fast]'), or set the plugin's option runtime to auto or torch.",
                    reason=error,
                ) from error
    return FrontEnd(patch_by_patch(network.front), _said("torch"))


def patch_by_patch(front: Front) -> Front:
    """Return a front-end that takes one patch at a time: the maps of one stay in the cache."""
    return lambda patches: torch.cat([front(patches[i : i + 1]) for i in range(len(patches))])


class OpenVINOFront:
    """The front-end run by OpenVINO, a patch at a time, each call on one thread.

    Calls may come from several threads.
    """

    def __init__(self, network: Musicnn) -> None:
        core = silent_openvino().Core()
        options = {
            "INFERENCE_PRECISION_HINT": "f32",
            "INFERENCE_NUM_THREADS": THREADS,
            "NUM_STREAMS": THREADS,
            "ENABLE_CPU_PINNING": False,  # decoding runs on the same cores
        }
        self._compiled: Any = core.compile_model(_graph(network), "CPU", options)
        self._idle: list[Any] = []  # requests that no thread uses now

    def __call__(self, patches: Tensor) -> Tensor:
        """Map (n, 187, 96) to (n, maps, 187)."""
        # An infer request holds the buffers of one run, so each thread needs its own. `pop` and
        # `append` of a list are atomic: a thread takes an idle request or makes one, and puts it
        # back, without a lock. The output belongs to the request and is copied before that.
        try:
            request = self._idle.pop()
        except IndexError:
            request = self._compiled.create_infer_request()
        found = []
        for patch in patches.contiguous().numpy():
            request.infer([patch[None, None]], share_inputs=True)
            found.append(torch.from_numpy(request.get_output_tensor().data.copy()))
        self._idle.append(request)
        return torch.cat(found)


def _graph(network: Musicnn) -> Any:
    """Return the front-end as OpenVINO has it: (1, 1, 187, 96) -> (1, maps, 187)."""
    openvino = silent_openvino()
    ops = openvino.opset13
    given = ops.parameter([1, 1, FRAMES, BANDS], openvino.Type.f32)
    x = _normed(given, network.norm)
    blocks = [*network.timbre, *network.rhythm]
    maps = ops.concat([_block(x, block) for block in blocks], 1)
    return openvino.Model([ops.squeeze(maps, np.array([3]))], [given], "front")


def _block(x: Any, block: Any) -> Any:
    assert isinstance(block, TimbreBlock | RhythmBlock)
    assert block.conv.bias is not None
    ops = silent_openvino().opset13
    before, behind = block.padding
    kernel = block.conv.weight
    x = ops.convolution(x, _numbers(kernel), [1, 1], [before, 0], [behind, 0], [1, 1])
    x = ops.relu(ops.add(x, _numbers(block.conv.bias.reshape(1, -1, 1, 1))))
    x = _normed(x, block.norm)
    places = [1, BANDS - kernel.shape[3] + 1]  # all at which the filter stood
    return ops.max_pool(x, places, [1, 1], [0, 0], [0, 0], places).output(0)


def _normed(x: Any, norm: Any) -> Any:
    """Apply a batch norm: y = a x + b per map."""
    ops = silent_openvino().opset13
    a = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    b = norm.bias - norm.running_mean * a
    shape = (1, -1, 1, 1)
    return ops.add(ops.multiply(x, _numbers(a.reshape(shape))), _numbers(b.reshape(shape)))


def silent_openvino() -> Any:
    """Import OpenVINO without its telemetry, which would tell a server of each import.

    It forks this process to do so. Where the package for it cannot be imported, OpenVINO has a
    stand-in that says nothing.
    """
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino

    return openvino


def _numbers(weight: Tensor) -> np.ndarray:
    return np.ascontiguousarray(weight.detach().numpy())


def _said(library: str, device: str = "cpu") -> Message:
    devices = {
        "cpu": message("musicnn.cpu", "the processor"),
        "cuda": message("musicnn.cuda", "the graphics card (CUDA)"),
        "mps": message("musicnn.mps", "the Apple graphics processor (MPS)"),
    }
    return message(
        "musicnn.runtime",
        "{library} {version} runs the network on {device}.",
        library={"openvino": "OpenVINO", "torch": "PyTorch"}[library],
        version=version(library).partition("+")[0],
        device=devices[device],
    )
