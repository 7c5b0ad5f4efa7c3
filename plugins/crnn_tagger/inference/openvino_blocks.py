"""A network's blocks run by OpenVINO: the same weights, the same numbers, in less time."""

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from tagstudio.plugin_kit.reader_threads import THREADS

from ..model.layers import Block
from .bfloat16 import paired, paired_weight

NO_BOUND = 1e30  # a limit that no sum reaches


class OpenVINOBlocks(nn.Module):
    """All blocks of a folded network in one, with `half` in bfloat16.

    Each call runs on one thread, as many calls at a time as there are threads: two cores with a
    window each take less time than both together with one window after the other.
    """

    def __init__(self, blocks: Sequence[Block], half: bool) -> None:
        super().__init__()
        self._layers = blocks
        self._half = half
        self._compiled: dict[torch.Size, Any] = {}
        self._idle: dict[torch.Size, list[Any]] = {}  # requests that no thread uses now

    def forward(self, x: Tensor) -> Tensor:
        """Map (batch, inputs, F, T) to the last block's maps, window by window."""
        return torch.cat([self._window(x[i : i + 1]) for i in range(len(x))])

    def _window(self, window: Tensor) -> Tensor:
        # An infer request holds the buffers of one run, so each thread needs its own. `pop` and
        # `append` of a list are atomic: a thread takes an idle request or makes one, and puts it
        # back, without a lock. The output belongs to the request and is copied before that.
        shape = window.shape
        if shape not in self._compiled:
            self._idle[shape] = []
            self._compiled[shape] = self._compile(shape)
        idle = self._idle[shape]
        try:
            request = idle.pop()
        except IndexError:
            request = self._compiled[shape].create_infer_request()
        request.infer([self._input(window)], share_inputs=True)
        found = torch.from_numpy(request.get_output_tensor().data.copy())
        idle.append(request)
        return found

    def _input(self, window: Tensor) -> Any:
        if not self._half:
            return window.contiguous().numpy()
        values = paired(window)
        bits = values.view(torch.int16).numpy()  # numpy has no bfloat16
        openvino = silent_openvino()
        return openvino.Tensor(bits, list(values.shape), openvino.Type.bf16)

    def _compile(self, shape: torch.Size) -> Any:
        options = {
            "INFERENCE_PRECISION_HINT": "bf16" if self._half else "f32",
            "INFERENCE_NUM_THREADS": THREADS,
            "NUM_STREAMS": THREADS,
            "ENABLE_CPU_PINNING": False,  # decoding runs on the same cores
        }
        return silent_openvino().Core().compile_model(self._graph(shape), "CPU", options)

    def _graph(self, shape: torch.Size) -> Any:
        """Return the blocks as OpenVINO has them: (1, inputs, F, T) -> the last block's maps."""
        openvino = silent_openvino()
        ops = openvino.opset13
        windows, maps, *size = shape
        if self._half:
            given = ops.parameter([windows, 3 * maps, *size], openvino.Type.bf16)
            x = ops.convert(given, "f32")
        else:
            given = x = ops.parameter([windows, maps, *size], openvino.Type.f32)
        for number, block in enumerate(self._layers):
            x = self._block(x, block, paired=self._half and number == 0)
        return openvino.Model([x], [given], "blocks")

    def _block(self, x: Any, block: Block, paired: bool) -> Any:
        ops = silent_openvino().opset13
        assert block.conv.bias is not None
        weight, bias = block.conv.weight.detach(), block.conv.bias.detach()
        weight = paired_weight(weight) if paired else weight
        padding, pool = [size // 2 for size in block.conv.kernel_size], list(block.pool)
        x = ops.convolution(x, _numbers(weight), [1, 1], padding, padding, [1, 1])
        if self._half:  # without it the addition becomes the convolution's bias, and is rounded
            x = ops.clamp(x, -NO_BOUND, NO_BOUND)
        x = ops.add(x, _numbers(bias.reshape(1, -1, 1, 1)))
        x = ops.max_pool(x, pool, [1, 1], [0, 0], [0, 0], pool).output(0)
        return ops.elu(x, 1.0)


def silent_openvino() -> Any:
    """Import OpenVINO without its telemetry, which would tell a server of each import.

    It forks this process to do so. Where the package for it cannot be imported, OpenVINO has a
    stand-in that says nothing.
    """
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino

    return openvino


def _numbers(weight: Tensor) -> np.ndarray:
    return np.ascontiguousarray(weight.numpy())
